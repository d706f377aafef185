import Testing

@Suite struct WordingTests {
    private static let all = SourceTree.sources + SourceTree.tests

    @Test func noForbiddenTokens() {
        #expect(Self.all.flatMap(TokenChecks.tokens) == [])
    }

    @Test func noLeftovers() {
        #expect(Self.all.flatMap(TokenChecks.leftovers) == [])
    }

    @Test func droppedErrorsSayWhy() {
        #expect(SourceTree.sources.flatMap(TokenChecks.silentTry) == [])
    }

    @Test func packageDeclarationsAreDocumented() {
        let ports = SourceTree.sources.filter { $0.target == "EnginePorts" }
        let requirements = ports.map(DocumentationChecks.requirements).reduce(into: Set<String>()) { $0.formUnion($1) }
        #expect(requirements.count > 10)
        let adapters = SourceTree.sources.filter { $0.path.hasPrefix("Sources/System/") }
        let others = SourceTree.sources.filter { !$0.path.hasPrefix("Sources/System/") }
        #expect(others.flatMap { DocumentationChecks.packageDeclarations($0) } == [])
        #expect(
            adapters.flatMap { DocumentationChecks.packageDeclarations($0, requirements: requirements) } == [])
    }

    @Test(arguments: [
        "let a = try! b()", "let a = b as! C", "fatalError(\"no\")", "final class A: @unchecked Sendable {}",
        "Task.detached { }", "public func a() {}", "    Task { await a() }", "print(a)", "let a = Date.now",
    ])
    func aForbiddenTokenIsFound(line: String) {
        #expect(TokenChecks.tokens(sample("// fine\n\(line)\n")).map(\.line) == [2])
    }

    @Test(arguments: [
        "// try! as!", "let a = \"public Task.detached\"", "republic as String", "let aTask = footprint(a)",
    ])
    func otherWordsPass(line: String) {
        #expect(TokenChecks.tokens(sample(line)) == [])
    }

    @Test(arguments: [
        "try await Task.sleep(for: .seconds(1))", "usleep(5); sleep(1)", "@Test(.disabled(\"later\")) func a() {}",
    ])
    func aSleepingOrSleepyTestIsFound(line: String) {
        let file = SourceFile(path: "Tests/SolverTests/A.swift", line)
        #expect(!TokenChecks.tokens(file).isEmpty)
    }

    @Test func leftoversAreFoundInComments() {
        let mark = "TO" + "DO"
        #expect(TokenChecks.leftovers(sample("let a = 1  // \(mark): more\nlet b = \"\(mark)\"")).map(\.line) == [1])
    }

    @Test func aDroppedErrorWithoutReasonIsFound() {
        let text = "// It may be gone already.\ntry? remove()\n\n\n\nlet a = try? read()\n"
        #expect(TokenChecks.silentTry(sample(text)).map(\.line) == [6])
    }

    @Test func anUndocumentedDeclarationIsFound() {
        let text = """
            package import SystemPackage
            /// Documented.
            @frozen
            package struct A {
                package let b: Int
                /// Documented.
                package private(set) var c: Int
                package static func d() {}
                let e: Int
            }
            package extension A {}
            @inlinable package func f() {}
            extension A: CustomStringConvertible {
                package var text: String { "" }
            }
            extension A {
                package func g() {}
                package func encode(to encoder: any Encoder) throws {}
            }
            """
        #expect(DocumentationChecks.packageDeclarations(sample(text)).map(\.line) == [5, 8, 12, 17])
    }

    @Test func requirementsOfProtocolsAreDescribedThere() {
        let port = sample("package protocol Port {\n    /// Reads.\n    func read(a: Int)\n}\nfunc other() {}\n")
        let adapter = sample("package struct A: Port {\n    package func read(a: Int) {}\n    package func f() {}\n}")
        #expect(DocumentationChecks.requirements(port) == ["func read"])
        #expect(
            DocumentationChecks.packageDeclarations(adapter, requirements: ["func read"]).map(\.line) == [1, 3])
    }

    private func sample(_ text: String) -> SourceFile { SourceFile(path: "Sources/Core/Solver/A.swift", text) }
}

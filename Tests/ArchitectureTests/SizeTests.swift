import Testing

@Suite struct SizeTests {
    private static let all = SourceTree.sources + SourceTree.tests

    @Test func filesAreShort() {
        #expect(Self.all.flatMap(SizeChecks.fileLength) == [])
    }

    @Test func functionsAreShort() {
        #expect(SourceTree.sources.flatMap(SizeChecks.functionLength) == [])
    }

    @Test func functionsAreFlat() {
        #expect(SourceTree.sources.flatMap(SizeChecks.nestingDepth) == [])
    }

    @Test func functionsTakeFewParameters() {
        #expect(SourceTree.sources.flatMap(SizeChecks.parameterCount) == [])
    }

    @Test func exemptionsSayWhy() {
        #expect(Exemptions.withoutReason == [])
    }

    @Test(arguments: [("Sources/Core/Solver/A.swift", 401), ("Tests/SolverTests/A.swift", 601)])
    func aLongFileIsFound(path: String, lines: Int) {
        let text = String(repeating: "\n", count: lines)
        #expect(SizeChecks.fileLength(SourceFile(path: path, text)).map(\.line) == [lines])
        #expect(SizeChecks.fileLength(SourceFile(path: path, String(text.dropLast()))) == [])
    }

    @Test func aLongFunctionIsFound() {
        let short = "func short() {\n" + String(repeating: "    work()\n", count: 58) + "}\n"
        let long = "func long() {\n" + String(repeating: "    work()\n", count: 59) + "}\n"
        #expect(SizeChecks.functionLength(sample(short)) == [])
        #expect(SizeChecks.functionLength(sample(short + long)).map(\.line) == [61])
    }

    @Test func deepNestingIsFound() {
        let text = """
            struct A {
                func flat() { if a { for b in c { while d { e { f() } } } } }
                func deep() { if a { for b in c { while d { e { f { g() } } } } } }
            }
            """
        #expect(SizeChecks.nestingDepth(sample(text)).map(\.line) == [3])
    }

    @Test func manyParametersAreFound() {
        let text = """
            func few(a: Int, b: [String: Int], c: (_ d: Int, _ e: Int) -> Void, f: Int = g(h: 1), i: Int) {}
            func many(a: Int, b: Int, c: Int, d: Int, e: Int, f: Int) {}
            struct S {
                init(a: Int, b: Int, c: Int, d: Int, e: Int, f: Int) {
                    self.a = a
                }
                init(x: Int, b: Int, c: Int, d: Int, e: Int, f: Int) {
                    work(x)
                }
            }
            """
        #expect(SizeChecks.parameterCount(sample(text)).map(\.line) == [2, 7])
    }

    private func sample(_ text: String) -> SourceFile { SourceFile(path: "Sources/Core/Solver/A.swift", text) }
}

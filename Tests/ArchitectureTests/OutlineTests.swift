import Testing

@Suite struct OutlineTests {
    @Test func functionsAreFoundWithTheirLengths() {
        let text = """
            protocol P {
                func requirement(a: Int)
                var value: Int { get }
            }
            extension S {
                static func one(at x: () -> Void = {}) -> Int {
                    let text = "}"  // }
                    return items.map { $0 }.count
                }
                var computed: Int {
                    1
                }
                init?(_ a: Int) { self.init(b: a) }
            }
            """
        let found = Outline(SwiftText(text)).functions.map { "\($0.name) \($0.line) \($0.length) \($0.depth)" }
        #expect(found == ["value 3 1 0", "one 6 4 1", "computed 10 3 0", "init 13 1 0"])
    }

    @Test func stringsAndCommentsAreNoCode() {
        let text = #"""
            let a = "x { \(call("}")) } y"  // try!
            let b = ##"raw " \( "##; /* open { /* inner */ } */ let c = 1
            """#
        let code = SwiftText(text).code
        #expect(code[0].trimmed == "let a =")
        #expect(code[1].split(separator: " ") == ["let", "b", "=", ";", "let", "c", "=", "1"])
        #expect(SwiftText(text).comments[0].trimmed == "// try!")
    }

    @Test func longStringsAreNoCode() {
        let quotes = String(repeating: "\"", count: 3)
        let text = "let a = \(quotes)\nimport Foundation \"{\"\n\(quotes)\nlet b = 1\n"
        #expect(SwiftText(text).code.map(\.trimmed) == ["let a =", "", "", "let b = 1"])
    }
}

extension String {
    /// Without the spaces around it.
    fileprivate var trimmed: String { split(separator: " ").joined(separator: " ") }
}

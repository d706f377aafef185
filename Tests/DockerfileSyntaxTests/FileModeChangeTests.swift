import DockerfileSyntax
import Testing

@Suite struct FileModeChangeTests {
    @Test(arguments: [
        ("644", 0o755, 0o644), ("0", 0o755, 0), ("4755", 0o600, 0o4755), ("00644", 0o111, 0o644),
        ("u=rw,go=r", 0o777, 0o644), ("a=r", 0o6777, 0o444), ("+x", 0o644, 0o755), ("-w", 0o777, 0o555),
        ("=rw", 0o711, 0o666),
        ("go-rwx", 0o777, 0o700), ("u=rwX,go=rX", 0o755, 0o755), ("u=rwX,go=rX", 0o644, 0o644), ("+X", 0o644, 0o644),
        ("+X", 0o744, 0o755), ("g=u", 0o740, 0o770), ("go=u-w", 0o755, 0o755), ("o=g", 0o750, 0o755),
        ("u+s", 0o755, 0o4755),
        ("g+s", 0o755, 0o2755), ("+t", 0o777, 0o1777), ("o+s", 0o755, 0o755), ("u=", 0o755, 0o055),
        ("ug+w,o-r", 0o444, 0o660),
        ("a-X", 0o755, 0o644), ("u+g", 0o070, 0o770), ("o-u", 0o707, 0o700), ("+", 0o640, 0o640),
    ])
    func files(text: String, before: UInt32, after: UInt32) throws {
        #expect(try FileModeChange.parse(text).apply(to: before, isDirectory: false) == after)
    }

    @Test(arguments: [("u=rwX,go=rX", 0o600, 0o755), ("a+X", 0o640, 0o751), ("755", 0o700, 0o755)])
    func folders(text: String, before: UInt32, after: UInt32) throws {
        #expect(try FileModeChange.parse(text).apply(to: before, isDirectory: true) == after)
    }

    @Test func otherBitsOfTheModeStay() throws {
        #expect(try FileModeChange.parse("600").apply(to: 0o100755, isDirectory: false) == 0o100600)
    }

    @Test(arguments: ["", "worldwide", "888", "77777", "u", "u=rw,", "u=q", "=rw x", "rwx", "u=rw;g=r", "-1 "])
    func whatIsNoMode(text: String) {
        #expect(throws: FlagFault.invalidMode(text)) { try FileModeChange.parse(text) }
    }
}

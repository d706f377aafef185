import TerminalCells
import Testing

@testable import BuildScreens

@Suite struct KeyMapTests {
    @Test func hasAKeyForEachActionButTheTabs() {
        let without = Action.allCases.filter { KeyMap.standard.names(of: $0).isEmpty }
        #expect(without == [.log, .why, .files, .info])
    }

    @Test func takesEachKeyForOneActionOnly() {
        let names = Action.allCases.flatMap(KeyMap.standard.names)
        #expect(Set(names).count == names.count)
    }

    @Test func bindsNoKeyOfLaterScreens() {
        for name in ["p", "!", "e", "r", "b", "B", "4"] {
            #expect(KeyPress(name: name).map { KeyMap.standard.match([$0]) } == KeyMap.Match.none, "\(name)")
        }
    }

    @Test func showsKeysWithSymbolsOrInASCII() {
        #expect(KeyMap.standard.symbol(of: .top) == "gg")
        #expect(KeyMap.standard.symbol(of: .open) == "⏎")
        #expect(KeyMap.standard.symbol(of: .interrupt) == "^C")
        #expect(KeyMap.standard.symbol(of: .open, isASCII: true) == "enter")
        #expect(KeyMap.standard.symbol(of: .top, isASCII: true) == "g g")
        #expect(KeyMap.standard.names(of: .up) == ["up", "k"])
    }

    @Test func givesAKeyToAnotherAction() throws {
        let keys = try KeyMap(replacing: [("wrap", ["n", "ctrl-w"])])
        #expect(keys.names(of: .wrap) == ["n", "ctrl-w"])
        #expect(keys.names(of: .nextMatch).isEmpty)
        #expect(keys.match([KeyPress(.character("w"))]) == .none)
        #expect(keys.match([KeyPress(.character("n"))]) == .action(.wrap))
    }

    @Test func takesAKeyThatIsNamedTwiceOnce() throws {
        let keys = try KeyMap(replacing: [("wrap", ["W", "w", "W"])])
        #expect(keys.names(of: .wrap) == ["w", "W"])
    }

    @Test func takesAKeyAwayAltogether() throws {
        let keys = try KeyMap(replacing: [("suspend", [])])
        #expect(keys.names(of: .suspend).isEmpty)
        #expect(keys.symbol(of: .suspend) == nil)
        #expect(keys.match([KeyPress(.character("z"), .control)]) == .none)
    }

    @Test func exchangesTwoKeys() throws {
        let keys = try KeyMap(replacing: [("up", ["j"]), ("down", ["k"])])
        #expect(keys.match([KeyPress(.character("j"))]) == .action(.up))
        #expect(keys.match([KeyPress(.character("k"))]) == .action(.down))
    }

    @Test(
        arguments: [
            ([("fly", ["z"])], KeyMap.Failure.unknownAction("fly")),
            ([("up", ["hyper-z"])], .unknownKey("hyper-z", action: "up")),
            ([("up", [""])], .unknownKey("", action: "up")),
            ([("up", ["z"]), ("down", ["z"])], .conflict("z", .up, .down)),
            ([("up", ["g"])], .conflict("g", .up, .top)),
            ([("up", ["q q"])], .conflict("q", .quit, .up)),
        ] as [([(String, [String])], KeyMap.Failure)])
    func refuses(_ overrides: [(String, [String])], _ failure: KeyMap.Failure) {
        #expect(throws: failure) { try KeyMap(replacing: overrides.map { (action: $0.0, keys: $0.1) }) }
    }
}

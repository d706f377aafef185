import BuildEvents
import TerminalCells
import Testing

@testable import BuildScreens

@Suite struct ModelSearchTests {
    @Test func selectsTheFirstStepThatHoldsWhatIsTyped() throws {
        var driver = ScreenDriver(.small(), until: 2)
        driver.press("t", "/")
        driver.type("lib")
        #expect(driver.model.leftQuery == "lib")
        #expect(driver.selected == "[lib 1/2] FROM base")
        driver.press("enter")
        #expect(driver.selected == "[lib 2/2] RUN make lib")
        driver.press("up")
        #expect(driver.selected == "[lib 1/2] FROM base")
        driver.press("up")
        #expect(driver.selected == "[lib 2/2] RUN make lib")
    }

    @Test func keepsTheSearchForNAfterTheLineIsClosed() throws {
        var driver = ScreenDriver(.small(), until: 2)
        driver.press("t", "/")
        driver.type("run")
        driver.press("esc", "n")
        #expect(driver.selected == "[lib 2/2] RUN make lib")
        driver.press("N")
        #expect(driver.selected == "[app 1/1] RUN make app")
        driver.press("esc")
        #expect(driver.model.leftQuery == nil)
    }

    @Test func endsASearchForNothing() throws {
        var reducer = Reducer.touched(.small(), until: 2)
        try reducer.press("/") { $0.searchLine = TextField() }
        try reducer.press("a") {
            $0.searchLine = TextField("a")
            $0.leftQuery = "a"
        }
        try reducer.press("backspace") {
            $0.searchLine = TextField()
            $0.leftQuery = nil
        }
        try reducer.press("backspace") { $0.searchLine = nil }
    }

    @Test func saysThatNothingIsFoundOrSearchedFor() throws {
        var reducer = Reducer.touched(.small(), until: 2)
        let nothing = Notice(text: "nothing is searched for: / begins", until: 7_000_000_000)
        try reducer.press("n") { $0.notice = nothing }
        try reducer.press("/") { $0.searchLine = TextField() }
        reducer.take(.input(.paste("zebra\nX"))) {
            $0.searchLine = TextField("zebra X")
            $0.leftQuery = "zebra X"
        }
        try reducer.press("enter") { $0.notice = .init(text: "no step holds zebra X", until: 7_000_000_000) }
    }

    @Test func searchesTheLogAsItIsTyped() throws {
        var driver = try ScreenDriver(.failed)
        driver.press("enter", "/")
        driver.type("expected")
        #expect(driver.model.detailQuery == "expected")
        #expect(driver.model.leftQuery == nil)
        let hits = driver.screen.text.filter { $0.contains("expected") }
        #expect(hits.count == 3)
        driver.press("enter", "esc", "n", "N")
        #expect(driver.model.detailQuery == "expected")
        driver.press("esc")
        #expect(driver.model.detailQuery == nil)
        #expect(driver.model.focus == .detail)
    }

    @Test func asksForAPlaceInTheLogOnce() throws {
        var driver = ScreenDriver(.small(), until: 0.7)
        driver.press("enter", "/")
        var reducer = Reducer(driver)
        let step = Story.id("lib")
        try reducer.press(
            "f", asks: [.searchLog(LogSearch(step: step, text: "f", start: 0, isBackward: false))], insidePanes: true
        ) {
            $0.searchLine = TextField("f")
            $0.detailQuery = "f"
        }
    }

    @Test(arguments: ["tab", "tab tab", "shift-tab"]) func searchesTheOtherTabs(_ keys: String) throws {
        var driver = try ScreenDriver(.cached)
        for key in "t G enter \(keys) /".split(separator: " ") { driver.press(String(key)) }
        driver.type("sha")
        driver.press("enter", "enter", "up", "esc", "n", "N", "esc")
        #expect(driver.model.detailQuery == nil)
    }

    @Test func leavesOutNoLetterOfAnOddSearch() throws {
        var driver = try ScreenDriver(.hostile)
        driver.press("/")
        driver.send(.input(.paste("文字 e\u{301}\u{1B}[31m\n\u{202E}x")))
        #expect(driver.model.searchLine?.text == driver.model.leftQuery)
        #expect(driver.screen.text.last?.contains("文字") == true)
    }
}

@Suite struct ModelDialogTests {
    @Test func findsAnActionAndDoesIt() throws {
        var driver = ScreenDriver(.small(), until: 2)
        driver.press(":")
        driver.type("the dock")
        driver.press("enter")
        #expect(driver.model.overlay == nil)
        #expect(driver.model.view == .source)
    }

    @Test func movesInThePaletteAndStaysInside() throws {
        var reducer = Reducer.touched(.small(), until: 2)
        func palette(_ text: String, _ selected: Int) -> Overlay {
            var palette = Palette(entries: BuildModel.actions)
            palette.field = TextField(text)
            palette.selected = selected
            return .palette(palette)
        }
        let last = BuildModel.actions.count - 1
        try reducer.press(":") { $0.overlay = palette("", 0) }
        try reducer.press("up")
        try reducer.press("down") { $0.overlay = palette("", 1) }
        for row in stride(from: 11, to: last, by: 10) { try reducer.press("pgdn") { $0.overlay = palette("", row) } }
        try reducer.press("pgdn") { $0.overlay = palette("", last) }
        try reducer.press("down")
        try reducer.press("z") { $0.overlay = palette("z", 0) }
        reducer.take(.input(.paste("zz"))) { $0.overlay = palette("zzz", 0) }
        try reducer.press("enter") { $0.overlay = nil }
    }

    @Test func listsNoActionOfLaterScreens() {
        let names = Set(Action.allCases.map(\.rawValue))
        #expect(names.isDisjoint(with: ["pause", "shell", "edit", "rebuild", "breakpoint", "step"]))
    }

    @Test func scrollsTheHelpAndClosesItWithAnyOtherKey() throws {
        var driver = ScreenDriver(.small(), Size(columns: 80, rows: 24), until: 2)
        driver.press("?")
        var reducer = Reducer(driver)
        try reducer.press("up")
        try reducer.press("j") { $0.overlay = .help(scroll: 1) }
        try reducer.press("k") { $0.overlay = .help(scroll: 0) }
        for _ in 0..<20 { driver.press("pgdn") }
        let end = driver.screen
        #expect(end.text.contains { $0.contains("cancelled or not needed") })
        driver.press("down")
        #expect(driver.screen == end)
        driver.press("v")
        #expect(driver.model.overlay == nil)
        #expect(driver.model.view == .graph)
    }

    @Test func asksWhereToSaveALog() throws {
        var driver = ScreenDriver(.small(), until: 0.7)
        driver.press("v")
        var reducer = Reducer(driver)
        let step = Story.id("lib")
        try reducer.press("y") { $0.overlay = .prompt(.saveLog(step), TextField("lib-make.log")) }
        try reducer.press("ctrl-u") { $0.overlay = .prompt(.saveLog(step), TextField("")) }
        reducer.take(.input(.paste("a b\u{1B}[31m.log\n"))) {
            $0.overlay = .prompt(.saveLog(step), TextField("a b.log "))
        }
        try reducer.press("backspace") { $0.overlay = .prompt(.saveLog(step), TextField("a b.log")) }
        try reducer.press("enter", asks: [.saveLog(step, path: "a b.log")]) {
            $0.overlay = nil
            $0.notice = .init(text: "writing a b.log", until: 5_700_000_000)
        }
    }

    @Test func savesNoLogThatIsEmpty() throws {
        var reducer = Reducer.touched(.small(), until: 2)
        try reducer.press("y") { $0.notice = .init(text: "this step has written nothing", until: 7_000_000_000) }
    }

    @Test func leavesDialogsWithEscape() throws {
        for key in [":", "?", "x", "q", "/"] {
            var driver = ScreenDriver(.small(), until: 2)
            let before = driver.screen
            driver.press(key)
            #expect(driver.screen != before, "\(key)")
            driver.press("esc")
            #expect(driver.screen == before, "\(key)")
        }
    }
}

import BuildEvents
import TerminalCells
import Testing

@testable import BuildScreens

@Suite struct ModelKeyTests {
    @Test(arguments: [("m", BuildModel.View.graph), ("t", .timeline), ("d", .source)])
    func showsAView(_ key: String, _ view: BuildModel.View) throws {
        var reducer = Reducer.touched(.small(), until: 2)
        try reducer.press("enter") { $0.focus = .detail }
        try reducer.press(key) {
            $0.view = view
            $0.focus = .left
        }
    }

    @Test func goesThroughViewsAndTabsRoundAndRound() throws {
        var reducer = Reducer.touched(.small(), until: 2)
        for view in [BuildModel.View.timeline, .source, .graph] { try reducer.press("v") { $0.view = view } }
        for tab in [BuildModel.Tab.why, .files, .info, .log] { try reducer.press("tab") { $0.tab = tab } }
        for tab in [BuildModel.Tab.info, .files, .why, .log] { try reducer.press("shift-tab") { $0.tab = tab } }
    }

    @Test func noticesTheFirstKey() throws {
        var reducer = Reducer(ScreenDriver(.small(), until: 2))
        try reducer.press("v") {
            $0.isTouched = true
            $0.view = .timeline
        }
    }

    @Test func selectsWithTheArrowsAndFollowsNoMore() throws {
        var driver = ScreenDriver(.small(), until: 2)
        #expect(driver.selected == "[app 1/1] RUN make app")
        driver.press("t", "up")
        #expect(driver.selected == "[lib 2/2] RUN make lib")
        #expect(!driver.model.isFollowing)
        driver.press("f")
        #expect(driver.selected == "[app 1/1] RUN make app")
        #expect(driver.model.isFollowing)
    }

    @Test func waitsForTheSecondKeyOfTwo() throws {
        var driver = ScreenDriver(.small(), until: 2)
        driver.press("t")
        var reducer = Reducer(driver)
        let g = KeyPress(.character("g"))
        try reducer.press("g") { $0.typed = [g] }
        try reducer.press("g", insidePanes: true) {
            $0.typed = []
            $0.selection = 0
            $0.isFollowing = false
        }
    }

    @Test func takesAKeyThatEndsNoSequenceForItself() throws {
        var reducer = Reducer.touched(.small(), until: 2)
        try reducer.press("g") { $0.typed = [KeyPress(.character("g"))] }
        try reducer.press("v") {
            $0.typed = []
            $0.view = .timeline
        }
    }

    @Test(arguments: [
        ("f6", "F6"), ("ctrl-q", "^Q"), ("b", "b"), ("!", "!"), ("p", "p"), ("e", "e"), ("D", "D"), ("=", "="),
    ])
    func saysThatAKeyDoesNothing(_ key: String, _ symbol: String) throws {
        var reducer = Reducer.touched(.small(), until: 2)
        try reducer.press(key) {
            $0.notice = .init(text: "\(symbol) does nothing here; ? lists the keys", until: 7_000_000_000)
        }
    }

    @Test func asksTheTerminalToDrawAnewAndToSuspend() throws {
        var reducer = Reducer.touched(.small(), until: 2)
        try reducer.press("ctrl-l", asks: [.redraw])
        try reducer.press("ctrl-z", asks: [.suspend])
        reducer.take(.input(.resumed), asks: [.redraw])
        let size = Size(columns: 7, rows: 3)
        reducer.take(.input(.resize(size))) { $0.size = size }
    }

    @Test func goesBackStepByStep() throws {
        var driver = ScreenDriver(.small(), until: 2)
        driver.press("enter", "/")
        driver.type("x")
        driver.press("esc")
        var reducer = Reducer(driver)
        try reducer.press("esc", insidePanes: true) { $0.detailQuery = nil }
        try reducer.press("esc") { $0.focus = .left }
        try reducer.press("esc")
    }

    @Test func letsNoticesGo() throws {
        var reducer = Reducer.touched(.small(), until: 2)
        let text = "the log is in \u{1B}[31mfile\n"
        reducer.take(.notice(text)) { $0.notice = .init(text: "the log is in file ", until: 7_000_000_000) }
        reducer.take(.frame(now: 0, buildTime: 6_999_999_999), insidePanes: true) {
            $0.clock = 6_999_999_999
            $0.estimate?.time = 6_999_999_999
        }
        #expect(reducer.model.redrawInterval == 1_000_000)
        reducer.take(.frame(now: 0, buildTime: 7_000_000_000), insidePanes: true) {
            $0.clock = 7_000_000_000
            $0.notice = nil
        }
    }

    @Test func opensTheDetailsOfAStepAndComesBack() throws {
        var driver = ScreenDriver(.small(), Size(columns: 80, rows: 24), until: 2)
        #expect(driver.place(of: "[Graph]") != nil)
        driver.press("enter")
        #expect(driver.place(of: "[Graph]") == nil)
        #expect(driver.place(of: "[Log]") != nil)
        driver.press("esc")
        #expect(driver.place(of: "[Graph]") != nil)
    }

    @Test func obeysKeysThatWereMappedAnew() throws {
        var options = ScreenOptions.standard
        options.keys = try KeyMap(replacing: [("timeline", ["z t"]), ("help", ["f1"]), ("quit", ["Q"])])
        var driver = ScreenDriver(.bad, options: options)
        driver.press("t")
        #expect(driver.model.view == .graph)
        #expect(driver.place(of: "t does nothing here; F1 lists the keys") != nil)
        driver.press("z", "t")
        #expect(driver.model.view == .timeline)
        driver.press("f1")
        #expect(driver.place(of: "z t") != nil)
        driver.press("esc", "q")
        #expect(!driver.commands.contains(.quit))
        driver.press("Q")
        #expect(driver.commands.contains(.quit))
    }
}

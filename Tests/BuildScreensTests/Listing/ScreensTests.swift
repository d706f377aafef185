import BuildEvents
import BuildRecords
import TerminalCells
import Testing

@testable import BuildScreens

@Suite struct ScreensTests {
    @Test func opensABuildAsItRanAndGoesBack() {
        var driver = ScreensDriver()
        while !driver.chosen.contains("40") { driver.press("down") }
        driver.press("enter")
        #expect(driver.model.place == .opened)
        #expect(driver.shows("✗ failed"))
        #expect(driver.shows("#40 app"))
        driver.press("left")
        #expect(driver.shows("from the disk"), "logs are read from the store")
        driver.press("esc")
        #expect(driver.model.place == .history)
        #expect(driver.chosen.contains("40"))
        driver.press("enter", "q")
        #expect(driver.model.place == .history)
        driver.press("q")
        #expect(driver.commands == [.quit])
    }

    @Test func dropsWhatComesForABuildThatWasLeft() {
        var driver = ScreensDriver()
        driver.press("enter", "q")
        driver.send(.ofBuild(1, .notice("too late")))
        #expect(!driver.shows("too late"))
    }

    @Test func goesFromAnyScreenToAnyOther() {
        var driver = ScreensDriver(.bad, until: 2)
        driver.press("2")
        #expect(driver.model.place == .history)
        driver.press("3")
        #expect(driver.model.place == .cache)
        driver.press("q")
        #expect(driver.model.place == .build, "leaving goes back to the build that runs")
        #expect(driver.commands.isEmpty)
    }

    @Test func tellsOnAnotherScreenThatTheBuildHasEnded() {
        var driver = ScreensDriver(.bad, until: 2)
        driver.press("2")
        driver.send(.events(Story.bad.events().filter { $0.time > 2_000_000_000 }))
        #expect(driver.model.place == .history)
        #expect(driver.shows("the build has failed; 1 shows it"))
        #expect(driver.commands.isEmpty)
        driver.press("1")
        #expect(driver.shows("✗ failed"))
    }

    @Test func saysThatNoBuildIsOpen() {
        var driver = ScreensDriver()
        driver.press("1")
        #expect(driver.shows("no build is open; ⏎ opens one of the history"))
    }

    @Test func aRecordingFromElsewhereHasNoStoreBesideIt() {
        var model = ScreensModel(.standard)
        _ = model.update(.input(.resize(Size(columns: 120, rows: 40))))
        _ = model.update(.input(.key(KeyPress(.character("2")))))
        #expect(model.place == .build)
        #expect(model.screen().text.contains { $0.contains("has no history and no cache") })
    }

    @Test func showsStepsOverTimeWithAdvice() {
        var driver = ScreensDriver()
        driver.press("P")
        #expect(driver.model.place == .trends)
        #expect(driver.shows("COPY go.mod go.sum ./"))
        #expect(driver.shows("2 of the 3 times"))
        #expect(driver.chosen.contains("go mod download"), "what costs most is chosen")
    }

    @Test func listsEqualStepsOfAComparisonWhenAsked() {
        var driver = ScreensDriver()
        driver.press("=", "down", "=")
        #expect(driver.shows("main.go"))
        #expect(driver.shows("644") || driver.shows("0644"))
        let before = driver.model.comparison?.count ?? 0
        driver.press("a")
        #expect(driver.model.comparison?.count ?? 0 >= before)
        driver.press("enter")
        #expect(driver.model.place == .opened)
        driver.press("q")
        #expect(driver.model.place == .comparison)
    }
}

/// Lists at every size that tui.md promises, without colours too, kept as text.
@Suite struct ListGoldenTests {
    struct Kept: CustomTestStringConvertible {
        var name: String
        var screen: ScreenName = .history
        var keys: String
        var sizes = [(80, 24), (120, 40), (200, 60)]
        var testDescription: String { name }
    }

    private static let all = [
        Kept(name: "history", keys: "down"), Kept(name: "history-detail", keys: "down down tab", sizes: [(80, 24)]),
        Kept(name: "history-help", keys: "?", sizes: [(120, 40)]), Kept(name: "comparison", keys: "= down ="),
        Kept(name: "trends", keys: "P"), Kept(name: "cache", screen: .cache, keys: "down"),
        Kept(name: "cache-files", screen: .cache, keys: "enter"),
        Kept(name: "cache-policy", screen: .cache, keys: "tab tab tab", sizes: [(120, 40)]),
        Kept(name: "cache-question", screen: .cache, keys: "G D", sizes: [(80, 24)]),
        Kept(name: "opened", keys: "down down enter [ [", sizes: [(120, 40)]),
    ]

    @Test(arguments: all) func looksAsItDid(_ kept: Kept) throws {
        for (columns, rows) in kept.sizes {
            var driver = ScreensDriver(kept.screen, Size(columns: columns, rows: rows))
            for key in kept.keys.split(separator: " ") { driver.press(String(key)) }
            try Golden.check(driver.screen, "list-\(kept.name)-\(columns)x\(rows)")
        }
    }

    @Test func looksAsItDidInASCII() throws {
        let size = Size(columns: 80, rows: 24)
        try Golden.check(ScreensDriver(.history, size, options: .bare).screen, "list-history-bare-80x24")
        try Golden.check(ScreensDriver(.cache, size, options: .bare).screen, "list-cache-bare-80x24")
    }

    @Test(arguments: ["", "P", "= down =", "enter", "3", "3 enter", "3 tab tab", "?", ":", "D", "/ x"])
    func fitsEverySize(_ keys: String) {
        var driver = ScreensDriver()
        for key in keys.split(separator: " ") { driver.press(String(key)) }
        for (columns, rows) in [(0, 0), (1, 1), (39, 9), (40, 10), (41, 11), (79, 23), (99, 27), (169, 29), (170, 61)] {
            driver.send(.input(.resize(Size(columns: columns, rows: rows))))
            #expect(driver.screen.faults == [], "\(columns)x\(rows)")
            #expect(driver.screen.size == Size(columns: columns, rows: rows))
        }
    }

    @Test(arguments: [UInt64(1), 2, 3, 4]) func withstandsAnyKeys(_ seed: UInt64) {
        var random = SplitMix(seed: seed &* 77)
        let names =
            Action.allCases.flatMap(KeyMap.standard.names).flatMap { $0.split(separator: " ").map(String.init) }
            .filter { $0 != "q" } + ["enter", "esc", "down", "down", "y", "é", "漢"]
        var driver = ScreensDriver(seed.isMultiple(of: 2) ? .cache : .history, options: seed > 2 ? .bare : .standard)
        for turn in 0..<200 {
            if turn.isMultiple(of: 9) {
                let point = Point(.random(in: 0...120, using: &random), .random(in: 0...40, using: &random))
                driver.send(.input(.mouse(MouseEvent(.press, at: point))))
            }
            driver.press(names.randomElement(using: &random) ?? "down")
            #expect(driver.screen.faults == [], "turn \(turn)")
        }
    }
}

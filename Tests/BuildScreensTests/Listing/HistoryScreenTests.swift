import BuildRecords
import TerminalCells
import Testing

@testable import BuildScreens

@Suite struct HistoryScreenTests {
    @Test func showsTheBuildsOfTheFolderOneIsInOrAllWhereItHasNone() {
        #expect(ScreensDriver(folder: "/work/site").shows("Builds of site"))
        #expect(!ScreensDriver(folder: "/work/site").shows("go.sum changed"))
        let elsewhere = ScreensDriver(folder: "/nowhere")
        #expect(elsewhere.shows("All builds"))
        #expect(elsewhere.shows("go.sum changed"))
    }

    @Test func goesFromAllBuildsToThoseOfOneProjectAndBack() {
        var driver = ScreensDriver()
        driver.press("G", "a")
        #expect(driver.shows("Builds of site"))
        #expect(driver.model.history.builds.map(\.number) == [37, 38])
        driver.press("a")
        #expect(driver.model.history.builds.count == 6)
        #expect(driver.chosen.contains("38"), "the same build stays chosen")
    }

    @Test func filtersWhileOneTypes() {
        var driver = ScreensDriver()
        driver.press("/")
        driver.type("sum")
        #expect(driver.model.history.builds.map(\.number) == [41])
        driver.press("enter", "esc")
        #expect(driver.model.history.builds.count == 6)
        driver.press("/")
        driver.type("status=failed")
        #expect(driver.model.history.builds.map(\.number) == [40])
    }

    @Test func keepsWhatIsShownWhileAConditionIsNotWholeAndSaysWhatIsWrong() {
        var driver = ScreensDriver()
        driver.press("/")
        driver.type("status=fail")
        #expect(driver.model.history.builds.count == 6)
        #expect(driver.shows("there is no status fail"))
        driver.type("ed")
        #expect(driver.model.history.builds.count == 1)
        #expect(!driver.shows("there is no status"))
    }

    @Test func sortsAndTurnsTheOrderRound() {
        var driver = ScreensDriver()
        driver.press("o")
        #expect(driver.model.history.builds.first?.number == 39)
        driver.press("O")
        #expect(driver.model.history.builds.last?.number == 39)
        #expect(driver.shows("time▲"))
    }

    @Test func asksBeforeItRemovesAndKeepsWhatIsPinnedOrRuns() {
        var driver = ScreensDriver()
        driver.press("g", "g")
        while !driver.chosen.contains("42") { driver.press("down") }
        driver.press("space", "space", "space", "D")
        #expect(driver.shows("Remove 2 builds from the history?"))
        #expect(driver.shows("1 more stay"))
        driver.press("n")
        #expect(driver.store.done == [])
        // Enter opens builds here, and is no yes to their removal.
        driver.press("D", "enter")
        #expect(driver.store.done == [])
        driver.press("y")
        #expect(driver.store.done == ["removed b42 b40"])
        #expect(driver.model.history.builds.count == 4)
    }

    @Test func saysThatAPinnedBuildStays() {
        var driver = ScreensDriver()
        while !driver.chosen.contains("41") { driver.press("down") }
        driver.press("D")
        #expect(driver.shows("build #41 is pinned; * lets it go"))
        driver.press("*")
        #expect(driver.store.done == ["unpinned b41"])
        driver.press("D")
        #expect(driver.shows("Remove 1 build from the history?"))
    }

    @Test func comparesTheOlderBuildWithTheNewer() {
        var driver = ScreensDriver()
        while !driver.chosen.contains("42") { driver.press("down") }
        driver.press("=", "down", "=")
        #expect(driver.model.place == .comparison)
        #expect(driver.shows("A #41"))
        driver.press("q")
        #expect(driver.model.place == .history)
    }

    @Test func comparesInASCIIWhereNothingElseIsShown() {
        var driver = ScreensDriver(options: .bare)
        driver.press("=", "down", "=")
        #expect(driver.model.place == .comparison)
        #expect(driver.shows("contents (10 -> 12 bytes)"))
        #expect(driver.screen.text.allSatisfy { $0.allSatisfy(\.isASCII) })
    }

    @Test func tellsByWhichColumnItSortsHoweverNarrowThatIs() {
        var driver = ScreensDriver(.cache)
        for _ in 0..<5 {
            driver.press("o")
            let head = driver.screen.text.first { $0.contains("what") } ?? ""
            #expect(head.contains { "▲▼".contains($0) }, "\(head)")
        }
    }

    @Test func writesABuildToAFile() {
        var driver = ScreensDriver()
        while !driver.chosen.contains("42") { driver.press("down") }
        driver.press("y")
        #expect(driver.shows("build-42.strata"))
        driver.press("enter")
        #expect(driver.shows("b42 is in build-42.strata"))
    }

    @Test func listsAnewWhileTimePassesAndKeepsTheChosenBuild() {
        var driver = ScreensDriver()
        while !driver.chosen.contains("40") { driver.press("down") }
        let before = driver.model.history.listed
        driver.frame(after: HistoryModel.refreshTime + 1)
        #expect(driver.model.history.listed > before)
        #expect(driver.chosen.contains("40"))
    }

    @Test func tellsAnEmptyHistoryHowToBegin() {
        var model = HistoryModel(.standard, folder: nil)
        model.size = Size(columns: 80, rows: 24)
        _ = model.take(.builds(BuildListing(query: model.query, builds: [], now: 0)))
        #expect(model.screen().text.contains { $0.contains("strata build . makes the first") })
    }

    @Test func doesNotMindAKeyOfAnotherScreen() {
        var driver = ScreensDriver()
        driver.press("w")
        #expect(driver.shows("w does nothing here; ? lists the keys"))
    }
}

@Suite struct CacheScreenTests {
    @Test func sortsByEachColumn() {
        var driver = ScreensDriver(.cache)
        var firsts: [String] = []
        for _ in 0..<5 {
            firsts.append(driver.model.cache.rows.first.map { driver.store.items[$0].kind } ?? "")
            driver.press("o")
        }
        #expect(firsts == ["copy", "mount", "run", "mount", "copy"])
    }

    @Test func filtersByTextAndByCondition() {
        var driver = ScreensDriver(.cache)
        driver.press("/")
        driver.type("-o /bin")
        #expect(driver.model.cache.count == 1)
        driver.press("enter", "esc", "/")
        driver.type("type=mount")
        #expect(driver.model.cache.count == 1)
        driver.type("x")
        driver.press("esc", "esc", "/")
        driver.type("size=1")
        #expect(driver.shows("there is no filter \"size\""))
        #expect(driver.model.cache.count == 4)
    }

    @Test func asksBeforeItPrunesWhatIsMarkedAndTellsWhatThatFrees() {
        var driver = ScreensDriver(.cache)
        driver.press("/")
        driver.type("type=mount")
        driver.press("enter", "space", "esc", "D")
        #expect(driver.shows("Remove 1 entry from the cache and free 96MB?"))
        driver.press("y")
        #expect(driver.store.done == ["pruned mount:/root/.cache/go-build"])
        #expect(driver.shows("3 entries"))
    }

    @Test func prunesNothingThatTheFilterHides() {
        var driver = ScreensDriver(.cache)
        while !driver.chosen.contains("/root/.cache/go-build") { driver.press("down") }
        driver.press("space", "/")
        driver.type("type=image")
        driver.press("enter", "D")
        #expect(driver.shows("there is nothing to remove"))
        #expect(!driver.shows("Sure?"))
    }

    @Test func tellsOfABadFilterForAsLongAsItStands() {
        for name in [ScreenName.cache, .history] {
            var driver = ScreensDriver(name)
            driver.press("/")
            driver.type("bogus=1")
            driver.press("enter")
            #expect(driver.shows("there is no f"))
        }
    }

    @Test func keepsWhatARunningBuildWorksWith() {
        var driver = ScreensDriver(.cache)
        while !driver.chosen.contains("go build -o") { driver.press("down") }
        driver.press("D")
        #expect(driver.shows("a running build works with that; it stays"))
        #expect(driver.store.done == [])
    }

    @Test func tellsOfAnEntryItsFilesAndThePolicies() {
        var driver = ScreensDriver(.cache, Size(columns: 120, rows: 50))
        while !driver.chosen.contains("go build -o") { driver.press("down") }
        #expect(driver.shows("Held by      build #37"))
        #expect(driver.shows("by build #42"))
        driver.press("enter")
        #expect(driver.shows("[Files]"))
        #expect(driver.shows("bin"))
        driver.press("tab")
        #expect(driver.shows("[Policy]"))
        #expect(driver.shows("at most") || driver.shows("At most"))
        driver.press("tab")
        #expect(driver.model.cache.focus == .list)
    }
}

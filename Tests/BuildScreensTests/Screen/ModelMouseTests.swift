import TerminalCells
import Testing

@testable import BuildScreens

@Suite struct ModelMouseTests {
    @Test func clicksOnViewsAndTabs() throws {
        var driver = try ScreenDriver(.running)
        driver.click("Timeline")
        #expect(driver.model.view == .timeline)
        driver.click("Source")
        #expect(driver.model.view == .source)
        driver.click("Why")
        #expect(driver.model.tab == .why)
        #expect(driver.model.focus == .detail)
        driver.click("Graph")
        #expect(driver.model.view == .graph)
        #expect(driver.model.focus == .left)
    }

    @Test(arguments: ["m", "t", "d"]) func clicksOnAStep(_ view: String) throws {
        var driver = try ScreenDriver(.running)
        driver.press(view)
        driver.click("WORKDIR /app")
        #expect(driver.selected == "[tools 2/3] WORKDIR /app")
        #expect(!driver.model.isFollowing)
    }

    @Test func clicksOnKeys() throws {
        var driver = try ScreenDriver(.running)
        driver.click("x cancel")
        #expect(driver.model.overlay == .question(.cancel))
        driver.press("n")
        driver.click("? help")
        #expect(driver.model.overlay == .help(scroll: 0))
        driver.click("Moving")
        #expect(driver.model.overlay == nil)
        driver.click("↑↓ move")
        #expect(driver.commands.isEmpty)
    }

    @Test func clicksThroughNoDialog() throws {
        var driver = try ScreenDriver(.running)
        driver.press("x")
        driver.click("Timeline")
        #expect(driver.model.view == .graph)
        #expect(driver.model.overlay == .question(.cancel))
    }

    @Test func turnsTheWheelOverAPaneWithoutTheFocus() throws {
        var driver = try ScreenDriver(.failed, Size(columns: 120, rows: 14))
        driver.press("t")
        let place = try #require(driver.place(of: "Log"))
        let before = driver.selected
        for _ in 0..<3 { driver.send(.input(.mouse(MouseEvent(.wheelUp, at: place.moved(by: 0, 3))))) }
        #expect(driver.place(of: "pass parser") != nil)
        #expect(driver.model.focus == .left)
        #expect(driver.selected == before)
        driver.send(.input(.mouse(MouseEvent(.wheelUp, at: Point(10, 4)))))
        #expect(driver.selected != before)
    }

    @Test func takesNothingElseOfTheMouse() throws {
        var reducer = Reducer(try ScreenDriver(.running))
        for kind in [MouseEvent.Kind.release, .drag] { reducer.take(.input(.mouse(MouseEvent(kind, at: Point(5, 5))))) }
        for point in [Point(-1, -1), Point(500, 500), Point(0, 0)] {
            reducer.take(.input(.mouse(MouseEvent(.wheelDown, at: point))))
        }
    }
}

import BuildEvents
import BuildProgress
import TerminalCells
import Testing

@testable import BuildScreens

@Suite struct TimeTests {
    @Test func showsTheBuildAsItWas() {
        var driver = ScreenDriver(.bad)
        #expect(driver.screen.text.first?.contains("✗ failed") == true)
        driver.press("[")
        #expect(driver.screen.text.first?.contains("at 00:01.0  of 00:04.0") == true)
        #expect(driver.model.build.outcome == nil)
        #expect(driver.model.build.steps.map(\.isEnded) == [true, true, false])
        driver.press("[", "[")
        #expect(driver.model.now == 500_000_000)
        #expect(driver.model.build.steps.map(\.isEnded) == [true, false, false])
        driver.press("]", "]", "]")
        #expect(driver.screen.text.first?.contains("✗ failed") == true)
    }

    @Test func movesByATenthOfTheBuildAndNeverOutOfIt() {
        var driver = ScreenDriver(.bad)
        driver.press("{")
        #expect(driver.model.now == 3_600_000_000)
        for _ in 0..<20 { driver.press("{") }
        #expect(driver.model.now == 0)
        for _ in 0..<20 { driver.press("}") }
        #expect(driver.model.past == nil)
    }

    @Test func knowsOfTheLogWhatWasThereByThen() {
        var driver = ScreenDriver(.bad)
        driver.press("{", "{", "{", "{", "{", "{", "{", "{", "{")
        #expect(driver.model.now == 400_000_000)
        #expect(driver.model.build.steps[1].logBytes == 0)
        driver.press("}")
        #expect(driver.model.build.steps[1].logLines == 3)
    }

    @Test func escapeGoesBackToTheEnd() {
        var driver = ScreenDriver(.bad)
        driver.press("[", "esc")
        #expect(driver.model.past == nil)
        #expect(driver.model.build.outcome != nil)
    }

    @Test func saysThatABuildThatRunsHasNoPastYet() {
        var driver = ScreenDriver(.small(), until: 2)
        driver.press("[")
        #expect(driver.place(of: "the build still runs; its past can be looked at when it has ended") != nil)
    }

    @Test(arguments: RecordedBuild.allCases) func everyInstantIsWhatTheEventsUpToItTell(_ build: RecordedBuild) throws {
        let events = try build.events
        var tape = Tape()
        for event in events { tape.append(event) }
        let playback = Playback(tape)
        for moment in playback.moments {
            let state = playback.state(at: moment)
            let folded = events.filter { $0.time <= moment }.reduce(into: BuildState()) { $0.apply($1) }
            for step in folded.steps {
                let shown = state[step.id]
                #expect(shown?.phase == step.phase)
                #expect(shown?.started == step.started)
                #expect(shown?.verdict == step.verdict)
            }
        }
        let whole = playback.state(at: .max)
        #expect(whole.counts == BuildState(events).counts)
        #expect(whole.steps.map(\.logBytes) == BuildState(events).steps.map(\.logBytes))
    }
}

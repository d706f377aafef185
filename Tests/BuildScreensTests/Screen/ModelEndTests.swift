import BuildEvents
import BuildProgress
import Diagnostics
import TerminalCells
import Testing

@testable import BuildScreens

@Suite struct ModelFollowTests {
    @Test func followsWhatBeginsAndThenWhatStillRuns() {
        let times = [0.0, 0.7, 2]
        let selected = times.map { ScreenDriver(.small(), until: $0).selected }
        #expect(selected == ["[lib 1/2] FROM base", "[lib 2/2] RUN make lib", "[app 1/1] RUN make app"])
    }

    @Test func staysWhereTheUserWent() {
        var driver = ScreenDriver(.small(), until: 0.7)
        driver.press("t", "up")
        for event in Story.small().events(until: 2) where event.time > 700_000_000 { driver.play(event) }
        #expect(driver.selected == "[lib 1/2] FROM base")
    }

    @Test func goesToWhatFailedWhereverTheUserIs() {
        var driver = ScreenDriver(.bad, until: 2)
        driver.press("t", "up", "enter", "tab", "tab")
        for event in Story.bad.events() where event.time > 2_000_000_000 { driver.play(event) }
        #expect(driver.selected == "[app 1/1] RUN make app")
        #expect(driver.model.tab == .log)
    }

    @Test func keepsTheFirstFailureThoughMoreFails() throws {
        var story = Story.small(.failed(StepFailure(diagnostic: .init(code: "run.failed", message: "exit code: 2"))))
        story.step("other", "[app 1/1] RUN other", stage: 1)
        story.run("other", 4.1, 4.2, .failed(StepFailure(diagnostic: .init(code: "run.failed", message: "later"))))
        story.step("third", "[app 1/1] RUN third", stage: 1)
        story.tell(5, .stepStarted(Story.id("third")))
        #expect(ScreenDriver(story).selected == "[app 1/1] RUN make app")
    }

    @Test(arguments: [RecordedBuild.failed, .hostile, .buildKitFailed, .buildKitHostile])
    func showsAFailureAlikeHoweverItsEventsCome(_ build: RecordedBuild) throws {
        var (single, whole, halves) = (ScreenDriver(), ScreenDriver(), ScreenDriver())
        let events = try build.events
        for event in events { single.play(event) }
        whole.play(events)
        halves.play(Array(events.prefix(events.count / 2)))
        halves.play(Array(events.dropFirst(events.count / 2)))
        #expect(whole.selected == single.selected)
        #expect(halves.selected == single.selected)
        #expect(whole.screen == single.screen)
        #expect(halves.screen == single.screen)
    }

    @Test func showsTheFailedLineAndTheLastLinesOfTheLog() throws {
        var driver = try ScreenDriver(.failed)
        driver.press("d")
        let text = driver.screen.text
        #expect(text.contains { $0.contains("✗") && $0.contains("RUN sh check/run") })
        #expect(text.contains { $0.contains("found:    store seven BROKEN") })
        #expect(text.first?.contains("✗1 failed") == true)
    }
}

@Suite struct ModelEndTests {
    /// Whether the screen is left at the end of a build, without and with a key before.
    @Test(arguments: [
        (ScreenOptions.Stay.always, false, false, false, false), (.onFailure, true, true, false, false),
        (.never, true, true, true, true), (.automatic, true, false, false, false),
    ])
    func leavesAtTheEnd(
        _ stay: ScreenOptions.Stay, good: Bool, goodTouched: Bool, bad: Bool, badTouched: Bool
    ) {
        var options = ScreenOptions.standard
        options.stay = stay
        for (story, isTouched, leaves) in [
            (Story.good, false, good), (.good, true, goodTouched), (.bad, false, bad), (.bad, true, badTouched),
        ] {
            var driver = ScreenDriver(story, options: options, until: 2)
            if isTouched { driver.press("v") }
            for event in story.events() where event.time > 2_000_000_000 { driver.play(event) }
            #expect(driver.commands == (leaves ? [.quit] : []), "\(stay), touched: \(isTouched)")
        }
    }

    @Test func asksBeforeItCancelsAndThenBeforeItKills() throws {
        var reducer = Reducer.touched(.small(), until: 2)
        let notice = Notice(text: "cancelling: running steps are being ended", until: 7_000_000_000)
        try reducer.press("x") { $0.overlay = .question(.cancel) }
        try reducer.press("n") { $0.overlay = nil }
        try reducer.press("x") { $0.overlay = .question(.cancel) }
        try reducer.press("z")
        try reducer.press("y", asks: [.send(.cancel)]) {
            $0.overlay = nil
            $0.isCancelling = true
            $0.notice = notice
        }
        try reducer.press("x") { $0.overlay = .question(.kill) }
        try reducer.press("enter", asks: [.send(.cancel)]) { $0.overlay = nil }
    }

    @Test func leavesOnceTheCancelledBuildHasEnded() throws {
        var reducer = Reducer.touched(.small(), until: 2)
        try reducer.press("q") { $0.overlay = .question(.leave) }
        try reducer.press("y", asks: [.send(.cancel)]) {
            $0.overlay = nil
            $0.isCancelling = true
            $0.leavesAtEnd = true
            $0.notice = .init(text: "cancelling: running steps are being ended", until: 7_000_000_000)
        }
        let end = BuildEvent(sequence: 99, time: 3_000_000_000, payload: .buildFinished(.cancelled))
        reducer.take(.events([end]), asks: [.quit]) {
            $0.build.apply(end)
            $0.tape.append(end)
            $0.streamEnd = .complete
            $0.notice = nil
        }
    }

    @Test func leavesWhereTheBuildEndsBeforeTheAnswer() {
        var driver = ScreenDriver(.bad, options: .standard, until: 2)
        driver.press("q")
        for event in Story.bad.events() where event.time > 2_000_000_000 { driver.play(event) }
        #expect(driver.commands == [.quit])
    }

    @Test func asksTwiceForControlC() throws {
        var reducer = Reducer.touched(.small(), until: 2)
        try reducer.press("ctrl-c") { $0.overlay = .question(.cancel) }
        try reducer.press("ctrl-c", asks: [.send(.cancel)]) {
            $0.overlay = nil
            $0.isCancelling = true
            $0.notice = .init(text: "cancelling: running steps are being ended", until: 7_000_000_000)
        }
    }

    @Test(arguments: ["q", "ctrl-c"]) func leavesAnEndedBuildAtOnce(_ key: String) throws {
        var reducer = Reducer.touched(.bad)
        try reducer.press(key, asks: [.quit])
        try reducer.press("x") { $0.notice = .init(text: "the build has ended", until: 9_000_000_000) }
    }

    @Test func cancelsNothingThatRunsElsewhere() throws {
        var driver = try ScreenDriver(.buildKitPlatforms)
        driver.press("x")
        #expect(driver.place(of: "this build runs elsewhere; q leaves the screen") != nil)
        #expect(driver.commands.isEmpty)
        driver.press("q")
        #expect(driver.commands == [.quit])
    }

    @Test func dropsAQuestionThatTheEndHasAnswered() {
        var driver = ScreenDriver(.bad, until: 2)
        driver.press("x")
        #expect(driver.model.overlay == .question(.cancel))
        for event in Story.bad.events() where event.time > 2_000_000_000 { driver.play(event) }
        #expect(driver.model.overlay == nil)
    }

    @Test func cancelsWhenTheTerminalIsGone() {
        var reducer = Reducer.touched(.small(), until: 2)
        reducer.take(.input(.closed), asks: [.send(.cancel), .quit]) {
            $0.leavesAtEnd = true
            $0.isCancelling = true
            $0.notice = .init(text: "cancelling: running steps are being ended", until: 7_000_000_000)
        }
        var ended = Reducer.touched(.bad)
        ended.take(.input(.closed), asks: [.quit]) { $0.leavesAtEnd = true }
    }

    @Test func leavesWithABuildThatIsInterruptedFromOutside() {
        var reducer = Reducer.touched(.small(), until: 2)
        reducer.take(.interrupted) {
            $0.leavesAtEnd = true
            $0.isCancelling = true
        }
        var ended = Reducer.touched(.bad)
        ended.take(.interrupted, asks: [.quit]) {
            $0.leavesAtEnd = true
            $0.isCancelling = true
        }
    }

    @Test func tellsHowAStreamBrokeOff() {
        var reducer = Reducer.touched(.small(), until: 2)
        reducer.take(.streamEnded(reason: "the stream broke off")) {
            $0.streamEnd = .broken("the stream broke off")
            $0.notice = .init(text: "the stream broke off", until: 7_000_000_000)
        }
        reducer.take(.streamEnded(reason: nil))
    }

    @Test func needsNoFramesOnceTheBuildHasEnded() {
        var options = ScreenOptions.standard
        #expect(ScreenDriver(.small(), options: options, until: 2).model.redrawInterval == 100_000_000)
        options.hasMotion = false
        #expect(ScreenDriver(.small(), options: options, until: 2).model.redrawInterval == 1_000_000_000)
        var ended = ScreenDriver(.bad, options: options)
        #expect(ended.model.redrawInterval == nil)
        let before = ended.screen
        ended.frame(after: 60_000_000_000)
        #expect(ended.screen == before)
    }

    @Test func standsStillWithoutMotionBetweenTwoSeconds() {
        var options = ScreenOptions.standard
        options.hasMotion = false
        var driver = ScreenDriver(.small(), options: options, until: 2)
        let before = driver.screen.text.dropFirst()
        driver.frame(after: 1_000_000)
        #expect(driver.screen.text.dropFirst() == before)
    }
}

import BuildEvents
import Diagnostics
import TerminalCells
import Testing

@testable import BuildScreens

/// Checks everything that a message changes: all of the model, and every command.
struct Reducer {
    private(set) var model: BuildModel

    init(_ driver: ScreenDriver) {
        model = driver.model
    }

    /// A screen that was used before, so that tests need not tell what the first key changes.
    static func touched(_ story: Story, until seconds: Double = .infinity) -> Reducer {
        var driver = ScreenDriver(story, until: seconds)
        driver.press("ctrl-l")
        return Reducer(driver)
    }

    /// Takes a message: the model must become what `change` makes of it, with the commands that are named.
    ///
    /// `insidePanes` leaves the panes' own states out, which their tests check.
    mutating func take(
        _ message: Message, asks commands: [Command] = [], insidePanes: Bool = false,
        sourceLocation: SourceLocation = #_sourceLocation, _ change: (inout BuildModel) -> Void = { _ in }
    ) {
        var expected = model
        let asked = model.update(message)
        change(&expected)
        if insidePanes { expected.takePanes(of: model) }
        #expect(asked == commands, sourceLocation: sourceLocation)
        if expected != model {
            let names = expected.differences(from: model).joined(separator: ", ")
            Issue.record("not as expected: \(names)", sourceLocation: sourceLocation)
        }
    }

    /// Presses a key by its name.
    mutating func press(
        _ name: String, asks commands: [Command] = [], insidePanes: Bool = false,
        sourceLocation: SourceLocation = #_sourceLocation, _ change: (inout BuildModel) -> Void = { _ in }
    ) throws {
        let press = try #require(KeyPress(name: name), sourceLocation: sourceLocation)
        take(
            .input(.key(press)), asks: commands, insidePanes: insidePanes, sourceLocation: sourceLocation, change)
    }
}

extension BuildModel {
    fileprivate mutating func takePanes(of other: BuildModel) {
        (graph, timeline, source) = (other.graph, other.timeline, other.source)
        (log, why, files, info) = (other.log, other.why, other.files, other.info)
    }

    fileprivate func differences(from other: BuildModel) -> [String] {
        zip(Mirror(reflecting: self).children, Mirror(reflecting: other).children).compactMap { mine, theirs in
            guard let left = mine.value as? any Hashable, let right = theirs.value as? any Hashable else { return nil }
            guard AnyHashable(left) != AnyHashable(right) else { return nil }
            return "\(mine.label ?? "?") (\(String(describing: right).prefix(400)))"
        }
    }
}

extension Story {
    /// A build of two stages: one is made in half a second, then the other runs from 1 s on; the build ends at 4 s.
    static func small(_ outcome: StepOutcome = .done(StepResult()), _ end: BuildOutcome? = nil) -> Story {
        var story = Story("FROM base AS lib\nRUN make lib\nFROM lib AS app\nRUN make app\n")
        story.stages("lib", "app")
        story.step("base", "[lib 1/2] FROM base", stage: 0, lines: 1...1)
        story.step("lib", "[lib 2/2] RUN make lib", stage: 0, reads: ["base"], lines: 2...2)
        story.step("app", "[app 1/1] RUN make app", stage: 1, reads: ["lib"], lines: 4...4)
        story.tell(0.1, .stepFinished(id("base"), .cached))
        story.tell(0.5, .stepStarted(id("lib")))
        story.tell(0.6, .log(id("lib"), .standardOutput, Array("one\ntwo found\nthree\n".utf8)))
        story.tell(0.9, .stepFinished(id("lib"), .done(StepResult())))
        story.run("app", 1, 4, outcome)
        if let end { story.tell(4, .buildFinished(end)) }
        return story
    }

    /// The same to a good end.
    static let good = small(.done(StepResult()), .succeeded(BuildResult()))

    /// The same with a last step that fails.
    static let bad = small(.failed(StepFailure(diagnostic: fault, exitCode: 2)), .failed(id("app"), fault))

    private static let fault = Diagnostic(code: "run.failed", message: "exit code: 2")
}

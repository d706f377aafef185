import BuildEvents
import OCIFormat
import Testing

@Suite struct EventRulesTests {
    @Test func aWholeBuildKeepsTheRules() throws {
        try EventRules.check(
            stream([
                start,
                .stepsAnnounced([step("a"), step("b", inputs: ["a"]), step("c")]),
                .stepStarted(id("a")), .verdict(id("a"), .miss(.neverBuilt)), .log(id("a"), .standardOutput, [65]),
                .stepFinished(id("a"), .done(StepResult())), .stepStarted(id("b")),
                .stepFinished(id("b"), .cached), .stepFinished(id("c"), .skipped),
                .buildFinished(.succeeded(BuildResult())),
            ]))
    }

    @Test(
        arguments: [
            ([.stepsAnnounced([])], .misplacedStart(sequence: 0)),
            ([start, start], .misplacedStart(sequence: 1)),
            ([start, .stepStarted(id("a"))], .unannounced(id("a"))),
            ([start, .stepsAnnounced([step("b", inputs: ["a"])])], .unannounced(id("a"))),
            ([start, .stepsAnnounced([step("a"), step("a")])], .announcedTwice(id("a"))),
            ([start, .stepsAnnounced([step("a")]), .log(id("a"), .standardOutput, [])], .notStarted(id("a"))),
            (
                [start, .stepsAnnounced([step("a")]), .stepStarted(id("a")), .stepStarted(id("a"))],
                .startedTwice(id("a"))
            ),
            (
                [
                    start, .stepsAnnounced([step("a")]), .stepStarted(id("a")), .stepFinished(id("a"), .cached),
                    .stepFinished(id("a"), .cached),
                ], .afterEnd(id("a"))
            ),
            (
                [
                    start, .stepsAnnounced([step("a")]), .verdict(id("a"), .miss(.forced)),
                    .verdict(id("a"), .miss(.forced)),
                ], .verdictTwice(id("a"))
            ),
            (
                [start, .stepsAnnounced([step("a")]), .stepStarted(id("a")), .buildFinished(.cancelled)],
                .unfinished([id("a")])
            ),
            ([start, .buildFinished(.cancelled), .stagesAnnounced([])], .afterBuildEnd(sequence: 2)),
        ] as [([BuildEvent.Payload], EventRules.Violation)])
    func namesWhatAStreamBreaks(_ payloads: [BuildEvent.Payload], _ violation: EventRules.Violation) {
        #expect(throws: violation) { try EventRules.check(stream(payloads)) }
    }

    @Test func sequenceAndTimeGoOn() {
        var events = stream([start, .stepsAnnounced([]), .buildFinished(.cancelled)])
        events[2].time = 0
        #expect(throws: EventRules.Violation.timeWentBack(sequence: 2)) { try EventRules.check(events) }
        events.remove(at: 1)
        #expect(throws: EventRules.Violation.sequence(expected: 1, found: 2)) { try EventRules.check(events) }
    }
}

import BuildEvents
import BuildGraph
import BuildProgress
import OCIFormat
import Testing

/// Expected seconds: `base` 4, and on it `client` 2 and `server` 6, which `all` (1) joins; nothing is known of `new`.
private let expectations: [String: Int64] = ["base": 4, "client": 2, "server": 6, "all": 1]

@Suite struct EstimateTests {
    @Test func theLongestChainOfWhatWaitsIsLeft() {
        #expect(seconds(build()) == 11)
        #expect(seconds(build([(0, .stepStarted(id("base"))), (0, .stepFinished(id("base"), .cached))])) == 7)
    }

    @Test func aRunningStepCountsWhatIsLeftOfItsTime() {
        let build = build([(0, .stepStarted(id("base")))])
        #expect(seconds(build, at: 1) == 10)
        #expect(seconds(build, at: 3) == 8)
    }

    @Test func whatTakesLongerThanExpectedCountsALittleMoreAndMore() throws {
        let build = build([(0, .stepStarted(id("base")))])
        let times = (0...300).compactMap { build.estimate(at: $0 * 100_000_000, expected: expected) }
        #expect(times.count == 301)
        #expect(times.last == 10_000_000_000)
        // No frame, a tenth of a second after the one before, shows more than a tenth of a second's difference.
        #expect(zip(times, times.dropFirst()).allSatisfy { abs($0 - $1) <= 100_000_000 })
        #expect(times.allSatisfy { $0 >= 7_000_000_000 })
    }

    @Test func commandsShareTheirSlots() {
        #expect(seconds(build(kind: "run"), jobs: 1) == 13)
        #expect(seconds(build(kind: "run"), jobs: 4) == 11)
        #expect(seconds(build(kind: "copy"), jobs: 1) == 11)
    }

    @Test func aKnownHitTakesNoTime() {
        let hit = CacheHit(key: .content, record: 1, build: "b", created: 0, useCount: 0, size: 0)
        #expect(seconds(build([(0, .verdict(id("base"), .hit(hit)))])) == 7)
    }

    @Test func withoutKnowledgeThereIsNone() {
        let unknown = build(names: ["new"])
        #expect(unknown.estimate(at: 0, expected: expected) == nil)
        #expect(BuildState().estimate(at: 0, expected: expected) == nil)
        // One known step is enough for a lower bound; and an ended build needs no more time.
        #expect(seconds(build(names: ["new", "client"])) == 2)
        let ended = build([(0, .stepFinished(id("new"), .skipped))], names: ["new"])
        #expect(seconds(ended) == 0)
    }

    @Test func theCriticalTimeIsTheSumOfTheCriticalPath() {
        let build = build([
            (0, .stepStarted(id("base"))), (1, .stepFinished(id("base"), .done(StepResult()))),
            (2, .stepStarted(id("client"))), (2, .stepStarted(id("server"))),
            (5, .stepFinished(id("client"), .done(StepResult()))),
        ])
        #expect(build.criticalTime(at: 4_000_000_000) == 4_000_000_000)
        #expect(build.criticalTime(at: 9_000_000_000) == 8_000_000_000)
        #expect(BuildState().criticalTime(at: 5) == 0)
        #expect(build.inputPositions(of: 0).isEmpty)
        #expect(Array(build.inputPositions(of: 3)) == [1, 2])
    }
}

private func seconds(_ build: BuildState, at now: Int64 = 0, jobs: Int? = nil) -> Int64? {
    build.estimate(at: now * 1_000_000_000, jobs: jobs, expected: expected).map { $0 / 1_000_000_000 }
}

private func expected(_ step: StepDescription) -> Int64? {
    expectations[step.name].map { $0 * 1_000_000_000 }
}

/// The state of a build after events at times in seconds.
private func build(
    _ timed: [(Int64, BuildEvent.Payload)] = [], names: [String] = ["base", "client", "server", "all"],
    kind: String = "internal"
) -> BuildState {
    let inputs = ["client": ["base"], "server": ["base"], "all": ["client", "server"]]
    let steps = names.map { name in
        StepDescription(id: id(name), name: name, inputs: (inputs[name] ?? []).map(id), kind: kind)
    }
    var events = [BuildEvent(sequence: 0, time: 0, payload: .stepsAnnounced(steps))]
    for (time, payload) in timed {
        events.append(BuildEvent(sequence: events.count, time: time * 1_000_000_000, payload: payload))
    }
    return BuildState(events)
}

private func id(_ name: String) -> StepID {
    StepID(Digest.sha256(of: name))
}

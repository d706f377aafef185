import BuildEvents
import BuildRecords
import OCIFormat
import Testing

@Suite struct StepHistoryTests {
    @Test func countsHitsAndTakesTheMiddleOfTheRuns() {
        let history = StepHistory([
            seen(in: 1, .ran, 9), seen(in: 2, .hit), seen(in: 3, .same, 4), seen(in: 4, .hit), seen(in: 5, .ran, 5),
        ])
        let record = history.record(of: step("[build 2/3] RUN make", "RUN make"), stage: "build")
        #expect(record?.hits == 2)
        #expect(record?.seen == 5)
        #expect(record?.durations == [9, 4, 5])
        #expect(record?.median == 5)
        #expect(StepHistory([seen(in: 1, .ran, 4), seen(in: 2, .ran, 8)]).make?.median == 6)
    }

    @Test func aFailureIsNoMeasureAndWhatDidNotRunSaysNothing() {
        let history = StepHistory([
            seen(in: 1, .failed, 9), seen(in: 2, .cancelled, 1), seen(in: 3, .skipped), seen(in: 4, .waiting),
        ])
        #expect(history.make?.seen == 1)
        #expect(history.make?.durations == [])
        #expect(history.make?.median == nil)
    }

    @Test func onlyTheLastBuildsCount() {
        let history = StepHistory(
            (1...30).map { seen(in: $0, $0 <= 20 ? .hit : .ran, $0) } + (31...55).map { seen(in: $0, .ran, $0) })
        #expect(history.make?.hits == 0)
        #expect(history.make?.seen == 10)
        #expect(history.make?.durations == Array(36...55))
    }

    @Test func isFoundByStageAndTextThenByTextThenByName() {
        let other = sighting(1, "[other 2/9] RUN make", "RUN make", stage: "other", .ran, 70)
        let history = StepHistory([
            seen(in: 1, .ran, 5), other, StepHistory.Sighting(build: 1, name: "exporting", result: .ran, duration: 3),
        ])
        // The position within the stage may change: only stage and text are looked at.
        #expect(history.record(of: step("[other 3/4] RUN make", "RUN make"), stage: "other")?.durations == [70])
        #expect(history.record(of: step("[renamed 1/1] RUN make", "RUN make"), stage: "renamed")?.durations == [5])
        #expect(history.record(of: step("exporting", ""), stage: nil)?.durations == [3])
        #expect(history.record(of: step("[build 2/3] RUN make", "RUN make -j2"), stage: "build")?.durations == [5])
        #expect(history.record(of: step("[build 3/3] RUN new", "RUN new"), stage: "build") == nil)
    }

    @Test func eachPlatformHasItsOwnTimes() {
        let history = StepHistory([
            sighting(1, "[linux/amd64 build 2/2] RUN make", "RUN make", stage: "build", .ran, 10),
            sighting(1, "[linux/arm64 build 2/2] RUN make", "RUN make", stage: "build", .ran, 90),
        ])
        #expect(history.record(of: step("[linux/arm64 build 2/2] RUN make", "RUN make"), stage: "build")?.median == 90)
        #expect(history.record(of: step("[build 2/2] RUN make", "RUN make"), stage: "build")?.median == 10)
    }

    @Test func whatAlwaysHitIsExpectedToTakeNoTimeUntilItMissed() throws {
        let record = try #require(StepHistory((1...12).map { seen(in: $0, $0 < 3 ? .ran : .hit, 8) }).make)
        #expect(record.expected(hasMissed: false) == 0)
        #expect(record.expected(hasMissed: true) == 8)
        let mixed = try #require(StepHistory([seen(in: 1, .ran, 8), seen(in: 2, .hit)]).make)
        #expect(mixed.expected(hasMissed: false) == 8)
    }

    @Test func buildsHaveTheirNumbers() {
        let history = StepHistory([seen(in: 41, .ran, 1)], numbers: ["abc": 41])
        #expect(history.number(ofBuild: "abc") == 41)
        #expect(history.number(ofBuild: "other") == nil)
        #expect(StepHistory().make == nil)
    }
}

extension StepHistory {
    fileprivate init(_ sightings: [Sighting]) {
        self.init(sightings, numbers: [:])
    }

    fileprivate var make: Record? { record(of: step("[build 2/3] RUN make", "RUN make"), stage: "build") }
}

private func seen(in build: Int64, _ result: StepSummary.Result, _ duration: Int64 = 0) -> StepHistory.Sighting {
    sighting(build, "[build 2/3] RUN make", "RUN make", stage: "build", result, duration)
}

private func sighting(
    _ build: Int64, _ name: String, _ instruction: String, stage: String, _ result: StepSummary.Result,
    _ duration: Int64
) -> StepHistory.Sighting {
    var sighting = StepHistory.Sighting(
        build: build, name: name, instruction: instruction, result: result, duration: duration)
    sighting.stage = stage
    return sighting
}

private func step(_ name: String, _ instruction: String) -> StepDescription {
    var step = StepDescription(id: StepID(Digest.sha256(of: name)), name: name)
    step.instruction = instruction
    return step
}

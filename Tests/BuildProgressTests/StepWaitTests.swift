import BuildEvents
import BuildProgress
import OCIFormat
import Testing

@Suite struct StepWaitTests {
    private let id = StepID(Digest.sha256(of: "a"))

    private func step(after payloads: [(Int64, BuildEvent.Payload)]) -> StepState? {
        let announced = BuildEvent.Payload.stepsAnnounced([StepDescription(id: id, name: "a")])
        let all = [(0, announced)] + payloads
        return BuildState(
            all.enumerated().map { BuildEvent(sequence: $0, time: $1.0, payload: $1.1) })[id]
    }

    @Test func aStepKnowsWhenItWaitedAndForWhat() throws {
        let found = step(after: [
            (1, .waiting(id, .slot)), (3, .waiting(id, nil)), (3, .stepStarted(id)),
            (5, .waiting(id, .cacheMount("go"))), (6, .waiting(id, .store)), (9, .stepFinished(id, .cancelled)),
        ])
        let step = try #require(found)
        #expect(
            step.waits == [
                StepWait(reason: .slot, from: 1, to: 3), StepWait(reason: .cacheMount("go"), from: 5, to: 6),
                StepWait(reason: .store, from: 6, to: 9),
            ])
        #expect(step.wait == nil)
    }

    @Test func aWaitIsOpenWhileItLasts() throws {
        let found = step(after: [(1, .stepStarted(id)), (2, .waiting(id, .store)), (4, .waiting(id, .store))])
        let step = try #require(found)
        #expect(step.waits == [StepWait(reason: .store, from: 2, to: nil)])
        #expect(step.waits.first?.duration(at: 7) == 5)
    }
}

import BuildEvents
import BuildGraph
import Diagnostics
import OCIFormat

/// The steps of a build under way as rows of the history, and which of them have changed since they were written.
struct StepTable {
    private var steps: [RecordedStep] = []
    private var positions: [StepID: Int] = [:]
    private var stages: [Int: String] = [:]
    private var stageOfStep: [Int: Int] = [:]
    private var changed: Set<Int> = []
    private var ended: [StepID] = []
    private var components: [Int: [KeyComponent]] = [:]

    mutating func fold(_ event: BuildEvent) {
        switch event.payload {
        case .stepsAnnounced(let descriptions):
            for description in descriptions { announce(description) }
        case .stagesAnnounced(let stages):
            name(stages)
        case .stepStarted(let id):
            change(id) { step in
                step.started = event.time
                step.state = .running
            }
        case .verdict(let id, let verdict):
            change(id) { step in
                step.verdict = verdict
                if case .hit(let hit) = verdict, hit.record > 0 { step.record = hit.record }
            }
        case .stepFinished(let id, let outcome):
            ended.append(id)
            change(id) { step in
                step.ended = event.time
                step.outcome = outcome
                if case .done(let result) = outcome, let record = result.record { step.record = record }
                step.state = RecordedStep.State(outcome)
            }
        case .buildStarted, .dockerfileRead, .waiting, .log, .progress, .warning, .buildFinished:
            break
        }
    }

    mutating func addLog(_ count: Int, of id: StepID) {
        change(id) { $0.logSize += Int64(count) }
    }

    mutating func note(_ parts: [KeyComponent], of id: StepID) {
        guard let position = positions[id] else { return }
        components[position] = parts
        changed.insert(position)
    }

    /// The rows that have changed since the last call, in order.
    mutating func takeChanged() -> (steps: [RecordedStep], components: [Int: [KeyComponent]]) {
        defer { changed = [] }
        return (changed.sorted().map { steps[$0] }, components)
    }

    /// The steps that have ended since the last call.
    mutating func takeEnded() -> [StepID] {
        defer { ended = [] }
        return ended
    }

    private mutating func announce(_ description: StepDescription) {
        if positions[description.id] != nil { return }
        let position = steps.count
        positions[description.id] = position
        var step = RecordedStep(position: position, description)
        if let stage = description.stage {
            stageOfStep[position] = stage
            step.stage = stages[stage]
        }
        steps.append(step)
        changed.insert(position)
    }

    private mutating func name(_ announced: [Stage]) {
        for (index, stage) in announced.enumerated() { stages[index] = stage.name }
        for (position, stage) in stageOfStep where steps[position].stage == nil {
            steps[position].stage = stages[stage]
            changed.insert(position)
        }
    }

    private mutating func change(_ id: StepID, _ body: (inout RecordedStep) -> Void) {
        guard let position = positions[id] else { return }
        body(&steps[position])
        changed.insert(position)
    }
}

extension RecordedStep {
    /// A step as it is when it is announced.
    init(position: Int, _ description: StepDescription) {
        self.position = position
        id = description.id
        name = description.name
        kind = description.kind
        instruction = description.instruction
        state = .waiting
        logSize = 0
        platform = description.platform?.description
        lines = description.range?.lines
    }
}

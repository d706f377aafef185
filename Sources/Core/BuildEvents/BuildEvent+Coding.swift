import BuildGraph
import Diagnostics

extension BuildEvent: Codable {
    /// Decodes the flat form that `encode(to:)` writes.
    package init(from decoder: any Decoder) throws {
        let form = try EventForm(from: decoder)
        self.init(sequence: form.sequence, time: form.time, payload: try form.payload(decoder))
    }

    /// Encodes a flat object: sequence, time, the event's name, and beside them what the event tells.
    package func encode(to encoder: any Encoder) throws {
        try EventForm(self).encode(to: encoder)
    }
}

/// An event as it stands in JSON, with only the members of its kind.
private struct EventForm: Codable {
    enum Kind: String, Codable {
        case buildStarted, dockerfileRead, stepsAnnounced, stagesAnnounced, stepStarted, verdict, waiting, log, progress
        case stepFinished, warning, buildFinished
    }

    var sequence: Int
    var time: Int64
    var event: Kind
    var step: StepID?
    var start: BuildStart?
    var source: SourceFile?
    var steps: [StepDescription]?
    var environments: [SharedEnvironment]?
    var stages: [Stage]?
    var verdict: CacheVerdict?
    var reason: WaitReason?
    var stream: OutputStream?
    var data: String?
    var item: ProgressItem?
    var outcome: StepOutcome?
    var diagnostic: Diagnostic?
    var result: BuildOutcome?
}

extension EventForm {
    init(_ event: BuildEvent) {
        self.init(sequence: event.sequence, time: event.time, event: .buildFinished)
        switch event.payload {
        case .buildStarted(let start): (self.event, self.start) = (.buildStarted, start)
        case .dockerfileRead(let source): (self.event, self.source) = (.dockerfileRead, source)
        case .stepsAnnounced(var steps):
            (self.event, environments) = (.stepsAnnounced, SharedEnvironment.takeOut(of: &steps))
            self.steps = steps
        case .stagesAnnounced(let stages): (self.event, self.stages) = (.stagesAnnounced, stages)
        case .stepStarted(let id): (self.event, step) = (.stepStarted, id)
        case .verdict(let id, let verdict): (self.event, step, self.verdict) = (.verdict, id, verdict)
        case .waiting(let id, let reason): (self.event, step, self.reason) = (.waiting, id, reason)
        case .log(let id, let stream, let bytes):
            (self.event, step, self.stream, data) = (.log, id, stream, Base64.encode(bytes))
        case .progress(let id, let item): (self.event, step, self.item) = (.progress, id, item)
        case .stepFinished(let id, let outcome): (self.event, step, self.outcome) = (.stepFinished, id, outcome)
        case .warning(let id, let diagnostic): (self.event, step, self.diagnostic) = (.warning, id, diagnostic)
        case .buildFinished(let outcome): result = outcome
        }
    }

    private init(sequence: Int, time: Int64, event: Kind) {
        self.sequence = sequence
        self.time = time
        self.event = event
    }

    func payload(_ decoder: any Decoder) throws -> BuildEvent.Payload {
        func need<Value>(_ value: Value?, _ member: String) throws -> Value {
            if let value { return value }
            let text = "an event of this kind has a member `\(member)`"
            throw DecodingError.dataCorrupted(.init(codingPath: decoder.codingPath, debugDescription: text))
        }
        switch event {
        case .buildStarted: return .buildStarted(try need(start, "start"))
        case .dockerfileRead: return .dockerfileRead(try need(source, "source"))
        case .stepsAnnounced:
            var announced = try need(steps, "steps")
            SharedEnvironment.putBack(environments, into: &announced)
            return .stepsAnnounced(announced)
        case .stagesAnnounced: return .stagesAnnounced(try need(stages, "stages"))
        case .stepStarted: return .stepStarted(try need(step, "step"))
        case .verdict: return .verdict(try need(step, "step"), try need(verdict, "verdict"))
        case .waiting: return .waiting(try need(step, "step"), reason)
        case .log:
            let bytes = try need(data.flatMap { Base64.decode($0) }, "data")
            return .log(try need(step, "step"), try need(stream, "stream"), bytes)
        case .progress: return .progress(try need(step, "step"), try need(item, "item"))
        case .stepFinished: return .stepFinished(try need(step, "step"), try need(outcome, "outcome"))
        case .warning: return .warning(step, try need(diagnostic, "diagnostic"))
        case .buildFinished: return .buildFinished(try need(result, "result"))
        }
    }
}

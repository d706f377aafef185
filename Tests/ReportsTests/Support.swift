import BuildEvents
import BuildProgress
import Diagnostics
import OCIFormat
import Reports

/// A build whose events are given with their times in milliseconds.
struct Script {
    private(set) var events: [BuildEvent] = []

    init(_ names: [String], source: SourceFile? = nil) {
        var start = BuildStart(build: "b", wallClock: 1000, dockerfile: "Dockerfile", context: ".")
        start.source = source
        add(0, .buildStarted(start))
        let steps = names.map { StepDescription(id: id($0), name: $0) }
        add(0, .stepsAnnounced(steps))
    }

    mutating func add(_ milliseconds: Int64, _ payload: BuildEvent.Payload) {
        events.append(BuildEvent(sequence: events.count, time: milliseconds * 1_000_000, payload: payload))
    }

    mutating func start(_ name: String, at time: Int64) {
        add(time, .stepStarted(id(name)))
    }

    mutating func log(_ name: String, _ text: String, at time: Int64) {
        add(time, .log(id(name), .standardOutput, Array(text.utf8)))
    }

    mutating func end(_ name: String, _ outcome: StepOutcome = .done(StepResult()), at time: Int64) {
        add(time, .stepFinished(id(name), outcome))
    }

    /// What plain progress prints.
    func plain(_ options: PlainProgress.Options = PlainProgress.Options()) -> String {
        var progress = PlainProgress(options: options)
        var bytes: [UInt8] = []
        for event in events { progress.apply(event) { bytes += $0 } }
        return String(decoding: bytes, as: UTF8.self)
    }
}

func id(_ name: String) -> StepID {
    StepID(Digest.sha256(of: name))
}

func failure(_ message: String) -> StepOutcome {
    .failed(StepFailure(diagnostic: Diagnostic(code: "run.exit", message: message), exitCode: 1))
}

import BuildEvents
import BuildGraph
import BuildScreens
import Diagnostics
import OCIFormat

/// A build of 1,000 steps in 60 stages in full swing, told frame by frame: eight steps run and write.
struct LargeBuild {
    private static let stepCount = 1000
    private static let stageCount = 60
    private static let width = 8
    private static let linesPerFrame = 3000
    private static let frameTime: Int64 = 33_000_000

    /// The time since the build began, in nanoseconds.
    private(set) var time: Int64 = 0
    private var sequence = 0
    private let steps: [StepDescription]
    /// The steps that have not begun, the next one last.
    private var waiting: [Int]
    private var running: [Int] = []
    private var lineCounts: [StepID: Int] = [:]
    private let source: SourceFile

    init() {
        let stages = (0..<Self.stepCount).map { $0 * Self.stageCount / Self.stepCount }
        var text: [String] = []
        var places: [(line: Int, position: Int)] = []
        for (step, stage) in stages.enumerated() {
            let isFirst = step == 0 || stages[step - 1] != stage
            let position = isFirst ? 1 : places[step - 1].position + 1
            if isFirst { text.append("FROM base AS stage-\(stage)") }
            text.append(Self.instruction(step))
            places.append((text.count, position))
        }
        let source = SourceFile(name: "Dockerfile", text: text.joined(separator: "\n"))
        self.source = source
        steps = stages.indices.map { Self.step($0, stages, places[$0].position, source.range(ofLine: places[$0].line)) }
        // All stages go on together: those that begin a stage first.
        waiting = stages.indices.sorted { (places[$0].position, $0) > (places[$1].position, $1) }
    }

    /// What is told before the first frame: the steps, and the first of them beginning.
    mutating func opening() -> [BuildEvent] {
        var start = BuildStart(build: "bench", wallClock: 0, dockerfile: "Dockerfile", context: "large")
        start.source = source
        let platform = Platform(os: "linux", architecture: "amd64")
        let stages = (0..<Self.stageCount).map { index in
            Stage(
                name: "stage-\(index)", isNamed: true, index: index, platform: platform,
                stepCount: steps.count { $0.stage == index }, range: nil)
        }
        let first = (0..<Self.width).compactMap { _ in begin() }
        return [event(.buildStarted(start)), event(.stagesAnnounced(stages)), event(.stepsAnnounced(steps))] + first
    }

    /// What is told between two frames: a step ends, another begins, and all that run write.
    mutating func frame() -> [BuildEvent] {
        time += Self.frameTime
        var events = running.map { step in output(step, count: Self.linesPerFrame / Self.width) }
        if let step = running.first {
            running.removeFirst()
            events.append(event(.stepFinished(steps[step].id, .done(StepResult(layerSize: Int64(step) * 4096)))))
            if let begun = begin() { events.append(begun) }
        }
        return events
    }

    /// The lines that the screen asks for.
    func answer(_ request: LogRequest) -> LogPart {
        let total = lineCounts[request.step] ?? 0
        let first = Int(request.first)
        let lines = (first..<max(first, min(total, first + request.count))).map { Array(Self.line($0).utf8) }
        return LogPart(request: request, lines: lines, total: Int64(total))
    }

    private mutating func begin() -> BuildEvent? {
        guard let step = waiting.popLast() else { return nil }
        running.append(step)
        return event(.stepStarted(steps[step].id))
    }

    private mutating func output(_ step: Int, count: Int) -> BuildEvent {
        let id = steps[step].id
        let first = lineCounts[id] ?? 0
        lineCounts[id] = first + count
        let text = (first..<(first + count)).map { Self.line($0) + "\n" }.joined()
        return event(.log(id, .standardOutput, Array(text.utf8)))
    }

    private mutating func event(_ payload: BuildEvent.Payload) -> BuildEvent {
        defer { sequence += 1 }
        return BuildEvent(sequence: sequence, time: time, payload: payload)
    }

    private static func line(_ number: Int) -> String {
        "\u{1B}[32m[\(number)]\u{1B}[0m CC -O2 -Wall -o build/objects/module\(number % 97).o source/module\(number % 97).c"
    }

    private static func instruction(_ step: Int) -> String {
        step % 5 == 4 ? "COPY --from=stage-\(step % 7) /out/\(step) /in/" : "RUN make -C part\(step) all install"
    }

    private static func id(_ step: Int) -> StepID { StepID(Digest.sha256(of: "step \(step)")) }

    private static func step(_ step: Int, _ stages: [Int], _ position: Int, _ range: SourceRange?) -> StepDescription {
        let stage = stages[step]
        let instruction = instruction(step)
        var inputs = position == 1 ? [] : [step - 1]
        // What a stage copies is the end of an earlier one.
        if step % 5 == 4, stage > step % 7, let last = stages.lastIndex(of: step % 7) { inputs.append(last) }
        var description = StepDescription(
            id: id(step), name: "[stage-\(stage) \(position)/17] \(instruction)", inputs: inputs.map(id),
            kind: step % 5 == 4 ? "copy" : "run")
        description.stage = stage
        description.step = position
        description.instruction = instruction
        description.range = range
        return description
    }
}

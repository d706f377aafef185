import BuildEvents
import BuildGraph
import BuildProgress
import Diagnostics
import OCIFormat
import TerminalCells
import TerminalThemes
import Testing

@testable import BuildScreens

/// Streams come from anybody: whatever they say, the screen shows something and goes on.
@Suite struct HostileNumbersTests {
    static let extremes: [Int64] = [.max, .max - 1, 1 << 62, .min, -1]

    @Test(arguments: extremes)
    func figuresOfAnySizeAreShown(number: Int64) throws {
        let theme = try #require(Theme.builtIn("mono"))
        var model = BuildModel(ScreenOptions(look: theme.look(depth: .none, glyphs: .ascii)))
        _ = model.update(.input(.resize(Size(columns: 120, rows: 40))))
        let step = StepID(Digest.sha256(of: Array("a".utf8)))
        let other = StepID(Digest.sha256(of: Array("b".utf8)))
        var description = StepDescription(id: step, name: "[a 1/1] RUN make", kind: "run")
        description.instruction = "RUN make"
        description.stage = 0
        description.step = Int(number)
        let source = SourceFile(name: "Dockerfile", text: "FROM a\nRUN make\n")
        description.range = SourceRange(
            start: SourcePosition(line: Int(number), column: Int(number), offset: Int(number)),
            end: SourcePosition(line: 1, column: 1, offset: 0))
        var start = BuildStart(build: "b", wallClock: Double(number), dockerfile: "Dockerfile", context: ".")
        start.source = source
        let stage = Stage(
            name: "a", isNamed: true, index: 0, platform: Platform(os: "linux", architecture: "amd64"), stepCount: 1,
            range: nil)
        let usage = ResourceUsage(
            userTime: number, systemTime: number, peakMemory: number, bytesRead: number, bytesWritten: number)
        let payloads: [BuildEvent.Payload] = [
            .buildStarted(start), .stagesAnnounced([stage]),
            .stepsAnnounced([description, StepDescription(id: other, name: "load", inputs: [step])]),
            .stepStarted(step), .stepStarted(other),
            .waiting(step, .slot),
            .progress(step, ProgressItem(id: "sha256:a", current: number, total: number, isComplete: false)),
            .progress(step, ProgressItem(id: "sha256:b", current: number, total: number, isComplete: false)),
            .progress(other, ProgressItem(id: "x", current: number, total: number, isComplete: false)),
            .stepFinished(step, .done(StepResult(layerSize: number, usage: usage))),
            .stepFinished(other, .done(StepResult(layerSize: number, usage: usage))),
            .buildFinished(.succeeded(BuildResult())),
        ]
        for (index, payload) in payloads.enumerated() {
            let time = index < 3 ? 0 : min(max(0, number), 1 << 60)
            _ = model.update(.events([BuildEvent(sequence: index, time: time, payload: payload)]))
            for press in "gtslwfiv+-\t".map({ KeyPress(.character($0)) }) + [KeyPress(.down), KeyPress(.enter)] {
                _ = model.update(.input(.key(press)))
                _ = model.update(.frame(now: 0, buildTime: min(max(0, number), 1 << 60)))
                #expect(model.screen().size.columns == 120)
            }
        }
    }
}

import BuildEvents
import BuildGraph
import BuildProgress
import BuildRecords
import Diagnostics
import Foundation
import OCIFormat
import TerminalCells
import TerminalThemes
import Testing

@testable import BuildScreens

/// A build told event by event, in seconds; steps are named by short keys.
struct Story {
    private var timed: [(seconds: Double, payload: BuildEvent.Payload)] = []
    /// The Dockerfile, if it has one.
    let source: SourceFile?

    /// Begins a build, with the text of its Dockerfile or without.
    init(_ source: String? = nil) {
        self.source = source.map { SourceFile(name: "Dockerfile", text: $0) }
        var start = BuildStart(build: "b1", wallClock: 1_700_000_000, dockerfile: "Dockerfile", context: ".")
        start.source = self.source
        tell(0, .buildStarted(start))
    }

    /// Adds an event; events are put in the order of their times.
    mutating func tell(_ seconds: Double, _ payload: BuildEvent.Payload) {
        timed.append((seconds, payload))
    }

    /// Announces stages of these names, for one platform each.
    mutating func stages(_ names: String..., platform: Platform = Platform(os: "linux", architecture: "amd64")) {
        let earlier = timed.reduce(0) { count, event in
            if case .stagesAnnounced(let stages) = event.payload { count + stages.count } else { count }
        }
        tell(
            0,
            .stagesAnnounced(
                names.enumerated().map { index, name in
                    Stage(
                        name: name, isNamed: true, index: earlier + index, platform: platform, stepCount: 1, range: nil)
                }))
    }

    /// Announces a step, of a stage by its number or of the build itself.
    ///
    /// `lines` are those of its instruction in the Dockerfile.
    mutating func step(
        _ key: String, _ name: String, stage: Int? = nil, reads inputs: [String] = [], lines: ClosedRange<Int>? = nil
    ) {
        let kind = VertexName(parsing: name).kind
        var step = StepDescription(id: Self.id(key), name: name, inputs: inputs.map(Self.id), kind: kind)
        step.stage = stage
        step.instruction = stage == nil ? "" : VertexName(parsing: name).text
        if let lines, let first = source?.range(ofLine: lines.lowerBound),
            let last = source?.range(ofLine: lines.upperBound)
        {
            step.range = first.union(last)
        }
        tell(0, .stepsAnnounced([step]))
    }

    /// Lets a step run from one time to another.
    mutating func run(_ key: String, _ from: Double, _ to: Double, _ outcome: StepOutcome = .done(StepResult())) {
        tell(from, .stepStarted(Self.id(key)))
        tell(to, .stepFinished(Self.id(key), outcome))
    }

    /// Lets a step wait from one time to another.
    mutating func wait(_ key: String, _ from: Double, _ to: Double, for reason: WaitReason) {
        tell(from, .waiting(Self.id(key), reason))
        tell(to, .waiting(Self.id(key), nil))
    }

    /// The identifier of a step.
    static func id(_ key: String) -> StepID { StepID(Digest.sha256(of: key)) }

    /// The events up to a time, or all.
    func events(until seconds: Double = .infinity) -> [BuildEvent] {
        let sorted = timed.enumerated().sorted { ($0.element.seconds, $0.offset) < ($1.element.seconds, $1.offset) }
        return sorted.map(\.element).filter { $0.seconds <= seconds }.enumerated().map { index, event in
            BuildEvent(sequence: index, time: Int64(event.seconds * 1e9), payload: event.payload)
        }
    }

    /// What panes draw from at a time, with a step selected by its key.
    func scene(at seconds: Double = .infinity, selected: String? = nil) -> Scene {
        let build = BuildState(events(until: seconds))
        let now = seconds.isFinite ? Int64(seconds * 1e9) : build.time
        return Scene(
            build: build, outline: Outline(build), history: StepHistory(), now: now,
            selection: selected.flatMap { build.position(of: Self.id($0)) }, critical: Set(build.criticalPath(at: now)),
            look: Self.look, hasMotion: true, isFocused: true, query: nil)
    }

    /// The dark theme in all its colours.
    static let look = Theme.preset.look(depth: .direct, glyphs: .unicode)
}

extension Pane {
    /// The pane drawn alone, settled before.
    mutating func drawn(_ scene: Scene, _ columns: Int, _ rows: Int) -> Screen {
        let area = Rect(0, 0, columns, rows)
        _ = settle(scene, area: area)
        var screen = Screen(size: area.size)
        draw(on: &screen, in: area, scene)
        return screen
    }

    /// Does what keys ask for one after the other, as the model would; gives the last result.
    @discardableResult
    mutating func press(_ actions: Action..., on scene: inout Scene, _ columns: Int, _ rows: Int) -> PaneResult {
        let area = Rect(0, 0, columns, rows)
        var result = PaneResult.ignored
        for action in actions {
            _ = settle(scene, area: area)
            result = perform(action, scene, area: area)
            if let selection = result.selection { scene.selection = selection }
        }
        _ = settle(scene, area: area)
        return result
    }
}

/// Screens kept as text, beside which a test's screen is put.
enum Golden {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Goldens")

    /// The names of all files, in order.
    static var names: [String] {
        get throws {
            try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".txt") }
                .map { String($0.dropLast(4)) }.sorted()
        }
    }

    /// Compares a screen with the file of a name; with `STRATA_UPDATE_GOLDEN=1` the file is written anew instead.
    ///
    /// CI never writes any: there it fails.
    static func check(_ screen: Screen, _ name: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
        let file = folder.appending(path: "\(name).txt")
        let environment = ProcessInfo.processInfo.environment
        if environment["STRATA_UPDATE_GOLDEN"] == "1" {
            try #require(
                environment["CI"] == nil, "goldens are written by hand, never by CI", sourceLocation: sourceLocation)
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            try Data(screen.golden().utf8).write(to: file)
            return
        }
        let expected = String(decoding: try Data(contentsOf: file), as: UTF8.self)
        #expect(screen.golden() == expected, "\(name) looks different", sourceLocation: sourceLocation)
    }
}

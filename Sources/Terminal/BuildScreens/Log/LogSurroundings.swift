import BuildEvents
import BuildProgress
import Diagnostics
import Quantities
import TerminalCells
import TerminalThemes

/// What stands above and below a step's output: its warnings, how it failed, what it waits for.
struct LogSurroundings: Sendable, Hashable {
    private var above: [[Ink]] = []
    private var below: [[Ink]] = []
    private var texts: [[Ink]] = []
    private var columns = 0

    /// Takes what is to be told of a step.
    mutating func show(_ step: StepState, _ scene: Scene, columns: Int) {
        let warnings = Self.warnings(of: step, scene)
        let ending = Self.ending(of: step, scene)
        let texts = warnings + ending
        guard texts != self.texts || columns != self.columns else { return }
        self.texts = texts
        self.columns = columns
        above = warnings.flatMap { $0.wrapped(columns: columns) }
        below = ending.flatMap { $0.wrapped(columns: columns) }
    }

    /// Where the output itself stands: what is above and below takes at most a quarter and a half of the rows.
    func body(of area: Rect) -> Rect {
        let (head, foot) = rows(in: area)
        return Rect(area.left, area.top + head, area.columns, area.rows - head - foot)
    }

    func draw(on screen: inout Screen, in area: Rect, _ scene: Scene) {
        let (head, foot) = rows(in: area)
        for (offset, inks) in above.prefix(head).enumerated() {
            screen.draw(inks.spans(scene), at: area.row(offset).origin, in: area)
        }
        guard foot > 0 else { return }
        let rule = area.row(area.rows - foot)
        screen.fill(rule, with: scene.look.glyphs.light.horizontal, style: scene.style(.border))
        for (offset, inks) in below.prefix(foot - 1).enumerated() {
            screen.draw(inks.spans(scene), at: area.row(area.rows - foot + 1 + offset).origin, in: area)
        }
    }

    /// How many rows stand above and below; below with a line that parts them from the output.
    private func rows(in area: Rect) -> (Int, Int) {
        guard area.rows >= 4 else { return (0, 0) }
        return (min(above.count, area.rows / 4), below.isEmpty ? 0 : min(below.count + 1, area.rows / 2))
    }
}

// MARK: - What is told

extension LogSurroundings {
    private static func warnings(of step: StepState, _ scene: Scene) -> [[Ink]] {
        guard !scene.build.warnings.isEmpty else { return [] }
        return scene.build.warnings.filter { $0.step == step.id }.map { warning in
            let diagnostic = warning.diagnostic
            var inks = [Ink("\(scene.look.glyphs.warning) ", .warning), .outside(diagnostic.message, .warning)]
            if let range = diagnostic.range { inks.append(Ink("  line \(range.start.line)", .dim)) }
            return inks
        }
    }

    private static func ending(of step: StepState, _ scene: Scene) -> [[Ink]] {
        let time = HumanDuration.text(nanoseconds: step.duration(at: scene.now))
        switch step.phase {
        case .failed(let failure):
            return Self.failure(failure, of: step, time: time, scene)
        case .cancelled where step.logBytes > 0:
            return [[scene.sign(of: step), Ink(" cancelled after \(time)", .cancelled)]]
        case .running where step.logBytes > 0:
            return activity(of: step, scene).map { [$0] } ?? []
        case .waiting, .running, .hit, .ran, .cancelled, .skipped: return []
        }
    }

    /// What a running step does beside writing: what it waits for, or which of its parts is at work.
    private static func activity(of step: StepState, _ scene: Scene) -> [Ink]? {
        if let wait = step.wait {
            return [Ink("\(scene.look.glyphs.waiting) waits for \(WaitText.text(of: wait))", .waiting)]
        }
        guard let part = step.items.last, !part.isComplete else { return nil }
        return [scene.sign(of: step), .outside(" \(part.id)", .dim)]
    }

    private static func failure(_ failure: StepFailure, of step: StepState, time: String, _ scene: Scene) -> [[Ink]] {
        let diagnostic = failure.diagnostic
        var first = [scene.sign(of: step), Ink(" \(verdict(failure)) after \(time)", .failed)]
        if let file = scene.build.start?.dockerfile, let range = step.description.range {
            first.append(.outside("  \(file):\(range.start.line)", .dim))
        }
        var rows = [first, [.outside(diagnostic.message, .error)]]
        rows += diagnostic.notes.map { [.outside($0, .dim)] }
        if let remedy = diagnostic.remedy { rows.append([.outside("remedy: \(remedy)", .remedy)]) }
        return rows
    }

    private static func verdict(_ failure: StepFailure) -> String {
        if let signal = failure.signal { return "ended by signal \(signal)" }
        return failure.exitCode.map { "exit code \($0)" } ?? "failed"
    }
}

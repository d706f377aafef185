import BuildEvents
import BuildGraph
import BuildProgress
import OCIFormat
import TerminalCells
import TerminalThemes

/// The first row: what is built, how far it is, and how long it takes.
struct StatusLine {
    let model: BuildModel

    private typealias Part = StatusRow.Part

    private var look: Look { model.options.look }
    private var build: BuildState { model.build }

    /// Draws the line over the whole of its row.
    func draw(on screen: inout Screen, in row: Rect) {
        let left = [
            outcome, name, platforms, bar, count(.failed), count(.running), count(.hit), count(.ran),
            count(.cancelled), warnings,
        ]
        let right = [cause, remaining, time]
        let base = look[.status]
        let room = StatusRow(left: left.compactMap(\.self), right: right.compactMap(\.self))
            .draw(on: &screen, in: row, base: base)
        drawFailure(on: &screen, room, base)
    }

    /// Names the step that failed, where there is room between the counts and the time.
    private func drawFailure(on screen: inout Screen, _ room: Rect, _ base: Style) {
        guard room.columns >= 16, build.outcome != nil, let step = build.failedStep else { return }
        let text = TextLayout.cut(
            StepTitle.text(of: step.description), to: room.columns, ellipsis: look.glyphs.ellipsis)
        screen.draw(text, at: room.origin, in: room, style: look[.failed].over(base))
    }

    private var outcome: Part? {
        let (glyph, word, role): (Character, String, Role)
        switch build.outcome {
        case .succeeded: (glyph, word, role) = (look.glyphs.ran, "built", .ran)
        case .failed: (glyph, word, role) = (look.glyphs.failed, "failed", .failed)
        case .cancelled: (glyph, word, role) = (look.glyphs.cancelled, "cancelled", .cancelled)
        case nil:
            guard model.isCancelling else { return nil }
            (glyph, word, role) = (look.glyphs.cancelled, "cancelling", .warning)
        }
        return Part(spans: [Span("\(glyph) \(word)", look[role])], rank: 100)
    }

    private var name: Part {
        func spans(_ columns: Int) -> [Span] {
            let text = TextLayout.cut(BuildTitle.text(of: model), to: columns, ellipsis: look.glyphs.ellipsis)
            return [Span(" \(text) ", look[.statusName])]
        }
        return Part(spans: spans(36), short: spans(24), rank: 50)
    }

    private var platforms: Part? {
        let names = Set(build.stages.map(\.platform.description)).sorted()
        guard !names.isEmpty else { return nil }
        let text = names.count > 2 ? "\(names.count) platforms" : names.joined(separator: ", ")
        return Part(spans: [Span(text, look[.dim])], rank: 2)
    }

    /// The bar has a stretch for each way in which steps ended.
    private var bar: Part {
        let counts = build.counts
        let cells = model.size.columns >= 100 ? 20 : 10
        let done = "\(counts.done - counts.skipped)/\(counts.total)"
        guard counts.total > 0 else { return Part(spans: [Span("0/0", look[.strong])], rank: 95) }
        let ends: [(count: Int, role: Role)] = [
            (counts.hits, .hit), (counts.ran, .ran), (counts.failed, .failed), (counts.cancelled, .cancelled),
        ]
        var spans: [Span] = []
        var (sum, drawn) = (0, 0)
        for (count, role) in ends where count > 0 {
            sum += count
            let end = min(cells, max(drawn, (sum * cells + counts.total / 2) / counts.total))
            spans.append(Span(String(repeating: look.glyphs.eighths.last ?? "#", count: end - drawn), look[role]))
            drawn = end
        }
        spans.append(Span(String(repeating: look.glyphs.barRest, count: cells - drawn), look[.progressRest]))
        return Part(spans: spans + [Span(" \(done)", look[.strong])], short: [Span(done, look[.strong])], rank: 95)
    }

    private enum Count { case hit, ran, running, failed, cancelled }

    private func count(_ kind: Count) -> Part? {
        let (count, glyph, word, role, rank): (Int, Character, String, Role, Int) =
            switch kind {
            case .hit: (build.counts.hits, look.glyphs.hit, "hit", .hit, 40)
            case .ran: (build.counts.ran, look.glyphs.ran, "ran", .ran, 39)
            case .running: (build.counts.running, look.glyphs.running, "running", .running, 45)
            case .failed: (build.counts.failed, look.glyphs.failed, "failed", .failed, 70)
            case .cancelled: (build.counts.cancelled, look.glyphs.cancelled, "cancelled", .cancelled, 21)
            }
        guard count > 0 || kind == .hit else { return nil }
        return Part(
            spans: [Span("\(glyph)\(count) \(word)", look[role])], short: [Span("\(glyph)\(count)", look[role])],
            rank: rank)
    }

    private var warnings: Part? {
        let count = build.warnings.count
        guard count > 0 else { return nil }
        let glyph = look.glyphs.warning
        return Part(
            spans: [Span("\(glyph)\(count) warning\(count == 1 ? "" : "s")", look[.warning])],
            short: [Span("\(glyph)\(count)", look[.warning])], rank: 25)
    }

    /// What the build waits for while nothing works.
    private var cause: Part? {
        guard !model.isEnded else { return nil }
        let running = build.steps.filter { $0.phase == .running }
        guard !running.isEmpty, running.allSatisfy({ $0.wait != nil }), let wait = running.first?.wait else {
            return nil
        }
        return Part(
            spans: [Span(TextLayout.cut("waits for \(WaitText.text(of: wait))", to: 40), look[.warning])], rank: 30)
    }

    /// The time so far; back in a recorded build also how long it took in all.
    private var time: Part {
        let now = ClockText.text(nanoseconds: model.now)
        guard let end = model.past?.end else { return Part(spans: [Span(now, look[.strong])], rank: 90) }
        let whole = ClockText.text(nanoseconds: end)
        return Part(
            spans: [Span(" at \(now) ", look[.notice]), Span(" of \(whole)", look[.dim])],
            short: [Span(now, look[.notice])], rank: 90)
    }

    private var remaining: Part? {
        guard !model.isEnded, let remaining = model.remaining else { return nil }
        return Part(spans: [Span("ETA \(ClockText.minutes(nanoseconds: remaining))", look[.dim])], rank: 22)
    }
}

/// What a build is called on the screen.
enum BuildTitle {
    /// The context's last part and the target, as `app:binaries`; a recording's own name before its first event.
    static func text(of model: BuildModel) -> String {
        guard let start = model.build.start, !(start.context.isEmpty && start.dockerfile.isEmpty) else {
            return Cleaning.line(model.options.recording ?? "starting")
        }
        let parts = start.context.split(separator: "/").filter { $0 != "." }
        var name = parts.last.map { String($0) } ?? start.dockerfile
        if let recording = model.options.recording { name = recording }
        return Cleaning.line(start.target.map { "\(name):\($0)" } ?? name)
    }
}

/// Times that count up, always as wide.
enum ClockText {
    /// Minutes, seconds and tenths: `00:12.4`, with hours before them from one on.
    static func text(nanoseconds: Int64) -> String {
        let tenths = max(0, nanoseconds) / 100_000_000
        return "\(minutes(nanoseconds: nanoseconds)).\(tenths % 10)"
    }

    /// Minutes and seconds: `00:12`.
    static func minutes(nanoseconds: Int64) -> String {
        let seconds = max(0, nanoseconds) / 1_000_000_000
        let text = "\(two(seconds / 60 % 60)):\(two(seconds % 60))"
        return seconds >= 3600 ? "\(seconds / 3600):\(text)" : text
    }

    private static func two(_ number: Int64) -> String {
        number < 10 ? "0\(number)" : String(number)
    }
}

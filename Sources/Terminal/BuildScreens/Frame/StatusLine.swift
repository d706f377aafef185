import BuildEvents
import BuildGraph
import BuildProgress
import OCIFormat
import TerminalCells
import TerminalThemes

/// The first row: what is built, how far it is, and how long it takes.
struct StatusLine {
    let model: BuildModel

    /// A part of the line; those of low rank go first where there is no room for all.
    private struct Part {
        var spans: [Span]
        var rank: Int

        var columns: Int { spans.reduce(0) { $0 + Width.columns(of: $1.text) } }
    }

    private var look: Look { model.options.look }
    private var build: BuildState { model.build }

    /// Draws the line over the whole of its row.
    func draw(on screen: inout Screen, in row: Rect) {
        let base = look[.status]
        screen.fill(row, style: base)
        var left = [
            name, platforms, bar, counts(.hit), counts(.ran), counts(.running), counts(.failed), counts(.cancelled),
        ]
        .compactMap(\.self)
        var right = [cause, time, remaining].compactMap(\.self)
        let room = row.columns - 2
        while total(left) + total(right) > room, let rank = (left + right).map(\.rank).min(),
            left.count + right.count > 1
        {
            left.removeAll { $0.rank == rank }
            right.removeAll { $0.rank == rank }
        }
        draw(left, at: row.left + 1, on: &screen, row, base)
        draw(right, at: max(row.left + 1, row.right - 1 - total(right)), on: &screen, row, base)
    }

    private func total(_ parts: [Part]) -> Int {
        parts.reduce(0) { $0 + $1.columns } + 2 * max(0, parts.count - 1)
    }

    private func draw(_ parts: [Part], at column: Int, on screen: inout Screen, _ row: Rect, _ base: Style) {
        var column = column
        for part in parts {
            column += screen.draw(part.spans, at: Point(column, row.top), in: row, over: base) + 2
        }
    }

    private var name: Part {
        var spans: [Span] = []
        switch build.outcome {
        case .succeeded: spans.append(Span("\(look.glyphs.ran) built ", look[.ran]))
        case .failed: spans.append(Span("\(look.glyphs.failed) failed ", look[.failed]))
        case .cancelled: spans.append(Span("\(look.glyphs.cancelled) cancelled ", look[.cancelled]))
        case nil: if model.isCancelling { spans.append(Span("cancelling ", look[.warning])) }
        }
        spans.append(Span(TextLayout.cut(BuildTitle.text(of: model), to: 32), look[.statusName]))
        return Part(spans: spans, rank: 100)
    }

    private var platforms: Part? {
        let names = Set(build.stages.map(\.platform.description)).sorted()
        guard let first = names.first else { return nil }
        return Part(
            spans: [
                Span(
                    names.count > 2
                        ? "\(names.count) platforms" : names.count == 2 ? names.joined(separator: ", ") : first,
                    look[.dim])
            ], rank: 2)
    }

    private var bar: Part {
        let (done, all) = (build.counts.done, build.counts.total)
        let cells = model.size.columns >= 100 ? 20 : 10
        let eighths = all == 0 ? 0 : done * cells * 8 / all
        var filled = String(repeating: look.glyphs.eighths.last ?? "#", count: eighths / 8)
        if eighths % 8 > 0, look.glyphs.eighths.count >= 8 { filled.append(look.glyphs.eighths[eighths % 8 - 1]) }
        let rest = String(repeating: look.glyphs.barRest, count: max(0, cells - filled.count))
        return Part(
            spans: [
                Span(filled, look[.progressDone]), Span(rest, look[.progressRest]),
                Span(" \(done)/\(all)", look[.strong]),
            ],
            rank: 60)
    }

    private enum Count { case hit, ran, running, failed, cancelled }

    private func counts(_ kind: Count) -> Part? {
        let (count, glyph, word, role, rank): (Int, Character, String, Role, Int) =
            switch kind {
            case .hit: (build.counts.hits, look.glyphs.hit, "hit", .hit, 40)
            case .ran: (build.counts.ran, look.glyphs.ran, "ran", .ran, 39)
            case .running: (build.counts.running, look.glyphs.running, "running", .running, 45)
            case .failed: (build.counts.failed, look.glyphs.failed, "failed", .failed, 70)
            case .cancelled: (build.counts.cancelled, look.glyphs.cancelled, "cancelled", .cancelled, 10)
            }
        guard count > 0 || kind == .hit else { return nil }
        return Part(spans: [Span("\(glyph)\(count) \(word)", look[role])], rank: rank)
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

    private var time: Part {
        Part(spans: [Span(ClockText.text(nanoseconds: model.now), look[.strong])], rank: 90)
    }

    private var remaining: Part? {
        guard !model.isEnded, let estimate = model.estimate else { return nil }
        return Part(spans: [Span("ETA \(ClockText.minutes(nanoseconds: estimate))", look[.dim])], rank: 20)
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

import BuildEvents
import BuildProgress
import Quantities
import TerminalCells
import TerminalThemes

/// How far a part of a step has come: a layer that is pulled, a context that is sent, a file that is exported.
struct PartRow: Sendable, Hashable {
    /// Where a part stands.
    enum Stage: Sendable, Hashable {
        case working, unpacking, done
    }

    private static let unpackingPrefix = "extracting "

    /// Its name for people.
    var name: String
    /// Bytes done; 0 where nothing is counted.
    var current: Int64
    /// Bytes in all; nil where unknown.
    var total: Int64?
    /// Where it stands.
    var stage: Stage

    /// The parts of a step; a layer's unpacking is told with the layer.
    static func all(of step: StepState) -> [PartRow] {
        var rows: [PartRow] = []
        var positions: [String: Int] = [:]
        for item in step.items {
            let isUnpacking = item.id.hasPrefix(unpackingPrefix)
            let id = isUnpacking ? String(item.id.dropFirst(unpackingPrefix.count)) : item.id
            let stage: Stage = item.isComplete || step.isEnded ? .done : isUnpacking ? .unpacking : .working
            if let position = positions[id] {
                rows[position].stage = stage
                continue
            }
            positions[id] = rows.count
            let name = Cleaning.line(id).split(separator: "@").map { Digests.short(String($0)) }.joined(separator: "@")
            let row = PartRow(
                name: Digests.short(name), current: item.current, total: item.total, stage: stage)
            rows.append(row)
        }
        return rows
    }

    /// What all parts come to: `225MB of 397MB, 57 %, 72MB/s`; nil where no bytes are counted.
    ///
    /// While the last of them is unpacked there is no rate.
    static func sum(of rows: [PartRow], step: StepState, now: Int64) -> String? {
        let current = rows.reduce(0) { $0 + max($1.current, $1.stage == .done ? $1.total ?? 0 : 0) }
        guard current > 0 else { return nil }
        let total = rows.allSatisfy { $0.total != nil || $0.current == 0 } ? rows.reduce(0) { $0 + ($1.total ?? 0) } : 0
        var text = HumanSize.text(current)
        if total > current { text += " of \(HumanSize.text(total)), \(current * 100 / total) %" }
        let time = step.duration(at: now)
        let isMoving = step.isEnded || rows.contains { $0.stage == .working && $0.current > 0 }
        if isMoving, time > 10_000_000 {
            let rate = Int64(min(Double(current) * 1e9 / Double(time), 1e18))
            text += ", \(HumanSize.text(rate))/s"
            if step.isEnded { text += " in \(HumanDuration.text(nanoseconds: time))" }
        }
        return text
    }
}

extension LogPane {
    /// Draws the parts of a step that has written nothing, or a sentence where it has none.
    func drawParts(of step: StepState, on screen: inout Screen, in body: Rect, _ scene: Scene) {
        let parts = PartRow.all(of: step)
        guard !parts.isEmpty else {
            let rows = Silence.sentence(for: step, scene).wrapped(columns: body.columns)
            for (offset, inks) in rows.prefix(body.rows).enumerated() {
                screen.draw(inks.spans(scene), at: body.row(offset).origin, in: body)
            }
            return
        }
        let layout = PartLayout(parts, columns: body.columns)
        let shown = parts.dropFirst(Int(top)).prefix(max(0, body.rows - 1))
        for (offset, part) in shown.enumerated() {
            layout.draw(part, on: &screen, in: body.row(offset), scene)
        }
        let sum = PartRow.sum(of: parts, step: step, now: scene.now)
        let waits = step.wait.map { "waits for \(WaitText.text(of: $0))" }
        let text = [sum, waits].compactMap { $0 }.joined(separator: "  ")
        let line = body.row(min(shown.count, max(0, body.rows - 1)))
        screen.draw(text, at: line.origin.moved(by: 2, 0), in: line, style: scene.style(.strong))
    }
}

/// The columns of parts that stand below each other: sign, name, bar, amount.
private struct PartLayout {
    private static let longestBar = 24

    let name: Int
    let bar: Int
    let amount: Int

    init(_ parts: [PartRow], columns: Int) {
        amount = parts.reduce(0) { max($0, Width.columns(of: Self.amount($1))) }
        let longest = parts.reduce(0) { Self.amount($1).isEmpty ? $0 : max($0, Width.columns(of: $1.name)) }
        let hasBars = parts.contains { $0.total != nil }
        let room = max(0, columns - 2 - amount - 2)
        bar = hasBars && room >= 24 ? min(Self.longestBar, room / 3) : 0
        name = min(longest, max(0, room - (bar > 0 ? bar + 2 : 0)))
    }

    func draw(_ part: PartRow, on screen: inout Screen, in row: Rect, _ scene: Scene) {
        let glyphs = scene.look.glyphs
        let isDone = part.stage == .done
        let sign = String(isDone ? glyphs.ran : scene.activity)
        screen.draw(sign, at: row.origin, in: row, style: scene.style(isDone ? .ran : .running))
        let amount = Self.amount(part)
        let room = amount.isEmpty ? max(0, row.columns - 2) : name
        let text = TextLayout.cut(part.name, to: room, ellipsis: glyphs.ellipsis)
        screen.draw(text, at: row.origin.moved(by: 2, 0), in: row, style: scene.style(isDone ? .dim : .text))
        var column = 2 + name + 2
        if bar > 0 {
            if !isDone { drawBar(part, on: &screen, in: Rect(row.left + column, row.top, bar, 1), scene) }
            column += bar + 2
        }
        let role: Role = isDone ? .dim : .text
        let start = max(0, self.amount - Width.columns(of: amount))
        screen.draw(amount, at: row.origin.moved(by: column + start, 0), in: row, style: scene.style(role))
    }

    private func drawBar(_ part: PartRow, on screen: inout Screen, in rect: Rect, _ scene: Scene) {
        guard let total = part.total, total > 0 else { return }
        let glyphs = scene.look.glyphs
        let role: Role = part.stage == .unpacking ? .running : .barPull
        let eighths = Int(min(1, Double(part.current) / Double(total)) * Double(rect.columns * 8))
        screen.fill(rect, with: glyphs.barRest, style: scene.style(.progressRest))
        if let full = glyphs.eighths.last {
            screen.fill(rect.split(left: eighths / 8).0, with: full, style: scene.style(role))
        }
        guard eighths % 8 > 0, glyphs.eighths.count >= 8 else { return }
        let last = String(glyphs.eighths[eighths % 8 - 1])
        screen.draw(last, at: rect.origin.moved(by: eighths / 8, 0), in: rect, style: scene.style(role))
    }

    private static func amount(_ part: PartRow) -> String {
        let total = part.total.map { HumanSize.text($0) }
        switch part.stage {
        case .unpacking: return "unpacking \(total ?? HumanSize.text(part.current))"
        case .done: return total ?? (part.current > 0 ? HumanSize.text(part.current) : "")
        case .working:
            guard part.current > 0 || total != nil else { return "" }
            return HumanSize.text(part.current) + (total.map { " of \($0)" } ?? "")
        }
    }
}

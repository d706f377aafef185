import BuildEvents
import BuildProgress
import Quantities
import TerminalCells
import TerminalThemes

extension GraphBoxPainter {
    /// Draws a bar of the steps' states, and below it how many stand where and the time that they took.
    func drawSummary(on screen: inout Screen) {
        let room = Rect(frame.left + 2, frame.top + 1, frame.columns - 4, 2)
        guard room.columns > 0 else { return }
        let steps = group.steps.map { scene.build.steps[$0] }
        drawBar(steps, room, on: &screen)
        let time = summaryTime(steps)
        let width = time.reduce(0) { $0 + Width.columns(of: $1.text) }
        var column = room.left
        for span in counts(steps) {
            let columns = Width.columns(of: span.text)
            guard column + columns + (width > 0 ? width + 1 : 0) <= room.right else { break }
            put(span.text, column, room.top + 1, span.style, on: &screen)
            column += columns + 1
        }
        screen.draw(time, at: Point(room.right - width, room.top + 1), in: clip)
    }

    /// Each step takes an equal part of the bar.
    private func drawBar(_ steps: [StepState], _ room: Rect, on screen: inout Screen) {
        for (index, step) in steps.enumerated() {
            let start = room.columns * index / steps.count
            let end = max(start + 1, room.columns * (index + 1) / steps.count)
            let (glyph, style) = barGlyph(step)
            fill(Rect(room.left + start, room.top, end - start, 1), glyph, style, on: &screen)
        }
    }

    private func barGlyph(_ step: StepState) -> (Character, Style) {
        let full = glyphs.eighths.last ?? glyphs.barRest
        let style = scene.style(step.role)
        switch step.phase {
        case .hit, .ran: return (full, style)
        case .running: return (glyphs.barPull, style)
        case .waiting: return (glyphs.barRest, scene.style(.progressRest))
        case .failed, .cancelled, .skipped: return (glyphs.sign(of: step.role) ?? full, style)
        }
    }

    private func counts(_ steps: [StepState]) -> [Span] {
        var counts: [Role: Int] = [:]
        for step in steps { counts[step.role, default: 0] += 1 }
        let roles: [Role] = [.failed, .running, .hit, .ran, .same, .cancelled, .waiting]
        return roles.compactMap { role in
            guard let count = counts[role], let sign = glyphs.sign(of: role) else { return nil }
            return Span("\(sign)\(count)", scene.style(role))
        }
    }

    /// The time that steps took so far, with a sign that moves while one runs.
    func summaryTime(_ steps: [StepState]) -> [Span] {
        let total = steps.reduce(Int64(0)) { $0 &+ $1.duration(at: scene.now) }
        guard steps.contains(where: { $0.role == .running }) else {
            return total > 0 ? [Span(HumanDuration.text(nanoseconds: total), scene.style(.dim))] : []
        }
        let text = "\(scene.activity) \(HumanDuration.text(nanoseconds: total))"
        return [Span(text, scene.style(.running))]
    }
}

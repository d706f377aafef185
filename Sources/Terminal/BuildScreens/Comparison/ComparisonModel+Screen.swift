import BuildRecords
import Quantities
import TerminalCells
import TerminalThemes

extension ComparisonModel {
    var prompt: String { "filter: " }

    var shortText: String { "\(sheet.old.name) and \(sheet.new.name)" }

    var status: StatusRow {
        let sides = [("A", sheet.old), ("B", sheet.new)].map { letter, side in
            StatusRow.Part(
                spans: [
                    Span("\(letter) ", options.look[.dim]), Span(Cleaning.line(side.name), options.look[.strong]),
                    Span(" ", options.look[.text]), span(BuildResultInk.ink(side.summary.result, options.look)),
                    Span(" \(HumanDuration.text(nanoseconds: side.summary.duration))", options.look[.text]),
                ], rank: 80)
        }
        let left = [part(" Compare ", .statusName, rank: 100)] + sides
        let differing = sheet.steps.count { $0.isOwn && $0.isInstruction }
        return StatusRow(
            left: left,
            right: [
                part("\(Grouped.text(Int64(differing), "step")) differ\(differing == 1 ? "s" : "")", .dim, rank: 40)
            ])
    }

    var listLabels: Frame.Labels {
        Frame.Labels(
            title: title("Steps", isFocused: focus == .list),
            footer: filter.isEmpty ? "\(count) of \(sheet.steps.count) steps" : "\(count) steps match")
    }

    var detailLabels: Frame.Labels {
        Frame.Labels(title: title("Difference", isFocused: focus == .detail), footer: page.footer ?? "")
    }

    func drawList(on screen: inout Screen, in area: Rect, isFocused: Bool) {
        let rows = rows
        guard !rows.isEmpty else {
            let text =
                filter.isEmpty
                ? "No step differs by itself. \(symbol(of: .scope) ?? "a") lists all steps." : "No step is like that."
            return say(text, on: &screen, in: area)
        }
        let most = size.columns >= 110 ? 44 : 20
        let wide = sheet.steps.reduce(12) { max($0, min(most, Width.columns(of: $1.name))) }
        let columns = [
            TableColumn("step", wide, rank: 90), TableColumn("A", 9, rank: 80), TableColumn("B", 9, rank: 80),
            TableColumn("B - A", 7, rank: 60, alignsRight: true), TableColumn("layer", 15, rank: 40, alignsRight: true),
            TableColumn("difference", 20, rank: 85, isFlexible: true),
        ]
        TableView(
            columns: columns, cursor: cursor, count: rows.count, look: options.look, isFocused: isFocused
        ).draw(on: &screen, in: area) { row(sheet.steps[rows[$0]]) }
    }

    private func row(_ step: StepComparison) -> TableView.Row {
        var row = TableView.Row(cells: [
            [.outside(step.name)], side(step.old), side(step.new), [difference(of: step)], [layer(of: step)],
            [.outside(options.look.arrows(step.text))],
        ])
        row.isDim = !step.isTelling
        return row
    }

    private func side(_ step: StepSummary?) -> [Ink] {
        guard let step else { return [Ink("none", .dim)] }
        // What never began in a build that is over was not needed, or could not be done.
        let role = step.result == .waiting ? .cancelled : step.result.role
        let sign = Ink(String(options.look.glyphs.sign(of: role) ?? " "), role)
        guard step.result != .hit, step.duration > 0 else { return [sign] }
        return [sign, Ink(" \(HumanDuration.text(nanoseconds: step.duration))")]
    }

    private func difference(of step: StepComparison) -> Ink {
        let difference = step.timeDifference
        guard step.old != nil, step.new != nil, abs(difference) >= 1_000_000 else { return Ink("") }
        let minus = options.look.glyphs.isASCII ? "-" : "−"
        let text = (difference > 0 ? "+" : minus) + HumanDuration.text(nanoseconds: abs(difference))
        return Ink(text, abs(difference) < 100_000_000 ? .dim : difference > 0 ? .warning : .ran)
    }

    private func layer(of step: StepComparison) -> Ink {
        let (old, new) = (step.old?.layerSize, step.new?.layerSize)
        guard let size = new ?? old else { return Ink("") }
        guard let old, let new, old != new else { return Ink(HumanSize.text(size), .dim) }
        return Ink(options.look.arrows("\(HumanSize.text(old)) → \(HumanSize.text(new))"))
    }

    private func span(_ ink: Ink) -> Span { Span(ink.text, options.look[ink.role]) }
}

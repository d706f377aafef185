import BuildRecords
import Quantities
import TerminalCells
import TerminalThemes

/// How each step of a Dockerfile did over its last builds, and which order of its lines would have saved time.
struct TrendsModel: ListScreen {
    let options: ScreenOptions
    var size: Size
    var clock: Int64 = 0
    var notice: Notice?
    var typed: [KeyPress] = []
    var overlay: Overlay?
    var searchLine: TextField?
    var cursor = TableCursor()
    var focus = ListFrame.Focus.list
    var page = Page()

    let trends: ProjectTrends

    /// Shows the steps of some builds, the one that costs most chosen.
    init(_ trends: ProjectTrends, options: ScreenOptions, size: Size) {
        self.trends = trends
        self.options = options
        self.size = size
        let costs = trends.steps.map { $0.trend.durations.reduce(0, +) }
        if let most = costs.max(), most > 0, let row = costs.firstIndex(of: most) { cursor.choose(row) }
    }

    var count: Int { trends.steps.count }

    /// The step that is chosen.
    var chosen: ProjectTrends.Step? {
        trends.steps.indices.contains(cursor.row) ? trends.steps[cursor.row] : nil
    }

    mutating func settle(at now: Int64) {
        clock = max(clock, now)
        if let until = notice?.until, until <= clock { notice = nil }
        cursor.settle(count: count, rows: frame.rows.rows)
        guard let detail = frame.detail else { return }
        page.show(TrendDetail(self).blocks, in: Self.detailArea(detail).size)
    }
}

// MARK: - Keys

extension TrendsModel {
    static let help: (left: [HelpSection], right: [HelpSection]) = (
        [HelpSection("Moving", [.up, .down, .pageUp, .pageDown, .halfUp, .halfDown, .top, .end, .nextTab, .back])],
        [HelpSection("Steps", [.open]), .screens]
    )

    mutating func performOwn(_ action: Action) -> [Command] {
        switch action {
        case .open: return [.store(.open(build: trends.newest.id))]
        case .back: return [.quit]
        default: tellUnused(action)
        }
        return []
    }

    mutating func filterTyped(_ text: String) -> [Command] { [] }

    mutating func confirm(_ question: Question) -> [Command] { [] }

    mutating func accept(_ text: String, for prompt: Prompt) -> [Command] { [] }

    var keyLine: KeyLine {
        let items: [KeyLine.Item?] = [
            moves, keyItem(.open, "open #\(trends.newest.number)", 50),
            keyItem(.nextTab, focus == .list ? "detail" : "list", 55), keyItem(.palette, "palette", 20),
            keyItem(.help, "help", 100), keyItem(.quit, "back", 90),
        ]
        return KeyLine(items: items.compactMap(\.self))
    }
}

// MARK: - Drawing

extension TrendsModel {
    var prompt: String { "" }

    var shortText: String { "\(count) steps over \(trends.builds) builds" }

    var status: StatusRow {
        let look = options.look
        let seen = trends.steps.reduce(0) { $0 + $1.trend.seen }
        let hits = trends.steps.reduce(0) { $0 + $1.trend.hits }
        var left = [
            part(" Steps of \(Cleaning.line(trends.newest.dockerfile)) ", .statusName, rank: 100),
            part("the last \(Grouped.text(Int64(trends.builds), "build"))", .strong, rank: 80),
        ]
        if seen > 0 {
            left.append(part("hit rate \(Int((Double(hits) / Double(seen) * 100).rounded())) %", .hit, rank: 60))
        }
        let right =
            trends.advice.isEmpty
            ? [] : [part("\(look.glyphs.bullet) another order would save time", .remedy, rank: 50)]
        return StatusRow(left: left, right: right)
    }

    var listLabels: Frame.Labels { Frame.Labels(title: title("Steps", isFocused: focus == .list)) }

    var detailLabels: Frame.Labels {
        Frame.Labels(title: title("Over time", isFocused: focus == .detail), footer: page.footer ?? "")
    }

    func drawList(on screen: inout Screen, in area: Rect, isFocused: Bool) {
        guard count > 0 else {
            return say("These builds tell of no step of a Dockerfile.", on: &screen, in: area)
        }
        let wide = trends.steps.reduce(12) { max($0, min(48, Width.columns(of: $1.step.name))) }
        let columns = [
            TableColumn("step", wide, rank: 90), TableColumn("found", 6, rank: 85, alignsRight: true),
            TableColumn("", 10, rank: 50), TableColumn("median", 7, rank: 80, alignsRight: true),
            TableColumn("last", 7, rank: 60, alignsRight: true), TableColumn("times it ran", 12, rank: 40),
            TableColumn("broken most by", 16, rank: 70, isFlexible: true),
        ]
        TableView(columns: columns, cursor: cursor, count: count, look: options.look, isFocused: isFocused)
            .draw(on: &screen, in: area) { row(trends.steps[$0]) }
    }

    private func row(_ step: ProjectTrends.Step) -> TableView.Row {
        let trend = step.trend
        let isAdvised = trends.advice.contains { trends.newest.steps[$0.command] == step.step }
        var row = TableView.Row(cells: [
            [.outside(step.step.name)], [Ink("\(trend.hits)/\(trend.seen)", .hit)], bar(trend),
            [Ink(trend.median.map { HumanDuration.text(nanoseconds: $0) } ?? "")],
            [Ink(trend.durations.last.map { HumanDuration.text(nanoseconds: $0) } ?? "", .dim)],
            [Ink(Sparkline.text(trend.durations.suffix(12), options.look.glyphs), .ran)],
            trend.breakers.first.map { [.outside($0.phrase), Ink("  \($0.count)", .dim)] } ?? [],
        ])
        if isAdvised { row.mark = Ink(String(options.look.glyphs.bullet), .remedy) }
        return row
    }

    /// The share of the builds in which the step was found, as a bar.
    private func bar(_ trend: StepTrend) -> [Ink] {
        guard trend.seen > 0 else { return [] }
        let full = (trend.hits * 10 + trend.seen / 2) / trend.seen
        let glyphs = options.look.glyphs
        return [
            Ink(String(repeating: glyphs.eighths.last ?? "#", count: full), .hit),
            Ink(String(repeating: glyphs.barRest, count: 10 - full), .progressRest),
        ]
    }
}

/// What is told of the chosen step over time, and what another order would save.
struct TrendDetail {
    private let model: TrendsModel

    init(_ model: TrendsModel) {
        self.model = model
    }

    /// The page's blocks.
    var blocks: [PageBlock] {
        let parts = [step, advice].filter { !$0.isEmpty }
        return Array(parts.joined(separator: [.blank]))
    }

    private var step: [PageBlock] {
        guard let chosen = model.chosen else { return [] }
        let trend = chosen.trend
        var blocks: [PageBlock] = [.heading(Cleaning.line(chosen.step.name))]
        blocks.append(.field("Found", [Ink("in \(trend.hits) of \(Grouped.text(Int64(trend.seen), "build"))")]))
        if let median = trend.median, let last = trend.durations.last {
            let text =
                "\(HumanDuration.text(nanoseconds: median)) in the middle, \(HumanDuration.text(nanoseconds: last)) last"
            blocks.append(.field("Takes", [Ink(text)]))
            blocks.append(
                .field(
                    "In all", [Ink(HumanDuration.text(nanoseconds: trend.durations.reduce(0, +)) + " in these builds")])
            )
        }
        for (index, breaker) in trend.breakers.enumerated() {
            let times = breaker.count == 1 ? "once" : "\(breaker.count) times"
            blocks.append(
                .field(index == 0 ? "Made to run by" : "", [.outside(breaker.phrase), Ink("  \(times)", .dim)]))
        }
        return blocks
    }

    private var advice: [PageBlock] {
        guard !model.trends.advice.isEmpty else { return [] }
        var blocks: [PageBlock] = [.heading("Advice")]
        for advice in model.trends.advice {
            let command = model.trends.newest.steps[advice.command].instruction
            let spared = advice.runs == 1 ? "the one time" : "\(advice.spared) of the \(advice.runs) times"
            blocks += [
                .text([
                    .outside(command, .strong), Ink(" needs nothing but "),
                    .outside(advice.files.joined(separator: " and "), .strong), Ink(". With"),
                ])
            ]
            blocks += advice.lines.map { .text([.outside($0, .added)], indent: 4) }
            let saved = HumanDuration.text(nanoseconds: advice.saved)
            blocks += [
                .text([
                    Ink("it would have been found \(spared) that it ran, and about "), Ink(saved, .strong),
                    Ink(" saved. That is an estimate: it takes for granted that no other file matters to it.", .text),
                ])
            ]
        }
        return blocks
    }
}

import BuildRecords
import Quantities
import TerminalCells
import TerminalThemes

extension HistoryModel {
    var prompt: String { "filter: " }

    var shortText: String {
        guard let chosen else { return "" }
        return "\(chosen.title) \(chosen.result.rawValue) \(HumanDuration.text(nanoseconds: chosen.duration))"
    }

    var listLabels: Frame.Labels {
        var labels = Frame.Labels(title: title("Builds", isFocused: focus == .list))
        if !marked.isEmpty { labels.footer = "\(marked.count) marked" }
        if let compared, let first = builds.first(where: { $0.build == compared }) {
            labels.footer = "\(first.title) is compared with the next"
        }
        if let fault { labels.footer = fault }
        return labels
    }

    var detailLabels: Frame.Labels {
        guard let chosen else { return Frame.Labels() }
        return Frame.Labels(
            title: title("Build \(chosen.title)", isFocused: focus == .detail), footer: page.footer ?? "")
    }

    func drawList(on screen: inout Screen, in area: Rect, isFocused: Bool) {
        guard !builds.isEmpty else {
            guard listing != nil else { return }
            let text =
                query.filters.isEmpty
                ? "No build is recorded yet. strata build . makes the first."
                : "No build is like that. \(symbol(of: .back) ?? "esc") ends the filter."
            return say(text, on: &screen, in: area)
        }
        let columns = HistoryColumns(model: self)
        TableView(
            columns: columns.columns, sorted: columns.sorted, cursor: cursor, count: builds.count, look: options.look,
            isFocused: isFocused
        ).draw(on: &screen, in: area) { columns.row(builds[$0]) }
    }

    // MARK: The status line and the keys

    var status: StatusRow {
        let look = options.look
        var left = [part(" \(scopeTitle) ", .statusName, rank: 100)]
        guard listing != nil else { return StatusRow(left: left, right: []) }
        left.append(part(Grouped.text(Int64(builds.count), "build"), .strong, rank: 90))
        let good = builds.count { $0.result == .succeeded }
        let bad = builds.count { $0.result == .failed }
        let running = builds.count { $0.result == .running }
        if good > 0 { left.append(part("\(look.glyphs.ran)\(good) ok", .ran, rank: 60)) }
        if bad > 0 { left.append(part("\(look.glyphs.failed)\(bad) failed", .failed, rank: 70)) }
        if running > 0 { left.append(part("\(look.glyphs.running)\(running) running", .running, rank: 75)) }
        if let rate = hitRate { left.append(part("hit rate \(rate) %", .hit, rank: 50)) }
        var right: [StatusRow.Part] = []
        if !filter.isEmpty {
            let text = TextLayout.cut("filter: \(Cleaning.line(filter))", to: 40, ellipsis: look.glyphs.ellipsis)
            right.append(part(text, fault == nil ? .match : .warning, rank: 80))
        }
        return StatusRow(left: left, right: right)
    }

    private var scopeTitle: String {
        switch query.scope {
        case .all: "All builds"
        case .folder(let path): "Builds of \(Cleaning.line(path.split(separator: "/").last.map(String.init) ?? path))"
        case .alike: "Builds of \(Cleaning.line(builds.first?.project ?? "one project"))"
        }
    }

    /// The share of all listed builds' steps that were found.
    private var hitRate: Int? {
        let hits = builds.reduce(0) { $0 + $1.counts.hits }
        let all = builds.reduce(0) { $0 + $1.counts.hits + $1.counts.ran + $1.counts.failed }
        return all == 0 ? nil : Int((Double(hits) / Double(all) * 100).rounded())
    }

    var keyLine: KeyLine {
        let isAll = query.scope == .all
        let items: [KeyLine.Item?] = [
            moves, keyItem(.open, "open", 65), keyItem(.search, "filter", 60), keyItem(.compare, "compare", 55),
            keyItem(.trends, "steps", 50), keyItem(.nextTab, focus == .list ? "detail" : "list", 40),
            keyItem(.sort, "sort", 35), keyItem(.scope, isAll ? "this project" : "all", 45),
            keyItem(.mark, "mark", 25), keyItem(.remove, "remove", 30), keyItem(.cacheScreen, "cache", 42),
            keyItem(.palette, "palette", 20), keyItem(.help, "help", 100), keyItem(.quit, "quit", 90),
        ]
        return KeyLine(items: items.compactMap(\.self))
    }
}

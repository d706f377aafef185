import BuildRecords
import Quantities
import TerminalCells
import TerminalThemes

extension CacheModel {
    var prompt: String { "filter: " }

    var shortText: String { chosen.map { "\(HumanSize.text($0.ownSize)) \(Cleaning.line($0.name))" } ?? "" }

    var status: StatusRow {
        let look = options.look
        var left = [part(" Cache ", .statusName, rank: 100)]
        guard let listing else { return StatusRow(left: left, right: []) }
        let count = listing.partly?.count ?? listing.items.count
        left.append(part("\(Grouped.text(Int64(count))) \(count == 1 ? "entry" : "entries")", .strong, rank: 70))
        if let partly = listing.partly {
            left.append(part(HumanSize.text(partly.size), .strong, rank: 90))
            return StatusRow(left: left, right: [part("adding up", .notice, rank: 80)])
        }
        left.append(part(HumanSize.text(listing.total), .strong, rank: 90))
        left.append(part("\(HumanSize.text(listing.reclaimable)) reclaimable", .ran, rank: 80))
        left.append(part("\(HumanSize.text(listing.shared)) shared", .hit, rank: 45))
        if listing.plan.freed > 0 {
            left.append(part("\(HumanSize.text(listing.plan.freed)) would go next", .warning, rank: 60))
        }
        var right: [StatusRow.Part] = []
        if !filter.isEmpty {
            let text = TextLayout.cut("filter: \(Cleaning.line(filter))", to: 40, ellipsis: look.glyphs.ellipsis)
            right.append(part(text, fault == nil ? .match : .warning, rank: 85))
        }
        if listing.free < .max {
            right.append(part("\(HumanSize.text(listing.free)) free on the disk", .dim, rank: 30))
        }
        return StatusRow(left: left, right: right)
    }

    var listLabels: Frame.Labels {
        var labels = Frame.Labels(title: title("Entries", isFocused: focus == .list))
        if let listing, listing.partly != nil {
            labels.footer = "the \(count) used last"
        } else if let listing, count < listing.items.count {
            labels.footer = "\(count) of \(listing.items.count)"
        }
        if !marked.isEmpty {
            let freed = listing?.freed(by: marked) ?? 0
            labels.footer = "\(marked.count) marked, \(HumanSize.text(freed))"
        }
        if let fault { labels.footer = fault }
        return labels
    }

    var detailLabels: Frame.Labels {
        var labels = Frame.Labels()
        if let chosen {
            labels.title = title(
                TextLayout.cut(Cleaning.line(chosen.name), to: 60, ellipsis: options.look.glyphs.ellipsis),
                isFocused: focus == .detail)
        }
        labels.footer = tab == .files ? "" : page.footer ?? ""
        return labels
    }

    func drawList(on screen: inout Screen, in area: Rect, isFocused: Bool) {
        guard let listing else { return }
        guard count > 0 else {
            let text =
                listing.items.isEmpty
                ? "The cache is empty. strata build . fills it."
                : "No entry is like that. \(symbol(of: .back) ?? "esc") ends the filter."
            return say(text, on: &screen, in: area)
        }
        let whereColumns = size.columns >= 110 ? 26 : 16
        let columns = [
            TableColumn("own", 7, rank: 95, alignsRight: true), TableColumn("below", 7, rank: 40, alignsRight: true),
            TableColumn("kind", 7, rank: 60), TableColumn("made", 6, rank: 50), TableColumn("used", 6, rank: 80),
            TableColumn("times", 5, rank: 55, alignsRight: true), TableColumn("next", 4, rank: 30, if: !next.isEmpty),
            TableColumn("where", whereColumns, rank: 70),
            TableColumn("what", 20, rank: 90, isFlexible: true),
        ]
        let sorted =
            switch order {
            case .used: 4
            case .size: 0
            case .age: 3
            case .uses: 5
            case .place: 7
            }
        TableView(
            columns: columns, sorted: (sorted, isReversed != (order == .place)), cursor: cursor, count: count,
            look: options.look, isFocused: isFocused
        ).draw(on: &screen, in: area) { row(listing.items[rows[$0]], whereColumns) }
    }

    private func row(_ item: CacheItem, _ whereColumns: Int) -> TableView.Row {
        let isHeld = !item.holders.isEmpty
        var row = TableView.Row(cells: [
            [Ink(HumanSize.text(item.ownSize))], [Ink(HumanSize.text(item.sizeBelow), .dim)], [Ink(item.kind, .dim)],
            [Ink(item.created > 0 ? Age.short(since: item.created, now: wallClock) : "?", .dim)],
            [
                isHeld
                    ? Ink("in use", .running)
                    : Ink(item.lastUsed > 0 ? Age.short(since: item.lastUsed, now: wallClock) : "?")
            ],
            [Ink("\(item.useCount)", item.useCount == 0 ? .dim : .hit)],
            [next[item.id] == nil ? Ink("") : Ink("goes", .warning)],
            [.outside(place(of: item, whereColumns), .dim)], [.outside(item.shortName)],
        ])
        if marked.contains(item.id) { row.mark = Ink(String(options.look.glyphs.bullet), .strong) }
        return row
    }

    /// Where its step stands; in a narrow column the file goes, then the end of the stage, and the line stays.
    private func place(of item: CacheItem, _ columns: Int) -> String {
        let whole = item.place
        guard Width.columns(of: whole) > columns, let stage = item.stage, let line = item.line else { return whole }
        let ending = " :\(line)"
        return TextLayout.cut(stage, to: columns - ending.count, ellipsis: options.look.glyphs.ellipsis) + ending
    }

    func drawDetail(on screen: inout Screen, in area: Rect, isFocused: Bool) {
        let look = options.look
        let row = area.row(0)
        TabStrip(titles: Tab.allCases.map(\.title), origin: row.origin, area: row).draw(
            on: &screen, chosen: tab.rawValue, active: look[isFocused ? .tabActive : .title], other: look[.tab])
        let body = area.split(top: 1).1
        guard tab == .files else { return page.draw(on: &screen, in: body, look, isFocused: isFocused) }
        guard let chosen, let contents, contents.id == chosen.id else { return }
        if let failure = contents.view.failure {
            let text = TextLayout.cut(Cleaning.line(failure), to: body.columns, ellipsis: look.glyphs.ellipsis)
            screen.draw(text, at: body.origin, in: body, style: look[.warning])
            return
        }
        guard !contents.view.rows.isEmpty else {
            screen.draw("it holds no files", at: body.origin, in: body, style: look[.dim])
            return
        }
        let scene = Scene(look: look, isFocused: isFocused)
        FileRowLayout(view: contents.view, columns: body.columns).draw(contents.view, on: &screen, in: body, scene)
    }

    var keyLine: KeyLine {
        let items: [KeyLine.Item?] = [
            moves, keyItem(.open, "files", 60), keyItem(.search, "filter", 58), keyItem(.sort, "sort", 50),
            keyItem(.mark, "mark", 55), keyItem(.remove, "remove", 57),
            keyItem(.nextTab, focus == .list ? "detail" : "next tab", 45), keyItem(.why, "policy", 30),
            keyItem(.historyScreen, "history", 42), keyItem(.palette, "palette", 20), keyItem(.help, "help", 100),
            keyItem(.quit, "quit", 90),
        ]
        return KeyLine(items: items.compactMap(\.self))
    }
}

extension CacheItem {
    /// Its name; of a step without the brackets that the column of its place tells.
    fileprivate var shortName: String {
        guard line != nil, name.hasPrefix("["), let end = name.firstIndex(of: "]") else { return name }
        return String(name[name.index(after: end)...].drop { $0 == " " })
    }
}

import BuildRecords
import TerminalCells

extension CacheModel {
    static let help: (left: [HelpSection], right: [HelpSection]) = (
        [
            HelpSection("Moving", [.up, .down, .pageUp, .pageDown, .halfUp, .halfDown, .top, .end, .nextTab, .back]),
            HelpSection("Entries", [.open, .mark, .remove]),
        ],
        [
            HelpSection("List", [.search, .sort, .reverse]),
            HelpSection("Detail", [.info, .files, .why]),
            .screens,
        ]
    )

    /// The cells of the detail below its tabs.
    static func tabbed(_ frame: Rect) -> Rect { detailArea(frame).split(top: 1).1 }

    static func tabs(in frame: Rect) -> TabStrip {
        let row = detailArea(frame).row(0)
        return TabStrip(titles: Tab.allCases.map(\.title), origin: row.origin, area: row)
    }

    mutating func performOwn(_ action: Action) -> [Command] {
        switch action {
        case .open, .files:
            guard chosen != nil else { break }
            show(.files)
        case .info: show(.entry)
        case .why: show(.policy)
        case .search: searchLine = TextField(filter)
        case .sort:
            order = Order(rawValue: (order.rawValue + 1) % Order.allCases.count) ?? .used
            arrange(keeping: chosen?.id)
        case .reverse:
            isReversed.toggle()
            arrange(keeping: chosen?.id)
        case .mark: mark()
        case .remove: askWhetherToPrune()
        case .back: return goBack()
        default: tellUnused(action)
        }
        return []
    }

    private mutating func show(_ tab: Tab) {
        self.tab = tab
        page.reset()
        focus = .detail
    }

    /// From the list into the detail, there from tab to tab, and back into the list.
    mutating func performInDetail(_ action: Action, area: Rect) -> Bool {
        switch action {
        case .nextTab, .previousTab:
            let step = action == .nextTab ? 1 : -1
            guard let other = Tab(rawValue: tab.rawValue + step) else {
                focus = .list
                if action == .nextTab { tab = .entry }
                return true
            }
            tab = other
            page.reset()
            return true
        default: break
        }
        guard tab == .files else { return action != .open && page.perform(action).isHandled }
        guard contents?.id == chosen?.id else { return false }
        let rows = area.split(top: 1).1.rows
        return contents?.view.perform(action, rows: rows, query: nil).isHandled ?? false
    }

    mutating func clickDetail(_ point: Point, frame: Rect) {
        if let index = Self.tabs(in: frame).index(at: point) {
            tab = Tab(rawValue: index) ?? tab
            page.reset()
        } else if tab == .files, contents?.id == chosen?.id {
            _ = contents?.view.click(row: point.row - Self.tabbed(frame).top)
        }
    }

    private mutating func mark() {
        guard let chosen else { return }
        if marked.remove(chosen.id) == nil { marked.insert(chosen.id) }
        _ = move(.down)
    }

    /// What is to go: what is marked and seen, else what is chosen.
    private var wanted: [CacheItem] {
        guard let listing, !marked.isEmpty else { return chosen.map { [$0] } ?? [] }
        return rows.map { listing.items[$0] }.filter { marked.contains($0.id) }
    }

    private mutating func askWhetherToPrune() {
        guard let listing, !wanted.isEmpty else { return tell("there is nothing to remove") }
        guard listing.partly == nil else { return tell("the cache is still being added up; a moment") }
        let plan = PrunePlan(
            listing.items, removing: Set(wanted.map(\.id)), policies: [PrunePolicy(name: "the Cache screen")],
            free: listing.free, now: wallClock)
        guard !plan.removals.isEmpty else { return tell("a running build works with that; it stays") }
        let ids = plan.removals.map(\.item.id)
        overlay = .question(.prune(ids, freed: plan.freed, staying: plan.held.count))
    }

    mutating func confirm(_ question: Question) -> [Command] {
        guard case .prune(let items, _, _) = question else { return [] }
        tell("removing")
        return [.store(.prune(items))]
    }

    mutating func accept(_ text: String, for prompt: Prompt) -> [Command] { [] }

    private mutating func goBack() -> [Command] {
        if !filter.isEmpty { return filterTyped("") }
        marked = []
        return []
    }

    mutating func filterTyped(_ text: String) -> [Command] {
        filter = text
        fault = nil
        for word in text.split(separator: " ").map(String.init) where word.contains(where: { "=~".contains($0) }) {
            do {
                _ = try CacheFilter(word)
            } catch {
                fault = Cleaning.line(error.message)
            }
        }
        arrange(keeping: chosen?.id)
        return []
    }
}

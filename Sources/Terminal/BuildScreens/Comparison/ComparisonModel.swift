import BuildRecords
import TerminalCells
import TerminalThemes

/// Two builds side by side: their steps, how each ended and how long it took, and what is different.
struct ComparisonModel: ListScreen {
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

    let sheet: ComparisonSheet
    /// Whether steps without a difference are listed too.
    var showsAll = false
    var filter = ""

    /// Shows two builds, with the first difference chosen.
    init(_ sheet: ComparisonSheet, options: ScreenOptions, size: Size) {
        self.sheet = sheet
        self.options = options
        self.size = size
        if let first = sheet.first, let row = rows.firstIndex(of: first) { cursor.choose(row) }
    }

    /// The positions of the steps that are listed.
    var rows: [Int] {
        sheet.steps.indices.filter { index in
            guard filter.isEmpty else { return TextMatches.contains(filter, in: sheet.steps[index].name) }
            return showsAll || sheet.steps[index].isTelling
        }
    }

    var count: Int { rows.count }

    /// The step that is chosen.
    var chosen: StepComparison? {
        let rows = rows
        return rows.indices.contains(cursor.row) ? sheet.steps[rows[cursor.row]] : nil
    }

    mutating func settle(at now: Int64) {
        clock = max(clock, now)
        if let until = notice?.until, until <= clock { notice = nil }
        cursor.settle(count: count, rows: frame.rows.rows)
        guard let detail = frame.detail else { return }
        page.show(ComparisonDetail(self).blocks, in: Self.detailArea(detail).size)
    }
}

// MARK: - Keys

extension ComparisonModel {
    static let help: (left: [HelpSection], right: [HelpSection]) = (
        [
            HelpSection("Moving", [.up, .down, .pageUp, .pageDown, .halfUp, .halfDown, .top, .end, .nextTab, .back]),
            HelpSection("Steps", [.open, .scope, .search]),
        ],
        [.screens]
    )

    mutating func performOwn(_ action: Action) -> [Command] {
        switch action {
        case .scope:
            showsAll.toggle()
            tell(showsAll ? "all steps" : "only what differs, or took noticeably longer or shorter")
        case .open: return [.store(.open(build: sheet.new.summary.build))]
        case .search: searchLine = TextField(filter)
        case .back:
            if filter.isEmpty { return [.quit] }
            filter = ""
        default: tellUnused(action)
        }
        return []
    }

    mutating func filterTyped(_ text: String) -> [Command] {
        filter = text
        return []
    }

    mutating func confirm(_ question: Question) -> [Command] { [] }

    mutating func accept(_ text: String, for prompt: Prompt) -> [Command] { [] }

    var keyLine: KeyLine {
        let items: [KeyLine.Item?] = [
            moves, keyItem(.open, "open \(sheet.new.name)", 50), keyItem(.scope, showsAll ? "what differs" : "all", 60),
            keyItem(.search, "filter", 45), keyItem(.nextTab, focus == .list ? "detail" : "list", 55),
            keyItem(.palette, "palette", 20), keyItem(.help, "help", 100), keyItem(.quit, "back", 90),
        ]
        return KeyLine(items: items.compactMap(\.self))
    }
}

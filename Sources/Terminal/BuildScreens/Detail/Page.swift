import TerminalCells
import TerminalThemes

/// What a page of facts is made of.
enum PageBlock: Sendable, Hashable {
    /// The head of a section.
    case heading(String)
    /// A label and what stands behind it, in a column of its own; with the step that it leads to.
    case field(String, [Ink], target: Int? = nil)
    /// A paragraph, indented by some columns; with the step that it leads to.
    case text([Ink], indent: Int = 0, target: Int? = nil)
    /// An empty row.
    case blank
}

/// Facts laid out for a width and scrolled; rows that lead to a step can be chosen.
struct Page: Sendable, Hashable {
    /// A row as it is drawn.
    struct Row: Sendable, Hashable {
        var inks: [Ink]
        var indent = 0
        /// The step's position that the row leads to.
        var target: Int?
        /// Whether it is the first row of what leads there.
        var isStart = true
    }

    private(set) var rows: [Row] = []
    private(set) var top = 0
    /// Which of the rows that lead to a step is chosen, counted among them.
    private(set) var choice = 0
    private var blocks: [PageBlock] = []
    private var size = Size.zero

    /// Takes what is to be shown; lays it out only where it or the width changed.
    mutating func show(_ blocks: [PageBlock], in size: Size) {
        if blocks != self.blocks || size.columns != self.size.columns {
            self.blocks = blocks
            rows = PageLayout(columns: size.columns, blocks: blocks).rows
        }
        self.size = size
        choice = min(choice, max(0, starts.count - 1))
        top = min(top, lastTop)
    }

    /// Goes back to the first row.
    mutating func reset() {
        top = 0
        choice = 0
    }

    /// Which rows are in view; nil where all are.
    var footer: String? {
        guard rows.count > size.rows, size.rows > 0 else { return nil }
        return "\(top + 1) to \(min(rows.count, top + size.rows)) of \(rows.count)"
    }

    private var lastTop: Int { max(0, rows.count - size.rows) }
    private var starts: [Int] { rows.indices.filter { rows[$0].target != nil && rows[$0].isStart } }
}

// MARK: - Keys and clicks

extension Page {
    /// Does what a key asks for: scrolls, chooses, opens.
    mutating func perform(_ action: Action) -> PaneResult {
        let page = max(1, size.rows - 1)
        switch action {
        case .up: step(by: -1)
        case .down: step(by: 1)
        case .pageUp: scroll(to: top - page)
        case .pageDown: scroll(to: top + page)
        case .halfUp: scroll(to: top - max(1, size.rows / 2))
        case .halfDown: scroll(to: top + max(1, size.rows / 2))
        case .top:
            scroll(to: 0)
            choice = 0
        case .end:
            scroll(to: lastTop)
            choice = max(0, starts.count - 1)
        case .open:
            let starts = starts
            guard starts.indices.contains(choice), let target = rows[starts[choice]].target else { return .ignored }
            return PaneResult(selection: target)
        default: return .ignored
        }
        return .done
    }

    /// Takes a click on a row of the page.
    mutating func click(row: Int) -> PaneResult {
        let index = top + row
        guard row >= 0, rows.indices.contains(index), let target = rows[index].target else { return .ignored }
        choice = max(0, starts.count { $0 <= index } - 1)
        return PaneResult(selection: target)
    }

    /// Chooses the next row that leads somewhere if it is near, else scrolls.
    private mutating func step(by direction: Int) {
        let starts = starts
        let next = choice + direction
        if starts.indices.contains(next), (top - 1...top + size.rows).contains(starts[next]) {
            choice = next
            if starts[next] < top { scroll(to: starts[next]) }
            if starts[next] >= top + size.rows { scroll(to: starts[next] - size.rows + 1) }
        } else {
            scroll(to: top + direction)
        }
    }

    private mutating func scroll(to row: Int) {
        top = min(max(0, row), lastTop)
    }
}

// MARK: - Drawing

extension Page {
    /// Draws the rows in view; the chosen one is marked where the pane takes the keys.
    func draw(on screen: inout Screen, in area: Rect, _ look: Look, isFocused: Bool) {
        let chosen = starts.indices.contains(choice) ? starts[choice] : nil
        for offset in 0..<min(area.rows, max(0, rows.count - top)) {
            let index = top + offset
            let line = area.row(offset)
            let isChosen = index == chosen
            let base = isChosen && isFocused ? look[.selection] : .plain
            if isChosen, isFocused { screen.fill(line, style: base) }
            let row = rows[index]
            if row.target != nil, row.isStart {
                let style = look[isChosen ? .link : .dim].over(base)
                screen.draw(String(look.glyphs.pointer), at: line.origin, in: line, style: style)
            }
            let start = line.origin.moved(by: PageLayout.margin(of: rows) + row.indent, 0)
            screen.draw(row.inks.spans(look), at: start, in: line, over: base)
        }
    }
}

/// Lays blocks out for a width.
private struct PageLayout {
    private static let longestLabel = 16

    let columns: Int
    let blocks: [PageBlock]
    private(set) var rows: [Page.Row] = []
    private var label = 0
    private var hasTargets = false

    init(columns: Int, blocks: [PageBlock]) {
        self.blocks = blocks
        for case .field(let name, _, _) in blocks { label = max(label, Width.columns(of: name)) }
        hasTargets = blocks.contains(where: \.leads)
        self.columns = columns - (hasTargets ? 2 : 0)
        label = min(label, Self.longestLabel, max(0, self.columns / 3))
        for block in blocks { add(block) }
    }

    /// The columns left of every row, for the mark of those that lead somewhere.
    static func margin(of rows: [Page.Row]) -> Int {
        rows.contains { $0.target != nil } ? 2 : 0
    }

    private mutating func add(_ block: PageBlock) {
        switch block {
        case .blank: rows.append(Page.Row(inks: []))
        case .heading(let text): add([Ink(text, .heading)], indent: 0, target: nil)
        case .text(let inks, let indent, let target): add(inks, indent: indent, target: target)
        case .field(let name, let inks, let target): field(name, inks, target)
        }
    }

    private mutating func add(_ inks: [Ink], indent: Int, target: Int?) {
        for (index, line) in inks.wrapped(columns: max(1, columns - indent)).enumerated() {
            rows.append(Page.Row(inks: line, indent: indent, target: target, isStart: index == 0))
        }
    }

    private mutating func field(_ name: String, _ inks: [Ink], _ target: Int?) {
        let used = Width.columns(of: name)
        for (index, line) in inks.wrapped(columns: max(1, columns - label - 2)).enumerated() {
            guard index == 0 else {
                rows.append(Page.Row(inks: line, indent: label + 2, target: target, isStart: false))
                continue
            }
            let gap = Ink(String(repeating: " ", count: max(1, label + 2 - used)))
            rows.append(Page.Row(inks: [Ink(name, .dim), gap] + line, target: target))
        }
    }
}

extension PageBlock {
    /// Whether it leads to a step.
    fileprivate var leads: Bool {
        switch self {
        case .field(_, _, let target), .text(_, _, let target): target != nil
        case .heading, .blank: false
        }
    }
}

import BuildEvents
import BuildProgress
package import TerminalCells

/// The selected step's whole output; follows its end until it is moved.
///
/// While the step runs or where it failed, its last lines come from the events; everything else is asked for with
/// `Command.readLog`, a few screens at a time, so that no output is too long.
package struct LogPane: Pane {
    /// After how many nanoseconds without the lines that it asked for it says so.
    static let patience: Int64 = 150_000_000

    var step: StepID?
    var isFollowing = true
    var isWrapped = false
    /// The first line in view, and how many of its rows are above the view.
    var top: Int64 = 0
    var skipped = 0
    /// How many columns are left of the view.
    var pan = 0
    var window = LogWindow()
    var searching = LogSearching()
    /// The lines in view that are at hand.
    var visible: [LogLine] = []
    /// How many of them the rows of the view hold.
    var shown = 0
    /// How many lines, or parts of a step without lines, there are.
    var count: Int64 = 0
    var surroundings = LogSurroundings()
    /// A line whose match is to be brought into view.
    var matchToShow: Int64?

    /// Makes a pane that follows whatever is selected.
    package init() {}

    /// Follows the end of the output from now on.
    package mutating func follow() {
        isFollowing = true
        pan = 0
    }

    /// Takes lines that `Command.readLog` asked for.
    package mutating func receive(_ part: LogPart) {
        guard part.request.step == step else { return }
        window.receive(part)
    }

    /// Takes where a search that `Command.searchLog` asked for ended.
    package mutating func receive(found search: LogSearch, line: Int64?) {
        guard search.step == step, let line = searching.receive(search, line: line) else { return }
        isFollowing = false
        matchToShow = line
    }

    /// Takes over the text of the search as far as it is typed, nil where it ended.
    package mutating func search(_ text: String?, _ scene: Scene) -> [Command] {
        guard let step = scene.selected?.id else { return [] }
        return searching.type(text, step: step, from: top).map { [.searchLog($0)] } ?? []
    }

    /// Follows the step, and asks for the lines that are to be seen.
    package mutating func settle(_ scene: Scene, area: Rect) -> [Command] {
        guard let step = scene.selected else {
            self = LogPane()
            return []
        }
        if step.id != self.step { begin(step.id) }
        surroundings.show(step, scene, columns: area.columns)
        let body = surroundings.body(of: area)
        guard step.logBytes > 0 else {
            settleParts(step, rows: body.rows)
            return []
        }
        count = window.count(step, inPast: scene.end != nil)
        if let line = matchToShow { show(line: line, rows: body.rows) }
        place(step, body)
        var commands: [Command] = []
        let wanted = top..<min(count, top + Int64(max(1, body.rows)))
        let lines = load(wanted, step, body)
        show(lines, of: wanted)
        if lines.count < wanted.count || !isFollowing && !window.covers(near(wanted), of: step),
            let request = window.request(wanted, of: step, now: scene.now)
        {
            commands.append(.readLog(request))
        }
        if let search = searching.takeNext(count: count) { commands.append(.searchLog(search)) }
        settleMatches(scene.query, body)
        shown = linesInView(rows: body.rows)
        return commands
    }

    private mutating func begin(_ step: StepID) {
        let isWrapped = isWrapped
        self = LogPane()
        self.step = step
        self.isWrapped = isWrapped
    }

    /// A step without output shows how far its parts have come.
    private mutating func settleParts(_ step: StepState, rows: Int) {
        visible = []
        count = Int64(PartRow.all(of: step).count)
        let last = max(0, count - Int64(max(0, rows - 1)))
        top = isFollowing && !step.isEnded ? last : min(max(0, top), last)
    }

    /// Shows lines that are at hand, and behind them what was in view before, until the rest is there.
    private mutating func show(_ lines: [LogLine], of wanted: Range<Int64>) {
        var next = wanted.lowerBound + Int64(lines.count)
        var rest: [LogLine] = []
        for line in visible where line.number == next && wanted.contains(next) {
            rest.append(line)
            next += 1
        }
        visible = lines + rest
    }

    /// The lines in view with half a screen before and behind, which are asked for before they come into view.
    private func near(_ wanted: Range<Int64>) -> Range<Int64> {
        let margin = Int64(wanted.count / 2)
        return max(0, wanted.lowerBound - margin)..<min(count, wanted.upperBound + margin)
    }

    private mutating func show(line: Int64, rows: Int) {
        top = max(0, line - Int64(rows / 3))
        skipped = 0
    }
}

// MARK: - Where the view stands

extension LogPane {
    /// Brings the view to the end if it follows it, and never past it.
    private mutating func place(_ step: StepState, _ body: Rect) {
        let end = end(step, body)
        if isFollowing || (top, skipped) > end { (top, skipped) = end }
        if top < 0 { (top, skipped) = (0, 0) }
    }

    /// The first line in view, and its rows above the view, where the last line stands in the last row.
    private func end(_ step: StepState, _ body: Rect) -> (Int64, Int) {
        let rows = Int64(max(1, body.rows))
        let start = max(0, count - rows)
        guard isWrapped, isFollowing || top + rows >= count else { return (start, 0) }
        var free = Int(rows)
        let lines = load(start..<count, step, body)
        guard Int64(lines.count) == count - start else { return (start, 0) }
        for line in lines.reversed() {
            if line.rows.count >= free { return (line.number, line.rows.count - free) }
            free -= line.rows.count
        }
        return (start, 0)
    }

    /// Lines read for drawing, as far as they are at hand; those in view before are not read anew.
    private func load(_ range: Range<Int64>, _ step: StepState, _ body: Rect) -> [LogLine] {
        let width = isWrapped ? body.columns : nil
        let known = visible.first?.number ?? 0
        return window.lines(range, of: step).enumerated().map { offset, bytes in
            let number = range.lowerBound + Int64(offset)
            let index = Int(clamping: number - known)
            let isKnown = visible.indices.contains(index) && visible[index].bytes == bytes
            var line = isKnown ? visible[index] : LogLine(number: number, bytes: bytes)
            line.wrap(columns: width)
            return line
        }
    }

    /// Moves the view by rows; a line that is not at hand counts as one.
    mutating func scroll(by rows: Int, _ step: StepState, _ body: Rect) {
        if rows < 0 { isFollowing = false }
        guard isWrapped else {
            top = max(0, top + Int64(rows))
            return
        }
        for _ in 0..<abs(rows) {
            if rows > 0 {
                skipped += 1
                if skipped >= height(top, step, body) { (top, skipped) = (top + 1, 0) }
            } else if skipped > 0 {
                skipped -= 1
            } else if top > 0 {
                (top, skipped) = (top - 1, height(top - 1, step, body) - 1)
            }
        }
    }

    private func height(_ number: Int64, _ step: StepState, _ body: Rect) -> Int {
        if let line = visible.first(where: { $0.number == number }) { return max(1, line.rows.count) }
        return load(number..<(number + 1), step, body).first.map { max(1, $0.rows.count) } ?? 1
    }

    private func linesInView(rows: Int) -> Int {
        var free = rows + skipped
        return visible.prefix { line in
            defer { free -= max(1, line.rows.count) }
            return free > 0
        }.count
    }

    private mutating func settleMatches(_ query: String?, _ body: Rect) {
        for index in visible.indices { visible[index].find(query) }
        let widest = visible.reduce(0) { max($0, $1.columns) }
        if !isWrapped, let line = matchToShow, let match = visible.first(where: { $0.number == line })?.matches.first {
            if match.upperBound > pan + body.columns || match.lowerBound < pan {
                pan = max(0, match.upperBound - body.columns + body.columns / 4)
            }
        }
        if matchToShow.map({ line in visible.contains { $0.number == line } }) == true { matchToShow = nil }
        pan = isWrapped ? 0 : min(pan, max(0, widest - body.columns))
    }
}

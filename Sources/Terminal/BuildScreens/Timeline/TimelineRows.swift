import BuildProgress
import TerminalCells

/// The rows of the timeline: a heading for each group and below it a row for each of its steps.
struct TimelineRows: Sendable, Hashable {
    /// One row.
    enum Row: Sendable, Hashable {
        /// The head of a group, by its index in the outline.
        case group(Int)
        /// A step, by its position.
        case step(Int)
    }

    private(set) var rows: [Row] = []
    /// The row of each step, by its position.
    private(set) var rowOfStep: [Int] = []
    /// The clean label of each row.
    private(set) var labels: [String] = []
    /// The columns of the widest label.
    private(set) var widest = 0
    private var outline = Outline()

    /// Takes another outline; does nothing where it is the one that the rows were made from.
    mutating func update(_ build: BuildState, _ outline: Outline) {
        guard outline != self.outline else { return }
        self.outline = outline
        rows = []
        labels = []
        rowOfStep = Array(repeating: 0, count: build.steps.count)
        for (index, group) in outline.groups.enumerated() {
            add(.group(index), group.label)
            for step in group.steps where build.steps.indices.contains(step) {
                rowOfStep[step] = rows.count
                add(.step(step), StepTitle.text(of: build.steps[step].description))
            }
        }
        widest = labels.reduce(0) { max($0, Width.columns(of: $1)) }
    }

    private mutating func add(_ row: Row, _ label: String) {
        rows.append(row)
        labels.append(label)
    }

    /// The row of a step, if it is shown.
    func row(of step: Int?) -> Int? {
        guard let step, rowOfStep.indices.contains(step) else { return nil }
        return rowOfStep[step]
    }

    /// The step nearest to a row, from it on in a direction and then the other way.
    func step(near row: Int, direction: Int = 1) -> Int? {
        guard !rows.isEmpty else { return nil }
        let row = min(max(0, row), rows.count - 1)
        let ahead = direction > 0 ? Array(row..<rows.count) : Array((0...row).reversed())
        let behind = direction > 0 ? Array((0..<row).reversed()) : Array((row + 1)..<max(row + 1, rows.count))
        for index in ahead + behind {
            if case .step(let step) = rows[index] { return step }
        }
        return nil
    }
}

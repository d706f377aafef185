import BuildEvents
import BuildGraph
import BuildProgress
import Diagnostics
import TerminalCells
import TerminalThemes

/// The rows of the source view: the Dockerfile's lines, or where there is none the steps by stage, with the failures'
/// messages below the instructions that they belong to.
struct SourceSheet: Sendable, Hashable {
    /// An instruction with its steps: several where it is built for several platforms, or a stage's base has triggers.
    struct Entry: Sendable, Hashable {
        /// Positions of its steps, in order.
        var steps: [Int] = []
        /// Its first and last row.
        var rows: ClosedRange<Int>
    }

    /// One row.
    struct Row: Sendable, Hashable {
        var inks: [Ink] = []
        /// The line's number, from 1.
        var number: Int?
        /// The entry that it belongs to, by its index.
        var entry: Int?
        /// What is told of the line at its end.
        var warning: String?
        /// What of the line a warning is about, in columns.
        var marked: Range<Int>?
    }

    /// How many of a failed step's last lines stand below its instruction.
    private static let tailLines = 3

    private(set) var rows: [Row] = []
    private(set) var entries: [Entry] = []
    /// The entry of each step, by its position.
    private(set) var entryOfStep: [Int: Int] = [:]
    /// The columns of the longest row.
    private(set) var columns = 0
    /// The highest line number; nil where the rows are no lines.
    private(set) var lastNumber: Int?

    /// The entry that a step belongs to.
    func entry(of step: Int?) -> Int? { step.flatMap { entryOfStep[$0] } }
}

// MARK: - A Dockerfile

extension SourceSheet {
    /// Lays out a Dockerfile whose lines were highlighted.
    init(_ text: SourceText, _ build: BuildState, _ outline: Outline) {
        let stepped = Self.steps(of: text.highlighted.instructions, build, outline)
        let warnings = SourceWarnings(build, file: text.file)
        lastNumber = text.highlighted.lines.count
        var next = 0
        for (index, lines) in text.highlighted.instructions.enumerated() {
            add(next..<lines.lowerBound, text, warnings)
            let first = rows.count
            let steps = stepped[index]
            let entry = steps.isEmpty ? nil : entries.count
            add(lines.lowerBound..<(lines.upperBound + 1), text, warnings, entry: entry)
            next = lines.upperBound + 1
            guard entry != nil else { continue }
            entries.append(Entry(steps: steps, rows: first...rows.count - 1))
            close(build)
        }
        add(next..<text.highlighted.lines.count, text, warnings)
        measure()
    }

    /// The steps of each instruction, in the order of the outline.
    private static func steps(
        of instructions: [ClosedRange<Int>], _ build: BuildState, _ outline: Outline
    ) -> [[Int]] {
        var steps = [[Int]](repeating: [], count: instructions.count)
        for position in outline.order {
            guard let range = build.steps[position].description.range else { continue }
            // Whatever number a stream gives.
            let line = range.start.line &- 1
            if let index = instructions.firstIndex(atOrAfter: line), instructions[index].contains(line) {
                steps[index].append(position)
            }
        }
        return steps
    }

    private mutating func add(
        _ lines: Range<Int>, _ text: SourceText, _ warnings: SourceWarnings, entry: Int? = nil
    ) {
        for line in lines {
            var row = Row(inks: text.highlighted.lines[line], number: line + 1, entry: entry)
            if let warning = warnings.byLine[line + 1] {
                row.warning = warning.text
                row.marked = text.columns(of: warning.range, line: line + 1)
            }
            rows.append(row)
        }
    }
}

// MARK: - A list of steps

extension SourceSheet {
    /// Lays out the steps of a build without a Dockerfile.
    init(_ build: BuildState, _ outline: Outline) {
        rows.append(Row(inks: [Ink("no Dockerfile in this recording; its steps:", .dim)]))
        for group in outline.groups {
            rows.append(Row())
            rows.append(Row(inks: [Ink(group.label, group.isStage ? .stage : .stageTask)]))
            for step in group.steps where build.steps.indices.contains(step) {
                let text = StepTitle.text(of: build.steps[step].description)
                let inks = group.isStage ? Highlighter.highlight([text]).lines.first ?? [] : [Ink(text)]
                rows.append(Row(inks: inks, entry: entries.count))
                entries.append(Entry(steps: [step], rows: rows.count - 1...rows.count - 1))
                close(build)
            }
        }
        addWarnings(build)
        measure()
    }

    private mutating func addWarnings(_ build: BuildState) {
        guard !build.warnings.isEmpty else { return }
        rows += [Row(), Row(inks: [Ink("warnings", .stageTask)])]
        for warning in build.warnings {
            let place = warning.diagnostic.range.map { "line \($0.start.line): " } ?? ""
            rows.append(Row(inks: [Ink(place + Cleaning.line(warning.diagnostic.message), .warning)]))
        }
    }
}

// MARK: - Both

extension SourceSheet {
    /// Enters the steps of the last entry, and puts their failures below it.
    private mutating func close(_ build: BuildState) {
        guard let entry = entries.last else { return }
        var notes: [[Ink]] = []
        for step in entry.steps {
            entryOfStep[step] = entries.count - 1
            guard case .failed(let failure) = build.steps[step].phase else { continue }
            let note = Self.note(of: failure, build.steps[step].tail)
            if !notes.contains(note) { notes.append(note) }
        }
        for ink in notes.joined() { rows.append(Row(inks: [ink], entry: entries.count - 1)) }
        entries[entries.count - 1].rows = entry.rows.lowerBound...(rows.count - 1)
    }

    /// How a step failed, and the last it wrote.
    private static func note(of failure: StepFailure, _ tail: LogTail) -> [Ink] {
        let exit = failure.exitCode.map { "exit code \($0)" } ?? failure.signal.map { "ended by signal \($0)" }
        let last = tail.lastLines(tailLines).map { AnsiReader.plain($0) }.filter { !$0.isEmpty }
        return [Ink(exit ?? Cleaning.line(failure.diagnostic.message), .error)] + last.map { Ink($0, .dim) }
    }

    private mutating func measure() {
        columns = rows.reduce(0) { max($0, $1.inks.columns) }
    }
}

extension [ClosedRange<Int>] {
    /// The index of the first range that does not end before a number; the ranges rise.
    fileprivate func firstIndex(atOrAfter number: Int) -> Int? {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if self[middle].upperBound < number { low = middle + 1 } else { high = middle }
        }
        return low < count ? low : nil
    }
}

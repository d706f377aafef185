import BuildEvents
import BuildRecords
import Quantities
import TerminalCells
import TerminalThemes

/// The columns of the History screen, and what stands in each for a build.
struct HistoryColumns {
    /// The orders that its key goes through.
    static let orders: [HistoryQuery.Order] = [.number, .duration, .hits, .size]

    let model: HistoryModel

    private var look: Look { model.options.look }

    /// The columns, from the left.
    var columns: [TableColumn] {
        let number = max(3, String(model.builds.reduce(0) { max($0, $1.number ?? 0) }).count)
        let most = model.steps.values.reduce(10) { max($0, min(24, $1.count)) }
        let target = model.builds.prefix(400).reduce(6) { max($0, min(14, Width.columns(of: $1.target ?? ""))) }
        return [
            TableColumn("#", number, rank: 100, alignsRight: true),
            TableColumn("when", 6, rank: 90),
            TableColumn("project", 14, rank: 60, if: hasProjects),
            TableColumn("target", target, rank: 40, if: hasTargets),
            TableColumn("result", 11, rank: 95),
            TableColumn("time", 6, rank: 85, alignsRight: true),
            TableColumn("\(look.glyphs.isASCII ? "diff" : "Δ")", 5, rank: 55, alignsRight: true),
            TableColumn("steps", model.size.columns >= 150 ? most : 10, rank: 45),
            TableColumn("hit/ran", 7, rank: 50, alignsRight: true),
            TableColumn("size", 6, rank: model.query.order == .size ? 82 : 20, alignsRight: true),
            TableColumn("cause of the first miss", model.size.columns >= 100 ? 34 : 22, rank: 80, isFlexible: true),
        ]
    }

    /// The column by which the list is sorted.
    var sorted: (column: Int, isReversed: Bool) {
        let column =
            switch model.query.order {
            case .number, .started: 0
            case .duration: 5
            case .hits: 8
            case .size: 9
            }
        return (column, model.query.isReversed)
    }

    /// Whether builds of several Dockerfiles or contexts are listed.
    private var hasProjects: Bool { model.query.scope == .all }
    private var hasTargets: Bool { model.builds.prefix(400).contains { $0.target != nil } }

    /// The row of a build.
    func row(_ build: BuildSummary) -> TableView.Row {
        let pin = build.isPinned ? "*" : ""
        var row = TableView.Row(cells: [
            [Ink("\(build.number ?? 0)", .strong)],
            [Ink(Age.short(since: build.created, now: model.wallClock), .dim)],
            [Ink.outside(build.project)],
            [Ink.outside(build.target ?? "")],
            [BuildResultInk.ink(build.result, look), Ink(pin, .strong)],
            [Ink(build.result == .running ? "" : HumanDuration.text(nanoseconds: build.duration))],
            [Self.trend(of: build, look)],
            signs(of: build),
            hits(of: build),
            [Ink(HumanSize.text(build.size), .dim)],
            cause(of: build),
        ])
        if build.build == model.compared {
            row.mark = Ink("=", .notice)
        } else if model.marked.contains(build.build) {
            row.mark = Ink(String(look.glyphs.bullet), .strong)
        }
        return row
    }

    /// The time against the build before: `-38%`, `×2.4`.
    static func trend(of build: BuildSummary, _ look: Look) -> Ink {
        guard let before = build.previousDuration, before > 0, build.result == .succeeded else { return Ink("") }
        let ratio = Double(build.duration) / Double(before)
        if ratio >= 2 {
            let times = look.glyphs.isASCII ? "x" : "×"
            let tenths = Int(min(ratio * 10, 9_990).rounded())
            return Ink(times + (tenths >= 100 ? "\(tenths / 10)" : "\(tenths / 10).\(tenths % 10)"), .failed)
        }
        let percent = Int(((ratio - 1) * 100).rounded())
        if abs(percent) < 2 { return Ink("=", .dim) }
        let minus = look.glyphs.isASCII ? "-" : "−"
        return Ink("\(percent < 0 ? minus : "+")\(abs(percent))%", percent < 0 ? .ran : percent > 20 ? .warning : .text)
    }

    /// A sign for each step of the Dockerfile.
    private func signs(of build: BuildSummary) -> [Ink] {
        guard let marks = model.steps[build.build] else { return [] }
        return marks.map { mark in
            let role = mark.role(in: build)
            return Ink(String(look.glyphs.sign(of: role) ?? " "), role)
        }
    }

    private func hits(of build: BuildSummary) -> [Ink] {
        let counts = build.counts
        guard counts.hits + counts.ran > 0 else { return [] }
        return [Ink("\(counts.hits)", .hit), Ink("/", .dim), Ink("\(counts.ran)", .ran)]
    }

    private func cause(of build: BuildSummary) -> [Ink] {
        if build.result == .failed, let error = build.error { return [Ink.outside(failure(of: build, error), .error)] }
        if let cause = build.firstCause { return [Ink.outside(cause.firstLine)] }
        if build.result == .running { return [] }
        return build.counts.ran == 0 && build.counts.hits > 0 ? [Ink("all from the cache", .dim)] : []
    }
}

extension HistoryColumns {
    /// What failed: the step's instruction and its exit code, where a step did; else the error itself.
    private func failure(of build: BuildSummary, _ error: String) -> String {
        guard let step = model.steps[build.build]?.first(where: { $0.result == .failed }),
            let exit = error.firstRange(of: "did not complete successfully: ")
        else { return error.firstLine }
        return "\(VertexName(parsing: step.name).text): \(error[exit.upperBound...])".firstLine
    }
}

extension StepMark {
    /// The role of how it ended; what never began in a build that is over was not needed.
    func role(in build: BuildSummary) -> Role {
        result == .waiting && build.result != .running ? .cancelled : result.role
    }
}

/// How a build ended, in a sign and a word.
enum BuildResultInk {
    static func ink(_ result: BuildSummary.Result, _ look: Look) -> Ink {
        let role = role(of: result)
        return Ink("\(look.glyphs.sign(of: role) ?? " ") \(word(result))", role)
    }

    private static func role(of result: BuildSummary.Result) -> Role {
        switch result {
        case .running: .running
        case .succeeded: .ran
        case .failed: .failed
        case .cancelled, .interrupted: .cancelled
        }
    }

    private static func word(_ result: BuildSummary.Result) -> String {
        switch result {
        case .succeeded: "ok"
        case .running, .failed, .cancelled, .interrupted: result.rawValue
        }
    }
}

extension StepSummary.Result {
    /// The role of a step that ended so.
    var role: Role {
        switch self {
        case .waiting: .waiting
        case .running: .running
        case .hit: .hit
        case .ran: .ran
        case .same: .same
        case .failed: .failed
        case .cancelled, .skipped: .cancelled
        }
    }
}

extension String {
    /// What stands before the first line end.
    var firstLine: String { split(separator: "\n", maxSplits: 1).first.map(String.init) ?? "" }
}

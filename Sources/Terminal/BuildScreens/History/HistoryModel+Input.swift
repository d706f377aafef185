import BuildRecords
import Diagnostics
import TerminalCells

extension HistoryModel {
    static let help: (left: [HelpSection], right: [HelpSection]) = (
        [
            HelpSection("Moving", [.up, .down, .pageUp, .pageDown, .halfUp, .halfDown, .top, .end, .nextTab, .back]),
            HelpSection("Builds", [.open, .compare, .trends, .mark, .pin, .save, .remove]),
        ],
        [
            HelpSection("List", [.search, .sort, .reverse, .scope]),
            .screens,
        ]
    )

    mutating func performOwn(_ action: Action) -> [Command] {
        switch action {
        case .search: searchLine = TextField(filter)
        case .sort: return sort()
        case .reverse:
            query.isReversed.toggle()
            return ask()
        case .scope: return changeScope()
        case .mark: mark()
        case .back: return goBack()
        case .open, .compare, .trends, .pin, .save, .remove: return performOnBuild(action)
        default: tellUnused(action)
        }
        return []
    }

    private mutating func performOnBuild(_ action: Action) -> [Command] {
        guard let build = chosen else {
            tell("there is no build to do that with")
            return []
        }
        switch action {
        case .open:
            tell("reading build \(build.title)")
            return [.store(.open(build: build.build))]
        case .compare: return compare(build)
        case .trends: return [.store(.trends(build: build.build))]
        case .pin: return [.store(.pin([build.build], !build.isPinned))]
        case .save:
            let name = build.number.map { "build-\($0).strata" } ?? "build.strata"
            overlay = .prompt(.exportBuild(build.build), TextField(name))
        default: askWhetherToRemove(build)
        }
        return []
    }

    /// The first build is remembered, the second one compared with it, the older one first.
    private mutating func compare(_ build: BuildSummary) -> [Command] {
        guard let first = compared, first != build.build else {
            compared = compared == nil ? build.build : nil
            tell(
                compared == nil
                    ? "no build is marked for comparing any more"
                    : "\(symbol(of: .compare) ?? "=") on another build compares it with \(build.title)")
            return []
        }
        let numbers = Dictionary(builds.map { ($0.build, $0.number ?? 0) }) { first, _ in first }
        compared = nil
        let isOlder = numbers[first] ?? 0 < build.number ?? 0
        return [.store(isOlder ? .compare(first, build.build) : .compare(build.build, first))]
    }

    private mutating func mark() {
        guard let build = chosen else { return }
        if marked.remove(build.build) == nil { marked.insert(build.build) }
        _ = move(.down)
    }

    private mutating func askWhetherToRemove(_ build: BuildSummary) {
        let wanted = marked.isEmpty ? [build] : builds.filter { marked.contains($0.build) }
        let going = wanted.filter { $0.result != .running && !$0.isPinned }
        guard !going.isEmpty else {
            return tell(
                wanted.count == 1 && wanted[0].isPinned
                    ? "build \(build.title) is pinned; \(symbol(of: .pin) ?? "*") lets it go"
                    : "what runs or is pinned can't be removed")
        }
        overlay = .question(.removeBuilds(going.map(\.build), staying: wanted.count - going.count))
    }

    mutating func confirm(_ question: Question) -> [Command] {
        guard case .removeBuilds(let builds, _) = question else { return [] }
        return [.store(.removeBuilds(builds))]
    }

    mutating func accept(_ text: String, for prompt: Prompt) -> [Command] {
        guard case .exportBuild(let build) = prompt else { return [] }
        tell("writing \(text)")
        return [.store(.exportBuild(build, path: text))]
    }

    private mutating func sort() -> [Command] {
        let orders = HistoryColumns.orders
        let index = orders.firstIndex(of: query.order) ?? 0
        query.order = orders[(index + 1) % orders.count]
        return ask()
    }

    private mutating func changeScope() -> [Command] {
        if query.scope == .all {
            guard let build = chosen else { return [] }
            query.scope = .alike(build.build)
        } else {
            query.scope = .all
        }
        return ask()
    }

    private mutating func goBack() -> [Command] {
        if !filter.isEmpty {
            return filterTyped("")
        } else if compared != nil || !marked.isEmpty {
            compared = nil
            marked = []
        }
        return []
    }
}

// MARK: - Filtering

extension HistoryModel {
    /// Takes over the text of the filter as far as it is typed: words with a comparison are conditions, others text.
    mutating func filterTyped(_ text: String) -> [Command] {
        filter = text
        fault = nil
        var filters: [HistoryFilter] = []
        for word in text.split(separator: " ").map(String.init) {
            guard word.contains(where: { "=<>".contains($0) }) else {
                filters.append(HistoryFilter(.text, .equal, .text(word)))
                continue
            }
            do {
                filters.append(try HistoryFilter(parsing: word, now: wallClock))
            } catch {
                // Half a condition is on its way to a whole one, and until then none.
                fault = Cleaning.line(error.remedy.map { "\(error.message): \($0)" } ?? error.message)
            }
        }
        guard filters != query.filters else { return [] }
        query.filters = filters
        return ask()
    }
}

extension BuildSummary {
    /// `#42`, or the beginning of its identity where it has no number.
    var title: String { number.map { "#\($0)" } ?? String(build.prefix(12)) }
}

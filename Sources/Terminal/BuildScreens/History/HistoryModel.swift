import BuildRecords
import TerminalCells
import TerminalThemes

/// The History screen: the builds that were, one of them chosen and told in detail.
///
/// Like every screen it is a value: what it lacks it asks the store for, and what comes is a message.
package struct HistoryModel: ListScreen {
    /// What was chosen when the screen opened.
    package internal(set) var options: ScreenOptions
    var size = Size.zero
    var clock: Int64 = 0
    var notice: Notice?
    var typed: [KeyPress] = []
    var overlay: Overlay?
    var searchLine: TextField?

    /// What the store gave last.
    package internal(set) var listing: BuildListing?
    /// When that came, on the clock of frames.
    var listed: Int64 = 0
    /// What is asked for: the scope, the order and the filters.
    var query = HistoryQuery()
    /// What was typed to filter by.
    var filter = ""
    /// Why the filter can't be read.
    var fault: String?
    var cursor = TableCursor()
    var focus = ListFrame.Focus.list
    var page = Page()
    /// The builds chosen with the mark's key.
    var marked: Set<String> = []
    /// The build with which the next one is compared.
    var compared: String?
    /// How steps ended, of builds that were in view.
    var steps: [String: [StepMark]] = [:]
    /// The builds whose steps were asked for.
    var asked: Set<String> = []
    /// Whether the listing was asked for and has not come.
    var isAsking = false
    /// Whether something was changed while it was asked for.
    var isStale = false
    /// Whether the scope falls back to all builds where it has none, as at first.
    var isFirst = true

    /// Makes the screen; at first it shows the builds of a folder, where there are such.
    package init(_ options: ScreenOptions, folder: String?) {
        self.options = options
        if let folder { query.scope = .folder(folder) }
    }

    /// The builds that are listed.
    var builds: [BuildSummary] { listing?.builds ?? [] }

    var count: Int { builds.count }

    /// The build that is chosen.
    var chosen: BuildSummary? { builds.indices.contains(cursor.row) ? builds[cursor.row] : nil }

    /// The time now, in seconds since 1970, as far as the listing and the frames since tell.
    var wallClock: Double { (listing?.now ?? 0) + Double(max(0, clock - listed)) / 1e9 }

    /// After how many nanoseconds the screen looks different though nothing happens: ages pass, and builds go on.
    var redrawInterval: Int64? { Self.refreshTime }

    /// After so many nanoseconds the builds are listed anew, since others may have begun or ended.
    static let refreshTime: Int64 = 2_000_000_000
    /// So many builds are asked for at first.
    static let firstRows = 80
    /// So many builds' steps are kept.
    static let keptSteps = 400
}

// MARK: - Messages

extension HistoryModel {
    /// Takes what the store answered; gives what is to be asked next.
    mutating func take(_ answer: StoreAnswer) -> [Command] {
        switch answer {
        case .builds(let listing): return take(listing)
        case .unchanged:
            isAsking = false
            listed = clock
            return isStale ? ask() : []
        case .steps(let found):
            if steps.count > Self.keptSteps { steps = [:] }
            steps.merge(found) { $1 }
            asked.subtract(found.keys)
        case .changed(let text):
            tell(text)
            marked = []
            return ask()
        default: break
        }
        return []
    }

    private mutating func take(_ new: BuildListing) -> [Command] {
        isAsking = false
        guard Self.isSame(new.query, query) else { return ask() }
        if isFirst, new.builds.isEmpty, case .folder = query.scope {
            isFirst = false
            query.scope = .all
            return ask()
        }
        isFirst = false
        let build = chosen?.build
        let hasAll = listing.map { Self.isSame($0.query, new.query) && $0.builds.count > new.builds.count } ?? false
        let isHead = new.query.limit.map { new.builds.count >= $0 } ?? false
        var new = new
        if hasAll, isHead, isByNumber {
            // The newest are as they are now, and those behind them as they were.
            let newest = Set(new.builds.map(\.build))
            new.builds += builds.filter { !newest.contains($0.build) }
        }
        // What ran when its steps were read has gone on since.
        for summary in builds where summary.result == .running { steps[summary.build] = nil }
        listing = new
        listed = clock
        let there = Set(new.builds.map(\.build))
        marked.formIntersection(there)
        if let build, let row = new.builds.firstIndex(where: { $0.build == build }) { cursor.choose(row) }
        // The first rows are there at once; the others come behind them.
        return isStale || isHead && !hasAll ? ask() : []
    }

    /// Whether two queries ask for the same builds, however many of them.
    private static func isSame(_ left: HistoryQuery, _ right: HistoryQuery) -> Bool {
        var left = left
        left.limit = right.limit
        return left == right
    }

    /// Chooses a build, where it is listed.
    mutating func choose(build: String) {
        if let row = builds.firstIndex(where: { $0.build == build }) { cursor.choose(row) }
    }

    /// Asks for the builds, once at a time: for the first rows where none are there of this query, else for all.
    mutating func ask() -> [Command] {
        guard !isAsking else {
            isStale = true
            return []
        }
        isAsking = true
        isStale = false
        var query = query
        if listing.map({ !Self.isSame($0.query, query) }) ?? true { query.limit = Self.firstRows }
        return [.store(.builds(query, since: nil))]
    }

    /// Asks for the builds if anything was written since they were listed: for the newest, where these come first.
    private mutating func askAnew() -> [Command] {
        guard !isAsking, let listing else { return ask() }
        isAsking = true
        var query = query
        if isByNumber, listing.builds.count > Self.firstRows { query.limit = Self.firstRows }
        return [.store(.builds(query, since: listing.mark))]
    }

    private var isByNumber: Bool { query.order == .number && !query.isReversed }

    /// Brings everything in line before a frame.
    mutating func settle(at now: Int64) -> [Command] {
        clock = max(clock, now)
        if let until = notice?.until, until <= clock { notice = nil }
        var commands: [Command] = []
        if listing == nil { commands += ask() } else if clock - listed >= Self.refreshTime { commands += askAnew() }
        let frame = frame
        cursor.settle(count: builds.count, rows: frame.rows.rows)
        let view = builds.dropFirst(cursor.top).prefix(max(1, frame.rows.rows)).map(\.build)
        let missing = view.filter { steps[$0] == nil && !asked.contains($0) }
        if !missing.isEmpty {
            asked.formUnion(missing)
            commands.append(.store(.steps(ofBuilds: missing)))
        }
        if let detail = frame.detail {
            page.show(chosen.map { HistoryDetail(self, $0).blocks } ?? [], in: Self.detailArea(detail).size)
        }
        return commands
    }
}

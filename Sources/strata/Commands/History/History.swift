import ArgumentParser
import BuildDatabase
import BuildEvents
import BuildRecords
import Diagnostics
import EnginePorts
import Reports

/// `strata history`: the builds that were.
struct History: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show earlier builds, compare them, and carry them to other machines.",
        discussion: """
            A BUILD is named by its number, its identity or the beginning of it, or as ^N: N builds before the newest. \
            Without a name the newest is meant.
            """,
        subcommands: [
            List.self, Show.self, Logs.self, Compare.self, Replay.self, Export.self, Import.self, Pin.self, Unpin.self,
            Remove.self,
        ], defaultSubcommand: List.self)

    /// `strata history ls`.
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "ls", abstract: "List builds, the newest first.",
            discussion: """
                A FILTER is FIELD=VALUE or FIELD!=VALUE of ref, repository, status, dockerfile, context, target, text \
                (anywhere), pinned; or a comparison by <, <=, >, >= of startedAt, completedAt, duration, whose times \
                are 2026-08-20, 2026-08-20T10:00:00Z, or how long ago: 2h, 3d. since=2h means startedAt>=2h.
                """)

        @OptionGroup var store: StoreFlags
        @Option(help: ArgumentHelp("Only builds for which it holds; can be repeated.", valueName: "filter"))
        var filter: [String] = []
        @Option(help: "By what they are sorted: number, started, duration, hits or size.")
        var sort = HistoryQuery.Order.number.rawValue
        @Flag(help: "The least first, or the oldest.")
        var reverse = false
        @Option(help: "How many builds; 0 for all.")
        var limit = 50
        @Flag(help: "Print JSON, an object a line.")
        var json = false
        @Option(help: "table, or json as --json.")
        var format = "table"

        func run() async throws {
            let now = SystemClock().wall()
            let query = try query(now: now)
            let builds = try await StorePaths(flag: store.root).openDatabase().listing(query).map {
                $0.build.summary(previousDuration: $0.previousDuration)
            }
            let isJSON = json || format == "json"
            print(isJSON ? Listings.historyJSON(builds) : Listings.history(builds, now: now), terminator: "")
        }

        private func query(now: Double) throws -> HistoryQuery {
            guard ["table", "json"].contains(format) else {
                throw Diagnostic(
                    code: "usage.format", message: "--format \(format): there is no such form",
                    remedy: "use table or json")
            }
            var query = HistoryQuery(limit: limit > 0 ? limit : nil)
            for text in filter { query.filters.append(try HistoryFilter(parsing: text, now: now)) }
            guard let order = HistoryQuery.Order(rawValue: sort) else {
                let known = HistoryQuery.Order.allCases.map(\.rawValue)
                throw Diagnostic(
                    code: "usage.sort", message: "--sort \(sort): builds can't be sorted by that",
                    remedy: "use \(known.joined(separator: ", "))")
            }
            query.order = order
            query.isReversed = reverse
            return query
        }
    }

    /// `strata history show`.
    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show all that is known of a build: what was asked for, and each step with its verdict.",
            aliases: ["inspect"])

        @OptionGroup var store: StoreFlags
        @Argument(help: "The build, or the file of an exported one.")
        var build: String?
        @Flag(help: "Print JSON.")
        var json = false

        func run() async throws {
            let library = try BuildLibrary(StorePaths(flag: store.root).openDatabase())
            let (_, record) = try await library.record(build, default: .latest(back: 0))
            guard let report = BuildReport(record) else {
                throw LogFault.withoutEvents(build ?? "the newest build")
            }
            print(json ? report.json() : report.text(now: SystemClock().wall()), terminator: "")
        }
    }

    /// `strata history compare`.
    struct Compare: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show what is different between two builds.",
            discussion: """
                Each is a build of this store, or the file of one that was exported, here or elsewhere. Without names \
                the last two are compared.
                """)

        @OptionGroup var store: StoreFlags
        @Argument(help: "The first build, A.")
        var first: String?
        @Argument(help: "The second build, B; the newest without it.")
        var second: String?
        @Flag(help: "Show equal steps too.")
        var all = false
        @Flag(help: "Print JSON.")
        var json = false

        func run() async throws {
            let library = try BuildLibrary(StorePaths(flag: store.root).openDatabase())
            let (oldName, old) = try await library.record(first, default: .latest(back: 1), hasKeys: true)
            let (newName, new) = try await library.record(second, default: .latest(back: 0), hasKeys: true)
            let report = ComparisonReport(BuildComparison(old, new), names: (oldName, newName))
            print(json ? report.json() : report.text(now: SystemClock().wall(), showsAll: all), terminator: "")
        }
    }
}

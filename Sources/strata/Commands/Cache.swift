import ArgumentParser
import BuildDatabase
import BuildRecords
import BuildScreens
import Diagnostics
import Foundation
import Glibc
import Reports

/// `strata cache`: what the store remembers of steps.
struct Cache: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show and prune the cache.",
        discussion: "On a terminal strata cache alone opens the Cache screen, elsewhere it lists.",
        subcommands: [Show.self, List.self, DiskUsage.self, Prune.self], defaultSubcommand: Show.self)

    /// `strata cache` alone.
    struct Show: NamespacedCommand {
        static let configuration = CommandConfiguration(
            commandName: "show", abstract: "Show what the cache holds on the screen.", shouldDisplay: false)

        @OptionGroup var store: StoreFlags
        @OptionGroup var screen: ScreenFlags
        @Option(help: CacheFilterFlag.help)
        var filter: [String] = []
        @Flag(help: "Print JSON.")
        var json = false

        func run() async throws {
            guard filter.isEmpty, !json, StoreShow.isPossible else {
                return try await List.run(store, filter: filter, json: json)
            }
            try await StoreShow(root: store.root, screen: screen).run(.cache)
        }
    }

    /// `strata cache ls`.
    struct List: NamespacedCommand {
        static let configuration = CommandConfiguration(
            commandName: "ls", abstract: "List what the cache holds, the most recently used first.")

        @OptionGroup var store: StoreFlags
        @Option(help: CacheFilterFlag.help)
        var filter: [String] = []
        @Flag(help: "Print JSON.")
        var json = false

        func run() async throws { try await Self.run(store, filter: filter, json: json) }

        static func run(_ flags: StoreFlags, filter: [String], json: Bool) async throws {
            let filters = try CacheFilterFlag.read(filter)
            try await Cache.withStore(flags) { store in
                let items = try await store.items()
                let now = store.clock.wall()
                let shown = filters.reduce(items) { $1.filter($0, now: now) }
                let builds = try await store.database.numbers(ofBuilds: Set(items.flatMap(\.holders)))
                let report = CacheReport(items, numbers: builds, now: now)
                print(json ? report.listJSON(shown) : report.list(shown), terminator: "")
            }
        }
    }

    /// `strata cache du`.
    struct DiskUsage: NamespacedCommand {
        static let configuration = CommandConfiguration(
            commandName: "du", abstract: "Show how much the cache takes, and what of it could go.")

        @OptionGroup var store: StoreFlags
        @Flag(help: "Print JSON.")
        var json = false

        func run() async throws {
            try await Cache.withStore(store) { store in
                let report = CacheReport(try await store.items(), now: store.clock.wall())
                print(json ? report.diskUsageJSON() : report.diskUsage(), terminator: "")
            }
        }
    }

    fileprivate static func withStore(_ flags: StoreFlags, _ body: (CacheStore) async throws -> Void) async throws {
        let store = try CacheStore.open(root: flags.root)
        do {
            try await body(store)
        } catch {
            await store.close()
            throw error
        }
        await store.close()
    }
}

extension Cache {
    /// `strata cache prune`.
    struct Prune: NamespacedCommand {
        static let configuration = CommandConfiguration(
            abstract: "Remove parts of the cache; what running builds work with stays.",
            discussion: """
                Without flags everything goes that is not in use. ENTRY is an ID of `cache ls`, as 42 or \
                mount:/root/.cache, or the beginning of one that is no number.
                """)

        @OptionGroup var store: StoreFlags
        @Argument(help: ArgumentHelp("What to remove (default: all that the flags say).", valueName: "entry"))
        var entries: [String] = []
        @Option(help: CacheFilterFlag.help)
        var filter: [String] = []
        @Option(name: .customLong("max-used-space"), help: "How much the cache may keep, as 20GB.")
        var maxUsedSpace: String?
        @Option(name: .customLong("reserved-space"), help: "How much always stays, as 2GB.")
        var reservedSpace: String?
        @Option(name: .customLong("min-free-space"), help: "How much of the disk is to be free, as 10GB.")
        var minFreeSpace: String?
        @Flag(name: .customLong("gc"), help: "Do what the [gc] table of config.toml says.")
        var collectsGarbage = false
        @Flag(name: .customLong("dry-run"), help: "Say what would go.")
        var isDryRun = false
        @Flag(name: .shortAndLong, help: "Do not ask.")
        var force = false
        @Flag(name: .shortAndLong, help: "Accepted as docker has it: all that is not in use goes anyway.")
        var all = false
        @Flag(help: "Print JSON.")
        var json = false

        func run() async throws {
            let given = try policy()
            if collectsGarbage, !entries.isEmpty || given != PrunePolicy(name: given.name) {
                throw Diagnostic(
                    code: "usage.gc", message: "--gc does what config.toml says, and nothing else",
                    remedy: "leave out --gc, or what was given beside it")
            }
            let configuration = try Configuration.load(environment: ProcessInfo.processInfo.environment)
            try await Cache.withStore(store) { store in
                let size = DiskSpace(store.paths.root)?.total ?? .max
                let policies = collectsGarbage ? configuration.gc.policies(diskSize: size) : [given]
                let plan = try await plan(policies, in: store)
                let report = PruneReport(plan, now: store.clock.wall())
                if isDryRun {
                    print(json ? report.json(waiting: 0, isDryRun: true) : report.dryRun(), terminator: "")
                    return
                }
                guard try isConfirmed(plan, report) else { throw ExitCode(1) }
                let waiting = try await store.carryOut(plan)
                print(
                    json ? report.json(waiting: waiting, isDryRun: false) : report.outcome(waiting: waiting),
                    terminator: "")
            }
        }

        private func plan(_ policies: [PrunePolicy], in store: CacheStore) async throws -> PrunePlan {
            guard !entries.isEmpty else { return try await store.plan(policies) }
            let items = try await store.items()
            let names = CacheNames(items)
            let wanted = try entries.map { text throws(Diagnostic) in try names.item(named: text).id }
            return PrunePlan(
                items, removing: Set(wanted), policies: policies, free: store.freeSpace, now: store.clock.wall())
        }

        private func policy() throws(Diagnostic) -> PrunePolicy {
            var policy = PrunePolicy(name: "strata cache prune")
            if !filter.isEmpty { policy.filters = [try CacheFilterFlag.read(filter)] }
            policy.maxUsedSpace = try space(maxUsedSpace, "max-used-space")
            policy.reservedSpace = try space(reservedSpace, "reserved-space")
            policy.minFreeSpace = try space(minFreeSpace, "min-free-space")
            return policy
        }

        private func space(_ text: String?, _ flag: String) throws(Diagnostic) -> Int64? {
            guard let text else { return nil }
            guard let bytes = SpaceText.bytes(text) else {
                throw Diagnostic(
                    code: "usage.size", message: "--\(flag) \(text): that is no size", remedy: "write it as 20GB")
            }
            return bytes
        }

        /// Asks where a person can answer; elsewhere `--force` has to be given.
        private func isConfirmed(_ plan: PrunePlan, _ report: PruneReport) throws -> Bool {
            guard !force, !collectsGarbage, !plan.removals.isEmpty else { return true }
            guard isatty(STDIN_FILENO) == 1 else {
                throw Diagnostic(
                    code: "usage.confirm", message: "nobody can be asked whether \(plan.removals.count) entries may go",
                    remedy: "add --force, or --dry-run to see them")
            }
            FileHandle.standardOutput.write(Data((report.dryRun() + "Remove them? [y/N] ").utf8))
            return ["y", "yes"].contains(readLine()?.lowercased() ?? "")
        }
    }
}

/// `--filter` of the cache's commands.
enum CacheFilterFlag {
    static let help = ArgumentHelp(
        "A condition: KEY=VALUE, KEY!=VALUE or KEY~=PATTERN, of id, type, description, stage, dockerfile, line, until, unused-for, inuse.",
        valueName: "condition")

    static func read(_ texts: [String]) throws(Diagnostic) -> [CacheFilter] {
        var filters: [CacheFilter] = []
        for text in texts {
            do {
                filters.append(try CacheFilter(text))
            } catch {
                throw Diagnostic(
                    code: "usage.filter", message: "--filter \(text): \(error.message)", remedy: error.remedy)
            }
        }
        return filters
    }
}

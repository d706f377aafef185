import ArgumentParser
import BuildDatabase
import BuildRecords
import Diagnostics
import EnginePorts
import Foundation

extension History {
    /// `strata history rm`.
    struct Remove: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "rm", abstract: "Remove builds with their logs; the cache and images stay.",
            discussion: "Pinned builds and those that still run are kept.")

        @OptionGroup var store: StoreFlags
        @Argument(help: "The builds.")
        var builds: [String] = []
        @Flag(help: "Remove all.")
        var all = false
        @Flag(help: "Remove what the rules of [history] in config.toml keep no longer.")
        var expired = false
        @Option(help: ArgumentHelp("Remove those for which it holds, as in strata history ls.", valueName: "filter"))
        var filter: [String] = []

        func run() async throws {
            let library = try BuildLibrary(StorePaths(flag: store.root).openDatabase())
            let ways = [!builds.isEmpty, all, expired, !filter.isEmpty].count { $0 }
            guard ways == 1 else {
                throw Diagnostic(
                    code: "usage.builds", message: ways == 0 ? "no build is named" : "builds are named in two ways",
                    remedy: "name builds, or give one of --all, --expired and --filter")
            }
            let now = SystemClock().wall()
            if expired {
                let rules = try Configuration.load(environment: ProcessInfo.processInfo.environment).history
                return tell(try await library.database.expireBuilds(rules, now: now, limit: .max))
            }
            var filters: [HistoryFilter] = []
            for text in filter { filters.append(try HistoryFilter(parsing: text, now: now)) }
            let identities =
                builds.isEmpty
                ? try await library.database.identities(of: filters) : try await named(library)
            tell(try await library.database.removeBuilds(identities))
        }

        private func named(_ library: BuildLibrary) async throws -> [String] {
            var identities: [String] = []
            for name in builds {
                let build = try await library.build(name)
                if build.isPinned {
                    throw Diagnostic(
                        code: "history.pinned", message: "build #\(build.number) is pinned",
                        remedy: "strata history unpin \(build.number)")
                }
                if build.state == .running {
                    throw Diagnostic(
                        code: "history.running", message: "build #\(build.number) still runs",
                        remedy: "wait for its end")
                }
                identities.append(build.id)
            }
            return identities
        }

        private func tell(_ count: Int) {
            print("removed \(count) build\(count == 1 ? "" : "s")")
        }
    }

    /// `strata history pin`.
    struct Pin: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Keep builds whatever their age.")

        @OptionGroup var store: StoreFlags
        @Argument(help: "The builds.")
        var builds: [String]

        func run() async throws { try await History.pin(builds, true, store) }
    }

    /// `strata history unpin`.
    struct Unpin: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Let builds go when their time has come.")

        @OptionGroup var store: StoreFlags
        @Argument(help: "The builds.")
        var builds: [String]

        func run() async throws { try await History.pin(builds, false, store) }
    }

    private static func pin(_ names: [String], _ isPinned: Bool, _ store: StoreFlags) async throws {
        let library = try BuildLibrary(StorePaths(flag: store.root).openDatabase())
        var identities: [String] = []
        for name in names { identities.append(try await library.build(name).id) }
        try await library.database.setPinned(isPinned, builds: identities)
    }
}

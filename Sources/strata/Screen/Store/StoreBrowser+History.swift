import BuildDatabase
import BuildRecords
import BuildScreens
import Diagnostics
import EnginePorts
import Reports
import SystemPackage

/// What the History screen asks for.
extension StoreBrowser {
    func listing(_ query: HistoryQuery, since mark: Int64?) async throws -> StoreAnswer {
        let now = try await database.changeMark()
        if let mark, mark == now { return .unchanged }
        let builds = try await database.listing(query).map { $0.build.summary(previousDuration: $0.previousDuration) }
        return .builds(BuildListing(query: query, builds: builds, now: cache.clock.wall(), mark: now))
    }

    func compare(_ first: String, _ second: String) async throws -> ComparisonSheet {
        let library = BuildLibrary(database)
        let (old, new) = (try await library.build(first), try await library.build(second))
        let comparison = BuildComparison(
            try await library.record(of: old, hasKeys: true), try await library.record(of: new, hasKeys: true))
        guard let sheet = ComparisonSheet(comparison, names: ("#\(old.number)", "#\(new.number)")) else {
            throw LogFault.withoutEvents(old)
        }
        return sheet
    }

    func trends(_ build: String) async throws -> ProjectTrends {
        let source = ExplainSource(database: database)
        let past = try await source.past(of: try await source.build(build))
        guard let trends = ProjectTrends(past, advice: try await source.advice(for: past)) else {
            throw Diagnostic(
                code: "history.running", message: "the build still runs", remedy: "look at it when it has ended")
        }
        return trends
    }

    func remove(_ builds: [String]) async throws -> String {
        let count = try await database.removeBuilds(builds)
        return "removed \(count) build\(count == 1 ? "" : "s")"
    }

    func pin(_ builds: [String], _ isPinned: Bool) async throws -> String {
        try await database.setPinned(isPinned, builds: builds)
        return isPinned ? "kept whatever its age" : "not pinned any more"
    }

    /// Writes a build to a file: a page where the name ends so, else one that strata reads.
    func export(_ build: String, to path: String) async throws -> String {
        let library = BuildLibrary(database)
        try await PendingFile.write(path) { file in
            if path.lowercased().hasSuffix(".html") {
                let (record, outputs) = try await library.page(build)
                _ = try file.writeAll(Array(BuildPage(record, outputs: outputs).html().utf8))
            } else {
                try await BuildArchiveWriter.write(try await library.build(build), of: database, to: file)
            }
        }
        return "the build is in \(path)"
    }
}

import ArgumentParser
import BuildDatabase
import BuildRecords
import EnginePorts
import Reports

/// `strata cache`: what the store remembers of steps.
struct Cache: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show the cache.", subcommands: [List.self], defaultSubcommand: List.self)

    /// `strata cache ls`.
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "ls", abstract: "List cache records, the most recently used first.")

        @OptionGroup var store: StoreFlags
        @Flag(help: "Print JSON.")
        var json = false

        func run() async throws {
            let database = try StorePaths(flag: store.root).openDatabase()
            let entries = try await database.records().map { record in
                var entry = CacheEntry(
                    record: record.id, kind: record.kind, name: record.name, size: record.size, created: record.created,
                    build: record.build)
                entry.lastUsed = record.lastUsed
                entry.useCount = record.useCount
                return entry
            }
            print(
                json ? Listings.cacheJSON(entries) : Listings.cache(entries, now: SystemClock().wall()), terminator: "")
        }
    }
}

package import EnginePorts
import GRDB
import Synchronization
package import SystemPackage

/// The store's memory, `STORE/state.db`: cache records, layers, leases and the history of builds.
///
/// Several processes may have it open. Every statement runs on a queue of its own, so that no thread of the
/// cooperative pool waits for a disk or a lock; a cancelled task's calls are carried out all the same.
package final class StoreDatabase: Sendable {
    /// The store's root folder.
    package let root: FilePath
    /// The file.
    package let path: FilePath
    /// This boot of the machine, as the kernel names it.
    package let bootID: String
    let queue: DatabaseQueue
    private let busy: BusyWatch
    private let session = Mutex(CurrentSession())

    /// The stay that leases made through the database belong to.
    private struct CurrentSession {
        weak var session: StoreSession?
    }

    /// Opens the database of the store at `root`, a folder that exists, and makes or migrates its file where needed.
    ///
    /// `bootID` is the kernel's own unless a test says otherwise. `busyTimeout` is how long another process may hold
    /// the database before `DatabaseError.busy` is thrown, in seconds.
    package convenience init(
        root: FilePath, bootID: String? = nil, busyTimeout: Double = 30
    ) throws(EnginePorts.DatabaseError) {
        try self.init(root: root, bootID: bootID, busyTimeout: busyTimeout, migrations: Schema.migrations)
    }

    /// Opens the database as a strata that knows only some migrations does.
    init(
        root: FilePath, bootID: String?, busyTimeout: Double, migrations: [String]
    ) throws(EnginePorts.DatabaseError) {
        self.root = root
        path = root.appending("state.db")
        self.bootID = bootID ?? StoreFiles.currentBootID()
        let busy = BusyWatch(limit: busyTimeout)
        self.busy = busy
        do {
            // SQLite itself may answer "busy" at once while two processes turn a new file into a WAL database.
            let lock = try StoreFiles.lock(root.appending("state.lock"))
            queue = try withExtendedLifetime(lock) { [path] in
                let queue = try DatabaseQueue(path: path.string, configuration: Self.configuration(busy))
                try queue.writeWithoutTransaction { try Self.migrate($0, by: migrations, path: path) }
                return queue
            }
        } catch {
            throw DatabaseFailure.translate(error, path: path)
        }
        busy.end()
    }

    func begin(_ session: StoreSession) {
        self.session.withLock { $0.session = session }
    }

    package func hold(_ layers: [LayerID]) async throws(EnginePorts.DatabaseError) {
        guard let session = session.withLock({ $0.session }) else { return }
        try await session.lease(layers)
    }

    /// Whether a call waits right now because another process holds the database.
    package var isHeldElsewhere: Bool { busy.isWaiting }

    /// Ends the connection and moves the write-ahead log into the file, which may wait for the disk.
    ///
    /// A process that is about to end can leave it out: the next one finds everything in the log.
    package func close() throws(EnginePorts.DatabaseError) {
        do { try queue.close() } catch { throw DatabaseFailure.translate(error, path: path) }
    }

    private static func configuration(_ busy: BusyWatch) -> Configuration {
        var configuration = Configuration()
        configuration.label = "strata.database"
        configuration.journalMode = .wal
        configuration.foreignKeysEnabled = false
        configuration.busyMode = .callback { busy.wait(after: $0) }
        configuration.prepareDatabase { database in
            // NORMAL never waits for the disk at a commit and cannot damage the file: after a power loss the last
            // commits may be missing, which are those whose layers were not synced either.
            try database.execute(sql: "PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = 512")
        }
        return configuration
    }

    private static func migrate(_ database: Database, by migrations: [String], path: FilePath) throws {
        let current = try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
        if current == migrations.count { return }
        if current > migrations.count || current < 0 {
            throw EnginePorts.DatabaseError.newerStore(path: path.string, version: current, known: migrations.count)
        }
        for version in current..<migrations.count {
            try database.inTransaction(.immediate) {
                try database.execute(sql: migrations[version])
                try database.execute(sql: "PRAGMA user_version = \(version + 1)")
                return .commit
            }
        }
    }
}

extension StoreDatabase {
    /// Runs statements on the database's own queue, each in a transaction of its own.
    func perform<Value: Sendable>(
        _ body: @escaping @Sendable (Database) throws -> Value
    ) async throws(EnginePorts.DatabaseError) -> Value {
        let (path, busy) = (path, busy)
        let outcome: Result<Value, EnginePorts.DatabaseError> = await withUnsafeContinuation { continuation in
            queue.asyncWriteWithoutTransaction { database in
                let outcome = DatabaseFailure.catching(path: path) { try body(database) }
                busy.end()
                continuation.resume(returning: outcome)
            }
        }
        return try outcome.get()
    }

    /// Runs statements in one transaction that takes the write lock at its beginning.
    func write<Value: Sendable>(
        _ body: @escaping @Sendable (Database) throws -> Value
    ) async throws(EnginePorts.DatabaseError) -> Value {
        try await perform { try $0.inOneTransaction(body) }
    }

    /// As `write`, for callers that have a thread to block.
    func writeNow<Value>(_ body: (Database) throws -> Value) throws(EnginePorts.DatabaseError) -> Value {
        try DatabaseFailure.catching(path: path) {
            try queue.writeWithoutTransaction { database in
                defer { busy.end() }
                return try database.inOneTransaction(body)
            }
        }.get()
    }
}

extension Database {
    /// Runs `body` between BEGIN IMMEDIATE and COMMIT, or ROLLBACK if it throws.
    func inOneTransaction<Value>(_ body: (Database) throws -> Value) throws -> Value {
        var value: Value?
        try inTransaction(.immediate) {
            value = try body(self)
            return .commit
        }
        guard let value else { throw EnginePorts.DatabaseError.failed(path: "", message: "a transaction gave nothing") }
        return value
    }

    /// Executes a statement that stays prepared between calls.
    func run(_ sql: String, _ arguments: StatementArguments = []) throws {
        try cachedStatement(sql: sql).execute(arguments: arguments)
    }

    /// The first row of a statement that stays prepared between calls.
    func row(_ sql: String, _ arguments: StatementArguments) throws -> Row? {
        try Row.fetchOne(cachedStatement(sql: sql), arguments: arguments)
    }

    /// All rows of a statement that stays prepared between calls.
    func rows(_ sql: String, _ arguments: StatementArguments = []) throws -> [Row] {
        try Row.fetchAll(cachedStatement(sql: sql), arguments: arguments)
    }

    /// Now, in seconds since 1970.
    static let now = "((julianday('now') - 2440587.5) * 86400.0)"
}

import BuildDatabase
import ContextFiles
import Diagnostics
import Engine
import EnginePorts
import Glibc
import ImageStore
import LayerStore
import LinuxSandbox
import LinuxSystem
import OCIFormat
import RegistryClient
import Reports
import SystemPackage

/// A store opened for building, with all that the engine reaches the world through.
struct OpenStore {
    let paths: StorePaths
    let folder: ProcessFolder
    let database: StoreDatabase
    let session: StoreSession
    let layers: OverlayStore
    let images: LayoutImageStore
    let registry: HTTPRegistry
    let sandbox: RuntimeSandbox
    let contexts: BuildContexts
    let remote: RemoteFiles
    let clock: SystemClock
    let notice: StoreNotice
    let layerSync: LayerSync

    /// Opens the store, made where it is missing, and clears away what dead processes left in it.
    static func open(root: String?, request: BuildRequest, clock: SystemClock) async throws -> OpenStore {
        let paths = try StorePaths(flag: root)
        try paths.create()
        let notice = StoreNotice(request.progress)
        let (database, session) = try await notice.during(
            "waiting for the store \(paths.root), which another strata may be holding"
        ) {
            let database = try StoreDatabase(root: paths.root)
            return (database, try StoreSession(in: database))
        }
        let (folder, layers) = try await notice.during("clearing away what dead builds left in \(paths.root)") {
            let folder = try ProcessFolder(in: paths.temporary)
            let layers = try OverlayStore(root: paths.root, process: folder.name)
            for layer in try await database.dropUnsafeLayers() where layers.contains(layer) {
                try await layers.remove(layer)
            }
            return (folder, layers)
        }
        let processes = try Processes.current()
        let statCaches = DatabaseStatCaches(database: database)
        let registry = HTTPRegistry(
            configuration: request.configuration.registries, credentials: credentials(request, processes.outside))
        return OpenStore(
            paths: paths, folder: folder, database: database, session: session, layers: layers,
            images: try LayoutImageStore(folder: paths.images, temporary: folder.path), registry: registry,
            sandbox: RuntimeSandbox(
                processes: processes, folder: folder.path, cache: paths.root.appending("caches"),
                devices: request.devices),
            contexts: BuildContexts(statCaches: statCaches),
            remote: RemoteFiles(try remoteSettings(request, paths, folder, statCaches)), clock: clock, notice: notice,
            layerSync: LayerSync(database: database, folder: paths.root, outside: processes.outside))
    }

    /// The ports over this store.
    func services(events: any EventSink, secrets: any SecretProvider) -> BuildServices {
        BuildServices(
            database: database, layers: layers, images: images, registry: registry, sandbox: sandbox, files: contexts,
            remote: remote, secrets: secrets, locks: CacheMountLocks(folder: paths.root.appending("locks")),
            clock: clock,
            events: events)
    }

    /// The same store as those see it who look at its cache.
    var cache: CacheStore { CacheStore(paths: paths, folder: folder, database: database, layers: layers) }

    /// Opens a build's main context, under `context`.
    func openMainContext(_ definition: BuildDefinition) async throws(Diagnostic) {
        try await openContext(
            "context", folder: try mainContext(definition), ignoring: definition.ignoring,
            keepsDigests: definition.fetched == nil)
    }

    /// Opens a folder as the context of a name; digests of what is fetched for each build anew are not kept.
    func openContext(
        _ name: String, folder: String, ignoring: BuildContexts.IgnoreSource = .contextRoot, keepsDigests: Bool
    ) async throws(Diagnostic) {
        do {
            try await contexts.open(name, folder: FilePath(folder), ignoring: ignoring, keepsDigests: keepsDigests)
        } catch {
            throw error.diagnostic
        }
    }

    private func mainContext(_ definition: BuildDefinition) throws(Diagnostic) -> String {
        if let given = definition.contextFolder { return given }
        let empty = folder.path.appending("empty-context")
        do {
            try FileDescriptor.workingDirectory.makeDirectoryIfMissing(at: empty, mode: 0o755)
        } catch {
            throw Diagnostic(code: "context.unreadable", message: "an empty build context can't be made: \(error)")
        }
        return empty.string
    }

    /// Where grouped progress keeps what it holds back.
    func spill() -> any OutputSpill {
        SpillFiles(folder: folder.path)
    }

    /// Ends all that was opened; the process's folder goes with it.
    func close() async {
        await notice.during("tidying up the store \(paths.root)") {
            // Not waited for: a host that never answered the first call would be waited for here, and the process ends.
            let disconnecting = Task { await registry.shutdown() }
            defer { disconnecting.cancel() }
            await contexts.saveStatCaches()
            await layers.close()
            do {
                try await CacheStore.removeUnusable(database, layers, besides: session.id)
            } catch {
                // What stays is removed by a later build, or by the next pruning.
            }
            do {
                try await session.end()
            } catch {
                // Its lock ends with this process, and the next one clears the rest away.
            }
            folder.remove()
        }
    }

    private static func credentials(_ request: BuildRequest, _ outside: OutsideProcesses) -> CredentialSources {
        let environment = request.environment
        return CredentialSources(
            environment: environment, home: environment["HOME"].map { FilePath($0) },
            helper: { program, arguments, input in
                var launch = ProcessLaunch([program] + arguments)
                launch.environment = environment.map { "\($0.key)=\($0.value)" }
                let outcome = try await outside.run(launch, input: Array(input.utf8))
                return CredentialHelperOutput(exitCode: outcome.end.code ?? 1, output: outcome.output)
            })
    }
}

/// Keeps the stat caches of contexts in the database.
private struct DatabaseStatCaches: StatCacheStorage {
    let database: StoreDatabase

    func load(_ name: String) async -> [UInt8]? {
        // A cache that can't be read costs time and nothing else.
        try? await database.namedBlob(name)
    }

    func save(_ bytes: [UInt8], _ name: String) async {
        // As above: the files are digested again another time.
        try? await database.setNamedBlob(bytes, name)
    }
}

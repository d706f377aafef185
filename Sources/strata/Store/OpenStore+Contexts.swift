import BuildGraph
import ContextFiles
import Diagnostics
import Engine
import EnginePorts
import LayerStore
import LinuxSystem
import OCIFormat
import RegistryClient
import SystemPackage

/// Contexts that are no folders of this machine.
extension OpenStore {
    /// What fetching needs, over this store and the user's environment.
    static func remoteSettings(
        _ request: BuildRequest, _ paths: StorePaths, _ folder: ProcessFolder, _ database: any StatCacheStorage
    ) throws -> RemoteSettings {
        var settings = RemoteSettings(
            folder: paths.root.appending("remote"), temporary: folder.path, outside: try Processes.current().outside,
            storage: database)
        settings.environment = request.environment
        let proxies = ProxySettings(environment: request.environment)
        settings.proxy = { isEncrypted, authority in
            proxies.proxy(isEncrypted: isEncrypted, authority).map { proxy in
                var made = RemoteSettings.Proxy(host: proxy.host, port: proxy.port, isSOCKS: proxy.isSOCKS)
                made.user = proxy.user
                made.password = proxy.password
                return made
            }
        }
        let secrets = request.secrets
        settings.secret = { secrets.secret($0) }
        return settings
    }

    /// Fetches a context from the network, and unpacks it if it is an archive.
    func fetch(
        _ source: RemoteSource, watcher: any RemoteWatcher = SilentWatcher()
    ) async throws(Diagnostic) -> FetchedContext {
        var source = source
        // A file's name is nobody's business where the file is all there is.
        if case .http(var http) = source, http.fileName == "__unnamed__" {
            http.fileName = "context"
            source = .http(http)
        }
        do {
            let resolved = try await remote.resolve(source, watcher: watcher)
            let folder = try await remote.folder(of: resolved, watcher: watcher)
            var context = FetchedContext(folder: folder.string)
            context.isKnown = resolved.isKnown
            context.revision = resolved.revision
            guard case .http(let http) = source else { return context }
            if try ArchiveHead.isArchive(at: folder.appending(http.fileName)) {
                context.folder = try await unpack(http.fileName, of: folder).string
            } else {
                context.file = http.fileName
            }
            return context
        } catch let error as any DiagnosticConvertible {
            throw error.diagnostic
        } catch {
            throw Diagnostic(code: "context.unreadable", message: "\(source.name): \(error)")
        }
    }

    /// Unpacks the archive that comes from standard input, of which the head was read already.
    func unpackInput(
        after head: [UInt8], watcher: any RemoteWatcher = SilentWatcher()
    ) async throws(Diagnostic) -> FetchedContext {
        do {
            let place = folder.path.appending("input")
            try FileDescriptor.workingDirectory.makeDirectoryIfMissing(at: place, mode: 0o700)
            try await StandardInput.save(after: head, to: place.appending("context.tar")) {
                watcher.received($0, total: nil)
            }
            let folder = try await unpack("context.tar", of: place)
            return FetchedContext(folder: folder.string)
        } catch let error as any DiagnosticConvertible {
            throw error.diagnostic
        } catch {
            throw Diagnostic(
                code: "context.unreadable", message: "the archive on standard input can't be read: \(error)")
        }
    }

    /// Fetches a Dockerfile that stands alone.
    func fetchDockerfile(
        _ source: RemoteSource, watcher: any RemoteWatcher = SilentWatcher()
    ) async throws(Diagnostic) -> SourceFile {
        do {
            let folder = try await remote.folder(
                of: try await remote.resolve(source, watcher: watcher), watcher: watcher)
            return try DockerfileReader.read("Dockerfile", inside: folder).file
        } catch let error as any DiagnosticConvertible {
            throw error.diagnostic
        } catch {
            throw Diagnostic(code: "dockerfile.unreadable", message: "\(source.name): \(error)")
        }
    }

    /// Brings together Dockerfile and context for those that show no progress but a line if it takes long.
    func load(_ sources: BuildSources) async throws -> BuildDefinition {
        try await notice.during("fetching the build context") {
            let fetched: FetchedContext? =
                switch sources.context {
                case .folder, .nothing: nil
                case .remote(let source): try await fetch(source)
                case .archive(let head): try await unpackInput(after: head)
                }
            guard case .remote(let source) = sources.definition else {
                return try sources.define(fetched, dockerfile: nil)
            }
            return try sources.define(fetched, dockerfile: try await fetchDockerfile(source))
        }
    }

    /// Unpacks an archive as ADD would; the folder stays until the store is closed.
    private func unpack(_ name: String, of folder: FilePath) async throws -> FilePath {
        var selection = FileSelection(patterns: [name])
        selection.isPlainPath = true
        let files = try await contexts.select(selection, in: .folder(folder))
        let mount = try await layers.mountWritable(on: [])
        var request = CopyRequest(items: [.files(files)], destination: "/context/")
        request.unpacking = .allArchives
        try await layers.copy(request, into: mount)
        return mount.root.appending("context")
    }
}

/// Hears nothing of a fetch that no progress is shown for.
struct SilentWatcher: RemoteWatcher {
    func received(_ count: Int64, total: Int64?) {}
    func said(_ bytes: [UInt8]) {}
}

package import BuildGraph
package import EnginePorts
package import LinuxSystem
import OCIFormat
import Synchronization
package import SystemPackage

/// What fetching from the network needs of the machine and the store.
package struct RemoteSettings: Sendable {
    /// A proxy for web servers.
    package struct Proxy: Hashable, Sendable {
        /// Its host.
        package var host: String
        /// Its port.
        package var port: Int
        /// The user that it wants.
        package var user: String?
        /// The user's password.
        package var password: String?
        /// Whether it speaks SOCKS instead of HTTP.
        package var isSOCKS: Bool

        /// Makes a proxy that wants no user.
        package init(host: String, port: Int, isSOCKS: Bool) {
            self.host = host
            self.port = port
            self.isSOCKS = isSOCKS
            user = nil
            password = nil
        }
    }

    /// The folder of the store that keeps what was fetched.
    package var folder: FilePath
    /// The folder of this process, on the same filesystem.
    package var temporary: FilePath
    /// Runs git as the user.
    package var outside: OutsideProcesses
    /// Remembers what servers said of their files.
    package var storage: any StatCacheStorage
    /// The user's environment, for git and for the certificates that `SSL_CERT_FILE` names.
    package var environment: [String: String]
    /// Chooses the proxy for a host (with its port, if written); nil for none.
    package var proxy: @Sendable (_ isEncrypted: Bool, _ authority: String) -> Proxy?
    /// The secrets of the build, of which those named GIT_AUTH_TOKEN and GIT_AUTH_HEADER are for git.
    package var secret: @Sendable (_ id: String) -> [UInt8]?

    /// Gathers the settings, with an empty environment, no proxy and no secrets.
    package init(
        folder: FilePath, temporary: FilePath, outside: OutsideProcesses, storage: any StatCacheStorage
    ) {
        self.folder = folder
        self.temporary = temporary
        self.outside = outside
        self.storage = storage
        environment = [:]
        proxy = { _, _ in nil }
        secret = { _ in nil }
    }
}

/// Fetches files from web servers and git repositories, and keeps them in the store for later builds.
///
/// Below the store's folder, `http/` holds one file for each address and contents, `git/` a bare repository for each
/// remote, with just the commits that builds asked for, `trees/` the files of commits that have submodules.
package final class RemoteFiles: RemoteSources {
    let settings: RemoteSettings
    let web: WebClient
    private let folderCount = Atomic(0)

    /// Makes a fetcher; it opens no connection and makes no folder before it is asked for something.
    package init(_ settings: RemoteSettings) {
        self.settings = settings
        web = WebClient(settings)
    }

    package func resolve(
        _ source: RemoteSource, watcher: any RemoteWatcher
    ) async throws(RemoteSourceError) -> ResolvedSource {
        switch source {
        case .http(let http): try await HTTPFetch(files: self, source: http, watcher: watcher).resolve()
        case .git(let git): try await GitFetch(files: self, source: git, watcher: watcher).resolve()
        }
    }

    package func folder(
        of source: ResolvedSource, watcher: any RemoteWatcher
    ) async throws(RemoteSourceError) -> FilePath {
        switch source.source {
        case .http(let http):
            try HTTPFetch(files: self, source: http, watcher: watcher).layOut(revision: source.revision)
        case .git(let git):
            try await GitCheckout(files: self, source: git, commit: source.revision, watcher: watcher).layOut()
        }
    }

    /// A new folder of this process.
    func makeFolder() throws(RemoteSourceError) -> FilePath {
        let path = try newPath()
        try system { () throws(SystemError) in
            try FileDescriptor.workingDirectory.makeDirectory(at: path, mode: 0o755)
            try FileDescriptor.workingDirectory.setPermissions(at: path, 0o755)
        }
        return path
    }

    /// The path of a new file or folder of this process.
    func newPath() throws(RemoteSourceError) -> FilePath {
        let number = folderCount.add(1, ordering: .relaxed).newValue
        return settings.temporary.appending("remote-\(number)")
    }

    /// A folder of the store, made if it is missing.
    func storeFolder(_ name: String) throws(RemoteSourceError) -> FilePath {
        let path = settings.folder.appending(name)
        try system { () throws(SystemError) in
            try FileDescriptor.workingDirectory.makeDirectoryIfMissing(at: settings.folder, mode: 0o700)
            try FileDescriptor.workingDirectory.makeDirectoryIfMissing(at: path, mode: 0o700)
        }
        return path
    }

    /// The name under which things of an address are kept.
    static func key(of address: String) -> String {
        String(Digest.sha256(of: address).hex.prefix(40))
    }
}

/// Does system calls, whose failures become this port's.
func system<Value>(_ body: () throws(SystemError) -> Value) throws(RemoteSourceError) -> Value {
    do {
        return try body()
    } catch {
        throw .system(call: error.call, path: error.path ?? "", errno: error.errno)
    }
}

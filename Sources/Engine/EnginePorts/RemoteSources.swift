package import BuildGraph
package import Diagnostics
package import OCIFormat
package import SystemPackage

/// Fetches files from the network: single ones from web servers, trees of git repositories.
///
/// Implemented by ContextFiles.
package protocol RemoteSources: Sendable {
    /// Asks what a source is now, and fetches it unless that very revision was fetched before.
    ///
    /// A web server is asked whether the file changed since (ETag, Last-Modified), a repository for the commit of the
    /// ref; where the source itself says which contents it has (a checksum, a commit's id) and these are here, nobody is
    /// asked. `watcher` is told what comes, from any thread.
    func resolve(
        _ source: RemoteSource, watcher: any RemoteWatcher
    ) async throws(RemoteSourceError) -> ResolvedSource

    /// The folder with the files of a source that was resolved by this very object; it stays until the build ends.
    ///
    /// A file from a web server lies in it under its name, with mode 0600 and the server's time.
    func folder(of source: ResolvedSource, watcher: any RemoteWatcher) async throws(RemoteSourceError) -> FilePath
}

/// Is told how far a fetch has come.
package protocol RemoteWatcher: Sendable {
    /// So many bytes of a file came, of `total` where the server says how many there are.
    func received(_ count: Int64, total: Int64?)

    /// A program that fetches said something.
    func said(_ bytes: [UInt8])
}

/// What a source was when it was asked for.
package struct ResolvedSource: Sendable, Hashable {
    /// The source.
    package var source: RemoteSource
    /// What tells this revision's files from those of others, without times.
    package var digest: Digest
    /// The commit's id, or the digest of the contents.
    package var revision: String
    /// Whether it was here already, so that nothing but the question went over the network.
    package var isKnown: Bool

    /// Makes the answer for a source.
    package init(source: RemoteSource, digest: Digest, revision: String, isKnown: Bool) {
        self.source = source
        self.digest = digest
        self.revision = revision
        self.isKnown = isKnown
    }
}

/// Why files could not be fetched.
package enum RemoteSourceError: Error, Sendable, Hashable {
    /// The server answered with another status than one of success.
    case badStatus(source: String, status: UInt)
    /// No answer, or none to its end; the reason continues "HOST: …".
    case unreachable(source: String, reason: String)
    /// The contents have another digest than the Dockerfile says.
    case wrongDigest(source: String, expected: String, actual: String)
    /// The ref is another commit than the Dockerfile says.
    case wrongCommit(source: String, expected: String, actual: String)
    /// The repository has no such branch, tag or commit.
    case unknownRef(source: String, ref: String)
    /// The commit has no such folder.
    case noSuchFolder(source: String, folder: String)
    /// git is not installed.
    case noGit
    /// git failed; with what it did and its last words.
    case gitFailed(source: String, action: String, message: String)
    /// A system call failed.
    case system(call: String, path: String, errno: Int32)
    /// The task was cancelled.
    case cancelled
}

extension RemoteSourceError: DiagnosticConvertible {
    package var diagnostic: Diagnostic {
        switch self {
        case .badStatus(let source, let status):
            Diagnostic(
                code: "remote.bad-status", message: "\(source): invalid response status \(status)",
                remedy: Self.remedy(ofStatus: status))
        case .unreachable(let source, let reason):
            Diagnostic(
                code: "remote.unreachable", message: "\(source): \(reason)",
                remedy: "check the address and the network, and HTTP_PROXY and NO_PROXY if there is a proxy")
        case .wrongDigest(let source, let expected, let actual):
            Diagnostic(
                code: "remote.digest-mismatch",
                message: "digest mismatch for \(source): \(actual) (expected: \(expected))",
                remedy: "if the new contents are right, write --checksum=\(actual)")
        case .wrongCommit(let source, let expected, let actual):
            Diagnostic(
                code: "remote.commit-mismatch",
                message: "\(source): expected checksum to match \(expected), got \(actual)",
                remedy: "if the ref may have moved, name the commit itself: #\(actual)")
        case .unknownRef(let source, let ref):
            Diagnostic(
                code: "remote.unknown-ref", message: "\(source): repository does not contain ref \(ref)",
                remedy: "`git ls-remote` shows the branches and tags that it has")
        case .noSuchFolder(let source, let folder):
            Diagnostic(
                code: "remote.no-such-folder", message: "\(source): subdir \(folder): no such folder in that commit",
                remedy: "name a folder of the repository behind the colon, or none")
        case .noGit:
            Diagnostic(
                code: "remote.no-git", message: "git is not installed, which fetches repositories",
                remedy: "install it: `apt-get install git`")
        case .gitFailed(let source, let action, let message):
            Diagnostic(
                code: "remote.git-failed", message: "\(source): failed to \(action): \(message)",
                remedy: message.contains("could not read Username")
                    ? "give a token: --secret id=GIT_AUTH_TOKEN,env=VARIABLE, or have git know your credentials"
                    : "git runs as you do, with your keys and credentials: try the same with `git ls-remote`")
        case .system(let call, let path, let errno):
            SystemFault.diagnostic(code: "remote.system", call: call, path: path, errno: errno)
        case .cancelled:
            Diagnostic(code: "build.cancelled", message: "cancelled")
        }
    }

    private static func remedy(ofStatus status: UInt) -> String {
        switch status {
        case 401, 403: "the server wants a user and a password, or has no such file: check the address"
        case 404, 410: "check the address: the server has no such file"
        case 500...: "the server has a problem: try again later"
        default: "check the address"
        }
    }
}

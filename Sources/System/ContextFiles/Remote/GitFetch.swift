import BuildGraph
import EnginePorts
import LinuxSystem
import OCIFormat
import SystemPackage

/// Finds the commit that a source means, and fetches it into the store's repository for the remote.
struct GitFetch {
    let files: RemoteFiles
    let source: GitSource
    let watcher: any RemoteWatcher

    /// A commit and the full name of the ref that leads to it; nil where it was named by its id.
    private struct Target {
        var commit: String
        var ref: String?
    }

    private var git: GitProgram { GitProgram(settings: files.settings, source: source, watcher: watcher) }

    /// Asks the remote where its ref is, and fetches the commit unless it is here.
    func resolve() async throws(RemoteSourceError) -> ResolvedSource {
        let target = try await target()
        if let wanted = source.commit, !target.commit.hasPrefix(wanted) {
            throw .wrongCommit(source: source.name, expected: wanted, actual: target.commit)
        }
        let repository = try await openRepository()
        defer { withExtendedLifetime(repository.lock) {} }
        let isKnown = try await has(target.commit, in: repository.path)
        if !isKnown { try await fetch(target, into: repository.path) }
        return ResolvedSource(
            source: .git(source), digest: digest(of: target.commit), revision: target.commit, isKnown: isKnown)
    }

    private func digest(of commit: String) -> Digest {
        var hasher = DigestHasher()
        hasher.update(field: "git")
        hasher.update(field: commit)
        hasher.update(field: source.subfolder ?? "")
        hasher.update(field: source.hasSubmodules ? "submodules" : "")
        // What lies in the folder of git depends on where it came from, too.
        hasher.update(field: source.keepsGitFolder ? ".git \(source.remote)" : "")
        return hasher.finish()
    }

    // MARK: Asking

    private func target() async throws(RemoteSourceError) -> Target {
        if let ref = source.ref, Self.isCommit(ref) { return Target(commit: ref) }
        if source.ref == nil, let commit = source.commit, Self.isCommit(commit) { return Target(commit: commit) }
        let patterns = source.ref.map { [$0, "\($0)^{}"] } ?? ["HEAD"]
        let listing = try await git.run(
            ["ls-remote", "--", source.remote] + patterns, in: files.settings.temporary, to: "ask the repository")
        let refs = GitRefs(listing)
        guard let found = source.ref.map({ refs.find($0) }) ?? refs.head else {
            throw .unknownRef(source: source.name, ref: source.ref ?? "HEAD")
        }
        return Target(commit: found.commit, ref: found.name)
    }

    static func isCommit(_ text: String) -> Bool {
        [40, 64].contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                    || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
            }
    }

    // MARK: Fetching

    /// The store's repository for the remote, which no other strata changes while the lock is held.
    private func openRepository() async throws(RemoteSourceError) -> (path: FilePath, lock: OwnedDescriptor) {
        let folder = try files.storeFolder("git")
        let name = RemoteFiles.key(of: source.remote)
        let lock = try await lock(folder.appending("\(name).lock"))
        let path = folder.appending("\(name).git")
        let head = try system { () throws(SystemError) in
            try FileDescriptor.workingDirectory.statusIfPresent(at: path.appending("HEAD"))
        }
        if head == nil {
            try await git.run(["init", "--quiet", "--bare", path.string], in: folder, to: "make a repository")
        }
        return (path, lock)
    }

    private func lock(_ path: FilePath) async throws(RemoteSourceError) -> OwnedDescriptor {
        do {
            return try await Worker.run { (_) throws(SystemError) in
                let lock = OwnedDescriptor(try openFile(path, [.readWrite, .create], mode: 0o600))
                try lock.descriptor.lock(.exclusive)
                return lock
            }
        } catch {
            throw .system(call: error.call, path: error.path ?? "", errno: error.errno)
        }
    }

    private func has(_ commit: String, in repository: FilePath) async throws(RemoteSourceError) -> Bool {
        try await git.attempt(["cat-file", "-e", "\(commit)^{commit}"], in: repository).isGood
    }

    /// Fetches the commit alone where the server lets us, else with what else it needs.
    private func fetch(_ target: Target, into repository: FilePath) async throws(RemoteSourceError) {
        // A ref of ours, so that the commit is kept and later fetches need not bring it again.
        let own = "refs/strata/\(target.commit)"
        let single = "+\(target.ref ?? target.commit):\(own)"
        let all = ["+refs/heads/*:refs/strata/heads/*", "+refs/tags/*:refs/strata/tags/*"]
        var first: GitProgram.Answer?
        for (depth, refs) in [(["--depth=1"], [single]), ([], [single]), ([], all)] {
            let isShallow = try isShallow(repository)
            let whole = depth.isEmpty && isShallow ? ["--unshallow"] : depth
            let answer = try await git.attempt(
                ["fetch", "--no-tags", "--no-write-fetch-head"] + whole + ["--", source.remote] + refs, in: repository)
            watcher.said(Array(GitProgram.withoutPasswords(answer.errors).utf8))
            if try await has(target.commit, in: repository) {
                return try await keep(target.commit, as: own, in: repository)
            }
            first = first ?? answer
            if !answer.isGood, !Self.deservesAnotherTry(answer) { throw git.failure(answer, "fetch") }
        }
        if let first, !first.isGood { throw git.failure(first, "fetch") }
        throw .unknownRef(source: source.name, ref: target.commit)
    }

    private func keep(_ commit: String, as ref: String, in repository: FilePath) async throws(RemoteSourceError) {
        try await git.run(["update-ref", ref, commit], in: repository, to: "keep the commit")
    }

    private func isShallow(_ repository: FilePath) throws(RemoteSourceError) -> Bool {
        try system { () throws(SystemError) in
            try FileDescriptor.workingDirectory.statusIfPresent(at: repository.appending("shallow"))
        } != nil
    }

    /// Whether a server only refused the kind of fetch: one that can't cut history, or gives no commits by id.
    private static func deservesAnotherTry(_ answer: GitProgram.Answer) -> Bool {
        ["shallow", "not our ref", "unadvertised object", "remote ref", "remote did not send"].contains {
            answer.errors.contains($0)
        }
    }
}

/// What `git ls-remote` lists: ids and refs.
struct GitRefs: Hashable, Sendable {
    private var commits: [String: String] = [:]

    init(_ listing: String) {
        for line in listing.split(separator: "\n") {
            let words = line.split(separator: "\t")
            if words.count == 2, GitFetch.isCommit(String(words[0])) { commits[String(words[1])] = String(words[0]) }
        }
    }

    /// The commit of the default branch.
    var head: (name: String, commit: String)? { commits["HEAD"].map { ("HEAD", $0) } }

    /// The commit that a ref leads to: a full name, then a branch, then a tag, as `git checkout` prefers them.
    func find(_ ref: String) -> (name: String, commit: String)? {
        let names = ref.hasPrefix("refs/") ? [ref] : ["refs/\(ref)", "refs/heads/\(ref)", "refs/tags/\(ref)"]
        for name in names + (ref == "HEAD" ? ["HEAD"] : []) {
            guard let commit = commits[name] else { continue }
            return (name, commits["\(name)^{}"] ?? commit)
        }
        return nil
    }
}

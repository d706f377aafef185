import BuildGraph
import EnginePorts
import LinuxSystem
import OCIFormat
import SystemPackage

/// Lays out the files of a commit that was fetched.
struct GitCheckout {
    let files: RemoteFiles
    let source: GitSource
    let commit: String
    let watcher: any RemoteWatcher

    private static let action = "lay out the files"

    private var git: GitProgram { GitProgram(settings: files.settings, source: source, watcher: watcher) }

    /// Gives a new folder with the files.
    func layOut() async throws(RemoteSourceError) -> FilePath {
        let repository = try files.storeFolder("git").appending("\(RemoteFiles.key(of: source.remote)).git")
        let folder = try files.makeFolder()
        let keepsGit = source.keepsGitFolder && source.subfolder == nil
        let hasSubmodules = source.hasSubmodules ? try await hasSubmodules(repository) : false
        guard keepsGit || hasSubmodules else {
            try await layOutTree(repository, in: folder)
            return folder
        }
        if hasSubmodules { return try place(in: try await keptTree(of: repository, made: folder, keepsGit)) }
        try await layOutClone(of: repository, in: folder, hasSubmodules: false, keepsGit)
        return try place(in: folder)
    }

    private func layOutClone(
        of repository: FilePath, in folder: FilePath, hasSubmodules: Bool, _ keepsGit: Bool
    ) async throws(RemoteSourceError) {
        try await clone(repository, to: folder)
        if hasSubmodules { try await fetchSubmodules(in: folder) }
        try await forgetOrigins(in: folder)
        if !keepsGit { try removeGitFolders(in: folder) }
    }

    /// The files with those of submodules, which a commit names by their commits: laid out once and kept in the store,
    /// so that their servers are not asked again.
    private func keptTree(
        of repository: FilePath, made folder: FilePath, _ keepsGit: Bool
    ) async throws(RemoteSourceError) -> FilePath {
        let name = RemoteFiles.key(of: "\(source.remote) \(commit) \(keepsGit)")
        let kept = try files.storeFolder("trees").appending(name)
        if try system({ () throws(SystemError) in try Self.isThere(kept) }) { return kept }
        try await layOutClone(of: repository, in: folder, hasSubmodules: true, keepsGit)
        try system { () throws(SystemError) in
            do throws(SystemError) {
                try FileDescriptor.workingDirectory.rename(folder, to: FileDescriptor.workingDirectory, at: kept)
            } catch {
                // Another build was faster, with the same files.
                guard try Self.isThere(kept) else { throw error }
            }
        }
        return kept
    }

    private static func isThere(_ folder: FilePath) throws(SystemError) -> Bool {
        try FileDescriptor.workingDirectory.statusIfPresent(at: folder) != nil
    }

    private func hasSubmodules(_ repository: FilePath) async throws(RemoteSourceError) -> Bool {
        try await git.attempt(["cat-file", "-e", "\(commit):.gitmodules"], in: repository).isGood
    }

    /// Writes the tree, or the folder in it, without any repository beside it.
    ///
    /// The folder is found in git's own tree, where symbolic links lead nowhere.
    private func layOutTree(_ repository: FilePath, in folder: FilePath) async throws(RemoteSourceError) {
        var tree = commit
        if let subfolder = source.subfolder {
            tree += ":\(subfolder)"
            let kind = try await git.attempt(["cat-file", "-t", tree], in: repository)
            guard kind.isGood, kind.output.hasPrefix("tree") else {
                throw .noSuchFolder(source: source.name, folder: subfolder)
            }
        }
        let index = try files.newPath()
        try await git.run(
            [
                "-c", "core.bare=false", "--git-dir=\(repository)", "--work-tree=\(folder)", "read-tree", "--reset",
                "-u",
                tree,
            ],
            in: folder, to: Self.action, environment: ["GIT_INDEX_FILE": index.string])
    }

    /// Makes a repository of its own, as `.git` and submodules need one.
    private func clone(_ repository: FilePath, to folder: FilePath) async throws(RemoteSourceError) {
        try await git.run(["init", "--quiet"], in: folder, to: Self.action)
        try await git.run(["remote", "add", "origin", source.remote], in: folder, to: Self.action)
        // The commit may have come with another ref, and only what a ref leads to is given.
        try await git.run(
            ["update-ref", "refs/strata/\(commit)", commit], in: repository, to: Self.action)
        // By the protocol and not by sharing files, which could show things that the remote does not have.
        try await git.run(
            [
                "-c", "protocol.file.allow=always", "fetch", "--quiet", "--no-tags", "--depth=1", "--",
                "file://\(repository)", "refs/strata/\(commit)",
            ], in: folder, to: Self.action)
        try await git.run(["checkout", "--quiet", "--detach", commit], in: folder, to: Self.action)
    }

    private func fetchSubmodules(in folder: FilePath) async throws(RemoteSourceError) {
        let command = ["submodule", "--quiet", "update", "--init", "--recursive"]
        let answer = try await git.attempt(command + ["--depth=1"], in: folder)
        if answer.isGood { return }
        // A server that can't cut history, or gives no commits by id, may still give the whole.
        try await git.run(["submodule", "--quiet", "deinit", "--force", "--all"], in: folder, to: "fetch submodules")
        try system { () throws(SystemError) in
            let modules = folder.appending(".git")
            try openFile(modules, [.directory]).closingAfter { (git) throws(SystemError) in
                if try git.statusIfPresent(at: FilePath("modules")) != nil { try git.removeTree(at: "modules") }
            }
        }
        try await git.run(command, in: folder, to: "fetch submodules")
    }

    /// Leaves no password and no trace of this machine in what may become part of an image.
    private func forgetOrigins(in folder: FilePath) async throws(RemoteSourceError) {
        let shown = RemoteSource.withoutPassword(source.remote)
        try await git.run(["remote", "set-url", "origin", shown], in: folder, to: Self.action)
        try await git.run(["reflog", "expire", "--all", "--expire=now"], in: folder, to: Self.action)
        try system { () throws(SystemError) in
            let file = folder.appending(".git/FETCH_HEAD")
            if try FileDescriptor.workingDirectory.statusIfPresent(at: file) != nil {
                try FileDescriptor.workingDirectory.removeFile(at: file)
            }
        }
    }

    /// Removes the repository's folder, and the files of submodules that point into it.
    private func removeGitFolders(in folder: FilePath) throws(RemoteSourceError) {
        try system { () throws(SystemError) in
            try openFile(folder, [.directory]).closingAfter { (root) throws(SystemError) in
                try Self.removePointers(in: root)
            }
        }
    }

    private static func removePointers(in folder: FileDescriptor) throws(SystemError) {
        for entry in try folder.directoryEntries() {
            if entry.name.description == ".git" {
                try folder.removeTree(at: ".git")
            } else if entry.kind == .directory {
                try folder.openBeneath(entry.name, [.directory]).closingAfter { (child) throws(SystemError) in
                    try removePointers(in: child)
                }
            }
        }
    }

    /// The folder that is meant, of which no part may be a link.
    private func place(in folder: FilePath) throws(RemoteSourceError) -> FilePath {
        guard let subfolder = source.subfolder else { return folder }
        do {
            let root = try openFile(folder, [.directory])
            defer { root.closeQuietly() }
            try root.openBeneath(FilePath(subfolder), [.directory]).closeQuietly()
        } catch {
            throw .noSuchFolder(source: source.name, folder: subfolder)
        }
        return folder.appending(FilePath(subfolder).components)
    }
}

import BuildRecords
import Diagnostics
import Foundation
import LinuxSystem
import Synchronization
import SystemPackage

/// Finds out which commit a build's context is at, beside the build.
///
/// git is the user's own and runs outside of strata's namespaces. Where there is none, or no repository, nothing is
/// known and nothing is run.
final class RevisionProbe: Sendable {
    private let outside: OutsideProcesses
    private let environment: [String]
    private let folder: String
    private let found = Mutex<Revision?>(nil)

    /// Prepares to look at a folder; nil where it is in no repository.
    init?(_ folder: String, outside: OutsideProcesses, environment: [String: String]) {
        let path = URL(fileURLWithPath: folder).resolvingSymlinksInPath().path
        guard Self.isInRepository(path) else { return nil }
        self.outside = outside
        self.folder = path
        var variables = environment
        // Nothing of the repository is written, nobody is asked anything, and messages are of no account.
        variables["GIT_OPTIONAL_LOCKS"] = "0"
        variables["GIT_TERMINAL_PROMPT"] = "0"
        for name in ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"] { variables[name] = nil }
        self.environment = variables.map { "\($0.key)=\($0.value)" }
    }

    /// What is known so far.
    var revision: Revision? { found.withLock(\.self) }

    /// Begins to look; the task ends with all that can be known.
    func begin() -> Task<Void, Never> {
        Task {
            guard let head = await git("rev-parse", "HEAD", "--abbrev-ref", "HEAD") else { return }
            let lines = head.split(separator: "\n").map(String.init)
            guard let commit = lines.first else { return }
            let branch = lines.count > 1 && lines[1] != "HEAD" ? lines[1] : nil
            found.withLock { $0 = Revision(commit: commit, branch: branch) }
            if let status = await git("status", "--porcelain", "--", ".") {
                found.withLock { $0?.isDirty = !status.isEmpty }
            }
            if let remote = await git("config", "--get", "remote.origin.url") {
                let address = remote.split(separator: "\n").first.map { AddressText.withoutCredentials(String($0)) }
                found.withLock { $0?.repository = address }
            }
        }
    }

    /// What git prints; nil where it fails.
    private func git(_ words: String...) async -> String? {
        if Task.isCancelled { return nil }
        // A repository's own configuration could name a program to watch its files with.
        var launch = ProcessLaunch(["git", "-C", folder, "-c", "core.fsmonitor=false"] + words)
        launch.environment = environment
        // A machine without git has builds without commits.
        guard let outcome = try? await outside.run(launch), outcome.end.code == 0 else { return nil }
        return String(decoding: outcome.output, as: UTF8.self)
    }

    private static func isInRepository(_ path: String) -> Bool {
        var folder = FilePath(path)
        while true {
            if FileManager.default.fileExists(atPath: folder.appending(".git").string) { return true }
            guard folder.components.count > 0 else { return false }
            folder.removeLastComponent()
        }
    }
}

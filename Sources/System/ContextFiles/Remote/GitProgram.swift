import BuildGraph
import EnginePorts
import LinuxSystem
import OCIFormat
import SystemPackage

/// Runs git as the user, with their keys and credentials, but with nothing that could ask them.
struct GitProgram {
    let settings: RemoteSettings
    let source: GitSource
    let watcher: any RemoteWatcher

    /// What git said, where it ended well or may end badly.
    struct Answer {
        var isGood: Bool
        var output: String
        var errors: String
    }

    /// Hooks, clean-up in the background and conversions have no place in what is only fetched and laid out.
    private static let options = [
        "gc.auto=0", "maintenance.auto=false", "core.hooksPath=/dev/null", "core.autocrlf=false",
        "core.fsmonitor=false",
        "core.symlinks=true", "advice.detachedHead=false", "init.defaultBranch=main", "fetch.fsckObjects=false",
    ]

    /// Variables that would let git work on another repository than the one that it is given.
    private static let dropped: Set<String> = [
        "GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_ALTERNATE_OBJECT_DIRECTORIES",
        "GIT_COMMON_DIR", "GIT_NAMESPACE", "GIT_PREFIX", "GIT_CEILING_DIRECTORIES", "GIT_TRACE",
    ]

    /// Runs git in a folder; `action` is what it does, for the message if it fails.
    @discardableResult
    func run(
        _ arguments: [String], in folder: FilePath, to action: String, environment: [String: String] = [:]
    ) async throws(RemoteSourceError) -> String {
        let answer = try await attempt(arguments, in: folder, environment: environment)
        guard answer.isGood else { throw failure(answer, action) }
        return answer.output
    }

    /// Runs git in a folder, however it ends.
    func attempt(
        _ arguments: [String], in folder: FilePath, environment more: [String: String] = [:]
    ) async throws(RemoteSourceError) -> Answer {
        let options = Self.options.flatMap { ["-c", $0] }
        var launch = ProcessLaunch(["sh", "-c", "umask 022; exec git \"$@\"", "git"] + options + arguments)
        launch.folder = folder
        launch.environment = environment(more).map { "\($0.key)=\($0.value)" }
        do {
            let outcome = try await settings.outside.run(launch)
            if Task.isCancelled { throw RemoteSourceError.cancelled }
            let errors = String(decoding: outcome.errors, as: UTF8.self)
            if outcome.end.code == 127, errors.contains("git") { throw RemoteSourceError.noGit }
            return Answer(
                isGood: outcome.end.code == 0, output: String(decoding: outcome.output, as: UTF8.self), errors: errors)
        } catch let error as RemoteSourceError {
            throw error
        } catch {
            throw .gitFailed(source: source.name, action: "start git", message: "\(error)")
        }
    }

    /// The port's error for git's own, which is told in its last lines.
    func failure(_ answer: Answer, _ action: String) -> RemoteSourceError {
        let lines = Self.withoutPasswords(answer.errors).split(whereSeparator: \.isNewline)
            .filter { !Self.advice.contains($0) }
            .map { $0.hasPrefix("fatal: ") ? String($0.dropFirst(7)) : String($0) }
        let message = lines.suffix(3).joined(separator: "; ")
        return .gitFailed(
            source: source.name, action: action, message: message.isEmpty ? "git said nothing" : message)
    }

    /// What git adds to whatever ssh said; the reason stands above it.
    private static let advice: Set<Substring> = [
        "Please make sure you have the correct access rights", "and the repository exists.",
    ]

    /// What git said, without the passwords of addresses in it.
    static func withoutPasswords(_ text: String) -> String {
        text.split(separator: " ", omittingEmptySubsequences: false)
            .map { word in
                guard let start = word.firstRange(of: "http") else { return String(word) }
                return word[..<start.lowerBound] + RemoteSource.withoutPassword(String(word[start.lowerBound...]))
            }.joined(separator: " ")
    }

    private func environment(_ more: [String: String]) -> [String: String] {
        var environment = settings.environment.filter { !Self.dropped.contains($0.key) }
        environment["LC_ALL"] = "C"
        environment["GIT_TERMINAL_PROMPT"] = "0"
        environment["GIT_HTTP_LOW_SPEED_LIMIT"] = environment["GIT_HTTP_LOW_SPEED_LIMIT"] ?? "1"
        environment["GIT_HTTP_LOW_SPEED_TIME"] = environment["GIT_HTTP_LOW_SPEED_TIME"] ?? "60"
        let shell = environment["GIT_SSH_COMMAND"] ?? environment["GIT_SSH"]
        if shell == nil { environment["GIT_SSH_COMMAND"] = "ssh -o BatchMode=yes -o ConnectTimeout=10" }
        if let header = authorization {
            let count = environment["GIT_CONFIG_COUNT"].flatMap { Int($0) } ?? 0
            environment["GIT_CONFIG_COUNT"] = "\(count + 1)"
            environment["GIT_CONFIG_KEY_\(count)"] = "http.\(scope)/.extraheader"
            environment["GIT_CONFIG_VALUE_\(count)"] = "Authorization: \(header)"
        }
        return environment.merging(more) { $1 }
    }

    /// Scheme and host of the remote, to which alone a secret is told.
    private var scope: String {
        let scheme = source.remote.firstRange(of: "://").map { source.remote[..<$0.upperBound] } ?? ""
        return "\(scheme)\(RemoteSource.git(source).host)"
    }

    /// The header that a secret of the build stands for, that of the host before that of all.
    private var authorization: String? {
        guard source.remote.hasPrefix("http") else { return nil }
        for suffix in [".\(RemoteSource.git(source).host)", ""] {
            if let header = settings.secret("GIT_AUTH_HEADER\(suffix)") { return Self.line(header) }
            if let token = settings.secret("GIT_AUTH_TOKEN\(suffix)") {
                return WebAddress.authorization(user: "x-access-token", password: Self.line(token))
            }
        }
        return nil
    }

    private static func line(_ bytes: [UInt8]) -> String {
        String(String(decoding: bytes, as: UTF8.self).prefix { !$0.isNewline })
    }
}

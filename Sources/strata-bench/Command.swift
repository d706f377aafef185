import Foundation
import Glibc

/// What one finished process took.
struct Measurement {
    let seconds: Double
    /// The largest resident set of the process or any of its waited-for children.
    ///
    /// The floor is the size of the benchmark itself, from which the process was started.
    let peakBytes: Int
}

/// A program with arguments, to be run and measured; its output goes to a log file.
struct Command {
    var arguments: [String]
    var environment: [String: String] = [:]
    var folder: URL?
    let log: URL
    /// What it has as its terminal, instead of the log file.
    var terminal: PseudoTerminal?
    /// What it reads from, instead of nothing.
    var input: CInt?

    /// POSIX_SPAWN_SETSID, which glibc's feature macros hide from Swift.
    private static let newSession: Int16 = 0x80

    var text: String { arguments.joined(separator: " ") }

    /// Runs it to its end, with nothing on standard input.
    @discardableResult
    func run() throws(BenchError) -> Measurement {
        let begin = ContinuousClock.now
        return try wait(for: spawn(), since: begin)
    }

    /// Waits until it has ended.
    func wait(for pid: pid_t, since begin: ContinuousClock.Instant) throws(BenchError) -> Measurement {
        var status: Int32 = 0
        var usage = rusage()
        while wait4(pid, &status, 0, &usage) < 0 && errno == EINTR {}
        let duration = ContinuousClock.now - begin
        guard status == 0 else {
            let code = status & 0x7f == 0 ? (status >> 8) & 0xff : 128 + status & 0x7f
            throw .failed(command: text, status: code, lastLines: lastLines())
        }
        return Measurement(seconds: duration / .seconds(1), peakBytes: usage.ru_maxrss * 1024)
    }

    /// Starts it and leaves it running.
    func spawn() throws(BenchError) -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        addFiles(to: &actions)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // Who opens a terminal in a session of its own is controlled by it.
        if terminal != nil { posix_spawnattr_setflags(&attributes, Self.newSession) }

        let variables = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        // The spawn call that changes the folder is hidden from Swift by glibc's feature macros.
        let words = (folder.map { ["env", "-C", $0.path] } ?? []) + arguments
        var argv = words.map { strdup($0) } + [nil]
        var envp = variables.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { (argv + envp).forEach { free($0) } }
        var pid: pid_t = 0
        let result = posix_spawnp(&pid, words[0], &actions, &attributes, &argv, &envp)
        guard result == 0 else { throw .cannotStart(command: text, errno: result) }
        return pid
    }

    private func addFiles(to actions: inout posix_spawn_file_actions_t) {
        if let terminal {
            posix_spawn_file_actions_addopen(&actions, 0, terminal.path, O_RDWR, 0)
            posix_spawn_file_actions_adddup2(&actions, 0, 1)
        } else {
            posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
            posix_spawn_file_actions_addopen(&actions, 1, log.path, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
        }
        posix_spawn_file_actions_adddup2(&actions, 1, 2)
        if let input { posix_spawn_file_actions_adddup2(&actions, input, 0) }
    }

    /// What it printed, for people to see why it failed.
    private func lastLines() -> String {
        // Without a log there is nothing to show.
        let text = (try? String(contentsOf: log, encoding: .utf8)) ?? ""
        return text.split(separator: "\n").suffix(15).map { "    \($0)" }.joined(separator: "\n")
    }

    /// Where a program lies, searched in PATH and in the folders of system programs.
    static func path(of program: String) -> String? {
        let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").map(String.init)
        return (folders + ["/usr/sbin", "/sbin"]).map { "\($0)/\(program)" }.first { access($0, X_OK) == 0 }
    }
}

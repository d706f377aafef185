import Foundation
import Glibc
import Testing

/// How a program ended and what it wrote.
struct Finished {
    /// The exit code; 128 and the number for a signal, as shells count.
    var code: Int32
    var output: Data
    var errorOutput: Data

    var text: String { String(decoding: output, as: UTF8.self) }
    var errorText: String { String(decoding: errorOutput, as: UTF8.self) }
    var lines: [String] { text.split(separator: "\n").map(String.init) }
}

/// A program that was started, in a process group of its own, with its output in files.
///
/// Files instead of pipes: nothing has to be read while it runs, and what it leaves running can't keep a test waiting.
final class Program {
    struct CannotStart: Error {
        var arguments: [String]
        var message: String
    }

    let process: pid_t
    private let folder: URL
    private var status: Int32?

    /// Starts a program.
    ///
    /// - Parameters:
    ///   - arguments: The program's path, or its name on PATH, and its arguments.
    ///   - environment: The whole environment.
    ///   - directory: The working directory.
    ///   - input: Standard input.
    /// - Throws: What the system says when it can't be started.
    init(_ arguments: [String], environment: [String: String], directory: URL, input: Data = Data()) throws {
        folder = URL(fileURLWithPath: "/var/tmp/strata-e2e-output-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try input.write(to: folder.appendingPathComponent("input"))
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, folder.appendingPathComponent("input").path, O_RDONLY, 0)
        for (number, name) in [(Int32(1), "output"), (2, "errors")] {
            let path = folder.appendingPathComponent(name).path
            posix_spawn_file_actions_addopen(&actions, number, path, O_WRONLY | O_CREAT | O_APPEND, 0o644)
        }
        process = try Self.spawn(
            ["env", "--chdir=\(directory.path)"] + arguments, environment: environment, actions: &actions,
            flags: POSIX_SPAWN_SETPGROUP)
    }

    deinit {
        if status == nil {
            kill(-process, SIGKILL)
            waitpid(process, nil, 0)
        }
        // A folder that stays behind does no harm.
        try? FileManager.default.removeItem(at: folder)
    }

    /// Starts a program in a session of its own that a terminal controls.
    static func spawn(_ arguments: [String], environment: [String: String], terminal: String) throws -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        // The first terminal that the leader of a session opens is the session's.
        for number in Int32(0)...2 { posix_spawn_file_actions_addopen(&actions, number, terminal, O_RDWR, 0) }
        return try spawn(arguments, environment: environment, actions: &actions, flags: startsSession)
    }

    // POSIX_SPAWN_SETSID, which Swift can't see.
    private static let startsSession: Int32 = 0x80

    private static func spawn(
        _ arguments: [String], environment: [String: String], actions: inout posix_spawn_file_actions_t, flags: Int32
    ) throws -> pid_t {
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // Test runners may ignore signals, and what is ignored is inherited.
        var signals = sigset_t()
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        for number in [SIGINT, SIGQUIT, SIGTERM, SIGHUP, SIGPIPE, SIGTSTP, SIGTTIN, SIGTTOU] {
            sigaddset(&signals, number)
        }
        posix_spawnattr_setsigdefault(&attributes, &signals)
        let flags = flags | Int32(POSIX_SPAWN_SETSIGDEF) | Int32(POSIX_SPAWN_SETSIGMASK)
        posix_spawnattr_setflags(&attributes, Int16(flags))
        var words = arguments.map { strdup($0) } + [nil]
        var variables = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { for text in words + variables { free(text) } }
        var process: pid_t = 0
        let failure = posix_spawnp(&process, arguments[0], &actions, &attributes, &words, &variables)
        guard failure == 0 else { throw CannotStart(arguments: arguments, message: String(cString: strerror(failure))) }
        return process
    }

    /// Waits for the program to end.
    func finish() throws -> Finished {
        while !isReaped(0) {}
        return try finished()
    }

    /// Waits for the end, but not longer than so many milliseconds; whether it ended.
    func ends(within milliseconds: Int32) -> Bool {
        let deadline = ContinuousClock.now + .milliseconds(milliseconds)
        while !isReaped(WNOHANG) {
            guard .now < deadline else { return false }
            poll(nil, 0, 1)
        }
        return true
    }

    private func isReaped(_ options: Int32) -> Bool {
        if status != nil { return true }
        var word: Int32 = 0
        guard waitpid(process, &word, options) == process else { return false }
        status = word
        return true
    }

    /// Waits until standard error holds a text; false when the program ended without it.
    func says(_ text: String) throws -> Bool {
        while true {
            let ended = ends(within: 10)
            let said = try Data(contentsOf: folder.appendingPathComponent("errors"))
            if said.range(of: Data(text.utf8)) != nil { return true }
            if ended { return false }
        }
    }

    /// What a search in the standard error so far finds.
    func match<Found>(_ search: (String) -> Found?) throws -> Found? {
        search(String(decoding: try Data(contentsOf: folder.appendingPathComponent("errors")), as: UTF8.self))
    }

    /// Sends a signal to the program, or to all of its group as a terminal does.
    func signal(_ number: Int32, wholeGroup: Bool = false) {
        guard status == nil else { return }
        kill(wholeGroup ? -process : process, number)
    }

    private func finished() throws -> Finished {
        let word = status ?? 0
        let code = word & 0x7F == 0 ? (word >> 8) & 0xFF : 128 + (word & 0x7F)
        return Finished(
            code: code, output: try Data(contentsOf: folder.appendingPathComponent("output")),
            errorOutput: try Data(contentsOf: folder.appendingPathComponent("errors")))
    }
}

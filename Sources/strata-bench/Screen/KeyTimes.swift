import BuildEvents
import Foundation
import Glibc

/// How soon a key is answered, and how much memory is taken, while 100,000 lines a second come.
struct KeyTimes {
    static let name = "key"
    private static let extent = Extent(columns: 200, rows: 60)
    private static let linesPerSecond = 100_000
    private static let presses = 100
    /// Keys of the views, and what stands on the screen once one is shown.
    private static let keys = [("t", "[Timeline]"), ("d", "[Source]"), ("m", "[Graph]")]

    let bench: Workbench
    let builder: StrataBuilder

    func run() throws -> [Figure] {
        try builder.reset()
        return try view() + build()
    }

    // MARK: A recorded stream

    private func view() throws -> [Figure] {
        let terminal = try PseudoTerminal(Self.extent)
        defer { terminal.close() }
        var ends: [CInt] = [-1, -1]
        guard pipe(&ends) == 0 else {
            throw BenchError.missing(what: "a pipe", remedy: "let the process open more files")
        }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        let feed = LogFeed(into: ends[1], linesPerSecond: Self.linesPerSecond)
        var command = builder.command(["view", "--progress=tui", "-"])
        command.input = ends[0]
        return try measure(command, terminal, "strata view", begun: { close(ends[0]) }, ended: { feed.stop() })
    }

    // MARK: A build

    private func build() throws -> [Figure] {
        let terminal = try PseudoTerminal(Self.extent)
        defer { terminal.close() }
        let folder = try bench.makeFolder("work/key")
        // The pause is what is left of a fiftieth of a second once the shell has started seq.
        let batch = Self.linesPerSecond / 50
        let dockerfile = "FROM \(builder.baseName)\nRUN while :; do seq \(batch); usleep 18000; done\n"
        try dockerfile.write(to: folder.appendingPathComponent("Dockerfile"), atomically: true, encoding: .utf8)
        let command = builder.command(["build", "--progress=tui", folder.path])
        return try measure(command, terminal, "strata build", begun: {}, ended: { nil })
    }

    // MARK: Keys

    private func measure(
        _ command: Command, _ terminal: PseudoTerminal, _ name: String, begun: () -> Void, ended: () -> Double?
    ) throws -> [Figure] {
        var command = command
        command.terminal = terminal
        command.environment.merge(PseudoTerminal.variables) { $1 }
        let pid = try command.spawn()
        begun()
        let isShown = terminal.shows("[Graph]", seconds: 10)
        let times = isShown ? press(on: terminal) : []
        let rate = ended()
        leave(terminal, pid)
        // It is told to end, so that its status tells nothing.
        var usage = rusage()
        while wait4(pid, nil, 0, &usage) < 0 && errno == EINTR {}
        guard isShown else { throw BenchError.notReady(server: name, seconds: 10, log: "its terminal") }
        return figures(name, times, rate, Double(usage.ru_maxrss) / 1000)
    }

    private func press(on terminal: PseudoTerminal) -> [Double] {
        usleep(500_000)
        var random = SplitMix(state: 1)
        return (0..<Self.presses).map { press in
            // Keys come at any moment of a frame.
            usleep(UInt32(20_000 + random.next() % 60_000))
            let (key, text) = Self.keys[press % Self.keys.count]
            return (terminal.type(key, until: text) ?? 2) * 1000
        }
    }

    private func leave(_ terminal: PseudoTerminal, _ pid: pid_t) {
        terminal.type("q")
        usleep(200_000)
        kill(pid, SIGTERM)
    }

    private func figures(_ name: String, _ times: [Double], _ rate: Double?, _ megabytes: Double) -> [Figure] {
        let workload = "key, 100,000 lines/s"
        var figures = [
            Figure(workload, name, "ms", times, atMost: 50, at: 0.99),
            Figure(workload, "\(name), peak memory", "MB", [megabytes], atMost: 150, at: 1),
        ]
        if let rate { figures.append(Figure(workload, "\(name), lines", "a second", [rate], atMost: nil, at: 1)) }
        return figures
    }
}

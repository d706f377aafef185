import Foundation
import Glibc

/// How long commands and screens take to answer, from the start of their process.
struct InquiryTimes {
    private static let extent = Extent(columns: 120, rows: 40)
    /// After so many seconds a screen is taken for one that shows something else.
    private static let patience = 10

    let builder: StrataBuilder
    let rounds: Int
    /// Where the projects lie whose builds are in the store.
    let work: URL

    func figure(_ inquiry: Inquiry) throws -> Figure {
        let times = try (0...rounds).map { _ in
            switch inquiry.way {
            case .command(let words): try command(words, inquiry).run().seconds
            case .screen(let words, let text): try seconds(of: command(words, inquiry), until: text)
            }
        }
        // The first one also finds the files that it needs not yet in memory.
        let milliseconds = times.dropFirst().map { $0 * 1000 }
        return Figure(inquiry.workload, inquiry.name, "ms", milliseconds, atMost: inquiry.limit, at: 0.5)
    }

    private func command(_ words: [String], _ inquiry: Inquiry) -> Command {
        var command = builder.command(words)
        // A folder without builds of its own, so that the screen falls back to all.
        command.folder = inquiry.isInProject ? LongHistory.folder(ofProject: 0, below: work) : work
        return command
    }

    private func seconds(of command: Command, until text: String) throws -> Double {
        let terminal = try PseudoTerminal(Self.extent)
        defer { terminal.close() }
        var command = command
        command.terminal = terminal
        command.environment.merge(PseudoTerminal.variables) { $1 }
        var pid: pid_t = 0
        let seconds = try terminal.seconds(until: text, atMost: Self.patience) { pid = try command.spawn() }
        leave(terminal, pid)
        guard let seconds else {
            throw BenchError.notReady(server: "'\(command.text)'", seconds: Self.patience, log: "its terminal: \(text)")
        }
        return seconds
    }

    /// Asks it to end, and makes it end after a second.
    private func leave(_ terminal: PseudoTerminal, _ pid: pid_t) {
        terminal.type("q")
        for _ in 0..<100 {
            if waitpid(pid, nil, WNOHANG) != 0 { return }
            usleep(10_000)
        }
        kill(pid, SIGKILL)
        waitpid(pid, nil, 0)
    }
}

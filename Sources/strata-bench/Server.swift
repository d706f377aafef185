import Foundation
import Glibc

/// A program that the benchmark started and ends again, by its process id.
final class Server {
    private let name: String
    private let pid: pid_t
    private let log: URL

    init(_ name: String, _ command: Command) throws(BenchError) {
        self.name = name
        log = command.log
        pid = try command.spawn()
    }

    /// Waits until a probe succeeds.
    func waitUntilReady(seconds: Int = 60, _ isReady: () -> Bool) throws(BenchError) {
        for _ in 0..<(seconds * 20) {
            if isReady() { return }
            usleep(50_000)
        }
        throw .notReady(server: name, seconds: seconds, log: log.path)
    }

    /// Asks it to end, and makes it end after 20 seconds.
    func stop() {
        kill(pid, SIGTERM)
        for _ in 0..<400 {
            if waitpid(pid, nil, WNOHANG) != 0 { return }
            usleep(50_000)
        }
        kill(pid, SIGKILL)
        waitpid(pid, nil, 0)
    }
}

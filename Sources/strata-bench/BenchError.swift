/// What keeps the benchmark from going on.
enum BenchError: Error, CustomStringConvertible {
    case cannotStart(command: String, errno: Int32)
    case failed(command: String, status: Int32, lastLines: String)
    case notReady(server: String, seconds: Int, log: String)
    case missing(what: String, remedy: String)

    var description: String {
        switch self {
        case .cannotStart(let command, let errno): "cannot start '\(command)' (errno \(errno))"
        case .failed(let command, let status, let lastLines): "'\(command)' ended with \(status):\n\(lastLines)"
        case .notReady(let server, let seconds, let log): "\(server) was not ready after \(seconds) s; see \(log)"
        case .missing(let what, let remedy): "\(what) is missing: \(remedy)"
        }
    }
}

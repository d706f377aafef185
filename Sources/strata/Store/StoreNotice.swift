import Dispatch
import Glibc
import LinuxSystem
import SystemPackage

/// Says in a line on standard error what is being done with the store, where that takes longer than people wait without
/// asking and no build's progress can tell.
final class StoreNotice: Sendable {
    private static let patience = DispatchTimeInterval.milliseconds(500)

    private let isSilent: Bool

    /// Makes a notice that writes nothing where standard error is read by programs, or nobody wants to hear.
    init(_ progress: BuildRequest.Progress) {
        let silentOnes: [BuildRequest.Progress] = [.quiet, .rawjson, .none]
        isSilent = silentOnes.contains(progress)
    }

    /// Does a piece of work, told by `text` if it takes long.
    func during<T>(_ text: String, _ body: () async throws -> T) async rethrows -> T {
        let timer = DispatchSource.makeTimerSource(queue: DispatchQueue(label: "strata.notice"))
        timer.schedule(deadline: .now() + Self.patience)
        timer.setEventHandler { [self] in
            if !isSilent { Self.write("\(text) …\n") }
        }
        timer.resume()
        defer { timer.cancel() }
        return try await body()
    }

    private static func write(_ line: String) {
        do {
            _ = try FileDescriptor.standardError.writeAll(Array(line.utf8))
        } catch {
            // Whoever read it is gone.
        }
    }
}

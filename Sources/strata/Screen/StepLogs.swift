import BuildDatabase
import BuildEvents
import BuildScreens
import Dispatch
import Synchronization
import SystemPackage
import TerminalCells

/// Where the output of a build's steps lies.
protocol StepLogSource: Sendable {
    /// Sees to it that all that a step has written so far can be read.
    func flush(_ step: StepID) async

    /// Opens a step's output; nil where it has written nothing.
    func open(_ step: StepID) throws -> StepLogLines?
}

/// Reads, searches and copies the output of steps for the screen, on queues of its own.
final class StepLogs: Sendable {
    /// So many logs stay open, each of which takes a descriptor and the memory of a frame.
    private static let mostOpened = 4

    private let source: any StepLogSource
    private let reading = DispatchQueue(label: "strata.logs")
    /// A search reads all of a log, which lines that come into view must not wait for.
    private let searching = DispatchQueue(label: "strata.logs.search")
    /// The logs that were read last, with their lines indexed, the newest last; changed on `reading`.
    private let opened = Mutex<[(step: StepID, log: StepLogLines)]>([])
    /// How many searches there were: only the newest goes on.
    private let searches = Atomic(0)

    init(_ source: any StepLogSource) {
        self.source = source
    }

    func read(_ request: LogRequest) async -> LogPart {
        await source.flush(request.step)
        return await Self.on(reading) { [self] in
            do {
                guard var log = try log(of: request.step) else {
                    return LogPart(request: request, lines: [], total: 0, failure: "the log is not there any more")
                }
                let lines = try log.lines(from: request.first, count: request.count)
                keep(log, of: request.step)
                return LogPart(request: request, lines: lines, total: log.count)
            } catch {
                return LogPart(request: request, lines: [], total: 0, failure: "the log can't be read: \(error)")
            }
        }
    }

    /// Searches until it finds something, is cancelled, or another search begins.
    func search(_ search: LogSearch) async -> Int64? {
        let number = searches.add(1, ordering: .relaxed).newValue
        await source.flush(search.step)
        // A log that can't be read holds nothing; reading its lines tells why.
        let opened = await Self.on(reading) { [self] in try? log(of: search.step) }
        guard let log = opened else { return nil }
        let matcher = LogMatcher(search.text)
        return await withTaskCancellationHandler {
            await Self.on(searching) { [self] in
                var log = log
                var isStale = false
                // As above: what can't be read holds nothing.
                let found = try? log.search(from: search.start, isBackward: search.isBackward) { line in
                    isStale = isStale || searches.load(ordering: .relaxed) != number
                    return isStale || matcher.holds(in: line)
                }
                return isStale ? nil : found
            }
        } onCancel: {
            searches.add(1, ordering: .relaxed)
        }
    }

    /// Copies a step's whole output; gives a sentence on what came of it.
    func save(_ step: StepID, to path: String) async -> String {
        await source.flush(step)
        return await Self.on(reading) { [self] in
            do {
                guard var log = try log(of: step) else { return "this step has written nothing" }
                let file = try FileDescriptor.open(
                    FilePath(path), .writeOnly, options: [.create, .exclusiveCreate, .closeOnExec],
                    permissions: [.ownerReadWrite, .groupRead, .otherRead])
                try file.closeAfter { try log.copy { _ = try file.writeAll($0) } }
                return "the log is in \(path)"
            } catch Errno.fileExists {
                return "\(path) exists already; choose another name"
            } catch {
                return "\(path) can't be written: \(error)"
            }
        }
    }

    /// A step's log with all that was written so far, and from now on the newest of those that stay open.
    private func log(of step: StepID) throws -> StepLogLines? {
        let known = opened.withLock { opened in opened.first { $0.step == step }?.log }
        guard var log = try known ?? source.open(step) else { return nil }
        try log.refresh()
        keep(log, of: step)
        return log
    }

    private func keep(_ log: StepLogLines, of step: StepID) {
        opened.withLock { opened in
            opened.removeAll { $0.step == step }
            opened.append((step, log))
            if opened.count > Self.mostOpened { opened.removeFirst() }
        }
    }

    private static func on<Value: Sendable>(
        _ queue: DispatchQueue, _ body: @escaping @Sendable () -> Value
    ) async -> Value {
        await withCheckedContinuation { continuation in
            queue.async { continuation.resume(returning: body()) }
        }
    }
}

/// Finds text in lines of output, as `LogSearch` says.
struct LogMatcher: Sendable {
    private let text: String
    private let isExact: Bool
    private let bytes: [UInt8]

    init(_ text: String) {
        isExact = text.contains(where: \.isUppercase)
        self.text = isExact ? text : text.lowercased()
        bytes = Array(self.text.utf8)
    }

    /// Whether the text stands in a line, whatever colours it has.
    func holds(in line: [UInt8]) -> Bool {
        guard !bytes.isEmpty, line.count >= bytes.count else { return false }
        // A plain line of ASCII is looked at as it is; that is most of them.
        if line.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) { return contains(line) }
        let plain = AnsiReader.plain(line)
        return isExact ? plain.contains(text) : plain.lowercased().contains(text)
    }

    private func contains(_ line: [UInt8]) -> Bool {
        guard let first = bytes.first else { return false }
        var start = 0
        while start + bytes.count <= line.count {
            if folded(line[start]) == first, matches(line, at: start) { return true }
            start += 1
        }
        return false
    }

    private func matches(_ line: [UInt8], at start: Int) -> Bool {
        for offset in bytes.indices where folded(line[start + offset]) != bytes[offset] { return false }
        return true
    }

    private func folded(_ byte: UInt8) -> UInt8 {
        !isExact && byte >= 0x41 && byte <= 0x5A ? byte | 0x20 : byte
    }
}

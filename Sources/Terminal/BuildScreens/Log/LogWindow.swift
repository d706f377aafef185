import BuildEvents
import BuildProgress

/// The lines of one step's output that are at hand: those read from disk last, and the tail that events brought.
struct LogWindow: Sendable, Hashable {
    /// How many lines are asked for at once at most.
    static let longest = 600

    /// How many screens before and behind the one in view are asked for with it.
    private static let margin: Int64 = 3

    /// What was asked for and has not come yet.
    private(set) var pending: LogRequest?
    /// When it was asked for.
    private(set) var asked: Int64 = 0
    /// Why nothing could be read.
    private(set) var failure: String?

    private var first: Int64 = 0
    private var lines: [[UInt8]] = []
    /// How many lines the output had when the lines were read; nil before.
    private var total: Int64?
    /// Whether the output ended within what was asked for.
    private var isAtEnd = false
    /// How many bytes the step had written when lines were asked for last.
    private var askedBytes: Int64 = -1

    /// How many lines the output has as far as is known; in the past of a build, those that were there by then.
    func count(_ step: StepState, inPast isPast: Bool) -> Int64 {
        var count = step.logLines
        if step.tail.lineCount > step.tail.lineEndCount { count += 1 }
        return max(count, (isPast ? nil : total) ?? (step.logBytes > 0 ? 1 : 0))
    }

    /// The lines of a range, as many of its first ones as are at hand.
    func lines(_ range: Range<Int64>, of step: StepState) -> [[UInt8]] {
        var found: [[UInt8]] = []
        // The last line that was read may have grown since.
        let usable = isAtEnd && askedBytes != step.logBytes ? lines.dropLast() : lines[...]
        if range.lowerBound >= first, range.lowerBound < first + Int64(usable.count) {
            found = Array(usable.dropFirst(Int(range.lowerBound - first)).prefix(range.count))
        }
        let start = range.lowerBound + Int64(found.count)
        let tailStart = step.firstTailLine
        guard start < range.upperBound, step.tail.lineCount > 0, start >= tailStart else { return found }
        let tail = step.tail.lines(droppingFirst: Int(clamping: start - tailStart))
        return found + tail.prefix(Int(range.upperBound - start)).map { Array($0) }
    }

    /// Whether all lines of a range are at hand.
    func covers(_ range: Range<Int64>, of step: StepState) -> Bool {
        let usable = first + Int64(lines.count) - (isAtEnd && askedBytes != step.logBytes ? 1 : 0)
        let start = range.lowerBound >= first ? max(range.lowerBound, min(usable, range.upperBound)) : range.lowerBound
        return start >= range.upperBound || step.tail.lineCount > 0 && start >= step.firstTailLine
    }

    /// Asks for lines around a range of which some are not at hand; one request at a time.
    mutating func request(_ range: Range<Int64>, of step: StepState, now: Int64) -> LogRequest? {
        guard pending == nil, !range.isEmpty else { return nil }
        // What was not there is asked for again once the step has written more.
        if isAtEnd, range.lowerBound >= first, askedBytes == step.logBytes { return nil }
        let margin = Int64(range.count) * Self.margin
        let start = max(0, range.lowerBound - margin)
        let count = min(Int64(Self.longest), range.upperBound + margin - start)
        let request = LogRequest(step: step.id, first: start, count: Int(count))
        pending = request
        asked = now
        askedBytes = step.logBytes
        return request
    }

    /// Takes lines that were asked for.
    mutating func receive(_ part: LogPart) {
        guard part.request == pending else { return }
        pending = nil
        first = part.request.first
        lines = part.lines
        isAtEnd = part.lines.count < part.request.count
        total = max(total ?? 0, part.total)
        failure = part.failure
    }
}

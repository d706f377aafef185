package import BuildEvents
import LinuxSystem
import SystemPackage

/// Reads a step's log by line, from the disk and in memory that does not grow with it.
///
/// Lines count from 0; a last one without an end counts too. Reading blocks the calling thread, and a value belongs to
/// one thread at a time.
package struct StepLogLines: Sendable {
    /// So many bytes of a line are given at most; the rest of it is passed over.
    package static let longestLine = 256 << 10

    private var frames: LogFrames

    /// Opens a step's log; nil if the step has written nothing yet.
    package init?(of step: StepID, build: String, in database: StoreDatabase) throws {
        try self.init(path: StoreFiles.log(of: step, build: build, root: database.root))
    }

    init?(path: FilePath) throws {
        guard let frames = try LogFrames(path: path) else { return nil }
        self.frames = frames
    }

    /// How many lines there were when `refresh` was called last.
    package var count: Int64 { frames.newlines + (frames.isLineOpen ? 1 : 0) }

    /// Looks for what was written since; takes time in proportion to that.
    package mutating func refresh() throws {
        try frames.refresh()
    }

    /// Lines from one on, without their ends; fewer where there are no more.
    package mutating func lines(from first: Int64, count: Int) throws -> [[UInt8]] {
        var lines: [[UInt8]] = []
        try walk(from: first) { _, line in
            if lines.count < count { lines.append(line) }
            return lines.count < count
        }
        return lines
    }

    /// The nearest line, from one on or backwards from it, that a test holds for.
    package mutating func search(
        from start: Int64, isBackward: Bool, _ holds: ([UInt8]) -> Bool
    ) throws -> Int64? {
        guard isBackward else {
            var found: Int64?
            try walk(from: start) { number, line in
                if holds(line) { found = number }
                return found == nil
            }
            return found
        }
        guard start >= 0 else { return nil }
        var end = min(start, count - 1)
        while end >= 0 {
            let first = max(0, lineBegun(inFrameOf: end))
            var found: Int64?
            try walk(from: first) { number, line in
                if number <= end, holds(line) { found = number }
                return number < end
            }
            if let found { return found }
            end = first - 1
        }
        return nil
    }

    /// Gives the whole output, piece by piece and unchanged.
    package mutating func copy(_ body: ([UInt8]) throws -> Void) throws {
        for index in frames.frames.indices { try body(frames.output(of: index)) }
    }

    /// The first line that begins in the frame in which a line begins.
    private func lineBegun(inFrameOf line: Int64) -> Int64 {
        let index = frame(of: line)
        return index == 0 ? 0 : min(line, frames.frames[index].newlines + 1)
    }

    /// The frame in which a line begins: the last with fewer line ends before it than the line has.
    private func frame(of line: Int64) -> Int {
        var (low, high) = (0, frames.frames.count)
        while low < high {
            let middle = (low + high) / 2
            if frames.frames[middle].newlines < line { low = middle + 1 } else { high = middle }
        }
        return max(0, low - 1)
    }

    /// Gives lines by their number from one on, until `body` gives false.
    private mutating func walk(from first: Int64, _ body: (Int64, [UInt8]) throws -> Bool) throws {
        guard first >= 0, !frames.frames.isEmpty else { return }
        var index = frame(of: first)
        var number = frames.frames[index].newlines
        var line: [UInt8] = []
        while index < frames.frames.count {
            let output = try frames.output(of: index)
            var rest = output[...]
            while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
                line.append(upToLimit: rest[..<end], limit: Self.longestLine)
                if number >= first, try !body(number, line) { return }
                line = []
                number += 1
                rest = rest[(end + 1)...]
            }
            line.append(upToLimit: rest, limit: Self.longestLine)
            index += 1
        }
        if !line.isEmpty, number >= first { _ = try body(number, line) }
    }
}

extension [UInt8] {
    fileprivate mutating func append(upToLimit bytes: ArraySlice<UInt8>, limit: Int) {
        append(contentsOf: bytes.prefix(Swift.max(0, limit - count)))
    }
}

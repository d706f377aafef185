package import BuildEvents

/// The output of steps for a page: the end of each, since no browser wants all of a long one.
package struct StepOutputs: Sendable {
    /// So many bytes of a step are kept, and twice as many before the beginning is dropped.
    private static let limit = 256 << 10

    private struct Output {
        var bytes: [UInt8] = []
        var isClipped = false
    }

    private var outputs: [StepID: Output] = [:]

    /// Begins without output.
    package init() {}

    /// Takes what a step wrote next.
    package mutating func add(_ bytes: [UInt8], to step: StepID) {
        outputs[step, default: Output()].bytes += bytes
        guard let count = outputs[step]?.bytes.count, count > 2 * Self.limit else { return }
        outputs[step]?.bytes.removeFirst(count - Self.limit)
        outputs[step]?.isClipped = true
    }

    /// The output of a step as a terminal would have left it, by line; nil where it wrote nothing.
    func text(of step: StepID) -> (text: String, isClipped: Bool)? {
        guard let output = outputs[step], !output.bytes.isEmpty else { return nil }
        let isClipped = output.isClipped || output.bytes.count > Self.limit
        var bytes = output.bytes.suffix(Self.limit)
        if isClipped, let end = bytes.firstIndex(of: UInt8(ascii: "\n")) { bytes = bytes[(end + 1)...] }
        let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map { line in
            // Of a line that was written over again and again, the last version.
            let trimmed = line.last == UInt8(ascii: "\r") ? line.dropLast() : line
            let start = trimmed.lastIndex(of: UInt8(ascii: "\r")).map { $0 + 1 } ?? trimmed.startIndex
            return String(decoding: trimmed[start...], as: UTF8.self)
        }
        return (lines.joined(separator: "\n"), isClipped)
    }
}

/// Puts a prefix before each line of a step's output, which comes in chunks that end anywhere.
///
/// Bytes pass unchanged, whatever they are, but that CR LF ends a line as LF does, and that a line which is drawn over
/// (a lone CR) has its prefix drawn again.
struct LineFormatter: Sendable {
    /// Whether what was formatted last did not end its line.
    private(set) var isLineOpen = false
    private var needsPrefix = true
    private var hasPendingReturn = false

    private static let newline = UInt8(ascii: "\n")
    private static let carriageReturn = UInt8(ascii: "\r")

    /// Appends the next chunk to `output`.
    mutating func format(_ chunk: [UInt8], prefix: [UInt8], into output: inout [UInt8]) {
        output.reserveCapacity(output.count + chunk.count + prefix.count)
        chunk.withUnsafeBufferPointer { bytes in
            var index = 0
            while index < bytes.count {
                if hasPendingReturn {
                    hasPendingReturn = false
                    if bytes[index] == Self.newline {
                        endLine(&output)
                        index += 1
                        continue
                    }
                    output.append(Self.carriageReturn)
                    needsPrefix = true
                }
                index = formatPart(of: bytes, from: index, prefix: prefix, into: &output)
            }
        }
    }

    /// Ends an open line; the next output begins a new one with its prefix.
    mutating func close(_ output: inout [UInt8]) {
        hasPendingReturn = false
        guard isLineOpen else { return }
        endLine(&output)
    }

    /// Formats up to and with the next line end or CR; gives the index behind it.
    private mutating func formatPart(
        of bytes: UnsafeBufferPointer<UInt8>, from start: Int, prefix: [UInt8], into output: inout [UInt8]
    ) -> Int {
        if needsPrefix {
            output += prefix
            needsPrefix = false
            isLineOpen = true
        }
        var end = start
        while end < bytes.count, bytes[end] != Self.newline, bytes[end] != Self.carriageReturn { end += 1 }
        output += UnsafeBufferPointer(rebasing: bytes[start..<end])
        guard end < bytes.count else { return end }
        if bytes[end] == Self.newline {
            endLine(&output)
        } else {
            hasPendingReturn = true
        }
        return end + 1
    }

    private mutating func endLine(_ output: inout [UInt8]) {
        output.append(Self.newline)
        needsPrefix = true
        isLineOpen = false
    }
}

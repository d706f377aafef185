/// Replaces the values of secrets in a stream of output, even where a value is split between two chunks.
///
/// What could still become a value is held back until more comes or `finish` is called, so that one masker serves one
/// stream. Values of fewer than six bytes are left alone: hiding them would hide harmless text everywhere.
package struct SecretMasker: Sendable {
    /// The fewest bytes that a value must have to be masked.
    package static let shortestValue = 6

    private static let mask = Array("***".utf8)

    /// Longest first, so that a whole value wins over its first line.
    private let patterns: [[UInt8]]
    /// Whether some pattern begins with the byte.
    private let isFirstByte: [Bool]
    private var held: [UInt8] = []

    /// Makes a masker for the values, each masked as a whole and line by line.
    package init(values: some Sequence<[UInt8]>) {
        var patterns: Set<[UInt8]> = []
        for value in values where value.count >= Self.shortestValue {
            patterns.insert(Self.trimmed(value[...]))
            for line in value.split(separator: UInt8(ascii: "\n")) { patterns.insert(Self.trimmed(line)) }
        }
        self.patterns = patterns.filter { $0.count >= Self.shortestValue }.sorted {
            $0.count == $1.count ? $0.lexicographicallyPrecedes($1) : $0.count > $1.count
        }
        var isFirstByte = [Bool](repeating: false, count: 256)
        for pattern in self.patterns { isFirstByte[Int(pattern[0])] = true }
        self.isFirstByte = isFirstByte
    }

    /// Whether there is nothing to mask, so that output passes unchanged.
    package var isEmpty: Bool { patterns.isEmpty }

    /// Takes the next chunk and gives what may be shown of it and of what was held back.
    package mutating func mask(_ chunk: [UInt8]) -> [UInt8] {
        guard !patterns.isEmpty else { return chunk }
        return scan(held.isEmpty ? chunk : held + chunk, isLast: false)
    }

    /// Gives what was held back; the stream has ended.
    package mutating func finish() -> [UInt8] {
        scan(held, isLast: true)
    }

    /// Masks a text that is whole.
    package func masked(_ text: String) -> String {
        guard !patterns.isEmpty else { return text }
        var masker = self
        masker.held = []
        return String(decoding: masker.scan(Array(text.utf8), isLast: true), as: UTF8.self)
    }

    private enum Match {
        case none
        case whole(length: Int)
        /// The input ends within a value.
        case open
    }

    private mutating func scan(_ input: [UInt8], isLast: Bool) -> [UInt8] {
        var output: [UInt8] = []
        output.reserveCapacity(input.count)
        var clean = 0
        var index = 0
        held = []
        while index < input.count {
            guard isFirstByte[Int(input[index])] else {
                index += 1
                continue
            }
            switch match(input, at: index, isLast: isLast) {
            case .none:
                index += 1
            case .whole(let length):
                output += input[clean..<index]
                output += Self.mask
                index += length
                clean = index
            case .open:
                held = Array(input[index...])
                return output + input[clean..<index]
            }
        }
        return output + input[clean...]
    }

    private func match(_ input: [UInt8], at index: Int, isLast: Bool) -> Match {
        let rest = input[index...]
        for pattern in patterns {
            if rest.count >= pattern.count {
                if rest.starts(with: pattern) { return .whole(length: pattern.count) }
            } else if !isLast, pattern.starts(with: rest) {
                return .open
            }
        }
        return .none
    }

    private static func trimmed(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
        let isSpace = { (byte: UInt8) in byte == 0x20 || (0x09...0x0D).contains(byte) }
        var bytes = bytes.drop(while: isSpace)
        while let last = bytes.last, isSpace(last) { bytes.removeLast() }
        return Array(bytes)
    }
}

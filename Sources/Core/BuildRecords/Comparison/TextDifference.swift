/// The lines of two texts side by side: which stand in both, which went and which came.
package struct TextDifference: Sendable, Hashable {
    /// A line of either text.
    package struct Line: Sendable, Hashable {
        /// In which text it stands.
        package enum Kind: String, Sendable, Hashable, Codable {
            case both, removed, added
        }

        /// In which text it stands.
        package var kind: Kind
        /// The line without its end.
        package var text: String
        /// Its number in the first text, from 1; nil for one that was added.
        package var oldNumber: Int?
        /// Its number in the second text, from 1; nil for one that was removed.
        package var newNumber: Int?
    }

    /// All lines, those removed before those that came in their place.
    package private(set) var lines: [Line] = []

    /// Compares two texts line by line; takes time in proportion to their length times the number of differences.
    package init(from old: String, to new: String) {
        let (before, after) = (Self.split(old), Self.split(new))
        var removed: Set<Int> = []
        var added: Set<Int> = []
        // Far longer texts are no Dockerfiles, and would be compared for hours.
        let isComparable = before.count + after.count <= 20_000
        if !isComparable { (removed, added) = (Set(before.indices), Set(after.indices)) }
        for change in isComparable ? Array(after.difference(from: before)) : [] {
            switch change {
            case .remove(let offset, _, _): removed.insert(offset)
            case .insert(let offset, _, _): added.insert(offset)
            }
        }
        var (left, right) = (0, 0)
        while left < before.count || right < after.count {
            if removed.contains(left) {
                lines.append(Line(kind: .removed, text: before[left], oldNumber: left + 1, newNumber: nil))
                left += 1
            } else if added.contains(right) {
                lines.append(Line(kind: .added, text: after[right], oldNumber: nil, newNumber: right + 1))
                right += 1
            } else {
                lines.append(Line(kind: .both, text: before[left], oldNumber: left + 1, newNumber: right + 1))
                left += 1
                right += 1
            }
        }
    }

    /// Whether the texts are equal.
    package var isEmpty: Bool { lines.allSatisfy { $0.kind == .both } }

    /// The lines that differ with some around them, in stretches; empty where the texts are equal.
    package func hunks(context: Int = 2) -> [[Line]] {
        var hunks: [[Line]] = []
        var end = 0
        for index in lines.indices where lines[index].kind != .both {
            let first = max(0, index - context)
            let last = min(lines.count, index + context + 1)
            if hunks.isEmpty || first > end {
                hunks.append(Array(lines[first..<last]))
            } else if last > end {
                hunks[hunks.count - 1] += lines[end..<last]
            }
            end = max(end, last)
        }
        return hunks
    }

    private static func split(_ text: String) -> [String] {
        // By bytes: to a String the two of CR LF are one character, and no line end.
        var lines = text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        if lines.last?.isEmpty == true { lines.removeLast() }
        return lines.map { String(decoding: $0, as: UTF8.self) }
    }
}

import TerminalCells
import TerminalThemes

/// Two versions of a text, with the words that differ marked.
enum WordDiff {
    /// Beyond so many words in each only the beginning and the end that are alike are left unmarked.
    private static let longestCompared = 400

    /// A row for the version before and one for the version now, each with a sign; empty for one that is not there.
    static func rows(old: String?, new: String?) -> (old: [Ink], new: [Ink]) {
        let before = old.map(words) ?? []
        let after = new.map(words) ?? []
        let kept = old == nil || new == nil ? (Set<Int>(), Set<Int>()) : common(before, after)
        return (
            old == nil ? [] : inks("- ", before, kept: kept.0, .removed),
            new == nil ? [] : inks("+ ", after, kept: kept.1, .added)
        )
    }

    private static func inks(_ sign: String, _ words: [String], kept: Set<Int>, _ role: Role) -> [Ink] {
        var inks = [Ink(sign, role)]
        for (index, word) in words.enumerated() {
            let part = Ink.outside(word, kept.contains(index) ? .text : role)
            if inks.count > 1, inks[inks.count - 1].role == part.role {
                inks[inks.count - 1].text += part.text
            } else {
                inks.append(part)
            }
        }
        return inks
    }

    /// Words and the blanks between them, each a piece.
    private static func words(_ text: String) -> [String] {
        var words: [String] = []
        var wasBlank: Bool?
        for character in text {
            let isBlank = character.isWhitespace
            if isBlank == wasBlank {
                words[words.count - 1].append(character)
            } else {
                words.append(String(character))
            }
            wasBlank = isBlank
        }
        return words
    }

    /// The positions of the words that stay, in each version: those of a longest common subsequence.
    private static func common(_ old: [String], _ new: [String]) -> (Set<Int>, Set<Int>) {
        var start = 0
        while start < min(old.count, new.count), old[start] == new[start] { start += 1 }
        var end = 0
        while end < min(old.count, new.count) - start, old[old.count - 1 - end] == new[new.count - 1 - end] { end += 1 }
        var left = Set(0..<start).union((old.count - end)..<old.count)
        var right = Set(0..<start).union((new.count - end)..<new.count)
        let (middleOld, middleNew) = (old[start..<(old.count - end)], new[start..<(new.count - end)])
        guard max(middleOld.count, middleNew.count) <= longestCompared else { return (left, right) }
        for (index, other) in subsequence(Array(middleOld), Array(middleNew)) {
            left.insert(start + index)
            right.insert(start + other)
        }
        return (left, right)
    }

    private static func subsequence(_ old: [String], _ new: [String]) -> [(Int, Int)] {
        guard !old.isEmpty, !new.isEmpty else { return [] }
        var lengths = Array(repeating: Array(repeating: 0, count: new.count + 1), count: old.count + 1)
        for row in old.indices.reversed() {
            for column in new.indices.reversed() {
                lengths[row][column] =
                    old[row] == new[column]
                    ? lengths[row + 1][column + 1] + 1 : max(lengths[row + 1][column], lengths[row][column + 1])
            }
        }
        var pairs: [(Int, Int)] = []
        var (row, column) = (0, 0)
        while row < old.count, column < new.count {
            if old[row] == new[column] {
                pairs.append((row, column))
                (row, column) = (row + 1, column + 1)
            } else if lengths[row + 1][column] >= lengths[row][column + 1] {
                row += 1
            } else {
                column += 1
            }
        }
        return pairs
    }
}

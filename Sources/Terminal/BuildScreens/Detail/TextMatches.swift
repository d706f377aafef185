import TerminalCells

/// Where a text stands in another; case matters only where the text that is searched for has capitals.
enum TextMatches {
    /// The places as ranges of columns, from the left, none over another.
    static func ranges(of query: String, in text: String) -> [Range<Int>] {
        guard !query.isEmpty else { return [] }
        let isExact = query.contains(where: \.isUppercase)
        if let ranges = plainRanges(of: query, in: text, isExact: isExact) { return ranges }
        let wanted = Array(query)
        let clusters = Array(text)
        guard clusters.count >= wanted.count else { return [] }
        let compared = isExact ? clusters : clusters.map(lowered)
        var columns = [0]
        columns.reserveCapacity(clusters.count + 1)
        var ranges: [Range<Int>] = []
        var next = 0
        for start in 0...(clusters.count - wanted.count) where start >= next {
            guard compared[start] == wanted[0], compared[start..<(start + wanted.count)].elementsEqual(wanted) else {
                continue
            }
            next = start + wanted.count
            extend(&columns, by: clusters, to: next)
            ranges.append(columns[start]..<columns[next])
        }
        return ranges
    }

    /// Whether a text stands in another.
    static func contains(_ query: String, in text: String) -> Bool {
        if query.contains(where: \.isUppercase) { return text.contains(query) }
        return text.contains(query) || text.lowercased().contains(query)
    }

    /// The places in text of 7-bit characters, where bytes are columns; nil for other text.
    private static func plainRanges(of query: String, in text: String, isExact: Bool) -> [Range<Int>]? {
        let bytes = Array(text.utf8)
        guard bytes.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) else { return nil }
        let wanted = Array(query.utf8)
        guard bytes.count >= wanted.count else { return [] }
        func isAlike(_ byte: UInt8, _ other: UInt8) -> Bool {
            byte == other || !isExact && byte >= 0x41 && byte <= 0x5A && byte | 0x20 == other
        }
        var ranges: [Range<Int>] = []
        var start = 0
        while start + wanted.count <= bytes.count {
            if wanted.indices.allSatisfy({ isAlike(bytes[start + $0], wanted[$0]) }) {
                ranges.append(start..<(start + wanted.count))
                start += wanted.count
            } else {
                start += 1
            }
        }
        return ranges
    }

    private static func lowered(_ cluster: Character) -> Character {
        guard cluster.isUppercase, let first = cluster.lowercased().first else { return cluster }
        return first
    }

    private static func extend(_ columns: inout [Int], by clusters: [Character], to count: Int) {
        while columns.count <= count {
            columns.append(columns[columns.count - 1] + Width.columns(of: clusters[columns.count - 1]))
        }
    }
}

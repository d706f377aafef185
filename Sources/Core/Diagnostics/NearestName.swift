/// Finds what somebody probably meant to type.
package enum NearestName {
    /// The candidate nearest to `name`, or nil when none is near enough.
    ///
    /// Case does not count. Names of up to three characters may differ by one edit, of up to seven by two, longer ones
    /// by three; two neighbours swapped are one edit. Of equally near candidates the first wins. A candidate that equals
    /// `name` is never suggested, but one that differs in case only is.
    package static func suggestion(for name: String, among candidates: some Sequence<String>) -> String? {
        let wanted = Array(name.lowercased().unicodeScalars)
        var best: (name: String, distance: Int)?
        for candidate in candidates where candidate != name {
            let scalars = Array(candidate.lowercased().unicodeScalars)
            let limit = best.map { $0.distance - 1 } ?? tolerance(length: wanted.count)
            guard abs(scalars.count - wanted.count) <= limit else { continue }
            let distance = editDistance(wanted, scalars)
            if distance <= limit {
                best = (candidate, distance)
            }
        }
        return best?.name
    }

    private static func tolerance(length: Int) -> Int {
        switch length {
        case 0: -1
        case 1...3: 1
        case 4...7: 2
        default: 3
        }
    }

    /// The number of insertions, removals, replacements and swaps of neighbours that turn one into the other.
    private static func editDistance(_ left: [Unicode.Scalar], _ right: [Unicode.Scalar]) -> Int {
        var beforeLast: [Int] = []
        var last = Array(0...right.count)
        for i in left.indices {
            var row = [i + 1]
            row.reserveCapacity(right.count + 1)
            for j in right.indices {
                var cost = min(last[j + 1] + 1, row[j] + 1, last[j] + (left[i] == right[j] ? 0 : 1))
                if i > 0, j > 0, left[i] == right[j - 1], left[i - 1] == right[j] {
                    cost = min(cost, beforeLast[j - 1] + 1)
                }
                row.append(cost)
            }
            beforeLast = last
            last = row
        }
        return last[right.count]
    }
}

/// What was probably meant by the name of a variable.
///
/// Unlike `NearestName`, which is for people's typing in general, this gives what BuildKit's checks give: capitals
/// count, two swapped letters are two edits, and whatever the length at most two edits are forgiven.
enum Suggestion {
    private static let tolerance = 2

    /// The nearest of the candidates; the first of equally near ones.
    static func nearest(to name: String, among candidates: [String]) -> String? {
        let wanted = Array(name.unicodeScalars)
        var best: (name: String, distance: Int)?
        for candidate in candidates where !candidate.isEmpty {
            let scalars = Array(candidate.unicodeScalars)
            guard abs(scalars.count - wanted.count) <= tolerance else { continue }
            let distance = editDistance(wanted, scalars)
            if distance <= tolerance, distance < best?.distance ?? .max { best = (candidate, distance) }
        }
        return best?.name
    }

    /// The number of insertions, removals and replacements that turn one into the other.
    private static func editDistance(_ left: [Unicode.Scalar], _ right: [Unicode.Scalar]) -> Int {
        var last = Array(0...right.count)
        for (i, scalar) in left.enumerated() {
            var row = [i + 1]
            for (j, other) in right.enumerated() {
                row.append(min(last[j + 1] + 1, row[j] + 1, last[j] + (scalar == other ? 0 : 1)))
            }
            last = row
        }
        return last[right.count]
    }
}

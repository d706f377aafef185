import BuildEvents
package import BuildRecords

/// What `strata explain --against` prints.
extension ExplainReport {
    /// What differs between another build's keys and this one's; with `positions` only of these steps.
    package func against(_ other: ExplainedBuild, _ comparison: KeyComparison, only positions: [Int]? = nil) -> String {
        let pairs = comparison.pairs.filter { positions?.contains($0.step) ?? true }
        let telling = pairs.filter { !$0.changes.isEmpty || ($0.isOnOtherGround && positions != nil) }
        var lines = [headline, "  against build \(other.number)"]
        for pair in telling { lines += [""] + paragraph(pair) }
        let below = pairs.count { $0.changes.isEmpty && $0.isOnOtherGround }
        if below > 0, positions == nil {
            lines += ["", "\(Self.count(below)) the same and on another result of what is below."]
        }
        if positions == nil {
            lines += only(comparison.added, of: build) + only(comparison.removed, of: other)
        }
        let unknown = pairs.count { !$0.isKnown }
        if unknown > 0 { lines += ["", "Of \(unknown == 1 ? "1 step" : "\(unknown) steps") the key is not kept."] }
        if lines.count == 2 { lines += ["", "Their keys are the same."] }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func count(_ count: Int) -> String {
        count == 1 ? "1 step is" : "\(count) steps are"
    }

    private func paragraph(_ pair: KeyComparison.Pair) -> [String] {
        var lines = [title(of: pair.step)] + ChangeLines.lines(pair.changes).map { "  \($0)" }
        if pair.changes.isEmpty { lines.append("  it is the same, and stands on another result of what is below") }
        return lines
    }

    private func only(_ positions: [Int], of build: ExplainedBuild) -> [String] {
        guard !positions.isEmpty else { return [] }
        let names = positions.map { PlainText.clean("  \(build.steps[$0].name)") }
        return ["", "Only in build \(build.number)"] + names
    }
}

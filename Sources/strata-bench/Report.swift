import Foundation

/// The results as a table for people: a row a phase, a column a builder, and how strata compares with the fastest peer.
struct Report {
    let results: [PhaseResult]
    /// The builder that is compared with the fastest of the others.
    var subject = "strata"

    var text: String {
        let builders = results.map(\.builder).unique
        let header = ["workload", "phase"] + builders + ["ratio", "at most", ""] + ["peak memory"]
        let rows = rowKeys.map { row($0, builders) }
        return Self.aligned([header] + rows)
    }

    private struct RowKey: Hashable {
        let workload: String
        let phase: String
    }

    private var rowKeys: [RowKey] { results.map { RowKey(workload: $0.workload, phase: $0.phase) }.unique }

    private func row(_ key: RowKey, _ builders: [String]) -> [String] {
        let cells = results.filter { $0.workload == key.workload && $0.phase == key.phase }
        let times = builders.map { name in
            cells.first { $0.builder == name }?.median.map(Self.seconds) ?? "-"
        }
        let own = cells.first { $0.builder == subject }
        let fastest = cells.filter { $0.builder != subject }.compactMap(\.median).min()
        let ratio = own?.median.flatMap { median in fastest.map { median / $0 } }
        let budget = own?.budget
        return [key.workload, key.phase] + times + [
            ratio.map { String(format: "%.2f", $0) } ?? "-", budget.map { String(format: "%.2f", $0) } ?? "-",
            Self.verdict(ratio, budget), own.map { "\($0.peakBytes / 1_000_000) MB" } ?? "-",
        ]
    }

    private static func verdict(_ ratio: Double?, _ budget: Double?) -> String {
        guard let ratio, let budget else { return "" }
        return ratio <= budget ? "met" : "missed"
    }

    private static func seconds(_ value: Double) -> String {
        value < 1 ? String(format: "%.0f ms", value * 1000) : String(format: "%.2f s", value)
    }

    /// Rows with their columns one below the other.
    static func aligned(_ rows: [[String]]) -> String {
        let columns = rows.map(\.count).max() ?? 0
        let widths = (0..<columns).map { column in rows.map { $0[column].count }.max() ?? 0 }
        return rows.map { row in
            zip(row, widths).map { $0.padding(toLength: $1, withPad: " ", startingAt: 0) }.joined(separator: "  ")
        }.joined(separator: "\n")
    }
}

extension Array where Element: Hashable {
    /// Each element once, where it first stands.
    fileprivate var unique: [Element] {
        var seen: Set<Element> = []
        return filter { seen.insert($0).inserted }
    }
}

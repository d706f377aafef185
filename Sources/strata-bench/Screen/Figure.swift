import Foundation

/// Something measured by itself, not beside another builder.
struct Figure: Encodable {
    let workload: String
    let name: String
    let unit: String
    /// What was measured, in the order of the measurements.
    let values: [Double]
    /// What the value at `judged` may be at most; nil where none was set.
    let budget: Double?
    /// Which share of the values lie at or below the one that the budget is for.
    let judged: Double

    init(
        _ workload: String, _ name: String, _ unit: String, _ values: [Double], atMost budget: Double?,
        at judged: Double
    ) {
        self.workload = workload
        self.name = name
        self.unit = unit
        self.values = values
        self.budget = budget
        self.judged = judged
    }

    func value(at share: Double) -> Double? {
        let sorted = values.sorted()
        guard !sorted.isEmpty else { return nil }
        return sorted[min(sorted.count - 1, Int((Double(sorted.count) * share).rounded(.down)))]
    }

    static let header = ["workload", "", "median", "99 %", "most", "at most", ""]

    /// Its row below the header.
    var row: [String] {
        let judgement = value(at: judged).flatMap { value in budget.map { value <= $0 ? "met" : "missed" } }
        return [workload, name, text(value(at: 0.5)), text(value(at: 0.99)), text(value(at: 1)), text(budget)]
            + [judgement ?? ""]
    }

    private func text(_ value: Double?) -> String {
        value.map { String(format: $0 < 10 ? "%.2f %@" : "%.0f %@", $0, unit) } ?? "-"
    }
}

import Foundation

/// All that was measured.
struct Outcome {
    /// strata beside its peers.
    let builds: Report
    /// Builds with the screen beside builds without.
    let screen: Report
    /// Builds whose misses are explained beside builds with nothing to compare with.
    let explaining: Report
    let figures: [Figure]

    /// For people: a table each.
    var text: String {
        var tables = [builds, screen, explaining].filter { !$0.results.isEmpty }.map(\.text)
        if !figures.isEmpty { tables.append(Report.aligned([Figure.header] + figures.map(\.row))) }
        return tables.joined(separator: "\n\n")
    }

    /// For other programs: every measurement.
    func json() throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        return try encoder.encode(
            Contents(
                builds: builds.results, screen: screen.results, explaining: explaining.results, figures: figures))
    }

    private struct Contents: Encodable {
        let builds: [PhaseResult]
        let screen: [PhaseResult]
        let explaining: [PhaseResult]
        let figures: [Figure]
    }
}

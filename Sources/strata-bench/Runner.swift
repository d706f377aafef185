import Foundation

/// What one builder took in one phase, over all rounds.
struct PhaseResult: Encodable {
    let workload: String
    let phase: String
    let builder: String
    let budget: Double?
    /// Seconds of each round, in order; empty where the builder cannot do it.
    var seconds: [Double] = []
    var peakBytes = 0

    /// The middle of the rounds, or the mean of the middle two.
    var median: Double? {
        let sorted = seconds.sorted()
        guard !sorted.isEmpty else { return nil }
        return (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
    }
}

/// Runs workloads on builders in turn, so that what the machine does meanwhile meets all of them alike.
struct Runner {
    let bench: Workbench
    let builders: [any Builder]
    let rounds: Int
    /// Called with what a reader should know: a builder that failed and is left out of a workload.
    let say: (String) -> Void

    /// The results of one workload, by phase and then by builder.
    func run(_ workload: any Workload) throws -> [PhaseResult] {
        try workload.prepare(bench)
        defer { note("") }
        var results: [[PhaseResult]] = builders.map { builder in
            workload.phases.map {
                PhaseResult(workload: workload.name, phase: $0.name, builder: builder.name, budget: $0.budget)
            }
        }
        var failed: Set<String> = []
        let turns = Array(builders.enumerated())
        for round in 0..<rounds {
            // Who comes later finds the machine as the one before left it.
            let order = round.isMultiple(of: 2) ? turns : turns.reversed()
            for (index, builder) in order where !failed.contains(builder.name) {
                note("\(workload.name): round \(round + 1) of \(rounds), \(builder.name)")
                do {
                    if round == 0 { try builder.reset() }
                    try measure(workload, builder, round: round, into: &results[index])
                } catch {
                    failed.insert(builder.name)
                    say("\(builder.name) fails at '\(workload.name)': \(error)")
                }
            }
        }
        return workload.phases.indices.flatMap { phase in results.map { $0[phase] } }
    }

    private func measure(
        _ workload: any Workload, _ builder: any Builder, round: Int, into results: inout [PhaseResult]
    ) throws {
        let home = String(workload.name.map { $0.isLetter || $0.isNumber ? $0 : "-" })
        let folder = try bench.makeFolder("work/\(home)/\(builder.name)")
        let turn = Turn(builder: builder, bench: bench, round: round, folder: folder)
        for (index, phase) in workload.phases.enumerated() {
            guard let measured = try builder.build(workload.request(phase, turn)) else { continue }
            results[index].seconds.append(measured.seconds)
            results[index].peakBytes = max(results[index].peakBytes, measured.peakBytes)
        }
    }

    /// Says on a terminal what is being done, on a line that the next one replaces.
    private func note(_ text: String) {
        guard isatty(2) == 1 else { return }
        FileHandle.standardError.write(Data("\r\u{1b}[K\(text)".utf8))
    }
}

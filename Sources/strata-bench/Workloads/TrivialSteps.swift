/// Sixty steps that do nothing, one after the other: what a step costs by itself.
struct TrivialSteps: Workload {
    let name = "60 trivial RUN"
    let phases = [Phase(name: "60 steps", budget: 0.25)]

    func request(_ phase: Phase, _ turn: Turn) throws -> BuildRequest {
        // Each step differs from round to round: one that ran and changed nothing would let the next be cached.
        let steps = (1...60).map { "RUN : \($0) \(turn.nonce)" }
        return try turn.build((["ARG BASE", "FROM ${BASE}"] + steps).joined(separator: "\n"))
    }
}

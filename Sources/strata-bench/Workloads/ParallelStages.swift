/// Forty stages of one step each, gathered in one image: what scheduling and single-file copies cost.
struct ParallelStages: Workload {
    let name = "40 stages"
    let phases = [Phase(name: "40 RUN and 40 COPY", budget: nil)]

    func request(_ phase: Phase, _ turn: Turn) throws -> BuildRequest {
        let stages = (1...40).flatMap { ["FROM ${BASE} AS stage\($0)", "RUN echo \($0) \(turn.nonce) >/result"] }
        let copies = (1...40).map { "COPY --from=stage\($0) /result /\($0)" }
        return try turn.build((["ARG BASE"] + stages + ["FROM scratch"] + copies).joined(separator: "\n"))
    }
}

import Foundation

/// 20,000 files (230 MB) copied into a layer: for the first time, once more, and after one of them changed.
struct ManyFiles: Workload {
    let name = "20,000 files"
    let phases = [
        Phase(name: "first", budget: 0.5), Phase(name: "again", budget: 0.4), Phase(name: "one changed", budget: 0.15),
    ]

    func request(_ phase: Phase, _ turn: Turn) throws -> BuildRequest {
        let request = try turn.build("FROM scratch\nCOPY files /files/\n")
        let files = request.context.appendingPathComponent("files")
        if turn.round == 0 && phase == phases[0] { try FileTree.write(below: files) }
        switch phase.name {
        case "first": try turn.builder.reset()
        case "one changed": try FileTree.change(turn.round, below: files)
        default: break
        }
        return request
    }
}

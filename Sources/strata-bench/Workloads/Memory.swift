import Foundation

/// What could make a builder's memory grow: a step that logs two million lines, and the copy of a 2 GB file.
struct Memory: Workload {
    let name = "memory"
    let phases = [Phase(name: "2,000,000 lines", budget: nil), Phase(name: "2 GB file", budget: nil)]

    func request(_ phase: Phase, _ turn: Turn) throws -> BuildRequest {
        guard phase == phases[1] else {
            return try turn.build("ARG BASE\nFROM ${BASE}\nRUN : \(turn.nonce); seq 2000000\n")
        }
        let request = try turn.build("FROM scratch\nCOPY large /\n")
        try write(request.context.appendingPathComponent("large"), round: turn.round)
        return request
    }

    private func write(_ file: URL, round: Int) throws {
        let block = FileTree.bytes(1 << 20, seed: UInt64(round))
        try Data().write(to: file)
        let handle = try FileHandle(forWritingTo: file)
        for _ in 0..<2048 { try handle.write(contentsOf: block) }
        try handle.close()
    }
}

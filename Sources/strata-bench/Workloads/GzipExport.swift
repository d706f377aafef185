import Foundation

/// A step writes 130 MB, and its layer is exported with gzip in an OCI archive.
struct GzipExport: Workload {
    let name = "export with gzip"
    let phases = [Phase(name: "130 MB layer", budget: 0.25)]

    func request(_ phase: Phase, _ turn: Turn) throws -> BuildRequest {
        var request = try turn.build(
            """
            ARG BASE
            FROM ${BASE}
            COPY seed /
            RUN (echo \(turn.nonce); for i in 0 1 2 3 4 5 6 7 8 9; do cat /seed; done) >/data
            """)
        let seed = request.context.appendingPathComponent("seed")
        if turn.round == 0 { try FileTree.bytes(13_000_000, seed: 13).write(to: seed) }
        request.output = .archive(turn.folder.appendingPathComponent("out.tar"))
        return request
    }
}

import Foundation

/// Builds in which every step misses, or every step hits, in two ways: one builder builds the same Dockerfile again and
/// again, so that there is always a build before to compare with; the other has a new Dockerfile each time, of which
/// neither the history nor the cache knows anything.
struct ExplainingCost: Workload {
    private static let files = 2000
    private static let steps = 20
    private static let fileSize = 1000

    let name = "history: explaining"
    let phases: [Phase]
    private let isCached: Bool

    init(isCached: Bool) {
        self.isCached = isCached
        phases = [Phase(name: isCached ? "all steps hit" : "all steps run", budget: 1.02)]
    }

    func request(_ phase: Phase, _ turn: Turn) throws -> BuildRequest {
        let context = turn.folder.appendingPathComponent("context")
        if turn.round == 0 {
            try write(filesOfVersion: 0, below: context)
            _ = try turn.builder.build(build(version: 0, named: "Dockerfile", in: context))
        }
        let version = isCached ? 0 : turn.round + 1
        if !isCached { try write(filesOfVersion: version, below: context) }
        let isExplained = turn.builder.name == HistoryBench.subject
        return try build(version: version, named: isExplained ? "Dockerfile" : "Dockerfile-\(turn.round)", in: context)
    }

    /// A build whose argument, files and text of every step are those of a version.
    ///
    /// The text too, since by that the cache knows what a step left before, also where the history knows of no build.
    private func build(version: Int, named name: String, in context: URL) throws -> BuildRequest {
        let runs = (1...Self.steps).map { "RUN : \($0) in \(version)" }
        let lines = ["ARG BASE", "FROM ${BASE}", "ARG VERSION", "COPY files /files-\(version)/"] + runs
        var request = BuildRequest(context: context)
        // Beside the context, so that it stays as large as it is.
        request.dockerfile = "../\(name)"
        request.arguments["VERSION"] = String(version)
        let file = context.appendingPathComponent(request.dockerfile)
        try lines.joined(separator: "\n").write(to: file, atomically: true, encoding: .utf8)
        return request
    }

    private func write(filesOfVersion version: Int, below context: URL) throws {
        let folder = context.appendingPathComponent("files")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        for number in 0..<Self.files {
            let seed = UInt64(version * Self.files + number)
            try FileTree.bytes(Self.fileSize, seed: seed).write(to: folder.appendingPathComponent("file\(number)"))
        }
    }
}

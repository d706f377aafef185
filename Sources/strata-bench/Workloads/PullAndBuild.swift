import Foundation

/// With an empty store, an image is pulled from a registry on the loopback interface and built upon.
struct PullAndBuild: Workload {
    let name = "pull and build"
    let phases = [Phase(name: "empty store", budget: 0.4)]
    let guide: Guide?

    func prepare(_ bench: Workbench) throws {
        let registry = try bench.startedRegistry()
        if let guide {
            try guide.push(to: registry, bench)
        } else {
            try registry.push(rootfs: makeRootfs(bench), as: "library/bench-large:latest")
        }
    }

    func request(_ phase: Phase, _ turn: Turn) throws -> BuildRequest {
        try turn.builder.reset()
        let registry = try turn.bench.startedRegistry()
        if let guide { return try guide.request(turn) }
        return try turn.build(
            """
            FROM \(registry.address)/library/bench-large AS base
            FROM base AS one
            RUN cat /files/folder1/* | sha256sum >/one
            FROM base AS two
            RUN cat /files/folder2/* | sha256sum >/two
            FROM scratch
            COPY --from=one /one /
            COPY --from=two /two /
            """)
    }

    /// The base image with the 20,000 files in it.
    private func makeRootfs(_ bench: Workbench) throws -> URL {
        let folder = try bench.makeFolder("large")
        try FileTree.write(below: folder.appendingPathComponent("files"))
        let tar = bench.folder.appendingPathComponent("large.tar")
        try bench.command(
            [
                "tar", "--owner=0", "--group=0", "-cf", tar.path, "-C", bench.folder.path + "/base", ".", "-C",
                folder.path, "files",
            ]
        ).run()
        return tar
    }
}

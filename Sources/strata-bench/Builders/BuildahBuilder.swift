import Foundation

/// buildah with runc, on a storage folder of its own.
final class BuildahBuilder: Builder {
    let name = "buildah"
    let baseName = "localhost/bench-base"
    private let bench: Workbench
    private var root: URL

    init(_ bench: Workbench) {
        self.bench = bench
        root = bench.freshFolder("buildah")
    }

    /// Nil where it can be used, else why not.
    static var obstacle: String? {
        Command.path(of: "buildah") != nil && Command.path(of: "runc") != nil
            ? nil : "not found (Debian's buildah and runc)"
    }

    func start() throws {
        let policy = try bench.makeFolder("buildah-config").appendingPathComponent("policy.json")
        try #"{"default": [{"type": "insecureAcceptAnything"}]}"#.write(to: policy, atomically: true, encoding: .utf8)
    }

    func stop() {
        // What cannot be unmounted is met again, and told, when the folder is removed.
        try? unmount()
    }

    func reset() throws {
        try unmount()
        root = bench.freshFolder("buildah")
        let context = try bench.makeFolder("buildah-base")
        try FileManager.default.copyIfAbsent(bench.baseTar, to: context.appendingPathComponent("base.tar"))
        let dockerfile = context.appendingPathComponent("Dockerfile")
        try "FROM scratch\nADD base.tar /\n".write(to: dockerfile, atomically: true, encoding: .utf8)
        try buildah(["build", "--signature-policy", policy, "-t", baseName, context.path]).run()
    }

    func commands(for request: BuildRequest) -> [Command]? {
        let build = [
            "build", "--layers", "--runtime", "runc", "--network", "host", "--jobs", "2", "--tls-verify=false",
            "--signature-policy", policy, "-t", "bench-out",
        ]
        var commands = [buildah(build + sharedFlags(request) + [request.context.path])]
        if case .archive(let url) = request.output {
            commands.append(buildah(["push", "--signature-policy", policy, "bench-out", "oci-archive:\(url.path)"]))
        }
        return commands
    }

    /// buildah leaves its storage folder, and after a failure its containers, mounted.
    private func unmount() throws(BenchError) {
        let script = "cut -d ' ' -f 2 /proc/mounts | grep -F \"$0/\" | sort -r | xargs -r umount -l"
        try bench.command(["sh", "-c", script, root.path]).run()
    }

    private var policy: String { bench.folder.path + "/buildah-config/policy.json" }

    private func buildah(_ arguments: [String]) -> Command {
        let storage = [
            "--root", root.path + "/root", "--runroot", root.path + "/run", "--storage-driver", "overlay",
        ]
        return bench.command(["buildah"] + storage + arguments, logName: "buildah.log")
    }
}

extension FileManager {
    /// Copies a file that is not there yet.
    func copyIfAbsent(_ source: URL, to destination: URL) throws {
        if !fileExists(atPath: destination.path) { try copyItem(at: source, to: destination) }
    }
}

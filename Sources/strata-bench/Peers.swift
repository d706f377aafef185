import Foundation

/// Finds the other builders of this machine and says of those that are left out why.
struct Peers {
    let bench: Workbench
    /// Whether a BuildKit that runs already may be measured, which empties its cache.
    let mayPrune: Bool
    private(set) var found: [any Builder] = []
    private(set) var leftOut: [String] = []

    init(_ bench: Workbench, mayPrune: Bool, only names: [String]) {
        self.bench = bench
        self.mayPrune = mayPrune
        if names.isEmpty || names.contains("docker") { addDocker() }
        if names.isEmpty || names.contains("buildkit") { addBuildKit() }
        if names.isEmpty || names.contains("buildx") { addBuildx() }
        if names.isEmpty || names.contains("buildah") { addBuildah() }
    }

    private mutating func addDocker() {
        if let obstacle = DockerBuilder.obstacle {
            leftOut.append("docker: \(obstacle)")
        } else {
            found.append(DockerBuilder(bench))
        }
    }

    private mutating func addBuildKit() {
        let running = ProcessInfo.processInfo.environment["BUILDKIT_HOST"]
        if Command.path(of: "buildctl") == nil {
            leftOut.append("buildkit: buildctl not found")
        } else if !LocalRegistry.isAvailable {
            leftOut.append("buildkit: needs docker-registry and skopeo for its base image")
        } else if Command.path(of: "buildkitd") != nil && getuid() == 0 {
            found.append(BuildKitBuilder(bench, address: nil))
        } else if let running, mayPrune {
            found.append(BuildKitBuilder(bench, address: running))
        } else {
            leftOut.append(
                running == nil
                    ? "buildkit: no buildkitd to start as root, and BUILDKIT_HOST names none that runs"
                    : "buildkit: the cache of the one at BUILDKIT_HOST would be emptied; --prune-running allows it")
        }
    }

    private mutating func addBuildx() {
        guard BuildxBuilder.isRunning(bench) else {
            leftOut.append("buildx: no running builder")
            return
        }
        if !mayPrune {
            leftOut.append("buildx: its builder's cache would be emptied; --prune-running allows it")
        } else if !LocalRegistry.isAvailable {
            leftOut.append("buildx: needs docker-registry and skopeo for its base image")
        } else {
            found.append(BuildxBuilder(bench))
        }
    }

    private mutating func addBuildah() {
        if let obstacle = BuildahBuilder.obstacle {
            leftOut.append("buildah: \(obstacle)")
        } else {
            found.append(BuildahBuilder(bench))
        }
    }
}

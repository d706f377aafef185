package import BuildGraph
package import DockerfileSyntax
package import OCIFormat

/// All that decides what a build does, before any image is looked at: the Dockerfile and what the command line adds.
package struct PlanRequest: Sendable {
    /// The Dockerfile, parsed.
    package var dockerfile: Dockerfile
    /// The stage to build, in any case; nil for the last.
    package var target: String?
    /// The platforms of the images to make, as `--platform` has them; empty for one image of whatever its base is.
    package var platforms: [Platform]
    /// The platform that steps run on without emulation.
    package var buildPlatform: Platform
    /// `--build-arg` values in their order; the later of two with one name wins.
    package var arguments: [EnvironmentVariable]
    /// `--label` values, which win over the Dockerfile's.
    package var labels: [(name: String, value: String)]
    /// Whether every step is done anew (`--no-cache`).
    package var noCache: Bool
    /// The stages whose steps are done anew (`--no-cache-filter`), in any case.
    package var noCacheStages: [String]
    /// `--build-context` values by name; each takes the place of the stage or the image of that name.
    ///
    /// A name may end in `::PLATFORM`: then it counts for that platform alone, and before one without.
    package var namedContexts: [String: NamedContext]
    /// The network of steps that ask for none.
    package var network: RunOperation.Network
    /// Lines for /etc/hosts (`--add-host`).
    package var extraHosts: [HostEntry]
    /// The machine's name inside steps; nil for the usual one.
    package var hostname: String?
    /// Bytes of /dev/shm (`--shm-size`); nil for the default.
    package var sharedMemorySize: Int64?
    /// `--ulimit` values.
    package var limits: [ResourceLimit]
    /// What a cgroup would limit (`--resource`, `--cgroup-parent`).
    package var cgroup: CgroupLimits
    /// The devices of this machine, and which of them steps may have.
    package var devices: DeviceCatalog
    /// Whether steps may ask for `--security=insecure`.
    package var allowsInsecure: Bool
    /// Whether steps may ask for `--network=host`.
    package var allowsHostNetwork: Bool
    /// What the main context leaves out; only the checks look at it.
    package var ignoreRules: IgnoreRules?
    /// Whether stages are planned that the target does not need, so that they are checked too.
    package var plansAllStages: Bool

    /// Asks for the last stage of a Dockerfile, with nothing added.
    package init(dockerfile: Dockerfile, buildPlatform: Platform = .host) {
        self.dockerfile = dockerfile
        self.buildPlatform = buildPlatform
        target = nil
        platforms = []
        arguments = []
        labels = []
        noCache = false
        noCacheStages = []
        namedContexts = [:]
        network = .default
        extraHosts = []
        hostname = nil
        sharedMemorySize = nil
        limits = []
        cgroup = CgroupLimits()
        devices = DeviceCatalog()
        allowsInsecure = false
        allowsHostNetwork = false
        ignoreRules = nil
        plansAllStages = false
    }
}

extension PlanRequest {
    /// Whether the result is one of several platforms, be it for one only: an index, and a folder for each.
    ///
    /// `BUILDKIT_MULTI_PLATFORM` as build argument asks for that too.
    package static func isMultiPlatform(_ platforms: [Platform], arguments: [EnvironmentVariable]) -> Bool {
        let given = arguments.last { $0.name == "BUILDKIT_MULTI_PLATFORM" }?.value ?? ""
        return platforms.count > 1 || PlanSettings.boolean(given) == true
    }
}

/// What `--build-context NAME=…` gives.
package enum NamedContext: Hashable, Sendable {
    /// An image of a registry or of strata's own store.
    case image(ImageReference)
    /// An image in an OCI layout; without tag and digest the layout's only one or its `latest`.
    case layout(path: String, tag: String?, digest: Digest?)
    /// A context of files, opened under the name.
    case folder
    /// An empty filesystem (`docker-image://scratch`).
    case empty
    /// A stage of the Dockerfile under another name (`target:STAGE`), in any case.
    case stage(String)
}

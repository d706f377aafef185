/// The defaults of a container made from an image (OCI image spec, config, and Docker's additions to it).
package struct ContainerConfig: Hashable, Sendable {
    /// `user[:group]`, empty for root.
    package var user = ""
    /// Ports as `80/tcp`.
    package var exposedPorts: Set<String> = []
    /// `NAME=value`, in the order of setting.
    package var environment: [String] = []
    /// What always runs; nil where none is set.
    package var entrypoint: [String]?
    /// Arguments of the entrypoint, or the command where there is none; nil where none is set.
    package var command: [String]?
    /// Mount points of volumes.
    package var volumes: Set<String> = []
    /// Where a container starts, empty for `/`.
    package var workingDirectory = ""
    /// Notes by name.
    package var labels: [String: String] = [:]
    /// The signal that ends a container, empty for SIGTERM.
    package var stopSignal = ""
    /// Whether a Windows command line is already quoted.
    package var isArgumentsEscaped = false
    /// How to see whether a container works.
    package var healthcheck: HealthCheck?
    /// The shell of shell-form instructions; nil for the platform's own.
    package var shell: [String]?
    /// Instructions for images built on this one.
    package var onBuild: [String] = []

    /// Makes a config that sets nothing.
    package init() {}
}

extension ContainerConfig: Codable {
    private enum CodingKeys: String, CodingKey {
        case user = "User"
        case exposedPorts = "ExposedPorts"
        case environment = "Env"
        case entrypoint = "Entrypoint"
        case command = "Cmd"
        case volumes = "Volumes"
        case workingDirectory = "WorkingDir"
        case labels = "Labels"
        case stopSignal = "StopSignal"
        case isArgumentsEscaped = "ArgsEscaped"
        case healthcheck = "Healthcheck"
        case shell = "Shell"
        case onBuild = "OnBuild"
    }

    /// The `{}` that stands for a member of a set.
    private struct Present: Codable {}

    /// Decodes a config; what is missing or `null` is not set.
    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        user = try container.decodeIfPresent(String.self, forKey: .user) ?? ""
        exposedPorts = try Self.decodeSet(from: container, key: .exposedPorts)
        environment = try container.decodeIfPresent([String].self, forKey: .environment) ?? []
        entrypoint = try container.decodeIfPresent([String].self, forKey: .entrypoint)
        command = try container.decodeIfPresent([String].self, forKey: .command)
        volumes = try Self.decodeSet(from: container, key: .volumes)
        workingDirectory = try container.decodeIfPresent(String.self, forKey: .workingDirectory) ?? ""
        labels = try container.decodeIfPresent([String: String].self, forKey: .labels) ?? [:]
        stopSignal = try container.decodeIfPresent(String.self, forKey: .stopSignal) ?? ""
        isArgumentsEscaped = try container.decodeIfPresent(Bool.self, forKey: .isArgumentsEscaped) ?? false
        healthcheck = try container.decodeIfPresent(HealthCheck.self, forKey: .healthcheck)
        shell = try container.decodeIfPresent([String].self, forKey: .shell)
        onBuild = try container.decodeIfPresent([String].self, forKey: .onBuild) ?? []
    }

    private static func decodeSet(
        from container: KeyedDecodingContainer<CodingKeys>, key: CodingKeys
    ) throws -> Set<String> {
        Set(try container.decodeIfPresent([String: Present?].self, forKey: key)?.keys.map { $0 } ?? [])
    }

    /// Encodes what is set; empty members are left out, as Docker and BuildKit do.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        if !user.isEmpty { try container.encode(user, forKey: .user) }
        try Self.encodeSet(exposedPorts, into: &container, key: .exposedPorts)
        try Self.encodeList(environment, into: &container, key: .environment)
        try Self.encodeList(entrypoint, into: &container, key: .entrypoint)
        try Self.encodeList(command, into: &container, key: .command)
        try Self.encodeSet(volumes, into: &container, key: .volumes)
        if !workingDirectory.isEmpty { try container.encode(workingDirectory, forKey: .workingDirectory) }
        if !labels.isEmpty { try container.encode(labels, forKey: .labels) }
        if !stopSignal.isEmpty { try container.encode(stopSignal, forKey: .stopSignal) }
        if isArgumentsEscaped { try container.encode(true, forKey: .isArgumentsEscaped) }
        try container.encodeIfPresent(healthcheck, forKey: .healthcheck)
        try Self.encodeList(shell, into: &container, key: .shell)
        try Self.encodeList(onBuild, into: &container, key: .onBuild)
    }

    private static func encodeList(
        _ list: [String]?, into container: inout KeyedEncodingContainer<CodingKeys>, key: CodingKeys
    ) throws {
        guard let list, !list.isEmpty else { return }
        try container.encode(list, forKey: key)
    }

    private static func encodeSet(
        _ set: Set<String>, into container: inout KeyedEncodingContainer<CodingKeys>, key: CodingKeys
    ) throws {
        guard !set.isEmpty else { return }
        let members = Dictionary(uniqueKeysWithValues: set.map { ($0, Present()) })
        try container.encode(members, forKey: key)
    }
}

/// What an image is besides its files: platform, defaults for containers, layers and history (OCI image spec, config).
package struct ImageConfig: Hashable, Sendable, Codable {
    /// When the image was made, as RFC 3339.
    package var created: String?
    /// Who made the image.
    package var author: String?
    /// The architecture in Go's words.
    package var architecture: String
    /// The operating system in Go's words.
    package var os: String
    /// The variant of the architecture.
    package var variant: String?
    /// The version of the operating system, used by Windows images.
    package var osVersion: String?
    /// Features that the operating system must have.
    package var osFeatures: [String]?
    /// The defaults of a container.
    package var config: ContainerConfig
    /// The layers' uncompressed digests.
    package var rootfs: RootFilesystem
    /// How the image came about, oldest entry first.
    package var history: [HistoryEntry]

    /// The layers of an image by the digests of their uncompressed tars.
    package struct RootFilesystem: Hashable, Sendable, Codable {
        /// Always `layers`.
        package var type: String
        /// Digests of the uncompressed layers, lowest first.
        package var diffIDs: [Digest]

        /// Lists layers, lowest first.
        package init(diffIDs: [Digest] = []) {
            type = "layers"
            self.diffIDs = diffIDs
        }

        /// Decodes the layers; a missing list is empty.
        package init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            type = try container.decodeIfPresent(String.self, forKey: .type) ?? "layers"
            diffIDs = try container.decodeIfPresent([Digest].self, forKey: .diffIDs) ?? []
        }

        private enum CodingKeys: String, CodingKey {
            case type
            case diffIDs = "diff_ids"
        }
    }

    /// Makes the config of an image without layers.
    package init(
        platform: Platform = .host, config: ContainerConfig = ContainerConfig(),
        rootfs: RootFilesystem = RootFilesystem(), history: [HistoryEntry] = [], created: String? = nil
    ) {
        architecture = platform.architecture
        os = platform.os
        variant = platform.variant
        osVersion = platform.osVersion
        osFeatures = platform.osFeatures
        self.config = config
        self.rootfs = rootfs
        self.history = history
        self.created = created
    }

    /// The platform that the image is for, normalised.
    package var platform: Platform {
        Platform(
            os: os, architecture: architecture, variant: variant, osVersion: osVersion, osFeatures: osFeatures
        ).normalized
    }

    private enum CodingKeys: String, CodingKey {
        case created, author, architecture, os, variant, config, rootfs, history
        case osVersion = "os.version"
        case osFeatures = "os.features"
    }

    /// Decodes a config; what is missing or `null` takes its default, also where Docker requires it.
    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        created = try container.decodeIfPresent(String.self, forKey: .created)
        author = try container.decodeIfPresent(String.self, forKey: .author)
        architecture = try container.decodeIfPresent(String.self, forKey: .architecture) ?? ""
        os = try container.decodeIfPresent(String.self, forKey: .os) ?? ""
        variant = try container.decodeIfPresent(String.self, forKey: .variant)
        osVersion = try container.decodeIfPresent(String.self, forKey: .osVersion)
        osFeatures = try container.decodeIfPresent([String].self, forKey: .osFeatures)
        config = try container.decodeIfPresent(ContainerConfig.self, forKey: .config) ?? ContainerConfig()
        rootfs = try container.decodeIfPresent(RootFilesystem.self, forKey: .rootfs) ?? RootFilesystem()
        history = try container.decodeIfPresent([HistoryEntry].self, forKey: .history) ?? []
    }
}

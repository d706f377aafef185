/// What an image runs on: operating system, architecture and its variant, in Go's words.
package struct Platform: Hashable, Sendable, Codable {
    /// The operating system, such as `linux`.
    package var os: String
    /// The architecture, such as `amd64`.
    package var architecture: String
    /// The variant of the architecture, such as `v7`; nil where the architecture's default is meant.
    package var variant: String?
    /// The version of the operating system, used by Windows images.
    package var osVersion: String?
    /// Features that the operating system must have.
    package var osFeatures: [String]?

    /// Takes the parts as they are; see `normalized`.
    package init(
        os: String, architecture: String, variant: String? = nil, osVersion: String? = nil, osFeatures: [String]? = nil
    ) {
        self.os = os
        self.architecture = architecture
        self.variant = variant
        self.osVersion = osVersion
        self.osFeatures = osFeatures
    }

    private enum CodingKeys: String, CodingKey {
        case os, architecture, variant
        case osVersion = "os.version"
        case osFeatures = "os.features"
    }

    /// Decodes a platform as it stands; missing parts are empty.
    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        os = try container.decodeIfPresent(String.self, forKey: .os) ?? ""
        architecture = try container.decodeIfPresent(String.self, forKey: .architecture) ?? ""
        variant = try container.decodeIfPresent(String.self, forKey: .variant)
        osVersion = try container.decodeIfPresent(String.self, forKey: .osVersion)
        osFeatures = try container.decodeIfPresent([String].self, forKey: .osFeatures)
    }

    /// The platform that this program was compiled for.
    package static let host = Platform(os: "linux", architecture: hostArchitecture, variant: hostVariant)

    private static var hostArchitecture: String {
        #if arch(x86_64)
            "amd64"
        #elseif arch(arm64)
            "arm64"
        #elseif arch(arm)
            "arm"
        #elseif arch(i386)
            "386"
        #elseif arch(powerpc64le)
            "ppc64le"
        #elseif arch(s390x)
            "s390x"
        #else
            "riscv64"
        #endif
    }

    private static var hostVariant: String? {
        hostArchitecture == "arm" ? "v7" : nil
    }
}

extension Platform: CustomStringConvertible {
    /// The `os/architecture[/variant]` form.
    package var description: String {
        guard let variant, !variant.isEmpty else { return "\(os)/\(architecture)" }
        return "\(os)/\(architecture)/\(variant)"
    }
}

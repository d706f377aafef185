extension Platform {
    /// How well an offered platform serves this one: 0 is itself, more is farther, nil is not at all.
    ///
    /// Newer processors of a family run what was built for older ones: arm/v7 takes v6 and v5, arm64 takes 32-bit arm,
    /// amd64/v3 takes v2 and v1, amd64 takes 386.
    package func rank(of offered: Platform) -> Int? {
        let wanted = normalized
        let offered = offered.normalized
        guard wanted.os == offered.os, wanted.accepts(version: offered.osVersion) else { return nil }
        return wanted.accepted.firstIndex { $0.0 == offered.architecture && $0.1 == offered.variant ?? "" }
    }

    /// Whether an image for the offered platform runs on this one.
    package func accepts(_ offered: Platform) -> Bool {
        rank(of: offered) != nil
    }

    private func accepts(version offered: String?) -> Bool {
        guard let osVersion, let offered else { return true }
        return osVersion == offered
    }

    /// Architectures and variants that run here, best first, normalised.
    private var accepted: [(String, String)] {
        let own = variant ?? ""
        switch architecture {
        case "amd64":
            let level = Int(own.drop { $0 == "v" }) ?? 1
            let levels = stride(from: level, to: 1, by: -1).map { ("amd64", "v\($0)") }
            return levels + [("amd64", ""), ("386", "")]
        case "arm64":
            let own = own.isEmpty ? [] : [("arm64", own)]
            return own + [("arm64", ""), ("arm", "v8")] + Platform.armVersions(upTo: 7)
        case "arm":
            guard let level = Int(own.drop { $0 == "v" }) else { return [("arm", own)] }
            return Platform.armVersions(upTo: level)
        default:
            return [(architecture, own)]
        }
    }

    private static func armVersions(upTo newest: Int) -> [(String, String)] {
        stride(from: min(newest, 9), through: 5, by: -1).map { ("arm", "v\($0)") }
    }
}

extension Platform {
    /// Parses `os/architecture[/variant]`, or one word that names an operating system or an architecture.
    ///
    /// The result is normalised; what a single word leaves open is the host's. Throws `OCIFormatError.invalidPlatform`.
    package init(parsing text: some StringProtocol) throws(OCIFormatError) {
        let parts = String(text).split(separator: "/", omittingEmptySubsequences: false).map { String($0) }
        if parts.contains(where: \.isEmpty) {
            throw .invalidPlatform(text: String(text), problem: .empty)
        }
        if let bad = parts.first(where: { !$0.utf8.allSatisfy(Platform.isNameCharacter) }) {
            throw .invalidPlatform(text: String(text), problem: .invalidCharacter(bad))
        }
        switch parts.count {
        case 1: self = try Platform.completing(parts[0])
        case 2: self = Platform(os: parts[0], architecture: parts[1]).normalized
        case 3: self = Platform(os: parts[0], architecture: parts[1], variant: parts[2]).normalized
        default: throw .invalidPlatform(text: String(text), problem: .tooManyParts)
        }
    }

    private static func completing(_ word: String) throws(OCIFormatError) -> Platform {
        let asSystem = Platform(os: word, architecture: host.architecture, variant: host.variant).normalized
        if knownSystems.contains(asSystem.os) { return asSystem }
        let asArchitecture = Platform(os: host.os, architecture: word).normalized
        if knownArchitectures.contains(asArchitecture.architecture) { return asArchitecture }
        throw .invalidPlatform(text: word, problem: .unknownWord(word))
    }

    /// The same platform in the one spelling that is compared: `x86_64` is `amd64`, `aarch64` is `arm64`, 32-bit arm
    /// is `v7` unless it says otherwise, and variants that are an architecture's default are left out.
    package var normalized: Platform {
        var result = self
        result.os = os.lowercased() == "macos" ? "darwin" : os.lowercased()
        let variant = variant?.lowercased() ?? ""
        let (architecture, newVariant) = Platform.normalize(architecture: architecture.lowercased(), variant: variant)
        result.architecture = architecture
        result.variant = newVariant.isEmpty ? nil : newVariant
        return result
    }

    private static func normalize(architecture: String, variant: String) -> (String, String) {
        switch architecture {
        case "i386", "i486", "i586", "i686", "386": ("386", "")
        case "x86_64", "x86-64", "amd64": ("amd64", variant == "v1" ? "" : variant)
        case "aarch64", "arm64": ("arm64", variant == "8" || variant == "v8" ? "" : variant)
        case "armhf": ("arm", "v7")
        case "armel": ("arm", "v6")
        case "arm": ("arm", armVariant(variant))
        default: (architecture, variant)
        }
    }

    private static func armVariant(_ variant: String) -> String {
        switch variant {
        case "": "v7"
        case "5", "6", "7", "8": "v\(variant)"
        default: variant
        }
    }

    private static func isNameCharacter(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "."):
            true
        default: false
        }
    }

    /// The words that a platform may be of, for suggestions.
    package static var knownWords: [String] { (knownSystems.union(knownArchitectures)).sorted() }

    private static let knownSystems: Set<String> = [
        "aix", "android", "darwin", "dragonfly", "freebsd", "illumos", "ios", "js", "linux", "netbsd", "openbsd",
        "plan9", "solaris", "wasip1", "windows",
    ]

    private static let knownArchitectures: Set<String> = [
        "386", "amd64", "arm", "arm64", "loong64", "mips", "mips64", "mips64le", "mipsle", "ppc64", "ppc64le",
        "riscv64", "s390x", "wasm",
    ]
}

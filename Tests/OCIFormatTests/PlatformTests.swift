import Testing

@testable import OCIFormat

@Suite("Platforms")
struct PlatformTests {
    @Test(arguments: [
        ("linux/amd64", "linux/amd64"), ("linux/x86_64", "linux/amd64"), ("linux/amd64/v2", "linux/amd64/v2"),
        ("linux/aarch64", "linux/arm64"), ("linux/arm64/v8", "linux/arm64"), ("Linux/ARM64", "linux/arm64"),
        ("linux/arm", "linux/arm/v7"), ("linux/arm/6", "linux/arm/v6"), ("linux/armhf", "linux/arm/v7"),
        ("linux/armel", "linux/arm/v6"), ("arm64", "linux/arm64"), ("i386", "linux/386"),
        ("windows", "windows/\(Platform.host.architecture)"), ("linux", Platform.host.description),
        ("macos/arm64", "darwin/arm64"), ("linux/riscv64", "linux/riscv64"),
    ])
    func spellingsAreNormalised(_ text: String, expected: String) throws {
        #expect(try Platform(parsing: text).description == expected)
    }

    @Test(arguments: [
        ("", OCIFormatError.PlatformProblem.empty), ("linux/", .empty), ("a/b/c/d", .tooManyParts),
        ("lunix", .unknownWord("lunix")), ("linux/am d64", .invalidCharacter("am d64")),
    ])
    func mistakesAreNamed(_ text: String, problem: OCIFormatError.PlatformProblem) {
        #expect(throws: OCIFormatError.invalidPlatform(text: text, problem: problem)) { try Platform(parsing: text) }
    }

    @Test(
        "The nearest image of an index is chosen, statements never",
        arguments: [
            ("linux/arm/v7", "linux/arm/v6"), ("linux/amd64", "linux/amd64"), ("linux/amd64/v3", "linux/amd64/v2"),
            ("linux/arm64", "linux/arm64/v8"), ("linux/arm/v5", nil), ("linux/s390x", nil), ("windows/amd64", nil),
        ])
    func bestMatch(_ wanted: String, expected: String?) throws {
        let offered = [
            Platform(os: "linux", architecture: "386"), Platform(os: "linux", architecture: "amd64"),
            Platform(os: "linux", architecture: "amd64", variant: "v2"),
            Platform(os: "linux", architecture: "arm", variant: "v6"),
            Platform(os: "linux", architecture: "arm64", variant: "v8"),
        ]
        var manifests = offered.map {
            Descriptor(mediaType: .manifest, content: Array($0.description.utf8), platform: $0)
        }
        manifests.append(
            Descriptor(
                mediaType: .manifest, content: [], annotations: ["vnd.docker.reference.type": "attestation-manifest"],
                platform: Platform(os: "unknown", architecture: "unknown")))
        let match = ImageIndex(manifests: manifests).bestMatch(for: try Platform(parsing: wanted))
        #expect(match?.platform?.description == expected)
    }

    @Test("An entry without platform serves where nothing else does")
    func unnamedPlatform() {
        let only = Descriptor(mediaType: .manifest, content: [1])
        #expect(ImageIndex(manifests: [only]).bestMatch(for: .host) == only)
    }
}

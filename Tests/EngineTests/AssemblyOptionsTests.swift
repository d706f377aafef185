import Diagnostics
import OCIFormat
import Testing

@testable import Engine

@Suite("Options of an image")
struct AssemblyOptionsTests {
    private static let amd = Platform(os: "linux", architecture: "amd64")
    private static let arm = Platform(os: "linux", architecture: "arm64")

    private static func options(
        _ part: ImageAnnotations.Part, for platform: Platform? = nil, hasDockerTypes: Bool = false
    ) -> AssemblyOptions {
        var options = AssemblyOptions()
        options.annotations[.init(part, platform: platform, name: "a")] = "1"
        options.hasDockerTypes = hasDockerTypes
        return options
    }

    @Test("Notes that have no place are refused")
    func places() throws {
        try Self.options(.manifest, for: Self.amd).check([Self.amd])
        try Self.options(.index).check([Self.amd, Self.arm])
        try Self.options(.manifest, hasDockerTypes: true).check([Self.amd])
        let refused = [
            (Self.options(.manifest, for: Self.arm), "the platform linux/arm64 is not one that is built"),
            (Self.options(.index), "index annotations not supported for single platform export"),
            (Self.options(.indexDescriptor), "index annotations not supported for single platform export"),
            (Self.options(.manifestDescriptor, hasDockerTypes: true), "oci-mediatypes=false"),
        ]
        for (options, part) in refused {
            do {
                try options.check([Self.amd])
                Issue.record("not refused: \(part)")
            } catch {
                #expect(error.message.contains(part), "\(error.message)")
            }
        }
    }

    @Test("An index over one platform has a place for its notes")
    func indexOfOne() throws {
        var options = Self.options(.index)
        options.isMultiPlatform = true
        try options.check([Self.amd])
    }

    @Test(
        "Layers have the types of the image that they are in",
        arguments: [
            (MediaType.layerGzip, MediaType.dockerLayerGzip), (.layer, .dockerLayer), (.layerZstd, .dockerLayerZstd),
        ])
    func types(_ oci: MediaType, _ docker: MediaType) {
        let digest = Digest.sha256(of: [])
        var options = AssemblyOptions()
        for type in [oci, docker] {
            let layer = Descriptor(mediaType: type, digest: digest, size: 1)
            options.hasDockerTypes = false
            #expect(options.typed(layer).mediaType == oci)
            options.hasDockerTypes = true
            #expect(options.typed(layer).mediaType == docker)
        }
    }

    @Test("Names by digest are those that are asked for")
    func digestNames() throws {
        let digest = Digest.sha256(of: [])
        let given = [try ImageReference(parsing: "app:1")]
        var names = DigestNames()
        #expect(names.names(of: digest, given: given) == given)
        names.pinsNames = true
        #expect(names.names(of: digest, given: given).map(\.familiar) == ["app:1", "app:1@\(digest)"])
        names = DigestNames()
        names.prefix = try ImageReference(parsing: "loose")
        #expect(names.names(of: digest, given: given).map(\.familiar) == ["app:1", "loose@\(digest)"])
        names.isForUnnamedOnly = true
        #expect(names.names(of: digest, given: given) == given)
        #expect(names.names(of: digest, given: []).map(\.familiar) == ["loose@\(digest)"])
    }
}

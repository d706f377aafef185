import EnginePorts
import Foundation
import OCIFormat
import SystemPackage
import Testing

@testable import RegistryClient

@Suite(
    "Images of a real registry", .enabled(if: RegistryProcess.isInstalled, "docker-registry is not installed"))
struct RealRegistryTests {
    @Test("A tag is resolved, and config and layers come whole")
    func pull() async throws {
        let registry = try RegistryProcess()
        let layer = patterned(3_000_000)
        let manifest = try await registry.pushImage(layer: layer, as: "1", to: "team/app")
        let name = try ImageReference(parsing: "\(registry.authority)/team/app:1")
        try await withClient { client in
            let resolved = try await client.resolve(name)
            #expect(resolved.descriptor.mediaType == .manifest)
            #expect(resolved.descriptor.digest == .sha256(of: resolved.bytes))
            #expect(try OCIDocument.decode(Manifest.self, from: resolved.bytes) == manifest)
            let config = try await client.fetchDocument(manifest.config, from: name)
            #expect(Digest.sha256(of: config) == manifest.config.digest)
            #expect(try await client.blob(manifest.layers[0], from: name) == layer)
            let byDigest = try await client.resolve(name.pinned(to: resolved.descriptor.digest))
            #expect(byDigest == resolved)
        }
    }

    @Test("An index is told from a manifest")
    func index() async throws {
        let registry = try RegistryProcess()
        let manifest = try await registry.pushImage(layer: [1], as: "arm", to: "app")
        let platform = Platform(os: "linux", architecture: "arm64")
        let bytes = try OCIDocument.encode(
            ImageIndex(manifests: [
                Descriptor(mediaType: .manifest, content: try OCIDocument.encode(manifest), platform: platform)
            ]))
        try await registry.push(manifest: bytes, .index, as: "all", to: "app")
        let name = try ImageReference(parsing: "\(registry.authority)/app:all")
        try await withClient { client in
            let resolved = try await client.resolve(name)
            #expect(resolved.descriptor.mediaType == .index)
            let index = try OCIDocument.decode(ImageIndex.self, from: resolved.bytes)
            let child = try #require(index.bestMatch(for: platform))
            let document = try await client.fetchDocument(child, from: name)
            #expect(try OCIDocument.decode(Manifest.self, from: document) == manifest)
        }
    }

    @Test("A mirror over plain HTTP serves Docker Hub's names")
    func mirror() async throws {
        let registry = try RegistryProcess()
        _ = try await registry.pushImage(layer: [1, 2], as: "latest", to: "library/busybox")
        let hosts: [String: RegistryConfiguration.HostConfiguration] = [
            "docker.io": .init(mirrors: [registry.authority]), registry.authority: .init(usesPlainHTTP: true),
        ]
        try await withClient(hosts: hosts) { client in
            let resolved = try await client.resolve(try ImageReference(parsing: "busybox"))
            #expect(resolved.descriptor.mediaType == .manifest)
        }
    }

    @Test("A locked registry opens to the user of Docker's config and to nobody else")
    func basicAuthentication() async throws {
        let registry = try RegistryProcess(isLocked: true)
        let manifest = try await registry.pushImage(layer: [9], as: "1", to: "app", user: "ada")
        let name = try ImageReference(parsing: "\(registry.authority)/app:1")
        let auth = #"{"auths":{"\#(registry.authority)":{"username":"ada","password":"secret"}}}"#
        try await withClient(auth: auth) { client in
            let resolved = try await client.resolve(name)
            #expect(try OCIDocument.decode(Manifest.self, from: resolved.bytes) == manifest)
            #expect(try await client.blob(manifest.layers[0], from: name) == [9])
        }
        let refused = try await withClient { client in
            await #expect(throws: RegistryError.self) { try await client.resolve(name) }
        }
        guard case .unauthorized(let reference, let asked)? = refused else {
            Issue.record("\(String(describing: refused))")
            return
        }
        #expect(reference == name.canonical)
        #expect(asked.map(\.host) == [registry.authority])
        #expect(asked.first?.answer == "401 Unauthorized: UNAUTHORIZED: authentication required")
    }

    @Test("What is not there is said with the registry's own words")
    func notFound() async throws {
        let registry = try RegistryProcess()
        let name = try ImageReference(parsing: "\(registry.authority)/nothing:1")
        try await withClient { client in
            let answer = HostAnswer(
                host: registry.authority, answer: "404 Not Found: MANIFEST_UNKNOWN: manifest unknown")
            await #expect(throws: RegistryError.notFound(reference: name.canonical, asked: [answer])) {
                try await client.resolve(name)
            }
        }
    }

    @Test(
        "A certificate must be trusted, by its authority or by leave",
        .enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/openssl"), "openssl is not installed"))
    func certificates() async throws {
        let registry = try RegistryProcess(hasTLS: true)
        let name = try ImageReference(parsing: "\(registry.authority)/app:1")
        func outcome(_ settings: RegistryConfiguration.HostConfiguration) async throws -> String {
            let error = try await withClient(hosts: [registry.authority: settings]) { client in
                await #expect(throws: RegistryError.self) { try await client.resolve(name) }
            }
            switch error {
            case .notFound(_, let asked)?, .unreachable(_, let asked)?: return asked.first?.answer ?? ""
            default: return String(describing: error)
            }
        }
        let reached = "404 Not Found: MANIFEST_UNKNOWN: manifest unknown"
        #expect(
            try await outcome(.init(usesPlainHTTP: false))
                == "its certificate is signed by no authority that is trusted")
        #expect(try await outcome(.init(authorities: [FilePath(registry.certificate)])) == reached)
        #expect(try await outcome(.init(isInsecure: true)) == reached)
        #expect(try await outcome(.init(usesPlainHTTP: true, isInsecure: true)) == reached)
    }
}

import EnginePorts
import Foundation
import OCIFormat
import SystemPackage
import Testing

@testable import ImageStore

@Suite("Images go in and out")
struct ExchangeTests {
    @Test("An archive is loaded as it was exported", arguments: [ArchiveFormat.oci, .docker])
    func roundTrip(_ format: ArchiveFormat) async throws {
        let from = try TestStore()
        let image = try await from.putImage("team/app:1")
        let file = try await from.export(image, names: ["team/app:1", "app:2"], format: format, to: "out.tar")
        let into = try TestStore()
        let loaded = try await into.store.load(file)
        #expect(Set(loaded.map(\.descriptor.digest)) == [image.digest])
        #expect(loaded.map(\.reference.familiar) == ["team/app:1", "app:2"])
        #expect(try await into.store.list().map(\.reference.familiar) == ["app:2", "team/app:1"])
        #expect(try into.leftovers().isEmpty)
    }

    @Test("Equal images give equal archives")
    func reproducible() async throws {
        let space = try TestStore()
        let image = try await space.putImage("app")
        let first = try await space.export(image, names: ["app"], format: .docker, to: "1.tar")
        let second = try await space.export(image, names: ["app"], format: .docker, to: "2.tar")
        #expect(
            try Data(contentsOf: URL(fileURLWithPath: first.string))
                == Data(contentsOf: URL(fileURLWithPath: second.string)))
        let names = try Shell.run("tar", "-tf", first.string).split(separator: "\n")
        #expect(names.first == "blobs/" && names.suffix(3) == ["index.json", "manifest.json", "oci-layout"])
    }

    @Test("A compressed archive is loaded too, and a name is given to what has none")
    func compressed() async throws {
        let from = try TestStore()
        let image = try await from.putImage("app")
        let file = try await from.export(image, names: [], format: .oci, to: "out.tar")
        try Shell.run("gzip", file.string)
        let into = try TestStore()
        let name = try ImageReference(parsing: "given:1")
        let archive = FilePath(file.string + ".gz")
        await #expect(
            throws: ImageStoreError.notAnImage(
                path: archive.string, reason: "it doesn't name its image; give a name with it")
        ) {
            try await into.store.load(archive)
        }
        let loaded = try await into.store.load(archive, as: name)
        #expect(loaded.map(\.reference) == [name])
        #expect(try await into.store.lookUp(name)?.digest == image.digest)
    }

    @Test("What old versions of docker save wrote is loaded: layers by path, shared ones by link")
    func oldDockerArchive() async throws {
        let space = try TestStore()
        try space.write("hello\n", to: "root/hello")
        try Shell.run("mkdir", "-p", space.path("save/aaa").string, space.path("save/bbb").string)
        let layerPath = space.path("save/aaa/layer.tar")
        try Shell.run("tar", "-C", space.path("root").string, "-cf", layerPath.string, "hello")
        try Shell.run("ln", "-s", "../aaa/layer.tar", space.path("save/bbb/layer.tar").string)
        let diffID = Digest.sha256(of: try space.read("save/aaa/layer.tar"))
        let config = ImageConfig(rootfs: .init(diffIDs: [diffID, diffID]))
        try space.write(String(decoding: try OCIDocument.encode(config), as: UTF8.self), to: "save/cfg.json")
        try space.write(
            #"[{"Config":"cfg.json","RepoTags":["old:1"],"Layers":["aaa/layer.tar","bbb/layer.tar"]}]"#,
            to: "save/manifest.json")
        try Shell.run("tar", "-C", space.path("save").string, "-cf", space.path("save.tar").string, ".")
        let loaded = try await space.store.load(space.path("save.tar"))
        #expect(loaded.map(\.reference.familiar) == ["old:1"])
        let manifest = try OCIDocument.decode(
            Manifest.self, from: try await space.store.readDocument(try #require(loaded.first).descriptor.digest))
        #expect(manifest.layers.map(\.digest) == [diffID, diffID])
        #expect(manifest.layers.map(\.mediaType) == [.layer, .layer])
    }

    @Test(
        "What is no image is said to be none",
        arguments: [
            ("text", "it can't be read as a tar: damaged tar data: Unrecognized archive format"),
            ("tar", "it has neither an index.json nor a manifest.json that lists an image"),
        ])
    func noImage(_ kind: String, reason: String) async throws {
        let space = try TestStore()
        try space.write("hello\n", to: "root/hello")
        let file = kind == "text" ? space.path("root/hello") : space.path("root.tar")
        if kind == "tar" { try Shell.run("tar", "-C", space.path("root").string, "-cf", file.string, "hello") }
        await #expect(throws: ImageStoreError.notAnImage(path: file.string, reason: reason)) {
            try await space.store.load(file)
        }
    }

    @Test("A damaged blob in an archive is named, and nothing gets a name")
    func damagedArchive() async throws {
        let space = try TestStore()
        let image = try await space.putImage("app")
        try await space.store.exportLayout(image, names: [], to: space.path("out"))
        let blob = space.path("out/blobs/sha256/\(image.digest.hex)").string
        try Data("x".utf8).write(to: URL(fileURLWithPath: blob))
        let file = space.path("out.tar")
        try Shell.run("tar", "-C", space.path("out").string, "-cf", file.string, ".")
        let into = try TestStore()
        await #expect(
            throws: ImageStoreError.damagedBlob(image.digest, path: "\(file):blobs/sha256/\(image.digest.hex)")
        ) {
            try await into.store.load(file)
        }
        #expect(try await into.store.list().isEmpty)
        await #expect(throws: ImageStoreError.damagedBlob(image.digest, path: blob)) {
            try await into.store.load(space.path("out"))
        }
    }

    @Test("The tar of a root filesystem becomes an image, however it is packed", arguments: ["", "gzip", "zstd", "xz"])
    func importRoot(_ packer: String) async throws {
        let space = try TestStore()
        try space.write("hello\n", to: "root/hello")
        let tar = space.path("root.tar").string
        try Shell.run("tar", "-C", space.path("root").string, "-cf", tar, "hello")
        let diffID = Digest.sha256(of: try space.read("root.tar"))
        if !packer.isEmpty { try Shell.run(packer, "-k", tar) }
        let suffix = ["": "", "gzip": ".gz", "zstd": ".zst", "xz": ".xz"][packer] ?? ""
        let name = try ImageReference(parsing: "base")
        let image = try await space.store.importRootFilesystem(FilePath(tar + suffix))
        try await space.store.tag(image, as: name)
        let manifest = try OCIDocument.decode(Manifest.self, from: try await space.store.readDocument(image.digest))
        let config = try OCIDocument.decode(
            ImageConfig.self, from: try await space.store.readDocument(manifest.config.digest))
        #expect(config.rootfs.diffIDs == [diffID] && config.platform == .host)
        let expected: [String: MediaType] = ["": .layer, "gzip": .layerGzip, "zstd": .layerZstd, "xz": .layerGzip]
        #expect(manifest.layers.map(\.mediaType) == [expected[packer]])
        #expect(try await space.store.lookUp(name)?.digest == image.digest)
    }

    @Test("A file that is no tar makes no image")
    func importNothing() async throws {
        let space = try TestStore()
        try space.write("hello\n", to: "text")
        await #expect(throws: ImageStoreError.self) {
            try await space.store.importRootFilesystem(space.path("text"))
        }
        #expect(try space.leftovers().isEmpty)
    }

    @Test("A sink that fails ends the export")
    func sinkFails() async throws {
        struct Full: Error {}
        let space = try TestStore()
        let image = try await space.putImage("app")
        await #expect(throws: ImageStoreError.consumerFailed) {
            try await space.store.exportArchive(image, names: [], format: .oci) { _ in throw Full() }
        }
    }
}

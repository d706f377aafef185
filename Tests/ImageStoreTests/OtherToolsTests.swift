import EnginePorts
import Foundation
import OCIFormat
import SystemPackage
import Testing

@testable import ImageStore

@Suite("Other tools read the store and its archives")
struct OtherToolsTests {
    @Test("skopeo copies out of the store by its name", .enabled(if: Shell.isInstalled("skopeo"), "no skopeo"))
    func skopeoFromStore() async throws {
        let space = try TestStore()
        _ = try await space.putImage("team/app:1")
        _ = try await space.putImage("team/app:2", text: "two")
        let name = "oci:\(space.path("images")):docker.io/team/app:1"
        let seen = try Shell.run("skopeo", "inspect", "--config", name)
        #expect(seen.contains("/hello"))
        try Shell.run("skopeo", "copy", name, "dir:\(space.path("copy"))")
    }

    @Test("skopeo copies out of archives", .enabled(if: Shell.isInstalled("skopeo"), "no skopeo"))
    func skopeoFromArchives() async throws {
        let space = try TestStore()
        let image = try await space.putImage("team/app:1")
        let oci = try await space.export(image, names: ["team/app:1"], format: .oci, to: "oci.tar")
        try Shell.run("skopeo", "copy", "oci-archive:\(oci):1", "dir:\(space.path("1"))")
        let docker = try await space.export(image, names: ["team/app:1"], format: .docker, to: "docker.tar")
        try Shell.run("skopeo", "copy", "docker-archive:\(docker):team/app:1", "dir:\(space.path("2"))")
        try await space.store.exportLayout(
            image, names: [try ImageReference(parsing: "team/app:1")], to: space.path("3"))
        try Shell.run("skopeo", "copy", "oci:\(space.path("3")):1", "dir:\(space.path("4"))")
    }

    @Test(
        "What skopeo writes is loaded", .enabled(if: Shell.isInstalled("skopeo"), "no skopeo"),
        arguments: [
            "docker-archive:FILE:team/app:9", "oci-archive:FILE:team/app:9", "oci:FILE:docker.io/team/app:9",
        ])
    func skopeoIntoStore(_ target: String) async throws {
        let space = try TestStore()
        _ = try await space.putImage("team/app:1")
        let file = space.path("file")
        try Shell.run(
            "skopeo", "copy", "oci:\(space.path("images")):docker.io/team/app:1",
            target.replacingOccurrences(of: "FILE", with: file.string))
        let into = try TestStore()
        let loaded = try await into.store.load(file)
        #expect(loaded.map(\.reference.familiar) == ["team/app:9"])
    }

    @Test("umoci unpacks an image of the store", .enabled(if: Shell.isInstalled("umoci"), "no umoci"))
    func umoci() async throws {
        let space = try TestStore()
        _ = try await space.putImage("team/app:1")
        let bundle = space.path("bundle")
        try Shell.run(
            "umoci", "unpack", "--rootless", "--image", "\(space.path("images")):docker.io/team/app:1", bundle.string)
        #expect(try space.read("bundle/rootfs/hello") == Array("hello\n".utf8))
    }
}

import EnginePorts
import OCIFormat
import SystemPackage
import Testing

@testable import ImageStore

@Suite("Names of images")
struct NameTests {
    @Test("A name is looked up, moved to another image and taken away")
    func tags() async throws {
        let space = try TestStore()
        let name = try ImageReference(parsing: "team/app:1")
        #expect(try await space.store.lookUp(name) == nil)
        let first = try await space.putImage("team/app:1")
        let second = try await space.putImage("team/app:1", text: "other")
        #expect(first.digest != second.digest)
        #expect(try await space.store.lookUp(name) == second)
        try await space.store.untag(name)
        #expect(try await space.store.lookUp(name) == nil)
        #expect(space.store.hasBlob(second.digest))
    }

    @Test("The list has platforms, sizes and times, sorted by name")
    func list() async throws {
        let space = try TestStore()
        let arm = Platform(os: "linux", architecture: "arm64")
        let app = try await space.putImage("b/app", platform: arm)
        _ = try await space.putImage("alpine:3")
        let images = try await space.store.list()
        #expect(images.map(\.reference.familiar) == ["b/app:latest", "alpine:3"])
        #expect(images.first?.descriptor == app)
        #expect(images.first?.platforms == [arm])
        #expect(images.first?.created == 1_709_208_000.5)
        #expect((images.first?.size ?? 0) > app.size)
    }

    @Test("A damaged image doesn't hide the others")
    func listWithDamage() async throws {
        let space = try TestStore()
        let image = try await space.putImage("app:1")
        try space.write("x", to: "images/blobs/sha256/\(image.digest.hex)")
        _ = try await space.putImage("app:2", text: "two")
        #expect(try await space.store.list().map(\.platforms.count) == [0, 1])
    }

    @Test("Two stores on one folder lose no name of the other's")
    func concurrentTags() async throws {
        let space = try TestStore()
        let image = try await space.putImage("app:0")
        let other = try LayoutImageStore(folder: space.path("images"), temporary: space.path("tmp2"))
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 1...20 {
                let store = number.isMultiple(of: 2) ? space.store : other
                group.addTask { try await store.tag(image, as: try ImageReference(parsing: "app:\(number)")) }
            }
            try await group.waitForAll()
        }
        #expect(try await space.store.list().count == 21)
    }

    @Test("What isn't in the store can't be named")
    func unknown() async throws {
        let space = try TestStore()
        let nothing = Descriptor(mediaType: .manifest, content: [1])
        await #expect(throws: ImageStoreError.missingBlob(nothing.digest)) {
            try await space.store.tag(nothing, as: try ImageReference(parsing: "a"))
        }
    }

    @Test("The layout of another is opened by tag, by digest and where it has one image only")
    func openLayout() async throws {
        let space = try TestStore()
        let one = try await space.putImage("app:1")
        let folder = space.path("images")
        let single = try await space.store.openLayout(folder).resolve(tag: nil, digest: nil)
        #expect(single.descriptor == one)
        let two = try await space.putImage("app:2", text: "two")
        let layout = try await space.store.openLayout(folder)
        #expect(try await layout.resolve(tag: "2", digest: nil).descriptor == two)
        #expect(try await layout.resolve(tag: nil, digest: one.digest).bytes == space.store.readDocument(one.digest))
        await #expect(
            throws: ImageStoreError.unknownTag(
                "latest", path: folder.string, known: ["docker.io/library/app:1", "docker.io/library/app:2"])
        ) {
            try await layout.resolve(tag: nil, digest: nil)
        }
    }

    @Test("A folder that is no layout is said to be none")
    func noLayout() async throws {
        let space = try TestStore()
        for (folder, reason) in [("tmp", "it has no file oci-layout"), ("nowhere", "there is nothing")] {
            let path = space.path(folder)
            await #expect(throws: ImageStoreError.notAnImage(path: path.string, reason: reason)) {
                _ = try await space.store.openLayout(path)
            }
        }
    }
}

import Foundation
import Testing

@Suite(
    "Base images of a registry", .enabled(if: LocalRegistry.isInstalled, "docker-registry and skopeo are not installed")
)
struct RegistryTests {
    /// A space whose configuration makes the registry Docker Hub's mirror; its store is empty.
    private func makeSpace(_ builder: Builder = .current, registry: LocalRegistry) throws -> TestSpace {
        let space = try TestSpace(builder, base: nil)
        try space.write("config.toml", registry.mirrorConfiguration)
        return space
    }

    /// An image of two layers as an archive, made by strata in a space of its own.
    private func makeImage() throws -> (archive: String, space: TestSpace) {
        let space = try TestSpace()
        try space.dockerfile("FROM base\nRUN echo pulled > /pulled\nENV PULLED=yes\n")
        try space.build("-o", "type=oci,dest=\(space.path("image.tar"))")
        return ("oci-archive:\(space.path("image.tar"))", space)
    }

    @Test("Names in FROM are pulled, and remembered when the registry is gone", arguments: Builder.available)
    func pull(_ builder: Builder) throws {
        let (archive, source) = try makeImage()
        let registry = try LocalRegistry()
        try registry.push(archive, as: "library/things:1.0")
        let space = try makeSpace(builder, registry: registry)
        try space.dockerfile("FROM things:1.0\nRUN test $PULLED = yes && cp /pulled /copy\n")
        let first = try space.build("-o", space.path("out"))
        #expect(try space.read("out/copy") == "pulled\n")
        #expect(first.steps.contains { $0.name == "[internal] load metadata for docker.io/library/things:1.0" })
        try registry.stop()
        let second = try space.build()
        #expect(second.ran == [])
        #expect(second.logs.contains("--pull asks again"))
        try space.dockerfile("FROM things:1.0\nRUN cat /pulled\n")
        try space.build().expectRan("RUN cat /pulled")
        let asked = try space.tryBuild(["--pull"])
        #expect(asked.code == 1)
        #expect(asked.notes.contains(registry.authority))
        withExtendedLifetime(source) {}
    }

    @Test("A dry run asks the registry what a name stands for, and keeps nothing of it", arguments: Builder.available)
    func dryRun(_ builder: Builder) throws {
        let (archive, source) = try makeImage()
        let registry = try LocalRegistry()
        try registry.push(archive, as: "library/things:1.0")
        let space = try makeSpace(builder, registry: registry)
        try space.dockerfile("FROM things:1.0\nRUN test $PULLED = yes\n")
        for flags in [["--dry-run"], ["--dry-run", "--pull"]] {
            let told = try space.start(["build"] + flags + ["context"]).finish()
            #expect(told.code == 0, "\(told.errorText)")
            #expect(told.text.contains("its layers are not unpacked here"))
            #expect(told.text.contains("0 of 2 steps from the cache, 2 would run"))
            #expect(try space.list("store/images").filter { $0.hasPrefix("blobs/sha256/") && !$0.hasSuffix("/") } == [])
            #expect(try space.list("store/layers").filter { !$0.hasPrefix(".") } == [])
        }
        // The config of the image is still unknown, so what it brings is told as missing.
        #expect(try space.strata("context", "context").text.contains("The config of things:1.0 is not known here"))
        withExtendedLifetime(source) {}
    }

    @Test("A tag that is not there is told with the image, the line and the registry's words")
    func missingTag() throws {
        let registry = try LocalRegistry()
        let space = try makeSpace(registry: registry)
        try space.write("config.toml", registry.mirrorConfiguration + "\n[registry.\"none.example\"]\n")
        try space.dockerfile("ARG V=2\nFROM \(registry.authority)/team/things:$V\n")
        let text = try space.failure()
        #expect(text.contains("Dockerfile:2"))
        #expect(text.contains(">>> FROM \(registry.authority)/team/things:$V"))
        #expect(text.contains("\(registry.authority)/team/things:2: "))
        #expect(text.contains("404 Not Found"))
    }

    @Test("A registry with users takes those of Docker's config.json")
    func users() throws {
        let (archive, source) = try makeImage()
        let registry = try LocalRegistry(isLocked: true)
        try registry.push(archive, as: "private/things")
        let space = try makeSpace(registry: registry)
        try space.dockerfile("FROM \(registry.authority)/private/things\nRUN cat /pulled\n")
        #expect(try space.failure().contains("401 Unauthorized"))
        let login = Data("ada:secret".utf8).base64EncodedString()
        try space.write("home/.docker/config.json", #"{"auths":{"\#(registry.authority)":{"auth":"\#(login)"}}}"#)
        try space.build().expectRan("RUN cat /pulled")
        let wrong = Data("ada:wrong".utf8).base64EncodedString()
        try space.write("home/.docker/config.json", #"{"auths":{"\#(registry.authority)":{"auth":"\#(wrong)"}}}"#)
        #expect(try space.failure("--pull").contains("401 Unauthorized"))
        withExtendedLifetime(source) {}
    }

    @Test("COPY --from and mounts may name images, and a layer that is not needed is not fetched")
    func otherUses() throws {
        let (archive, source) = try makeImage()
        let registry = try LocalRegistry()
        try registry.push(archive, as: "library/things:1.0")
        let space = try makeSpace(registry: registry)
        try space.dockerfile(
            """
            FROM things:1.0 AS unused
            RUN false
            FROM scratch
            COPY --from=things:1.0 /pulled /
            """)
        try space.build("-o", space.path("out"))
        #expect(try space.read("out/pulled") == "pulled\n")
        withExtendedLifetime(source) {}
    }

    @Test("An image of an OCI layout stands for a name, or has a name of its own")
    func layout() throws {
        let (archive, source) = try makeImage()
        let space = try TestSpace(base: nil)
        let layout = space.path("layout")
        try Tools.run("skopeo", "--insecure-policy", "copy", "--quiet", archive, "oci:\(layout):one")
        try space.dockerfile("FROM things AS x\nFROM scratch\nCOPY --from=x /pulled /\n")
        try space.build("--build-context", "things=oci-layout://\(layout):one", "-o", space.path("out"))
        #expect(try space.read("out/pulled") == "pulled\n")
        let missing = try space.failure("--build-context", "things=oci-layout://\(layout):two")
        #expect(missing.contains("has no image tagged two"))
        #expect(missing.contains("it has one"))
        withExtendedLifetime(source) {}
    }
}

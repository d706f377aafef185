import Foundation
import Testing

@Suite("Annotations, metadata and names of an image")
struct AnnotationTests {
    private struct Document: Decodable {
        var mediaType: String?
        var annotations: [String: String]?
        var manifests: [Entry]?
        var config: Entry?
        var layers: [Entry]?
    }

    private struct Entry: Decodable {
        struct Platform: Decodable { var architecture: String }

        var mediaType: String
        var digest: String
        var annotations: [String: String]?
        var platform: Platform?
    }

    private func makeSpace(_ builder: Builder = .current) throws -> TestSpace {
        let space = try TestSpace(builder, base: nil)
        try space.dockerfile("FROM scratch\nCOPY file /\n")
        try space.write("context/file", "text")
        return space
    }

    private func document(_ name: String, in space: TestSpace) throws -> Document {
        try JSONDecoder().decode(Document.self, from: Data(try space.read(name).utf8))
    }

    private func blob(_ digest: String, in space: TestSpace) throws -> Document {
        try document("layout/blobs/sha256/\(digest.dropFirst("sha256:".count))", in: space)
    }

    private func metadata(_ space: TestSpace) throws -> [String: Any] {
        try JSONSerialization.jsonObject(with: Data(try space.read("meta.json").utf8)) as? [String: Any] ?? [:]
    }

    @Test("Flags and fields of the output annotate a manifest and what points to it", arguments: Builder.available)
    func manifest(_ builder: Builder) throws {
        let space = try makeSpace(builder)
        try space.build(
            "--annotation", "a=flag", "--annotation", "manifest,manifest-descriptor:Both=x,y=z", "-t", "app:1", "-o",
            "type=oci,tar=false,dest=\(space.path("layout")),name=other,annotation.a=field,annotation.b=2,"
                + "\"annotation-manifest-descriptor.c=1,2\"")
        let entry = try #require(try document("layout/index.json", in: space).manifests?.first)
        #expect(entry.annotations?["Both"] == "x,y=z")
        #expect(entry.annotations?["c"] == "1,2")
        #expect(entry.annotations?["io.containerd.image.name"] == "docker.io/library/app:1")
        #expect(try blob(entry.digest, in: space).annotations == ["a": "flag", "b": "2", "Both": "x,y=z"])
    }

    @Test("Those of an index and of one platform go where they belong")
    func index() throws {
        let space = try makeSpace()
        try space.build(
            "--platform", "linux/amd64,linux/arm64", "--annotation", "index:i=1", "--annotation",
            "index-descriptor:d=1", "--annotation", "all=1", "--annotation", "manifest[linux/arm64]:only=arm", "-o",
            "type=oci,tar=false,dest=\(space.path("layout"))")
        let entry = try #require(try document("layout/index.json", in: space).manifests?.first)
        #expect(entry.annotations == ["d": "1"])
        let index = try blob(entry.digest, in: space)
        #expect(index.annotations == ["i": "1"])
        for manifest in index.manifests ?? [] {
            let isArm = manifest.platform?.architecture == "arm64"
            #expect(
                try blob(manifest.digest, in: space).annotations
                    == (isArm ? ["all": "1", "only": "arm"] : ["all": "1"]))
        }
        #expect(index.manifests?.count == 2)
    }

    @Test("The image in the store has them too, and another digest with them")
    func store() throws {
        let space = try makeSpace()
        try space.build("-t", "plain", "--metadata-file", space.path("meta.json"))
        let plain = try metadata(space)
        try space.build("-t", "noted", "--annotation", "a=b", "--metadata-file", space.path("meta.json"))
        let noted = try metadata(space)
        #expect(plain["containerimage.config.digest"] as? String == noted["containerimage.config.digest"] as? String)
        #expect(plain["containerimage.digest"] as? String != noted["containerimage.digest"] as? String)
    }

    @Test("Docker's types are given to all of an image")
    func dockerTypes() throws {
        let space = try makeSpace()
        try space.build("-o", "type=oci,tar=false,oci-mediatypes=false,dest=\(space.path("layout"))")
        let entry = try #require(try document("layout/index.json", in: space).manifests?.first)
        let manifest = try blob(entry.digest, in: space)
        let docker = "application/vnd.docker."
        #expect(entry.mediaType == docker + "distribution.manifest.v2+json" && manifest.mediaType == entry.mediaType)
        #expect(manifest.config?.mediaType == docker + "container.image.v1+json")
        #expect(manifest.layers?.map(\.mediaType) == [docker + "image.rootfs.diff.tar.gzip"])
    }

    @Test("The image goes to the store for --load, for type=docker without a file, and under names by digest")
    func names() throws {
        let space = try makeSpace()
        try space.build("-o", space.path("files"), "--load", "-t", "loaded")
        try space.build("-o", "type=docker,name=dockered")
        try space.build("-o", "type=image,name=pinned,name-canonical=true,dangling-name-prefix=loose")
        try space.build("-o", "type=image,name=unkept,store=false")
        try space.build("-o", "type=cacheonly", "-t", "uncached")
        let listed = try space.strata("images", "ls", "--json").text
        for name in ["loaded:latest", "dockered:latest", "pinned:latest@sha256:", "loose@sha256:"] {
            #expect(listed.contains(name), "\(name): \(listed)")
        }
        #expect(!listed.contains("unkept") && !listed.contains("uncached"))
        #expect(try space.read("files/file") == "text")
    }

    @Test("A failed build leaves no digest of an earlier one")
    func staleIdentifier() throws {
        let space = try makeSpace()
        _ = try space.strata("build", "-q", "--iidfile", "id", "context")
        #expect(try space.read("id").hasPrefix("sha256:"))
        try space.dockerfile("FROM scratch\nCOPY missing /\n")
        #expect(try space.strata("build", "--iidfile", "id", "context").code == 1)
        #expect(!space.has("id"))
    }

    @Test("The metadata holds buildx's keys, those of what was made")
    func keys() throws {
        let space = try makeSpace()
        func keys(_ flags: String..., with variables: [String: String] = [:]) throws -> [String] {
            let arguments = ["build", "--metadata-file", "meta.json"] + flags + ["context"]
            let finished = try space.start(arguments, environment: variables).finish()
            #expect([0, 1].contains(finished.code), "\(finished.errorText)")
            return try metadata(space).keys.sorted()
        }
        let image = ["buildx.build.ref", "containerimage.config.digest", "containerimage.descriptor"]
        #expect(try keys() == image + ["containerimage.digest"])
        #expect(try keys("-t", "a") == image + ["containerimage.digest", "image.name"])
        #expect(try keys("-o", "files") == ["buildx.build.ref"])
        #expect(
            try keys("--platform", "linux/amd64,linux/arm64")
                == ["buildx.build.ref", "containerimage.descriptor", "containerimage.digest"])
        try space.dockerfile("from scratch\nCOPY file /\nCMD [\"a\"]\n")
        #expect(try !keys().contains("buildx.build.warnings"))
        #expect(try keys(with: ["BUILDX_METADATA_WARNINGS": "true"]).contains("buildx.build.warnings"))
        let warning = try #require((try metadata(space)["buildx.build.warnings"] as? [[String: Any]])?.first)
        #expect(warning["url"] as? String != nil && warning["range"] != nil)
        #expect(try keys("--check") == ["result.json", "result.statuscode", "result.txt", "version"])
    }

    @Test("The time of SOURCE_DATE_EPOCH is the build argument's too")
    func epoch() throws {
        let space = try TestSpace()
        try space.dockerfile("FROM base\nARG SOURCE_DATE_EPOCH\nRUN echo \"$SOURCE_DATE_EPOCH\" > /epoch\n")
        try space.build("-o", space.path("out"), environment: ["SOURCE_DATE_EPOCH": "1234"])
        #expect(try space.read("out/epoch") == "1234\n")
        try space.build(
            "-o", space.path("out"), "--build-arg", "SOURCE_DATE_EPOCH=", environment: ["SOURCE_DATE_EPOCH": "1234"])
        #expect(try space.read("out/epoch") == "\n")
    }
}

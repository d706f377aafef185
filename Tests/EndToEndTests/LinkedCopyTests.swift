import Foundation
import Testing

@Suite("COPY --link")
struct LinkedCopyTests {
    private func space(_ builder: Builder = .current) throws -> TestSpace {
        let space = try TestSpace(builder)
        try space.dockerfile(
            """
            FROM base
            ARG WHAT=1
            RUN echo $WHAT > /what && mkdir -m 700 /d
            COPY --link --chown=3:4 tree /d/sub/
            COPY --link --chown=root file /d/
            COPY file /plain
            RUN stat -c '%a %u:%g' /d /d/sub/x /d/file > /seen
            """)
        try space.write("context/tree/x", "x")
        try space.write("context/file", "file")
        return space
    }

    @Test("A changed base does not run it again, and its layer stays the same blob", arguments: Builder.available)
    func overAChangedBase(_ builder: Builder) throws {
        let space = try space(builder)
        let first = space.path("one.tar")
        let second = space.path("two.tar")
        try space.build("-o", "type=oci,dest=\(first)")
        let again = try space.build("--build-arg", "WHAT=2", "-o", "type=oci,dest=\(second)")
        #expect(
            again.ran == [
                "COPY file /plain", "RUN echo 2 > /what && mkdir -m 700 /d",
                "RUN stat -c '%a %u:%g' /d /d/sub/x /d/file > /seen",
            ])
        let (one, two) = (try Archive(first), try Archive(second))
        #expect(one.layers[0] == two.layers[0])
        #expect(one.layers[1] != two.layers[1])
        #expect(one.layers[2...3] == two.layers[2...3])
        try space.build("--build-arg", "WHAT=2", "-o", space.path("out"))
        #expect(try space.read("out/what") == "2\n")
        #expect(try space.read("out/seen") == "755 0:0\n644 3:4\n644 0:0\n")
        #expect(try space.build("--build-arg", "WHAT=2").ran == [])
    }

    @Test("Its own files, and --no-cache, run it again")
    func itsOwnFiles() throws {
        let space = try space()
        try space.build()
        try space.write("context/tree/x", "changed")
        let again = try space.build("--build-arg", "WHAT=2")
        #expect(again.ran.contains("COPY --link --chown=3:4 tree /d/sub/"))
        #expect(!again.ran.contains("COPY --link --chown=root file /d/"))
        #expect(try space.build("--no-cache").ran.contains("COPY --link --chown=root file /d/"))
    }
}

/// An OCI archive's one image.
private struct Archive {
    /// The digests of its layers.
    var layers: [String]

    init(_ path: String) throws {
        let read = { (name: String) in
            try JSONSerialization.jsonObject(with: Data(try Tools.run("tar", "-xOf", path, name).text.utf8))
        }
        let index = try #require(try read("index.json") as? [String: Any])
        let manifests = try #require(index["manifests"] as? [[String: Any]])
        let digest = try #require(manifests.first?["digest"] as? String)
        let blob = "blobs/" + digest.replacingOccurrences(of: ":", with: "/")
        let manifest = try #require(try read(blob) as? [String: Any])
        layers = try #require(manifest["layers"] as? [[String: Any]]).compactMap { $0["digest"] as? String }
    }
}

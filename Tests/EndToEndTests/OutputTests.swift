import Foundation
import Testing

@Suite("What a build gives")
struct OutputTests {
    private static let tools = "skopeo and umoci are needed"
    private static let hasTools = Tools.has("skopeo", "umoci")

    /// What `skopeo inspect --config` says, as far as these tests look.
    private struct Image: Decodable {
        struct Config: Decodable {
            var Env: [String]?
            var Cmd: [String]?
            var User: String?
            var WorkingDir: String?
            var ExposedPorts: [String: [String: String]]?
            var Labels: [String: String]?
            var StopSignal: String?
        }

        struct History: Decodable {
            var created_by: String?
            var empty_layer: Bool?
        }

        var config: Config
        var history: [History]
    }

    private func makeSpace(_ builder: Builder = .current) throws -> TestSpace {
        let space = try TestSpace(builder)
        try space.dockerfile(
            """
            FROM base
            ENV GREETING="hello world"
            WORKDIR /work
            RUN printf '#!/bin/sh\\necho "$GREETING from $(pwd)"\\n' > /bin/greet && chmod 755 /bin/greet
            EXPOSE 8080
            LABEL org.example.kind=test
            STOPSIGNAL SIGINT
            USER app
            CMD ["greet"]
            """)
        return space
    }

    private func inspect(_ source: String) throws -> Image {
        try JSONDecoder().decode(
            Image.self,
            from: try Tools.run("skopeo", "--insecure-policy", "inspect", "--config", source).output)
    }

    private func expectGreeter(_ image: Image) {
        #expect(image.config.Env?.contains("GREETING=hello world") == true)
        #expect(image.config.Cmd == ["greet"])
        #expect(image.config.User == "app")
        #expect(image.config.WorkingDir == "/work")
        #expect(image.config.ExposedPorts?.keys.sorted() == ["8080/tcp"])
        #expect(image.config.Labels == ["org.example.kind": "test"])
        #expect(image.config.StopSignal == "SIGINT")
        #expect(image.history.compactMap(\.created_by).suffix(2) == ["USER app", "CMD [\"greet\"]"])
        #expect(image.history.filter { $0.empty_layer != true }.count == 3)
    }

    /// Unpacks an image and runs its command in it.
    private func run(_ layout: String, in space: TestSpace) throws -> String {
        let bundle = space.path("bundle")
        try Tools.run("umoci", "unpack", "--image", layout, bundle)
        return try Tools.run(
            "chroot", "\(bundle)/rootfs", "/bin/sh", "-c", "cd /work && greet",
            environment: ["GREETING": "hello world"]
        ).text
    }

    @Test(
        "Images are read out of the store by other tools and run",
        .enabled(if: hasTools, Comment(rawValue: tools)), arguments: Builder.available)
    func store(_ builder: Builder) throws {
        let space = try makeSpace(builder)
        try space.build("-t", "greeter:1", "-t", "example.org/team/greeter")
        let listed = try space.strata("images", "ls", "--json").lines
        #expect(listed.count == 3)
        let layout = "oci:\(space.store.path)/images"
        for name in ["docker.io/library/greeter:1", "example.org/team/greeter:latest"] {
            expectGreeter(try inspect("\(layout):\(name)"))
        }
        let copy = space.path("copied")
        try Tools.run(
            "skopeo", "--insecure-policy", "copy", "--quiet", "\(layout):docker.io/library/greeter:1", "oci:\(copy):x")
        if getuid() == 0 { #expect(try run("\(copy):x", in: space) == "hello world from /work\n") }
    }

    @Test("Archives are read by other tools", .enabled(if: hasTools, Comment(rawValue: tools)))
    func archives() throws {
        let space = try makeSpace()
        let oci = space.path("oci.tar")
        let docker = space.path("docker.tar")
        try space.build("-o", "type=oci,dest=\(oci),name=greeter:1", "-o", "type=docker,dest=\(docker),name=greeter:1")
        expectGreeter(try inspect("oci-archive:\(oci)"))
        expectGreeter(try inspect("docker-archive:\(docker)"))
        for source in ["oci-archive:\(oci)", "docker-archive:\(docker)"] {
            let copy = space.path("copied-\(source.prefix(3))")
            try Tools.run("skopeo", "--insecure-policy", "copy", "--quiet", source, "oci:\(copy):x")
        }
        if getuid() == 0 { #expect(try run("\(space.path("copied-doc")):x", in: space) == "hello world from /work\n") }
        // What strata wrote, strata reads.
        #expect(try space.strata("images", "load", docker).text.hasPrefix("greeter:1 sha256:"))
    }

    @Test("Layers may be packed otherwise", arguments: ["uncompressed", "gzip", "zstd"])
    func compression(_ name: String) throws {
        let space = try makeSpace()
        let folder = space.path("layout")
        try space.build("-o", "type=oci,tar=false,dest=\(folder),compression=\(name),force-compression=true")
        let blobs = try space.list("layout/blobs/sha256").compactMap {
            try? Data(contentsOf: URL(fileURLWithPath: "\(folder)/blobs/sha256/\($0)"))
        }
        let manifests = blobs.map { String(decoding: $0.prefix(4096), as: UTF8.self) }.filter {
            $0.contains("\"layers\":[")
        }
        try #require(manifests.count == 1)
        let types = manifests[0].matches(of: /image\.layer\.v1\.tar(\+[a-z]+)?/).map { String($0.output.0) }
        let ending = name == "uncompressed" ? "" : "+\(name)"
        #expect(types == Array(repeating: "image.layer.v1.tar\(ending)", count: 3))
    }

    @Test("A tar archive goes to standard output, progress does not", arguments: Builder.available)
    func standardOutput(_ builder: Builder) throws {
        let space = try TestSpace(builder)
        try space.dockerfile("FROM scratch\nCOPY file /\n")
        try space.write("context/file", "text")
        for flag in ["-", "type=tar", "type=tar,dest=-"] {
            let finished = try space.strata("build", "-o", flag, "context")
            #expect(finished.code == 0)
            #expect(try Tools.run("tar", "-xOf", "-", "file", input: finished.output).text == "text")
            #expect(finished.errorText.contains("[1/1] COPY file /"))
        }
    }

    @Test("Pipes and devices are written in place, and a link's file through the link")
    func specialFiles() throws {
        let space = try TestSpace()
        try space.dockerfile("FROM scratch\nCOPY file /\n")
        try space.write("context/file", "text")
        try Tools.run("mkfifo", space.path("pipe"))
        let reader = try Program(
            ["tar", "-xOf", space.path("pipe"), "file"], environment: ["PATH": Tools.path], directory: space.folder)
        try space.build("-o", "type=tar,dest=\(space.path("pipe"))")
        #expect(try reader.finish().text == "text")
        try space.write("real.tar", "older")
        try Tools.run("ln", "-s", "real.tar", space.path("link.tar"))
        try space.build("-o", "type=tar,dest=\(space.path("link.tar"))")
        #expect(try Tools.run("tar", "-xOf", space.path("real.tar"), "file").text == "text")
        try Tools.run("ln", "-s", "/dev/full", space.path("full"))
        for type in ["tar", "oci", "docker"] {
            let text = try space.failure("-o", "type=\(type),dest=\(space.path("full"))")
            #expect(text.contains("ERROR: \(space.path("full")) can't be written: No space left on device"), "\(text)")
        }
    }

    @Test("Digests are written for programs")
    func identifiers() throws {
        let space = try makeSpace()
        let quiet = try space.strata(
            "build", "-q", "-t", "greeter", "--iidfile", "id", "--metadata-file", "meta.json", "context")
        #expect(quiet.code == 0)
        #expect(quiet.errorText == "")
        #expect(quiet.text.firstMatch(of: /^sha256:[0-9a-f]{64}\n$/) != nil)
        #expect(try space.read("id") == quiet.text.trimmingCharacters(in: .newlines))
        let metadata = try #require(
            try JSONSerialization.jsonObject(with: Data(try space.read("meta.json").utf8)) as? [String: Any])
        #expect(metadata["image.name"] as? String == "docker.io/library/greeter:latest")
        #expect(try metadata["containerimage.config.digest"] as? String == space.read("id"))
        let digest = try #require(metadata["containerimage.digest"] as? String)
        let listed = try space.strata("images", "ls", "--json").lines.filter { $0.contains("greeter") }
        #expect(listed.count == 1 && listed[0].contains(digest))
    }

    @Test("A summary for CI is written in Markdown or JSON")
    func summary() throws {
        let space = try makeSpace()
        try space.build("--summary", "md=summary.md", "-t", "greeter")
        let text = try space.read("summary.md")
        #expect(text.hasPrefix("## Build of "))
        #expect(text.contains("| `[2/3] WORKDIR /work` | ran |"))
        try space.build("--summary", "json=summary.json", "-t", "greeter")
        let object = try #require(
            try JSONSerialization.jsonObject(with: Data(try space.read("summary.json").utf8)) as? [String: Any])
        #expect(object["result"] as? String == "succeeded")
        let steps = try #require(object["steps"] as? [[String: Any]])
        let workdir = try #require(steps.first { $0["name"] as? String == "[2/3] WORKDIR /work" })
        #expect(workdir["result"] as? String == "hit")
    }
}

import Foundation
import Testing

@Suite("Build contexts and what stands for images and stages")
struct ContextTests {
    private static let hasGit = Tools.has("git")

    /// A space with another folder, an image in a layout, and a repository and an archive that are served.
    private struct Sources {
        let space: TestSpace
        let server: WebServer

        init(_ builder: Builder = .current) throws {
            space = try TestSpace(builder)
            try space.write("other/x", "folder")
            try space.write("web/keep", "")
            server = try WebServer(space.folder.appendingPathComponent("web"))
            let script = """
                mkdir r && cd r && git init -q -b main && echo git > x && git add x &&
                git -c user.name=a -c user.email=a@b commit -qm x && cd .. && git clone -q --bare r web/r.git &&
                git -C web/r.git update-server-info && printf http > x && tar cf web/x.tar x
                """
            try Tools.run("sh", "-ec", script, in: space.folder)
            try space.dockerfile("FROM scratch\nCOPY --from=base /bin/busybox /x\n")
            try space.build("-o", "type=oci,tar=false,name=layout:v1,dest=\(space.path("layout"))")
            try space.build("-t", "stored")
        }

        /// The digest of the layout's image.
        func digest() throws -> String {
            let index = try space.read("layout/index.json")
            return try #require(index.firstMatch(of: /sha256:[0-9a-f]{64}/).map { String($0.output) })
        }

        func value(_ kind: String) throws -> String {
            switch kind {
            case "folder": space.path("other")
            case "git": "\(server.address)/r.git#main"
            case "http": "\(server.address)/x.tar"
            case "image": "docker-image://stored"
            case "layout": "oci-layout://\(space.path("layout"))"
            case "tag": "oci-layout://\(space.path("layout")):v1"
            case "digest": "oci-layout://\(space.path("layout"))@\(try digest())"
            case "both": "oci-layout://\(space.path("layout")):v1@\(try digest())"
            default: "target:other"
            }
        }
    }

    private static let kinds = ["folder", "git", "http", "image", "layout", "tag", "digest", "both", "target"]

    @Test("Each form stands for a FROM, a --from, a mount and a stage", .enabled(if: hasGit, "git is needed"))
    func forms() throws {
        let sources = try Sources()
        for kind in Self.kinds {
            try sources.space.dockerfile(
                """
                FROM base AS replaced
                RUN false
                FROM base AS other
                RUN echo other > /x
                FROM Ctx AS from
                FROM base AS mounted
                RUN --mount=type=bind,from=ctx,target=/m cp /m/x /y
                FROM scratch
                COPY --from=from /x /from
                COPY --from=ctx /x /copied
                COPY --from=mounted /y /mounted
                COPY --from=replaced /x /replaced
                """.replacing("Ctx", with: "ctx"))
            let value = try sources.value(kind)
            let out = "out-\(kind)"
            try sources.space.build(
                "--build-context", "ctx=\(value)", "--build-context", "replaced=\(value)", "-o", sources.space.path(out)
            )
            let sums = try Tools.run(
                "sh", "-c", "sha256sum * | cut -c1-64 | sort -u | wc -l",
                in: sources.space.folder.appendingPathComponent(out))
            #expect(sums.lines == ["1"], "\(kind)")
            #expect(try sources.space.list(out) == ["copied", "from", "mounted", "replaced"])
        }
        #expect(try sources.space.leftovers() == [])
    }

    @Test("What no step reads is neither fetched nor opened")
    func unused() throws {
        let sources = try Sources()
        try sources.space.dockerfile("FROM base AS unneeded\nCOPY --from=git /x /\nFROM scratch\nCOPY Dockerfile /\n")
        _ = sources.server.takeRequests()
        try sources.space.build(
            "--build-context", "git=\(sources.server.address)/r.git", "--build-context", "image=docker-image://nowhere",
            "--build-context", "layout=oci-layout:///nowhere", "--build-context", "stage=target:nowhere")
        #expect(sources.server.takeRequests() == [])
    }

    @Test("A folder's own .dockerignore counts, as files and as a root filesystem", arguments: Builder.available)
    func ignored(_ builder: Builder) throws {
        let space = try TestSpace(builder)
        try space.write("other/kept", "")
        try space.write("other/left", "")
        try space.write("other/.dockerignore", "left")
        try space.write("context/.dockerignore", "kept")
        try space.dockerfile(
            "FROM other AS root\nFROM scratch\nCOPY --from=other . /files/\nCOPY --from=root . /root/\n")
        try space.build("--build-context", "other=\(space.path("other"))", "-o", space.path("out"))
        #expect(
            try space.list("out") == [
                "files/", "files/.dockerignore", "files/kept", "root/", "root/.dockerignore", "root/kept",
            ])
    }

    @Test("A stage that stands further down may take an image's place")
    func laterStage() throws {
        let space = try TestSpace()
        try space.dockerfile(
            """
            FROM alpine AS first
            RUN cat /patched > /seen
            FROM base AS patched
            RUN echo patched > /patched
            FROM scratch
            COPY --from=first /seen /
            """)
        try space.build("--build-context", "alpine=target:patched", "-o", space.path("out"))
        #expect(try space.read("out/seen") == "patched\n")
        let circle = try space.failure(
            "--build-context", "alpine=target:patched", "--build-context", "base=target:first")
        #expect(circle.contains("circular dependency detected on stage: first (first needs patched needs first)"))
    }

    @Test(
        "Archives on standard input are contexts, however they are packed",
        .enabled(if: Tools.has("zstd", "xz", "bzip2")),
        arguments: ["--auto-compress", "--gzip", "--bzip2", "--xz", "--zstd"])
    func archives(packing: String) throws {
        let space = try TestSpace(base: nil)
        try space.write("files/Dockerfile", "FROM scratch\nCOPY f /\n")
        try space.write("files/Other", "FROM scratch\nCOPY f /g\n")
        try space.write("files/f", "f")
        let archive = try Tools.run("tar", "-c", packing, "-C", space.path("files"), "Dockerfile", "Other", "f").output
        let whole = try space.strata("build", "-o", space.path("out"), "-", input: archive)
        #expect(whole.code == 0, "\(whole.errorText)")
        #expect(try space.list("out") == ["f"])
        let named = try space.strata("build", "-f", "Other", "-o", space.path("named"), "-", input: archive)
        #expect(named.code == 0, "\(named.errorText)")
        #expect(try space.list("named") == ["g"])
    }

    @Test(
        "Standard input can't be two things, and must be something",
        arguments: [
            (["-f", "-", "-"], "x", "can't use stdin for both build context and dockerfile"),
            (["-f", "other", "-"], "FROM scratch", "ambiguous Dockerfile source: both stdin and flag"),
            (["-"], "", "standard input is empty: neither a Dockerfile nor an archive"),
        ])
    func badInput(arguments: [String], input: String, message: String) throws {
        let space = try TestSpace(base: nil)
        let finished = try space.start(["build"] + arguments, input: Data(input.utf8)).finish()
        #expect(finished.code == 1)
        #expect(finished.errorText.contains(message))
        #expect(finished.errorText.contains("remedy: "))
    }

    @Test(
        "Contexts that make no sense are refused before anything is done",
        arguments: [
            ("Upper=.", "invalid context name Upper", "write \"upper\""),
            ("context=.", "the name context can't be replaced", "the last argument"),
            ("x", "it needs NAME=VALUE", "VALUE is a folder"), ("x=", "it needs NAME=VALUE", "VALUE is a folder"),
            ("x=input:y", "inputs are what a frontend is given", "VALUE is a folder"),
            ("x=oci-layout:y", "two slashes are missing", "VALUE is a folder"),
            ("x=ftp://example.com/", "contexts of that kind are not known", "http:// or https://"),
            (
                "x=contxt", "failed to get build context x: the build context contxt is not there",
                "did you mean context?"
            ),
            ("x=config.toml", "failed to get build context x: the build context config.toml is no folder", "folder"),
            ("x=oci-layout://a@sha256:12", "invalid digest", "64 hexadecimal digits"),
        ])
    func refused(flag: String, message: String, remedy: String) throws {
        let space = try TestSpace(base: nil)
        try space.dockerfile("FROM scratch\n")
        let text = try space.failure("--build-context", flag)
        #expect(text.contains(message), "\(text)")
        #expect(text.contains(remedy), "\(text)")
    }

    @Test("A context that is not there, or a file, is said so with what may have been meant")
    func missing() throws {
        let space = try TestSpace(base: nil)
        try space.dockerfile("FROM scratch\n")
        let near = try space.strata("build", "contex")
        #expect(near.errorText.contains("the build context contex is not there\nremedy: did you mean context?"))
        let file = try space.strata("build", "context/Dockerfile")
        #expect(file.errorText.contains("the build context context/Dockerfile is no folder"))
        let named = try space.strata("build", "-f", "context/dockerfil", "context")
        #expect(named.errorText.contains("did you mean Dockerfile?"))
    }

    @Test("An archive in a layout's place is said to need unpacking")
    func packedLayout() throws {
        let sources = try Sources()
        try Tools.run("tar", "cf", sources.space.path("layout.tar"), "-C", sources.space.path("layout"), ".")
        try sources.space.dockerfile("FROM ctx\n")
        let text = try sources.space.failure("--build-context", "ctx=oci-layout://\(sources.space.path("layout.tar"))")
        #expect(text.contains("it is a file; an archive has to be unpacked first"))
        #expect(text.contains("Dockerfile:1"))
    }

    @Test("The build's own output may go into its context", arguments: Builder.available)
    func ownLog(_ builder: Builder) throws {
        let space = try TestSpace(builder)
        try space.dockerfile(
            """
            FROM base AS build
            COPY . /a
            RUN --mount=type=bind,target=/c cat /c/build.log > /b && for i in 0 1 2 3 4 5 6 7 8 9; do echo line $i; done
            COPY build.log /c
            FROM scratch
            COPY --from=build /a/build.log /b /c /
            """)
        space.wrapper = ["sh", "-c", "exec \"$@\" >> context/build.log 2>&1", "sh"]
        for _ in 0..<3 {
            let code = try space.strata("build", "--progress=plain", "--no-cache", "-o", "out", "context").code
            let said = try space.read("context/build.log")
            try #require(code == 0, "\(said)")
        }
        let log = try space.read("context/build.log")
        for name in ["build.log", "b", "c"] {
            let copy = try space.read("out/\(name)")
            #expect(log.hasPrefix(copy))
        }
        #expect(try space.read("out/b").contains("line 9"))
    }
}

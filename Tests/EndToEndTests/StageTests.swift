import Foundation
import Testing

@Suite("Dockerfiles of several stages")
struct StageTests {
    private static let dockerfile = """
        # syntax=docker/dockerfile:1
        ARG VERSION=1
        FROM base AS tools
        ARG VERSION
        ENV NAME=tool-$VERSION
        WORKDIR /src
        COPY --chmod=750 *.sh ./
        RUN <<END
        ./greet.sh "$NAME" > greeting
        ln -s greeting link
        END

        FROM base
        LABEL version=$VERSION
        USER app
        WORKDIR /app
        COPY --from=tools --chown=app:staff /src/greeting /src/link ./
        COPY --link --chown=7:8 data /data
        COPY <<one <<"two" /texts/
        user is $USER_NAME
        one
        name is $NAME
        two
        RUN id -u > /app/user
        CMD ["cat", "greeting"]

        FROM scratch AS files
        COPY --from=1 /app /app
        COPY --from=1 /data /data
        COPY --from=1 /texts /texts
        """

    private func makeSpace(_ builder: Builder) throws -> TestSpace {
        let space = try TestSpace(builder)
        try space.dockerfile(Self.dockerfile)
        try space.write("context/greet.sh", "#!/bin/sh\necho hello from $1\n", mode: 0o644)
        try space.write("context/data/kept", "kept")
        try space.write("context/data/secret.key", "hidden")
        try space.write("context/data/deep/public.key", "kept, too")
        try space.write("context/.dockerignore", "# keys\n**/*.key\n!data/deep/*.key\n")
        return space
    }

    @Test("Files of the last stage come to a folder", arguments: Builder.available)
    func folder(_ builder: Builder) throws {
        let space = try makeSpace(builder)
        try space.build("--build-arg", "VERSION=2", "-o", space.path("out"))
        #expect(
            try space.list("out") == [
                "app/", "app/greeting", "app/link", "app/user", "data/", "data/deep/", "data/deep/public.key",
                "data/kept", "texts/", "texts/one", "texts/two",
            ])
        #expect(try space.read("out/app/greeting") == "hello from tool-2\n")
        #expect(try space.read("out/app/user") == "1000\n")
        #expect(try space.read("out/texts/one") == "user is \n")
        #expect(try space.read("out/texts/two") == "name is $NAME\n")
    }

    @Test("Owners and modes are as the flags say", arguments: Builder.available)
    func owners(_ builder: Builder) throws {
        let space = try makeSpace(builder)
        let tar = try space.build("-o", "-").output
        let listing = try Tools.run("tar", "--numeric-owner", "-tvf", "-", input: tar).lines.map {
            $0.split(separator: " ", omittingEmptySubsequences: true).map(String.init)
        }
        let found = listing.filter { !($0.last ?? "").hasSuffix("/") }.map { "\($0[0]) \($0[1]) \($0[5])" }
        #expect(
            Set(found) == [
                "-rw-r--r-- 0/0 texts/one", "-rw-r--r-- 0/0 texts/two", "-rw-r--r-- 1000/50 app/greeting",
                "-rw-r--r-- 1000/50 app/link", "-rw-r--r-- 1000/1001 app/user", "-rw-r--r-- 7/8 data/deep/public.key",
                "-rw-r--r-- 7/8 data/kept",
            ])
    }

    @Test("A target needs only its own stages")
    func target() throws {
        let space = try makeSpace(.current)
        let tools = try space.build("--target", "tools")
        #expect(
            tools.ran == [
                "COPY --chmod=750 *.sh ./", "RUN <<END (./greet.sh \"tool-1\" > greeting...)", "WORKDIR /src",
            ])
        #expect(!tools.steps.contains { $0.name.contains("stage-1") || $0.name.contains("files") })
    }

    @Test("Stages that do not need one another run at the same time", arguments: Builder.available)
    func parallel(_ builder: Builder) throws {
        let space = try TestSpace(builder)
        // Each waits for the other's file: one after the other they would wait for ever.
        func meet(_ own: String, _ other: String) -> String {
            "RUN --mount=type=cache,target=/meet touch /meet/\(own) && until test -e /meet/\(other); do :; done; >/\(own)"
        }
        try space.dockerfile(
            """
            FROM base AS left
            \(meet("left", "right"))
            FROM base AS right
            \(meet("right", "left"))
            FROM scratch
            COPY --from=left /left /
            COPY --from=right /right /
            """)
        let build = try space.build("--jobs", "2", "-o", space.path("out"))
        #expect(try space.list("out") == ["left", "right"])
        let meetings = build.steps.filter { $0.name.contains("RUN") }
        try #require(meetings.count == 2)
        #expect(meetings[0].overlaps(meetings[1]))
    }

    @Test("ONBUILD triggers run, with the arguments of the stage that they come to")
    func triggers() throws {
        let space = try TestSpace()
        try space.dockerfile(
            """
            FROM base AS parent
            ONBUILD COPY here /there
            ONBUILD RUN echo made >> /there

            FROM parent
            RUN echo after >> /there
            """)
        try space.write("context/here", "here\n")
        try space.build("-o", "type=local,dest=\(space.path("out"))")
        #expect(try space.read("out/there") == "here\nmade\nafter\n")
    }

    @Test("Folders and archives stand for images and stages by --build-context")
    func contexts() throws {
        let space = try TestSpace()
        try space.write("other/file", "from another folder")
        try space.dockerfile("FROM base AS from\nRUN false\nFROM scratch\nCOPY --from=from file /\n")
        try space.build("--build-context", "from=\(space.path("other"))", "-o", space.path("out"))
        #expect(try space.read("out/file") == "from another folder")
    }

    @Test("A Dockerfile comes from standard input, or from elsewhere with an ignore file of its own")
    func dockerfiles() throws {
        let space = try TestSpace()
        let text = "FROM scratch\nCOPY . /\n"
        try space.write("context/a", "a")
        try space.write("context/b", "b")
        try space.write("files/Named", text)
        try space.write("files/Named.dockerignore", "a")
        try space.write("context/.dockerignore", "b")
        let flags = ["build", "-o"]
        var program = try space.start(
            flags + [space.path("one"), "-f", "-", "context"], input: Data(text.utf8))
        #expect(try program.finish().code == 0)
        #expect(try space.list("one") == [".dockerignore", "a"])
        program = try space.start(flags + [space.path("two"), "-f", "files/Named", "context"])
        #expect(try program.finish().code == 0)
        #expect(try space.list("two") == [".dockerignore", "b"])
    }
}

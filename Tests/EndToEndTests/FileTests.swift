import Foundation
import Testing

@Suite("Files across steps and layers")
struct FileTests {
    @Test("Removed, replaced and emptied things are so in the image", arguments: Builder.available)
    func removals(_ builder: Builder) throws {
        let space = try TestSpace(builder)
        try space.dockerfile(
            """
            FROM base AS build
            RUN mkdir -p /t/emptied /t/gone /t/file-then-folder-below && \\
                touch /t/a /t/b /t/emptied/old /t/gone/x /t/becomes-folder && ln -s a /t/link
            RUN rm -rf /t/a /t/gone /t/emptied /t/becomes-folder /t/file-then-folder-below && \\
                mkdir /t/emptied /t/becomes-folder && touch /t/emptied/new /t/becomes-folder/y && \\
                echo now a file > /t/file-then-folder-below && rm /t/link && mkdir /t/link
            RUN touch /t/a-again && rm /t/emptied/new && mv /t/b /t/c
            FROM scratch
            COPY --from=build /t /
            """)
        try space.build("-o", space.path("out"))
        let expected = [
            "a-again", "becomes-folder/", "becomes-folder/y", "c", "emptied/", "file-then-folder-below", "link/",
        ]
        #expect(try space.list("out") == expected)
        #expect(try space.leftovers() == [])
    }

    @Test(
        "Other tools see the same in the layers",
        .enabled(if: Tools.has("umoci") && Builder.isRoot, "umoci and root are needed"))
    func whiteouts() throws {
        let space = try TestSpace()
        try space.dockerfile(
            """
            FROM base
            RUN mkdir -p /t/opaque/deep /t/gone && touch /t/opaque/old /t/opaque/deep/x /t/gone/y /t/z
            RUN rm -r /t/opaque /t/gone /t/z && mkdir /t/opaque && touch /t/opaque/new
            """)
        let layout = space.path("layout")
        try space.build("-o", "type=oci,tar=false,dest=\(layout),name=image:x")
        try Tools.run("umoci", "unpack", "--image", "\(layout):x", space.path("bundle"))
        #expect(try space.list("bundle/rootfs/t") == ["opaque/", "opaque/new"])
    }

    @Test("Hard links stay links, special bits, times and sparse files stay too", arguments: Builder.available)
    func metadata(_ builder: Builder) throws {
        let space = try TestSpace(builder)
        try space.dockerfile(
            """
            FROM base AS build
            RUN mkdir /t && echo one > /t/a && ln /t/a /t/b && cp /bin/busybox /t/special && chmod 6755 /t/special && \\
                mkdir /t/sticky && chmod 1777 /t/sticky && mkfifo /t/fifo && chown 1000:1001 /t/special && \\
                chmod 6755 /t/special && touch -d '2001-02-03 04:05:06' /t/old && \\
                dd if=/dev/zero of=/t/sparse bs=1 count=1 seek=10485759 2> /dev/null
            FROM base
            COPY --from=build /t /t
            RUN stat -c '%n %a %u:%g %h %s %Y' /t/a /t/b /t/special /t/sticky /t/old /t/sparse > /seen && \\
                test -p /t/fifo
            FROM scratch
            COPY --from=1 /seen /
            """)
        try space.build("-o", space.path("out"))
        let seen = try space.read("out/seen").split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
        try #require(seen.count == 6)
        #expect(seen[0][3] == "2" && seen[1][3] == "2")
        #expect(Array(seen[2][1...2]) == ["6755", "1000:1001"])
        #expect(seen[3][1] == "1777")
        #expect(seen[4][5] == "981173106")
        #expect(seen[5][4] == "10485760")
    }

    @Test(
        "Extended attributes and capabilities stay",
        .enabled(if: Builder.isRoot && Tools.has("setfattr", "getfattr"), "root and setfattr are needed"))
    func extendedAttributes() throws {
        let space = try TestSpace()
        try space.write("tree/file", "text", mode: 0o755)
        // CAP_NET_RAW, permitted and effective.
        let capability = "0x0100000200200000000000000000000000000000"
        try Tools.run("setfattr", "-n", "user.colour", "-v", "green", space.path("tree/file"))
        try Tools.run("setfattr", "-n", "security.capability", "-v", capability, space.path("tree/file"))
        try Tools.run(
            "tar", "--xattrs", "--xattrs-include=*", "-cf", space.path("rootfs.tar"), "-C", space.path("tree"), ".")
        #expect(try space.strata("images", "import", "rootfs.tar", "attributes").code == 0)
        try space.dockerfile(
            """
            FROM attributes AS one
            COPY Dockerfile /
            FROM scratch
            COPY --from=one /file /copied
            FROM one
            COPY --from=1 /copied /copied
            """)
        try space.build("-o", "type=tar,dest=\(space.path("out.tar"))")
        try Tools.run("mkdir", space.path("out"))
        try Tools.run("tar", "--xattrs", "--xattrs-include=*", "-xf", space.path("out.tar"), "-C", space.path("out"))
        let dump = try Tools.run(
            "getfattr", "-d", "-m", "-", "file", "copied", in: URL(fileURLWithPath: space.path("out")))
        #expect(dump.lines.contains("user.colour=\"green\""))
        let capabilities = try Tools.run(
            "getfattr", "-d", "-m", "security.capability", "-e", "hex", "file", "copied",
            in: URL(fileURLWithPath: space.path("out")))
        #expect(capabilities.lines.filter { $0 == "security.capability=\(capability)" }.count == 2)
    }

    @Test("Links can't lead a copy out of its root", arguments: Builder.available)
    func links(_ builder: Builder) throws {
        let space = try TestSpace(builder)
        let outside = space.path("outside")
        try space.write("outside/file", "untouched")
        try space.write("context/file", "copied")
        try space.dockerfile(
            """
            FROM base
            RUN ln -s \(outside) /out && ln -s ../../../../../..\(outside) /up && mkdir -p /in && ln -s /in /good
            COPY file /out/
            COPY file /up/
            COPY file /good/
            """)
        try space.build("-o", "type=tar,dest=\(space.path("out.tar"))")
        #expect(try space.read("outside/file") == "untouched")
        let names = try Tools.run("tar", "-tf", space.path("out.tar")).lines
        #expect(names.contains("in/file"))
        #expect(names.contains(String(outside.dropFirst()) + "/file"))
    }

    @Test("Archives are unpacked by ADD, and copied by COPY")
    func archives() throws {
        let space = try TestSpace()
        try space.write("context/tree/deep/file", "text")
        for (flag, name) in [("-cf", "plain.tar"), ("-czf", "packed.tgz")] {
            try Tools.run("tar", flag, space.path("context/\(name)"), "-C", space.path("context/tree"), ".")
        }
        try space.dockerfile(
            "FROM scratch\nADD plain.tar /plain/\nADD packed.tgz /packed/\nCOPY packed.tgz /copied/\n")
        try space.build("-o", space.path("out"))
        #expect(
            try space.list("out").filter { !$0.hasSuffix("/") } == [
                "copied/packed.tgz", "packed/deep/file", "plain/deep/file",
            ])
    }

    @Test("The names of files are bytes")
    func names() throws {
        let space = try TestSpace()
        let folder = space.path("context")
        try Tools.run("sh", "-c", "cd \"$1\" && touch \"$(printf 'not\\377utf8')\" 'a b' 'new\nline' '*'", "sh", folder)
        try space.dockerfile(
            "FROM base AS one\nCOPY . /t/\nRUN ls -A /t | wc -l > /count\nFROM scratch\nCOPY --from=one /t /count /\n")
        try space.build("-o", space.path("out"))
        let names = try Tools.run(
            "sh", "-c", "ls -A -Q", in: URL(fileURLWithPath: space.path("out")), environment: ["LC_ALL": "C"])
        #expect(
            names.lines.sorted() == [
                "\"*\"", "\"Dockerfile\"", "\"a b\"", "\"count\"", "\"new\\nline\"", "\"not\\377utf8\"",
            ])
    }
}

import Foundation
import Testing

@Suite("Bad input")
struct BadInputTests {
    /// A Dockerfile and what strata says to it.
    struct Case: CustomTestStringConvertible, Sendable {
        var name: String
        var dockerfile: String
        var flags: [String] = []
        var message: String

        var testDescription: String { name }
    }

    static let cases = [
        Case(
            name: "an unknown instruction", dockerfile: "FROM base\nRUM true\n",
            message: """
                Dockerfile:2:1
                --------------------
                   1 |     FROM base
                   2 | >>> RUM true
                   3 |     
                --------------------
                ERROR: unknown instruction: RUM (did you mean RUN?)
                remedy: write RUN
                """),
        Case(
            name: "an undefined stage", dockerfile: "FROM base AS build\nFROM scratch\nCOPY --from=biuld /x /\n",
            message: "did you mean the stage build?"),
        Case(
            name: "a missing file", dockerfile: "FROM scratch\nCOPY fiel /\n",
            message: """
                Dockerfile:2:1
                --------------------
                   1 |     FROM scratch
                   2 | >>> COPY fiel /
                   3 |     
                --------------------
                ERROR: "fiel": not found
                remedy: did you mean file?
                """),
        Case(
            name: "a file that .dockerignore hides", dockerfile: "FROM scratch\nCOPY hidden /\n",
            message: """
                Dockerfile:2:1
                --------------------
                   1 |     FROM scratch
                   2 | >>> COPY hidden /
                   3 |     
                --------------------
                ERROR: "hidden": not found
                note: it is there, but excluded by .dockerignore:1: hid*
                remedy: add the line !hidden after that rule
                """),
        Case(
            name: "an unknown flag", dockerfile: "FROM scratch\nCOPY --form=x a /\n",
            message: """
                Dockerfile:2:6
                --------------------
                   1 |     FROM scratch
                   2 | >>> COPY --form=x a /
                   3 |     
                --------------------
                ERROR: unknown flag: --form (did you mean from?)
                remedy: write --from
                """),
        Case(
            name: "a flag's bad value", dockerfile: "FROM scratch\nCOPY --chmod=9x file /\n",
            message: "remedy: write --chmod=755 or --chmod=u=rwX,go=rX"),
        Case(
            name: "another syntax", dockerfile: "# syntax=example.org/other/frontend:1\nFROM scratch\n",
            message: """
                Dockerfile:1:10
                --------------------
                   1 | >>> # syntax=example.org/other/frontend:1
                   2 |     FROM scratch
                   3 |     
                --------------------
                ERROR: frontend "example.org/other/frontend:1" is not built in
                remedy: remove the line, or write # syntax=docker/dockerfile:1, which needs no network
                """),
        Case(
            name: "no instruction", dockerfile: "# nothing\n",
            message: "file with no instructions"),
        Case(
            name: "a heredoc without end", dockerfile: "FROM scratch\nCOPY <<EOT /file\ntext\n",
            message: "unterminated heredoc EOT"),
        Case(
            name: "an unknown target", dockerfile: "FROM scratch AS one\nCOPY file /\n", flags: ["--target", "oen"],
            message: "target stage \"oen\" could not be found (did you mean one?)"),
        Case(
            name: "a variable that must be set", dockerfile: "FROM scratch\nARG A\nENV B=${A:?missing}\nCOPY file /\n",
            message: "remedy: give it a value with --build-arg A=… or an ARG or ENV before this line"),
        Case(
            name: "an unknown user", dockerfile: "FROM base\nUSER nobody-here\nRUN true\n",
            message: "unable to find user nobody-here: no matching entries in passwd file"),
        Case(
            name: "a stage that depends on itself", dockerfile: "FROM scratch AS one\nCOPY --from=one /a /\n",
            message: "circular dependency detected on stage: one"),
    ]

    @Test("is met with place, line, fault and remedy", arguments: cases)
    func message(_ example: Case) throws {
        let space = try TestSpace()
        try space.dockerfile(example.dockerfile)
        try space.write("context/file", "")
        try space.write("context/hidden", "")
        try space.write("context/.dockerignore", "hid*\n")
        let finished = try space.start(
            ["build", "--progress=quiet"] + example.flags + [space.path("context")]
        ).finish()
        #expect(finished.code == 1)
        #expect(finished.errorText.contains(example.message), "\(finished.errorText)")
        #expect(try space.leftovers() == [])
    }

    @Test("A Dockerfile or context that is not there is named, with the nearest one")
    func missingFiles() throws {
        let space = try TestSpace(base: nil)
        try space.write("context/Dockerfil", "FROM scratch\n")
        let missing = try space.failure()
        #expect(
            missing == """
                ERROR: failed to read dockerfile: open Dockerfile: no such file or directory
                remedy: did you mean Dockerfil? Name it with -f

                """)
        let finished = try space.strata("build", "nowhere")
        #expect(finished.code == 1)
        #expect(finished.errorText.contains("the build context nowhere is not there"))
    }

    @Test(
        "Flags of the command line are checked",
        arguments: [
            (["--progress=plian"], "did you mean"), (["--output=type=ocl,dest=x"], "there is no output type ocl"),
            (["--secret=src=x"], "it needs an id"), (["--secret=id=a,src=missing-file"], "missing-file can't be read"),
            (["--network=bridged"], "use default, none or host"), (["--jobs=0"], "it must be 1 or more"),
            (["--build-context=x"], "x"),
            (["-t", "Not Valid"], "invalid tag \"Not Valid\""),
            (["--platform=pdp11"], "pdp11"), (["--allow=everything"], "use network.host, security.insecure, device"),
        ])
    func flags(_ flags: [String], _ part: String) throws {
        let space = try TestSpace(base: nil)
        try space.dockerfile("FROM scratch\nCOPY . /\n")
        let finished = try space.start(["build"] + flags + ["context"]).finish()
        #expect(finished.code == 1)
        #expect(finished.errorText.hasPrefix("ERROR: "))
        #expect(finished.errorText.contains(part), "\(finished.errorText)")
    }

    @Test("An unknown flag is an error of usage, with the nearest flag")
    func unknownFlag() throws {
        let space = try TestSpace(base: nil)
        let finished = try space.strata("build", "--no-cahce", ".")
        #expect(finished.code == 125)
        #expect(finished.errorText.contains("--no-cahce"))
        #expect(finished.errorText.contains("--no-cache"))
    }

    @Test("A configuration that can't be read is told with its line")
    func configuration() throws {
        let space = try TestSpace(base: nil)
        try space.dockerfile("FROM scratch\nCOPY . /\n")
        try space.write("config.toml", "[registry.\"docker.io\"]\nmirorrs = []\n")
        #expect(
            try space.failure() == """
                ERROR: \(space.path("config.toml")):2:1: registry."docker.io" has no key mirorrs
                --------------------
                   1 |     [registry."docker.io"]
                   2 | >>> mirorrs = []
                   3 |     
                --------------------
                remedy: did you mean mirrors?

                """)
    }

    @Test("An ordinary user's missing tools are named with the package that brings them", arguments: Builder.available)
    func missingMapTools(_ builder: Builder) throws {
        // Root needs none of them.
        guard builder == .ordinary || !Builder.isRoot else { return }
        let space = try TestSpace(builder)
        try space.dockerfile("FROM base\nRUN true\n")
        space.environment["PATH"] = space.path("nothing")
        let finished = try space.start(["build", "context"]).finish()
        #expect(finished.code == 1)
        #expect(finished.errorText.contains("sudo apt install uidmap"))
    }

    @Test("A missing runtime is named with the package that brings it", .enabled(if: Builder.isRoot, "needs root"))
    func missingRuntime() throws {
        let space = try TestSpace()
        try space.dockerfile("FROM base\nRUN true\n")
        space.hide("crun", "runc")
        #expect(try space.failure().contains("remedy: install one: `apt-get install crun`"))
    }

    @Test("Root without rights is told so, and what to do", .enabled(if: Builder.isRoot, "needs root"))
    func missingPrivilege() throws {
        let space = try TestSpace()
        try space.dockerfile("FROM base\nRUN true\n")
        space.wrapper = ["setpriv", "--bounding-set=-sys_admin", "--"]
        #expect(
            try space.failure() == """
                ERROR: root has no right to mount here (CAP_SYS_ADMIN is missing)
                remedy: run as an ordinary user, or start the container with --cap-add SYS_ADMIN

                """)
    }

    @Test("Owners that an ordinary user has no numbers for are told", arguments: Builder.available)
    func unmappedOwner(_ builder: Builder) throws {
        // Root has all numbers.
        guard builder == .ordinary || !Builder.isRoot else { return }
        let space = try TestSpace(builder)
        try space.dockerfile("FROM scratch\nCOPY --chown=999999999 Dockerfile /file\n")
        let text = try space.failure()
        #expect(text.contains("Dockerfile:2"))
        #expect(text.contains("/file is to belong to a user or group whose number is beyond your range"), "\(text)")
        #expect(text.contains("remedy: sudo usermod --add-subuids"))
    }

    @Test("A user without subordinate ids is told how to get them", .enabled(if: Builder.isRoot, "needs root"))
    func noSubordinateIDs() throws {
        let space = try TestSpace(base: nil)
        try space.dockerfile("FROM scratch\nCOPY . /\n")
        try Tools.run("chmod", "-R", "a+rwX", space.folder.path)
        space.wrapper = ["setpriv", "--reuid=4242424", "--regid=4242424", "--clear-groups", "--"]
        let finished = try space.strata("build", "context")
        #expect(finished.code == 1)
        #expect(finished.errorText.contains("has no range of subordinate ids in /etc/subuid"))
        #expect(finished.errorText.contains("sudo usermod --add-subuids"))
    }
}

import Foundation
import Testing

@Suite("Builds that fail")
struct FailureTests {
    @Test("The step, its last lines, its code and its place in the Dockerfile are told", arguments: Builder.available)
    func report(_ builder: Builder) throws {
        let space = try TestSpace(builder)
        try space.dockerfile(
            """
            FROM base
            RUN true
            RUN echo first; \\
                echo last >&2; exit 3
            RUN echo never
            """)
        let text = try space.failure()
        #expect(
            text == """
                ------
                 > [3/4] RUN echo first;     echo last >&2; exit 3:
                first
                last
                ------
                Dockerfile:3
                --------------------
                   2 |     RUN true
                   3 | >>> RUN echo first; \\
                   4 | >>>     echo last >&2; exit 3
                   5 |     RUN echo never
                --------------------
                ERROR: process "/bin/sh -c echo first;     echo last >&2; exit 3" did not complete successfully: exit code: 3

                """)
    }

    @Test("A step that is killed says so")
    func killed() throws {
        let space = try TestSpace()
        try space.dockerfile("FROM base\nRUN sh -c 'kill -9 $$'; exit $?\n")
        #expect(try space.failure().contains("exit code: 137: killed by signal 9, perhaps for memory"))
        try space.dockerfile("FROM base\nRUN sh -c 'kill -11 $$'; exit $?\n")
        #expect(try space.failure().contains("exit code: 139: killed by signal 11"))
    }

    @Test("What a failed step's siblings do is ended, what depends on it does not begin", arguments: Builder.available)
    func siblings(_ builder: Builder) throws {
        let space = try TestSpace(builder)
        try space.dockerfile(
            """
            FROM base AS endless
            RUN --mount=type=cache,target=/meet touch /meet/here && sleep 3600
            FROM base AS broken
            RUN --mount=type=cache,target=/meet until test -e /meet/here; do :; done; echo broken; exit 7
            RUN echo after
            FROM base
            COPY --from=endless /x /
            COPY --from=broken /y /
            """)
        let build = try space.tryBuild(["--jobs", "2"])
        #expect(build.code == 1)
        #expect(build.notes.contains("exit code: 7"))
        #expect(build.step("RUN echo after")?.started == nil)
        let endless = build.steps.first { $0.name.contains("sleep 3600") }
        #expect(endless?.error?.contains("context canceled") == true)
        #expect(build.notes.contains("> [broken 2/3] RUN --mount=type=cache"))
        #expect(!build.notes.contains("> [endless"))
    }

    @Test("A failed build costs nothing of what was done, and the next goes on from there")
    func goesOn() throws {
        let space = try TestSpace()
        try space.dockerfile("FROM base\nRUN echo done > /done\nCOPY file /\nRUN test $(cat /file) = good\n")
        try space.write("context/file", "bad")
        let failed = try space.tryBuild()
        #expect(failed.code == 1)
        #expect(failed.ran == ["COPY file /", "RUN echo done > /done"])
        try space.write("context/file", "good")
        try space.build().expectRan("COPY file /", "RUN test $(cat /file) = good")
    }

    @Test("Programs that are not there are named")
    func missingPrograms() throws {
        let space = try TestSpace()
        try space.dockerfile("FROM base\nRUN nothing-of-this-name\n")
        let shell = try space.failure()
        #expect(shell.contains("nothing-of-this-name: not found"))
        #expect(shell.contains("exit code: 127"))
        try space.dockerfile("FROM scratch\nCOPY file /\nRUN echo\n")
        try space.write("context/file", "")
        let none = try space.failure()
        #expect(none.contains("Dockerfile:3"))
        #expect(none.contains("/bin/sh"))
        #expect(none.contains("scratch has no shell"))
    }

    @Test("Plain progress can keep each step's lines together")
    func grouped() throws {
        let space = try TestSpace()
        func stage(_ own: String, _ other: String) -> String {
            """
            FROM base AS \(own)
            RUN --mount=type=cache,target=/meet for i in 1 2 3; do echo \(own) $i; touch /meet/\(own)$i; \\
                until test -e /meet/\(other)$i; do :; done; done

            """
        }
        let stages = stage("left", "right") + stage("right", "left")
        try space.dockerfile("\(stages)FROM scratch\nCOPY --from=left /bin/sh /l\nCOPY --from=right /bin/sh /r\n")
        let finished = try space.strata(
            "build", "--jobs", "2", "--progress=plain", "context", environment: ["STRATA_PROGRESS_GROUP": "1"])
        #expect(finished.code == 0)
        let words = finished.errorText.matches(of: /#\d+ \d+\.\d+ (left|right) \d/).map { String($0.output.1) }
        try #require(words.count == 6)
        #expect(words == Array(repeating: words[0], count: 3) + Array(repeating: words[5], count: 3))
    }

    @Test("Plain progress looks as BuildKit's")
    func plain() throws {
        let space = try TestSpace()
        try space.dockerfile("FROM base AS one\nRUN echo said\nFROM base\nCOPY --from=one /bin/sh /bin/again\n")
        let first = try space.strata("build", "--progress=plain", "context").errorText
        #expect(
            first.firstMatch(of: /(?m)^#(\d+) \[one 2\/2\] RUN echo said\n#\1 \d+\.\d+ said\n#\1 DONE \d+\.\ds$/) != nil
        )
        let second = try space.strata("build", "--progress=plain", "context").errorText
        #expect(
            second.firstMatch(of: /(?m)^#(\d+) \[stage-1 2\/2\] COPY --from=one \/bin\/sh \/bin\/again\n#\1 CACHED$/)
                != nil)
        #expect(second.firstMatch(of: /\d said/) == nil)
    }
}

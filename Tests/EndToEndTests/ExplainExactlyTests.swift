import Foundation
import Testing

/// Causes that are easily mistaken for others.
@Suite("Why steps run, exactly")
struct ExplainExactlyTests {
    /// A space with a Dockerfile and files of the context.
    private func makeSpace(_ dockerfile: String, files: [String: String] = [:]) throws -> TestSpace {
        let space = try TestSpace()
        try space.dockerfile(dockerfile)
        for (name, text) in files { try space.write("context/\(name)", text) }
        return space
    }

    private func edit(_ space: TestSpace, _ old: String, _ new: String) throws {
        let text = try space.read("context/Dockerfile")
        try #require(text.contains(old))
        try space.dockerfile(text.replacingOccurrences(of: old, with: new))
    }

    @Test("A step that ran is not blamed where what is read of it is the same")
    func irrelevantInput() throws {
        let space = try makeSpace(
            """
            FROM base AS x
            ARG A=1
            RUN echo $A > /x
            FROM base AS b
            COPY f /f
            RUN echo const > /const
            FROM x
            COPY --from=b /const /c
            """, files: ["f": "1"])
        try space.build("--target", "x")
        try space.build("--build-arg", "A=2")
        try space.write("context/f", "2")
        let causes = try space.build().causes
        #expect(causes["COPY f /f"] == "f changed")
        #expect(
            causes["COPY --from=b /const /c"]
                == "ARG A changed from 2 to 1 in RUN echo $A > /x, which it stands on")
    }

    @Test("Another stage or image in FROM is told by both names")
    func otherBase() throws {
        let space = try makeSpace(
            """
            FROM base AS a
            COPY fa /fa
            FROM base AS b
            COPY fb /fb
            FROM a
            RUN echo x > /x
            """, files: ["fa": "1", "fb": "1"])
        try space.build()
        try space.build("--target", "b")
        try edit(space, "FROM a\n", "FROM b\n")
        #expect(try space.build().causes["RUN echo x > /x"] == "the base changed from stage a to stage b")
        try edit(space, "FROM b\n", "FROM base\n")
        #expect(
            try space.build().causes["RUN echo x > /x"]?.hasPrefix("the base changed from stage b to base") == true)
        try edit(space, "FROM base\nRUN", "FROM a\nRUN")
        try space.write("context/fa", "2")
        let causes = try space.build("--no-cache-filter", "a").causes
        #expect(causes["RUN echo x > /x"]?.hasSuffix(" to stage a") == true)
        // A stage with another name is the same stage.
        try edit(space, "base AS a\n", "base AS first\n")
        try edit(space, "FROM a\n", "FROM first\n")
        try space.write("context/fa", "3")
        #expect(try space.build().causes["RUN echo x > /x"]?.hasSuffix("COPY fa /fa gave another result") == true)
    }

    @Test("A line that stood in another stage is told as moved")
    func otherStage() throws {
        let space = try makeSpace(
            """
            FROM base AS a
            COPY f /f
            RUN echo moved > /moved
            FROM base AS b
            COPY g /g
            RUN echo b > /b
            FROM a AS both
            COPY --from=b /b /b
            """, files: ["f": "1", "g": "1"])
        try space.build("--target", "both")
        try edit(space, "RUN echo moved > /moved\n", "")
        try edit(space, "RUN echo b > /b\n", "RUN echo b > /b\nRUN echo moved > /moved\n")
        let causes = try space.build("--target", "both").causes
        #expect(causes["RUN echo moved > /moved"] == "it stood in stage a")
        #expect(causes["COPY --from=b /b /b"] == "RUN echo moved > /moved, which it stood on, is gone")
    }

    @Test("All steps whose results changed are named")
    func twoInputs() throws {
        let space = try makeSpace(
            """
            FROM base AS a
            COPY fa /fa
            FROM base AS b
            COPY fb /fb
            FROM base
            COPY --from=a /fa /
            RUN --mount=from=b,source=/fb,target=/fb cat /fb /fa
            """, files: ["fa": "1", "fb": "1"])
        try space.build()
        try space.write("context/fa", "2")
        try space.write("context/fb", "2")
        let causes = try space.build().causes
        #expect(causes["COPY --from=a /fa /"] == "fa from a changed, begun by [a 2/2] COPY fa /fa")
        #expect(
            causes["RUN --mount=from=b,source=/fb,target=/fb cat /fb /fa"]
                == "fb from b changed, begun by [a 2/2] COPY fa /fa and [b 2/2] COPY fb /fb")
    }

    @Test("The first of a chain is where its own cause is")
    func root() throws {
        let space = try makeSpace(
            """
            FROM base AS a
            ARG N=1
            RUN echo $N > /o
            FROM base
            ARG M=1
            RUN --mount=from=a,target=/a cat /a/o > /z && echo $M >> /z
            RUN echo done
            """)
        try space.build()
        let causes = try space.build("--build-arg", "N=2", "--build-arg", "M=2").causes
        #expect(
            causes["RUN echo done"]?.hasSuffix(">> /z gave another result, begun by [a 2/2] RUN echo 2 > /o") == true)
    }

    @Test("A build is not compared with itself")
    func firstBuild() throws {
        let space = try makeSpace("FROM base\nRUN date\nRUN date\nARG B\nRUN date\n")
        let text = try space.build().causes
        #expect(Set(text.values) == ["never built before"])
    }

    @Test("Here-documents are a part of their instruction")
    func documents() throws {
        let dockerfile = """
            FROM base
            ARG N=1
            COPY <<XX /etc/cfg
            hello $N
            world
            XX
            RUN <<EOF
            echo one
            echo two
            EOF
            """
        let space = try makeSpace(dockerfile)
        try space.build()
        try edit(space, "world", "there")
        try edit(space, "echo two", "echo three")
        var causes = try space.build().causes
        #expect(causes.values.filter { $0.hasPrefix("the instruction was edited") }.count == 2)
        let evidence = try space.strata("explain", ":9").text
        #expect(evidence.contains("- echo two\n  + echo three\n"), "a line of the document names the step")
        causes = try space.build("--build-arg", "N=2").causes
        #expect(causes.values.contains("ARG N changed from 1 to 2"))
        #expect(try space.strata("explain", ":3").text.contains("(line 4 names it)"))
    }

    @Test("What a linked copy is put over is no cause")
    func linked() throws {
        let space = try makeSpace("FROM base\nRUN echo 1 > /x\nCOPY --link f /f\n", files: ["f": "1"])
        try space.build()
        try edit(space, "echo 1", "echo 2")
        try space.build()
        try space.write("context/f", "2")
        #expect(try space.build().causes == ["COPY --link f /f": "f changed"])
    }

    @Test("A record that was removed is told beside what differs from another")
    func removedRecord() throws {
        let space = try makeSpace("FROM base\nARG N=1\nRUN echo $N\n")
        try space.build("--build-arg", "N=1")
        try space.build("--build-arg", "N=2")
        _ = try space.strata("cache", "prune", "--force")
        #expect(
            try space.build("--build-arg", "N=1").causes == [
                "RUN echo 1": "ARG N changed from 2 to 1, and its record was removed by strata cache prune"
            ])
    }

    @Test("Of a removed record on no base nothing else is told where what it copies is the same")
    func removedRecordOnScratch() throws {
        let space = try makeSpace(
            "FROM base AS b\nRUN echo 1 > /f; date +%N > /n\nFROM scratch\nCOPY --from=b /f /\n")
        try space.build()
        _ = try space.strata("cache", "prune", "--force")
        #expect(
            try space.build().causes["COPY --from=b /f /"] == "its record was removed by strata cache prune")
    }

    @Test("Another order of sources is an edit, and no other files")
    func orderOfSources() throws {
        let space = try makeSpace(
            """
            FROM base AS b
            ARG N=1
            RUN echo 1 > /f; echo 1 > /g; echo $N > /n
            FROM scratch
            COPY --from=b /f /g /
            """)
        try space.build()
        try edit(space, "/f /g /", "/g /f /")
        #expect(
            try space.build("--build-arg", "N=2").causes["COPY --from=b /g /f /"] == "the instruction was edited")
    }

    @Test("Another shell is no edit of the instruction")
    func shell() throws {
        let space = try makeSpace("FROM base\nSHELL [\"/bin/sh\", \"-ec\"]\nRUN echo hi\n")
        try space.build()
        try edit(space, "-ec", "-exc")
        #expect(try space.build().causes == ["RUN echo hi": "SHELL changed from /bin/sh -ec to /bin/sh -exc"])
        try edit(space, "-exc", "-e\", \"-c")
        #expect(try space.build().causes == ["RUN echo hi": "SHELL changed from /bin/sh -exc to /bin/sh -e -c"])
    }

    @Test("A copy into another working directory is no edit of the copy")
    func workdir() throws {
        let space = try makeSpace("FROM base\nWORKDIR /src\nCOPY f sub/\n", files: ["f": "1"])
        try space.build()
        try edit(space, "/src", "/app")
        #expect(
            try space.build().causes["COPY f sub/"]?.hasPrefix("the working directory changed from /src to /app")
                == true)
    }

    @Test("A step that works for several platforms is compared with what it was for the same one")
    func targets() throws {
        let space = try makeSpace(
            """
            FROM --platform=$BUILDPLATFORM base
            COPY f /f
            ARG TARGETARCH
            RUN cat /f > /$TARGETARCH
            """, files: ["f": "1"])
        func cause(_ platform: String) throws -> String? {
            let causes = try space.build("--platform", platform, "-o", space.path("out")).causes
            return causes.first { $0.key.hasPrefix("RUN ") }?.value
        }
        _ = try cause("linux/amd64")
        #expect(try cause("linux/arm64") == "ARG TARGETARCH changed from amd64 to arm64")
        _ = try cause("linux/amd64,linux/arm64")
        try space.write("context/f", "2")
        #expect(try cause("linux/arm64") == "[2/3] COPY f /f gave another result")
        #expect(try cause("linux/amd64") == "f changed in COPY f /f, which it stands on")
    }

    @Test("What changed is told also where the cache was passed over")
    func passedOver() throws {
        let space = try makeSpace(
            """
            FROM base AS a
            COPY f /f
            RUN date +%N > /n
            FROM base
            COPY --from=a /n /n
            """, files: ["f": "1"])
        try space.build()
        try space.write("context/f", "2")
        let asked = "the cache was passed over, as asked"
        #expect(
            try space.build("--no-cache").causes == [
                "COPY f /f": "f changed, and \(asked)", "RUN date +%N > /n": asked, "COPY --from=a /n /n": asked,
            ])
        #expect(try space.strata("explain", ":2").text.contains(/~ f  1B, \w+ -> \w+/), "the evidence is kept")
    }

    @Test("What stands on a linked copy runs for what that was put over")
    func onLinked() throws {
        let space = try makeSpace(
            "FROM base\nRUN echo 1 > /x\nCOPY --link f /f\nRUN cat /f > /g\n", files: ["f": "1"])
        try space.build()
        try edit(space, "echo 1", "echo 2")
        #expect(
            try space.build().causes["RUN cat /f > /g"]
                == "[3/4] COPY --link f /f gave another result, begun by [2/4] RUN echo 2 > /x")
        #expect(try space.strata("explain").text.contains("the instruction was edited: 2 steps"))
    }

    @Test("A copy on scratch and the same on a base differ in that alone")
    func scratch() throws {
        let space = try makeSpace("FROM scratch\nCOPY f /f\n", files: ["f": "1"])
        try space.build()
        try edit(space, "scratch", "base")
        #expect(try space.build().causes["COPY f /f"]?.hasPrefix("the base image changed from scratch to base") == true)
    }

    @Test("A step that failed is not new")
    func failedBefore() throws {
        let space = try makeSpace("FROM base\nRUN test -e /tmp/there || exit 3\n")
        _ = try space.failure()
        _ = try space.failure()
        #expect(try space.strata("explain", ":2").text.contains("because it failed in build 1"))
        try edit(space, "exit 3", "true")
        #expect(try space.build().causes.values.first == "the instruction was edited")
    }
}

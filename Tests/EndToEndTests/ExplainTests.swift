import Foundation
import Testing

@Suite("Why steps run")
struct ExplainTests {
    private static let dockerfile = """
        FROM base AS build
        ARG VERSION=1
        WORKDIR /src
        COPY src/ .
        RUN echo $VERSION > version
        RUN cat * > /out
        FROM base
        COPY --from=build /out /
        RUN --mount=type=bind,source=conf,target=/conf cat /conf/a
        ENV MODE=x
        RUN echo done > /done
        """

    private static let out = "COPY --from=build /out /"
    private static let mount = "RUN --mount=type=bind,source=conf,target=/conf cat /conf/a"
    private static let done = "RUN echo done > /done"

    /// A space that was built once.
    private func makeSpace(_ builder: Builder = .current) throws -> TestSpace {
        let space = try TestSpace(builder)
        try space.dockerfile(Self.dockerfile)
        try space.write("context/src/a", "a\n")
        try space.write("context/src/b", "b\n")
        try space.write("context/conf/a", "c\n")
        try space.build()
        return space
    }

    private func edit(_ space: TestSpace, _ old: String, _ new: String) throws {
        let text = try space.read("context/Dockerfile")
        try #require(text.contains(old))
        try space.dockerfile(text.replacingOccurrences(of: old, with: new))
    }

    @Test("A first build says that it is the first", arguments: Builder.available)
    func first(_ builder: Builder) throws {
        let space = try TestSpace(builder)
        try space.dockerfile("FROM base\nRUN true\n")
        #expect(try space.build().causes == ["RUN true": "never built before"])
        #expect(try space.build().causes.isEmpty)
        #expect(try space.build("--no-cache").causes == ["RUN true": "the cache was passed over, as asked"])
    }

    @Test("A changed file, and all that follows from it", arguments: Builder.available)
    func file(_ builder: Builder) throws {
        let space = try makeSpace(builder)
        try space.write("context/src/a", "other\n")
        let causes = try space.build().causes
        let copy = "[build 3/5] COPY src/ ."
        #expect(
            causes == [
                "COPY src/ .": "src/a changed", "RUN echo 1 > version": "\(copy) gave another result",
                "RUN cat * > /out": "[build 4/5] RUN echo 1 > version gave another result, begun by \(copy)",
                Self.out: "out from build changed, begun by \(copy)",
                Self.mount: "[stage-1 2/4] \(Self.out) gave another result, begun by \(copy)",
                Self.done: "[stage-1 3/4] \(Self.mount) gave another result, begun by \(copy)",
            ])
        // Back again all is found, and what is compared next is what was used last.
        try space.write("context/src/a", "a\n")
        #expect(try space.build().causes.isEmpty)
        try space.write("context/src/b", "other\n")
        #expect(try space.build().causes["COPY src/ ."] == "src/b changed")
    }

    @Test("Files are added, removed, and changed in other ways than their contents")
    func fileAspects() throws {
        let space = try TestSpace()
        try space.dockerfile("FROM base\nCOPY src/ /src/\n")
        try space.write("context/src/a", "a\n")
        try space.write("context/src/b", "b\n")
        try space.build()
        func cause() throws -> String? { try space.build().causes["COPY src/ /src/"] }
        try space.write("context/src/new", "")
        #expect(try cause() == "src/new was added")
        try space.remove("context/src/new")
        try space.remove("context/src/b")
        #expect(try cause() == "src/b was removed, and src/new was removed")
        #expect(try space.strata("explain", ":2").text.contains("- src/b  2B, mode 644, "))
        try Tools.run("chmod", "755", space.path("context/src/a"))
        #expect(try cause() == "src/a changed its mode from 644 to 755")
        #expect(try space.strata("explain", ":2").text.contains("~ src/a  mode 644 -> 755\n"))
        try Tools.run("ln", "-sf", "/etc/passwd", space.path("context/src/a"))
        #expect(try cause() == "src/a became a symbolic link, which was a file")
        try FileManager.default.createDirectory(
            atPath: space.path("context/src/folder"), withIntermediateDirectories: true)
        #expect(try cause() == "src/folder was added")
    }

    @Test("The owner of a file of a stage")
    func owner() throws {
        let space = try TestSpace()
        func write(_ owner: String) throws {
            try space.dockerfile(
                "FROM base AS one\nRUN touch /f && chown \(owner) /f\nFROM base\nCOPY --from=one /f /\n")
        }
        try write("7:7")
        try space.build()
        try write("7:8")
        let causes = try space.build().causes
        #expect(causes["RUN touch /f && chown 7:8 /f"] == "the instruction was edited")
        #expect(
            causes["COPY --from=one /f /"]
                == "f from one changed its owner from 7:7 to 7:8, begun by [one 2/2] RUN touch /f && chown 7:8 /f")
    }

    @Test("An argument, a variable, and both an argument and a file", arguments: Builder.available)
    func variables(_ builder: Builder) throws {
        let space = try makeSpace(builder)
        var causes = try space.build("--build-arg", "VERSION=2").causes
        #expect(causes["RUN echo 2 > version"] == "ARG VERSION changed from 1 to 2")
        #expect(
            causes["RUN cat * > /out"]
                == "ARG VERSION changed from 1 to 2, and [build 4/5] RUN echo 2 > version gave another result")
        let text = try space.strata("explain", "build 4/5").text
        #expect(text.contains("~ ARG VERSION  1 -> 2  (line 5 names it)\n"))
        #expect(
            try space.strata("explain", "build 5/5").text.contains(
                "~ ARG VERSION  1 -> 2  (every RUN of the stage sees it)\n"))
        try edit(space, "MODE=x", "MODE=y")
        #expect(try space.build("--build-arg", "VERSION=2").causes == [Self.done: "ENV MODE changed from x to y"])
        try edit(space, "COPY src/ .\nRUN echo", "RUN echo")
        try edit(space, "RUN cat *", "COPY src/ .\nRUN cat *")
        _ = try space.build("--build-arg", "VERSION=2")
        try edit(space, "COPY src/ .", "ARG DIR=src\nCOPY $DIR/ .")
        try space.write("context/src/a", "new\n")
        _ = try space.build("--build-arg", "VERSION=2")
        try space.write("context/other/b", "b\n")
        causes = try space.build("--build-arg", "VERSION=2", "--build-arg", "DIR=other").causes
        #expect(causes["COPY other/ ."]?.hasPrefix("ARG DIR changed from src to other") == true, "\(causes)")
    }

    @Test("Two changes at once are both named")
    func twoAtOnce() throws {
        let space = try makeSpace()
        try space.write("context/conf/a", "new\n")
        try edit(space, "target=/conf cat /conf/a", "target=/conf cat  /conf/a")
        #expect(
            try space.build().causes["RUN --mount=type=bind,source=conf,target=/conf cat  /conf/a"]
                == "the instruction was edited, and conf/a changed")
        try edit(space, "ARG VERSION=1\nWORKDIR /src\nCOPY src/ .", "WORKDIR /src\nARG VERSION=1\nCOPY src/ .")
        try space.build().expectRan()
        try space.write("context/src/a", "other\n")
        let causes = try space.build("--build-arg", "VERSION=3").causes
        #expect(causes["COPY src/ ."] == "src/a changed")
        #expect(
            causes["RUN echo 3 > version"]
                == "ARG VERSION changed from 1 to 3, and [build 3/5] COPY src/ . gave another result")
    }

    @Test("Lines of the Dockerfile are edited, put in, moved and taken out", arguments: Builder.available)
    func lines(_ builder: Builder) throws {
        let space = try makeSpace(builder)
        try edit(space, "RUN echo done", "RUN echo more")
        #expect(try space.build().causes == ["RUN echo more > /done": "the instruction was edited"])
        #expect(
            try space.strata("explain", ":11").text.contains("  - RUN echo done > /done\n  + RUN echo more > /done\n"))
        try edit(space, "RUN echo more", "RUN touch /new\nRUN echo more")
        #expect(
            try space.build().causes == [
                "RUN touch /new": "never built before",
                "RUN echo more > /done": "[stage-1 4/5] RUN touch /new gave another result",
            ])
        try edit(space, "RUN touch /new\nRUN echo more > /done", "RUN echo more > /done && true")
        #expect(
            try space.build().causes == [
                "RUN echo more > /done && true":
                    "the instruction was edited, and RUN touch /new, which it stood on, is gone"
            ])
        try edit(space, "RUN echo $VERSION > version\n", "")
        #expect(
            try space.build().causes["RUN cat * > /out"] == "RUN echo $VERSION > version, which it stood on, is gone")
    }

    @Test("A mount's files, and a filter")
    func mountsAndFilters() throws {
        let space = try makeSpace()
        try space.write("context/conf/b", "new\n")
        #expect(try space.build().causes[Self.mount] == "conf/b was added")
        #expect(try space.strata("explain", ":9").text.contains("+ conf/b at /conf  4B, mode 644, "))
        let filtered = try space.build("--no-cache-filter", "build").causes
        #expect(filtered["WORKDIR /src"] == "the cache was passed over for stage build, as asked")
        #expect(filtered[Self.done] == nil)
        #expect(try space.strata("explain", ":3").text.contains("left the same result as before"))
    }

    @Test("A base image that moved, and another one", arguments: Builder.available)
    func baseImage(_ builder: Builder) throws {
        let space = try TestSpace(builder)
        try space.dockerfile("FROM base\nRUN touch /second\n")
        try space.write("other/Dockerfile", "FROM base\nRUN touch /first\n")
        try space.build()
        #expect(try space.strata("build", "-t", "moved", "other").code == 0)
        #expect(try space.strata("build", "-t", "base", "other").code == 0)
        #expect(try space.build().causes == ["RUN touch /second": "the base image base:latest moved"])
        let text = try space.strata("explain").text
        #expect(text.contains("\nthe base image base:latest moved: 1 step, "))
        let one = try space.strata("explain", "second").text
        #expect(one.firstMatch(of: /~ FROM base:latest  sha256:[0-9a-f]{64} -> sha256:[0-9a-f]{64}\n/) != nil)
        try space.write("other/Dockerfile", "FROM base\nRUN touch /third\n")
        #expect(try space.strata("build", "-t", "another", "other").code == 0)
        try space.dockerfile("FROM another\nRUN touch /second\n")
        #expect(
            try space.build().causes == [
                "RUN touch /second": "the base image changed from base:latest to another:latest"
            ])
    }

    @Test("Another platform")
    func platform() throws {
        let space = try TestSpace()
        try space.write("context/file", "1")
        try space.dockerfile("FROM scratch\nCOPY file /\n")
        try space.build("--platform", "linux/amd64")
        let causes = try space.build("--platform", "linux/arm64").causes
        #expect(causes == ["COPY file /": "built before only for linux/amd64"])
    }

    @Test("A layer that is gone")
    func evicted() throws {
        let space = try makeSpace()
        let layers = space.store.appendingPathComponent("layers").path
        for layer in try FileManager.default.contentsOfDirectory(atPath: layers) {
            try Tools.run("rm", "-rf", "\(layers)/\(layer)")
        }
        #expect(try space.build().causes["WORKDIR /src"] == "its layer is no longer in the cache")
    }

    @Test("A file that is left out now is told from one that is gone")
    func ignored() throws {
        let space = try makeSpace()
        try space.write("context/.dockerignore", "# notes\nsrc/b\n")
        let left = "- src/b  2B, mode 644, "
        #expect(try space.build().causes["COPY src/ ."] == "src/b is ignored now")
        let explained = try space.strata("explain", ":4").text
        #expect(explained.contains(left) && explained.contains(", left out by .dockerignore:2\n"))
        try space.remove("context/.dockerignore")
        #expect(try space.build().causes.isEmpty)
        try space.remove("context/src/a")
        #expect(try space.build().causes["COPY src/ ."] == "src/a was removed")
        #expect(try !space.strata("explain", ":4").text.contains("left out"))
    }

    @Test("Progress says it in one phrase, and a recording keeps it", arguments: Builder.available)
    func shown(_ builder: Builder) throws {
        let space = try makeSpace(builder)
        try space.write("context/src/a", "other\n")
        let finished = try space.start(["build", "--progress=rawjson", "context"]).finish()
        try space.write("recording", finished.errorText)
        let shown = try space.strata("view", "--progress=plain", "recording").errorText
        #expect(shown.firstMatch(of: /#\d+ RAN  because src\/a changed\n/) != nil)
        #expect(shown.firstMatch(of: /#\d+ RAN  because out from build changed, begun by #\d+\n/) != nil)
        try space.write("context/src/a", "third\n")
        let plain = try space.start(["build", "--progress=plain", "context"]).finish().errorText
        #expect(plain.firstMatch(of: /#\d+ RAN  because src\/a changed\n/) != nil)
    }

    @Test("Progress says that a step is new, but not of a whole build")
    func newSteps() throws {
        let space = try TestSpace(.current)
        try space.dockerfile("FROM base\nRUN true\n")
        let build = { try space.start(["build", "--progress=plain", "context"]).finish().errorText }
        #expect(try !build().contains("because"))
        // The base image is known by then, and nothing of the Dockerfile is found.
        try space.dockerfile("FROM base\nRUN touch /new\nRUN true\n")
        let progress = try build()
        #expect(progress.firstMatch(of: /#\d+ RAN  because it was never built before\n/) != nil)
        #expect(progress.firstMatch(of: /#\d+ RAN  because #\d+ gave another result\n/) != nil)
        #expect(
            try !space.start(["build", "--no-cache", "--progress=plain", "context"]).finish().errorText.contains(
                "because"))
    }
}

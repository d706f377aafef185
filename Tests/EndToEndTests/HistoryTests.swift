import Foundation
import Testing

@Suite("The history of builds")
struct HistoryTests {
    private static let dockerfile = """
        FROM base AS build
        COPY src /src
        RUN cat /src/a > /made; echo made it
        FROM base
        ARG CODE=0
        COPY --from=build /made /
        RUN exit $CODE

        """

    private func space(_ builder: Builder) throws -> TestSpace {
        let space = try TestSpace(builder)
        try space.dockerfile(Self.dockerfile)
        try space.write("context/src/a", "one", mode: 0o644)
        try space.write("context/src/b", "two", mode: 0o644)
        return space
    }

    private func object(_ finished: Finished) throws -> [String: Any] {
        #expect(finished.code == 0, "\(finished.errorText)")
        return try #require(try JSONSerialization.jsonObject(with: finished.output) as? [String: Any])
    }

    @Test("A build is shown, its output read, and named in every way", arguments: Builder.available)
    func showing(_ builder: Builder) throws {
        let space = try space(builder)
        try space.build()
        #expect(try space.tryBuild(["--build-arg", "CODE=4"]).code == 1)
        let shown = try object(try space.strata("history", "show", "--json"))
        #expect(shown["Number"] as? Int == 2)
        #expect(shown["Status"] as? String == "failed")
        #expect((shown["BuildArgs"] as? [[String: String]]) == [["Name": "CODE", "Value": "4"]])
        let reference = try #require(shown["Ref"] as? String)
        let plain = try space.strata("history", "show", "^").text
        #expect(plain.hasPrefix("Build #2  \(reference)\n"))
        for name in ["2", "#2", reference, String(reference.prefix(9))] {
            #expect(try object(try space.strata("history", "show", name, "--json"))["Ref"] as? String == reference)
        }
        #expect(plain.contains("ARG CODE changed from 0 to 4") || plain.contains("exit code: 4"))
        #expect(try space.strata("history", "logs", "1", "cat /src/a").text == "made it\n")
        let whole = try space.strata("history", "logs", "^1")
        #expect(whole.text.contains("RUN cat /src/a > /made; echo made it\n"))
        #expect(whole.text.contains(" made it\n"))
        let raw = try space.strata("history", "logs", "1", "--progress=rawjson")
        #expect(raw.lines.allSatisfy { $0.hasPrefix("{\"") })
        let strange = try space.strata("history", "logs", "1", "cat /src/a", "--progress=tui")
        #expect(strange.code == 1 && strange.errorText.contains("use plain, linear, rawjson"))
        let wrong = try space.strata("history", "show", "#9")
        #expect(wrong.code == 1)
        #expect(
            wrong.errorText.hasPrefix("ERROR: there is no build #9\nremedy: there are builds #1 to #2; name one by "))
    }

    @Test("Builds are filtered, and those that go leave the cache alone", arguments: Builder.available)
    func filtering(_ builder: Builder) throws {
        let space = try space(builder)
        try space.build()
        #expect(try space.tryBuild(["--build-arg", "CODE=4"]).code == 1)
        try space.build("--target", "build")
        func listed(_ flags: String...) throws -> [Int] {
            let arguments = ["history", "ls", "--json"] + flags
            return try space.start(arguments).finish().lines.compactMap { line in
                (try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])?["number"] as? Int
            }
        }
        #expect(try listed("--filter", "status=error") == [2])
        #expect(try listed("--filter", "target=build") == [3])
        #expect(try listed("--filter", "duration<1h", "--reverse") == [1, 2, 3])
        #expect(try listed("--filter", "text=failed") == [2])
        #expect(try listed("--filter", "text=#3") == [3])
        // The folder counts, by whatever name the context was given.
        #expect(try listed("--filter", "context=\(space.folder.lastPathComponent)").count == 3)
        #expect(try space.strata("history", "pin", "1").code == 0)
        #expect(try space.strata("history", "rm", "1").errorText.contains("build #1 is pinned"))
        #expect(try space.strata("history", "rm", "--filter", "status=failed").text == "removed 1 build\n")
        #expect(try space.strata("history", "rm", "--all").text == "removed 1 build\n")
        #expect(try listed() == [1])
        #expect(try space.list("store/logs").filter { $0.hasSuffix("/") }.count == 1)
        #expect(try space.build("--target", "build").steps.allSatisfy { !$0.name.hasPrefix("[build") || $0.isCached })
        try space.write("config.toml", "[history]\nkeep-builds = 1\n")
        #expect(try space.strata("history", "unpin", "1").code == 0)
        #expect(try space.strata("history", "rm", "--expired").text == "removed 1 build\n")
        #expect(try listed() == [4])
        try space.write("config.toml", "[history]\nkeep-bulds = 1\n")
        let fault = try space.strata("history", "rm", "--expired").errorText
        #expect(
            fault.contains("history has no key keep-bulds") && fault.contains("did you mean keep-builds?"), "\(fault)")
    }

    @Test(
        "A file carries a build to another store, where it is seen, listed and compared", arguments: Builder.available)
    func carrying(_ builder: Builder) throws {
        let here = try space(builder)
        let there = try space(builder)
        try here.build("--secret", "id=key,src=\(here.path("config.toml"))")
        try there.write("context/src/a", "one", mode: 0o664)
        try there.write("context/src/b", "two", mode: 0o664)
        try there.build()
        #expect(try there.strata("history", "export", "-o", "ci.strata").code == 0)
        let file = there.path("ci.strata")
        #expect(try Tools.run("tar", "--zstd", "-tf", file).text.contains("events/000001.jsonl"))
        let seen = try here.strata("view", "--progress=plain", file)
        #expect(seen.errorText.contains(" made it\n"))
        let text = try here.strata("history", "compare", "1", file).text
        #expect(
            text.contains(
                "They differ first at [build 2/3] COPY src /src (Dockerfile:2): "
                    + "2 files differ in mode only: 0644 → 0664.\n"), "\(text)")
        let compared = try object(try here.strata("history", "compare", "--json", file, "1"))
        #expect(compared["first_difference"] as? String == "[build 2/3] COPY src /src")
        #expect(try here.strata("history", "import", file).text.hasPrefix("#2 "))
        #expect(try here.strata("history", "import", file).text.hasSuffix(" was there already\n"))
        #expect(try here.strata("history", "ls").text.contains("succeeded (strata)"))
        #expect(try here.strata("history", "logs", "2", "cat").text == "made it\n")
        #expect(
            try here.strata("history", "replay", "2", "--speed", "max", "--progress=plain").errorText == seen.errorText)
        #expect(try object(try here.strata("history", "show", "2", "--json"))["Origin"] as? String == "strata")
        for build in ["2", file] {
            let page = try here.strata("history", "export", "--html", build).text
            #expect(page.hasPrefix("<!DOCTYPE html>") && page.contains("made it\n</pre>"))
        }
        // What was imported again says the same.
        #expect(try here.strata("history", "export", "2", "-o", "again.strata").code == 0)
        #expect(
            try here.strata("history", "compare", file, here.path("again.strata")).text
                .contains("No step differs by itself.\n"))
    }

    @Test("Old builds go beside a later one")
    func expiry() throws {
        let space = try TestSpace()
        try space.dockerfile("FROM base\nRUN true\n")
        for _ in 0..<3 { try space.build() }
        try space.write("config.toml", "[history]\nkeep-builds = 2\n")
        // How long a build must last for it depends on what else the machine does.
        for seconds in [1, 4, 16] where try space.strata("history", "ls", "--json").lines.count > 2 {
            try space.dockerfile("FROM base\nRUN sleep \(seconds)\n")
            try space.build()
        }
        #expect(try space.strata("history", "ls", "--json").lines.count == 2)
    }

    @Test("An exported build goes where a name leads, and replaces no pipe and no link")
    func exportPlaces() throws {
        let space = try TestSpace()
        try space.dockerfile("FROM base\nRUN true\n")
        try space.build()
        let folder = URL(fileURLWithPath: space.path("."))
        try Tools.run("sh", "-c", "mkfifo pipe; echo old > file; chmod 600 file; ln -s file link", in: folder)
        let reader = try Program(
            ["cat", space.path("pipe")], environment: ["PATH": Tools.path], directory: space.folder)
        #expect(try space.strata("history", "export", "-o", space.path("pipe")).code == 0)
        #expect(try reader.finish().output.count > 100)
        #expect(try space.strata("history", "export", "-o", space.path("link")).code == 0)
        let found = try Tools.run("stat", "-c", "%F %a", "file", "link", "pipe", in: folder).lines
        #expect(found[0] == "regular file 600")
        #expect(found[1].hasPrefix("symbolic link") && found[2].hasPrefix("fifo"))
        #expect(try space.strata("view", space.path("file"), "--progress", "plain").code == 0)
    }

    @Test("Secrets are in no exported file")
    func secrets() throws {
        let space = try TestSpace()
        try space.write("key", "hunter2-hunter2")
        try space.dockerfile(
            """
            FROM base
            RUN --mount=type=secret,id=key cat /run/secrets/key; cp /run/secrets/key /left; echo done
            RUN echo "left: $(cat /left)"; rm /left
            """)
        try space.build("--secret", "id=key,src=\(space.path("key"))")
        #expect(try space.strata("history", "export", "-o", "out/../x.strata").code == 1)
        #expect(try space.strata("history", "export", "-o", "files.strata").code == 0)
        #expect(try space.strata("history", "export", "--html", "-o", "page.html").code == 0)
        let files = try space.filesContaining("hunter2", in: ".")
        // What a step copies into its layer is the Dockerfile's own doing.
        #expect(files.filter { !$0.hasPrefix("./store/layers/") } == ["./key"])
        let seen = try space.strata("view", "files.strata", "--progress=plain").errorText
        #expect(seen.contains("left: ") && !seen.contains("hunter2"))
    }

    @Test("buildx's own files are seen and taken in, and what is no recording is told as such")
    func buildx() throws {
        let space = try TestSpace(base: nil)
        // A record without its log, as one that was cut down.
        try space.write("layout/oci-layout", #"{"imageLayoutVersion":"1.0.0"}"#)
        try space.write("layout/index.json", #"{"manifests":[{"digest":"sha256:m1"},{"digest":"sha256:m2"}]}"#)
        for (number, name) in [(1, "first"), (2, "second")] {
            let config =
                #""config":{"mediaType":"application/vnd.buildkit.historyrecord.v0","digest":"sha256:c\#(number)"}"#
            try space.write("layout/blobs/sha256/m\(number)", "{\(config)}")
            try space.write(
                "layout/blobs/sha256/c\(number)",
                """
                {"Ref":"\(name)","FrontendAttrs":{"filename":"\(name).Dockerfile","target":"bin"},\
                "CreatedAt":{"seconds":179523600\(number)}}
                """)
        }
        try Tools.run("tar", "-czf", space.path("two.dockerbuild"), "-C", space.path("layout"), ".")
        let seen = try space.strata("view", "--progress=rawjson", "two.dockerbuild")
        #expect(seen.code == 0)
        #expect(seen.errorText.contains("the newest of 2 builds; --build ID shows another"))
        #expect(try space.strata("view", "--progress=plain", "--build", "fir", "two.dockerbuild").code == 0)
        let none = try space.strata("view", "--progress=plain", "--build", "third", "two.dockerbuild")
        #expect(none.errorText.contains("it holds no build third"))
        let taken = try space.strata("history", "import", "two.dockerbuild")
        #expect(taken.text == "#1 first\n#2 second\n")
        #expect(try space.strata("history", "ls", "--filter", "dockerfile=second").text.contains("(buildx)"))
        try Tools.run("tar", "-czf", space.path("other.tgz"), "-C", space.path("layout"), "oci-layout")
        for (file, reason) in [("other.tgz", "it holds no recorded build"), ("config.toml", "holds no events")] {
            let wrong = try space.strata("history", "import", file)
            #expect(wrong.code == 1)
            #expect(wrong.errorText.contains("\(file): \(reason)") || wrong.errorText.contains("\(file) \(reason)"))
        }
        let whole = try Data(contentsOf: space.folder.appendingPathComponent("two.dockerbuild"))
        for count in [1, 5, 40, whole.count / 2, whole.count - 1] {
            try space.write("cut", whole.prefix(count))
            #expect(try space.strata("history", "import", "cut").code == 1, "\(count)")
        }
    }

    @Test("Nothing comes of a file that was cut off, and the whole one is taken after it")
    func importingHalf() throws {
        let space = try space(.current)
        try space.build()
        #expect(try space.strata("history", "export", "-o", "whole.strata").code == 0)
        #expect(try space.strata("history", "rm", "1").code == 0)
        let whole = try Data(contentsOf: space.folder.appendingPathComponent("whole.strata"))
        for count in [1, 2, 40, 400] {
            try space.write("cut.strata", whole.dropLast(count))
            #expect(try space.strata("history", "import", "cut.strata").code == 1)
            #expect(try space.strata("history", "ls", "--json").lines == [])
        }
        #expect(try !space.strata("history", "import", "whole.strata").text.contains("already"))
        #expect(try space.strata("history", "show").text.contains("succeeded"))
    }

    @Test("The commit of the context is noted", .enabled(if: Tools.has("git"), "git is not installed"))
    func commits() throws {
        let space = try space(.current)
        func git(_ command: String) throws -> String {
            let script = "git -C \"$0\" -c user.name=x -c user.email=x@y \(command)"
            return try Tools.run("sh", "-c", script, space.path("context")).text
        }
        try space.build()
        #expect(try object(try space.strata("history", "show", "--json"))["VCSRevision"] == nil)
        _ = try git("init -q -b trunk")
        _ = try git("remote add origin https://me:pw@example.org/app.git")
        _ = try git("add -A")
        _ = try git("commit -q -m x")
        let commit = try git("rev-parse HEAD").trimmingCharacters(in: .whitespacesAndNewlines)
        var shown: [String: Any] = [:]
        // How long a build must last for git to be done beside it depends on what else the machine does.
        for seconds in [1, 4, 16] where shown["VCSRepository"] == nil {
            try space.dockerfile(Self.dockerfile + "RUN sleep \(seconds)\n")
            try space.build()
            shown = try object(try space.strata("history", "show", "--json"))
        }
        #expect(shown["VCSRevision"] as? String == "\(commit)-dirty")
        #expect(shown["Branch"] as? String == "trunk")
        #expect(shown["VCSRepository"] as? String == "https://example.org/app.git")
        #expect(try space.strata("history", "ls", "--json", "--filter", "repository=example.org").lines.count == 1)
    }

    @Test("A build is shown again at its own speed, and on the screen", .enabled(if: Terminal.hasShell, "needs bash"))
    func replaying() throws {
        let space = try space(.current)
        try space.dockerfile("FROM base\nRUN sleep 1; echo late\n")
        try space.build()
        let began = ContinuousClock.now
        #expect(try space.strata("history", "replay", "--progress=plain").errorText.contains(" late\n"))
        #expect(began.duration(to: .now) > .seconds(1))
        let terminal = try space.terminal()
        terminal.run("strata history replay --speed max")
        try terminal.awaitStatus("✓ built")
        #expect(terminal.screen.lines[0].contains("build #1"))
        try terminal.awaitText("RUN sleep 1; echo late")
        terminal.type("q")
        #expect(try terminal.code() == 0)
    }
}

import Foundation
import Testing

@Suite("Histories that lost something, and what must not be in them")
struct HistoryFaultTests {
    private func built() throws -> TestSpace {
        let space = try TestSpace()
        try space.dockerfile("FROM base\nRUN echo made it\n")
        try space.build()
        return space
    }

    /// Runs strata in a shell, which sees to where its output goes.
    private func shell(_ space: TestSpace, _ command: String) throws -> Finished {
        let program = try Binary.locate().program
        let script = command.replacing("strata", with: "'\(program)'")
        return try Program(["sh", "-c", script], environment: space.variables(), directory: space.folder).finish()
    }

    @Test("A damaged file is told as such, and nothing of the store is blamed", arguments: ["keys", "events"])
    func damagedFile(part: String) throws {
        let space = try built()
        #expect(try space.strata("history", "export", "-o", "whole.strata").code == 0)
        try Tools.run(
            "sh", "-c",
            "mkdir part; tar --zstd -xf whole.strata -C part; cd part; for f in \(part)/*; do echo junk >> $f; done; "
                + "[ \(part) = events ] || for f in keys/*; do echo junk > $f; done; "
                + "tar --zstd -cf ../part.strata build.json Dockerfile events keys", in: space.folder)
        let refused = try space.start(["history", "import", "part.strata"]).finish()
        #expect(refused.code == 1)
        #expect(refused.errorText.contains(/part.strata: \w+\/[\w.]+ in it is damaged\n/), "\(refused.errorText)")
        #expect(refused.errorText.contains("remedy: write it once more with strata history export"))
    }

    @Test("A build without its events is neither shown nor written")
    func goneEvents() throws {
        let space = try built()
        #expect(try space.strata("history", "export", "-o", "whole.strata").code == 0)
        try Tools.run("rm", "-r", space.path("store/logs"))
        let commands = [
            ["logs", "1"], ["replay", "1", "--speed=max"], ["show", "1"], ["export", "1", "-o", "x.strata"],
            ["export", "1", "--html", "-o", "x.html"],
        ]
        for command in commands {
            let refused = try space.start(["history"] + command).finish()
            #expect(refused.code == 1, "\(command)")
            #expect(refused.errorText.hasPrefix("ERROR: the events of #1 are not there any more\nremedy: "))
        }
        #expect(!space.has("x.strata") && !space.has("x.html"))
        try Tools.run(
            "sh", "-c",
            "mkdir part; tar --zstd -xf whole.strata -C part; cd part; "
                + "tar --zstd -cf ../part.strata build.json Dockerfile", in: space.folder)
        for command in [["view", "--progress=plain"], ["history", "import"], ["history", "show"]] {
            let refused = try space.start(command + ["./part.strata"]).finish()
            #expect(refused.code == 1, "\(command)")
            #expect(refused.errorText.contains("part.strata: it holds no events of a build\nremedy: export the build"))
        }
    }

    @Test("What can't be written is told, with the program's usual words")
    func lostOutput() throws {
        let space = try built()
        let full = "ERROR: standard output: No space left on device\nremedy: "
        for command in ["ls", "show", "logs", "logs 1 echo", "export"] {
            let lost = try shell(space, "strata history \(command) > /dev/full")
            #expect(lost.code == 1, "\(command)")
            #expect(lost.errorText.hasPrefix(full), "\(command): \(lost.errorText)")
            let closed = try shell(space, "strata history \(command) >&-")
            #expect(closed.code == 1, "\(command)")
            #expect(closed.errorText.hasPrefix("ERROR: standard output: Bad file descriptor\nremedy: "))
        }
        #expect(try shell(space, "strata history ls 2>&- <&-").text.contains("1 build: 1 succeeded"))
        #expect(try space.strata("history", "logs", "1", "echo").text == "made it\n")
        let nowhere = try space.strata("history", "ls", "--root", "/dev/null/store")
        #expect(nowhere.errorText.hasPrefix("ERROR: the store /dev/null/store can't be made: Not a directory\n"))
    }

    @Test("Credentials in addresses reach the steps, and nothing that is kept")
    func credentials() throws {
        let space = try TestSpace()
        // The step sees all 25 characters.
        try space.dockerfile("FROM base\nRUN [ ${#http_proxy} = 25 ]\n")
        try space.build(
            "--build-arg", "http_proxy=http://me:hunter2@proxy:1", "--build-arg", "ADDRESS=https://hunter2@host/x")
        let shown = try space.strata("history", "show", "--json").text
        #expect(shown.contains(#"{"Name":"http_proxy","Value":"http://proxy:1"}"#))
        #expect(shown.contains(#"{"Name":"ADDRESS","Value":"https://host/x"}"#))
        let remote = try space.strata("build", "--progress=plain", "https://hunter2@127.0.0.1:1/a/b.git")
        #expect(remote.code == 1)
        #expect(remote.errorText.contains("load git source https://127.0.0.1:1/a/b.git"))
        #expect(try space.strata("history", "export", "1", "-o", "x.strata").code == 0)
        #expect(try space.filesContaining("hunter2", in: "store") == [])
        try Tools.run("sh", "-c", "mkdir x; tar --zstd -xf x.strata -C x", in: space.folder)
        #expect(try space.filesContaining("hunter2", in: "x") == [])
    }

    @Test("Short builds alone keep a history in bounds")
    func bounds() throws {
        let space = try built()
        try space.write("config.toml", "[history]\nkeep-builds = 2\n")
        for _ in 0..<12 { try space.build() }
        // One that ends too soon leaves it to the next.
        #expect(try space.strata("history", "ls", "--json").lines.count <= 9)
    }

    @Test("A step has one number, that of plain progress")
    func numbers() throws {
        let space = try TestSpace()
        try space.dockerfile(
            """
            FROM base AS slow
            RUN sleep 1; echo slow > /made
            FROM base AS quick
            RUN echo quick > /made
            FROM base
            COPY --from=slow /made /slow
            COPY --from=quick /made /quick
            """)
        let progress = try space.strata("build", "--progress=plain", "context").errorText
        let lines = progress.split(separator: "\n").filter { $0.wholeMatch(of: #/#\d+ \[(slow|quick|stage).*/#) != nil }
        #expect(Set(lines).count >= 5)
        let shown = try #require(
            try JSONSerialization.jsonObject(with: try space.strata("history", "show", "--json").output)
                as? [String: Any])
        let steps = try #require(shown["Steps"] as? [[String: Any]])
        for line in lines {
            let words = line.split(separator: " ", maxSplits: 1).map(String.init)
            let step = try #require(steps.first { $0["Name"] as? String == words[1] }, "\(line)")
            #expect(words[0] == "#\(step["Number"] as? Int ?? 0)")
            #expect(try space.strata("explain", words[0]).text.hasPrefix(line))
        }
        let quick = try #require(lines.first { $0.contains("RUN echo quick") })
        #expect(try space.strata("history", "logs", "1", String(quick.prefix { $0 != " " })).text == "")
    }
}

import Foundation
import Testing

@Suite("Listings and other commands")
struct ListingTests {
    /// The objects of a listing, one a line.
    private func objects(_ finished: Finished) throws -> [[String: Any]] {
        #expect(finished.code == 0, "\(finished.errorText)")
        return try finished.lines.map { line in
            try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
        }
    }

    @Test(
        "Images come from archives of a root filesystem, whatever packs them, and are listed",
        arguments: ["", "z", "J"])
    func importing(_ flag: String) throws {
        let space = try TestSpace(base: nil)
        try space.write("tree/etc/word", "imported")
        try Tools.run("tar", "-c\(flag)f", space.path("rootfs.tar"), "-C", space.path("tree"), ".")
        #expect(try objects(try space.strata("images", "ls", "--json")).isEmpty)
        let imported = try space.strata("images", "import", "rootfs.tar", "example.org/words:1")
        #expect(imported.code == 0, "\(imported.errorText)")
        #expect(imported.text.hasPrefix("example.org/words:1 sha256:"))
        let listed = try objects(try space.strata("images", "ls", "--json"))
        #expect(listed.map { $0["name"] as? String } == ["example.org/words:1"])
        #expect(try space.strata("images").text.contains("example.org/words:1"))
        try space.dockerfile("FROM example.org/words:1\nCOPY Dockerfile /\n")
        try space.build("-o", space.path("out"))
        #expect(try space.read("out/etc/word") == "imported")
    }

    @Test("Archives of images are loaded with their names, or another")
    func loading() throws {
        let space = try TestSpace()
        try space.dockerfile("FROM base\nRUN echo x > /x\n")
        try space.build("-o", "type=docker,dest=\(space.path("docker.tar")),name=example.org/x:1")
        try space.build("-o", "type=oci,dest=\(space.path("oci.tar"))")
        let other = try TestSpace(base: nil)
        #expect(try other.strata("images", "load", space.path("docker.tar")).code == 0)
        #expect(try other.strata("images", "load", "--tag", "y", space.path("oci.tar")).code == 0)
        let names = try objects(try other.strata("images", "ls", "--json")).compactMap { $0["name"] as? String }
        #expect(names.sorted() == ["example.org/x:1", "y:latest"])
        let wrong = try other.strata("images", "load", space.path("context/Dockerfile"))
        #expect(wrong.code == 1)
        #expect(wrong.errorText.contains("is no image"))
    }

    @Test("The cache is listed", arguments: Builder.available)
    func cache(_ builder: Builder) throws {
        let space = try TestSpace(builder)
        try space.dockerfile("FROM base\nRUN echo one > /one\nCOPY Dockerfile /two\n")
        try space.build()
        let records = try objects(try space.strata("cache", "ls", "--json"))
        let names = records.compactMap { $0["name"] as? String }
        for text in ["RUN echo one > /one", "COPY Dockerfile /two"] {
            #expect(names.filter { $0.hasSuffix(text) }.count == 1)
        }
        #expect(records.allSatisfy { $0["own_size"] is Int && $0["created_at"] is String })
        let plain = try space.strata("cache", "ls")
        #expect(plain.text.contains("RUN echo one > /one"))
    }

    @Test("Builds are listed, the newest first", arguments: Builder.available)
    func history(_ builder: Builder) throws {
        let space = try TestSpace(builder)
        try space.dockerfile("FROM base\nARG CODE=0\nRUN exit $CODE\n")
        try space.build()
        try space.build("-t", "named")
        #expect(try space.tryBuild(["--build-arg", "CODE=4"]).code == 1)
        let builds = try objects(try space.strata("history", "ls", "--json"))
        #expect(builds.map { $0["number"] as? Int } == [3, 2, 1])
        #expect(builds.map { $0["status"] as? String } == ["Error", "Completed", "Completed"])
        #expect((builds.first?["error"] as? String)?.contains("exit code: 4") == true)
        let cached = builds.map { $0["cached_steps"] as? Int ?? 0 }
        #expect(cached[1] > cached[2])
        #expect(try space.strata("history", "ls", "--limit", "1", "--json").lines.count == 1)
        #expect(try space.strata("history").lines.first?.hasPrefix("#   BUILD") == true)
    }

    @Test("A syntax tree has the form of BuildKit's parser")
    func syntaxTree() throws {
        let space = try TestSpace(base: nil)
        try space.write(
            "Dockerfile",
            "FROM base AS x\nRUN --mount=type=cache,target=/c make \\\n  # comment\n  all\nCMD [\"a\", \"b c\"]\n")
        let file = try space.strata("ast", "Dockerfile")
        #expect(file.code == 0)
        let expected = """
            (from "base" "AS" "x")
            (run ["--mount=type=cache,target=/c"] "make   all")
            (cmd "a" "b c")

            """
        #expect(file.text == expected)
        let program = try space.start(["ast", "-"], input: Data(try space.read("Dockerfile").utf8))
        #expect(try program.finish().text == expected)
    }

    @Test("Versions and help are printed, and every command of the help has help")
    func help() throws {
        let space = try TestSpace(base: nil)
        #expect(try space.strata("--version").text.firstMatch(of: /^strata \d+\.\d+\.\d+\n$/) != nil)
        let help = try space.strata("--help").text
        let commands = help.components(separatedBy: "SUBCOMMANDS:").last?.matches(of: #/(?m)^  ([a-z]+) /#) ?? []
        #expect(commands.count >= 5)
        for command in commands.map({ String($0.output.1) }) {
            #expect(try space.strata(command, "--help").text.contains("USAGE: strata \(command)"))
        }
    }
}

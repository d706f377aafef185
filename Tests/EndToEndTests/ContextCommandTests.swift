import Foundation
import Glibc
import Testing

@Suite("What of its context a build takes")
struct ContextCommandTests {
    private func makeSpace(_ builder: Builder = .current) throws -> TestSpace {
        let space = try TestSpace(builder, base: nil)
        try space.dockerfile(
            """
            FROM 127.0.0.1:1/nothing AS tools
            COPY src/*.go ./
            RUN --mount=type=bind,source=docs/keep.md,target=/keep true
            FROM tools
            COPY . .
            """)
        try space.write("context/.dockerignore", "node_modules\n*.log\ndocs\n!docs/keep.md\n")
        try space.write("context/src/main.go", String(repeating: "x", count: 3000))
        try space.write("context/src/deep/other.go", "x")
        try space.write("context/node_modules/a/b.js", String(repeating: "x", count: 5000))
        try space.write("context/docs/keep.md", "keep")
        try space.write("context/docs/drop.md", "drop")
        try space.write("context/a.log", "log")
        try space.write("context/logo.png", String(repeating: "x", count: 7000))
        return space
    }

    @Test("The overview tells sizes, readers and the largest files, and asks no network", arguments: Builder.available)
    func overview(_ builder: Builder) throws {
        let space = try makeSpace(builder)
        let told = try space.strata("context", "context")
        #expect(told.code == 0 && told.errorText == "")
        let lines = told.lines
        #expect(lines.contains { $0.hasPrefix("read          6   10.2kB") }, "\(told.text)")
        #expect(lines.contains("ignored       3   5.01kB   left out by .dockerignore"), "\(told.text)")
        #expect(
            lines.contains { $0.hasPrefix("   2   COPY src/*.go ./  ") && $0.hasSuffix("  1      3kB") },
            "\(told.text)")
        #expect(lines.contains { $0.hasPrefix("   5   COPY . .") }, "\(told.text)")
        #expect(
            told.text.contains(
                "only `COPY . .` reads; a line in .dockerignore spares what is not needed:\n     7kB  logo.png\n"))
        #expect(told.text.contains("The config of 127.0.0.1:1/nothing is not known here"))
    }

    @Test("Each file has the lines that decided and those that read it")
    func lists() throws {
        let space = try makeSpace()
        let all = try space.strata("context", "--files", "context").lines.map { $0.drop { $0 == " " } }
        #expect(all.contains("4B  docs/drop.md  left out by .dockerignore:3: docs, by its folder docs"))
        #expect(
            all.contains(
                "4B  docs/keep.md  read by line 3, 5; left out by .dockerignore:3: docs, by its folder docs, "
                    + "taken back by .dockerignore:4: !docs/keep.md"))
        #expect(all.contains("3B  a.log  left out by .dockerignore:2: *.log"))
        #expect(
            all.contains(
                "5kB  node_modules/a/b.js  left out by .dockerignore:1: node_modules, by its folder node_modules"))
        #expect(all.contains("3kB  src/main.go  read by line 2, 5"))
        let ignored = try space.strata("context", "--ignored", "context").lines
        #expect(ignored.count == 3)
        let unread = try space.strata("context", "--unread", "--target=tools", "context").lines
        #expect(unread == ["   7kB  logo.png  unread", "    1B  src/deep/other.go  unread"])
    }

    @Test("JSON holds every file")
    func json() throws {
        let space = try makeSpace()
        let finished = try space.strata("context", "--json", "context")
        let json = try #require(try JSONSerialization.jsonObject(with: finished.output) as? [String: Any])
        let context = try #require((json["contexts"] as? [[String: Any]])?.first)
        let files = try #require(context["files"] as? [[String: Any]])
        #expect(files.count == 9)
        let kept = try #require(files.first { $0["path"] as? String == "docs/keep.md" })
        #expect((kept["rules"] as? [[String: Any]])?.compactMap { $0["line"] as? Int } == [3, 4])
        #expect(kept["readers"] as? [Int] == [1, 2])
        #expect(context["unknown_images"] as? [String] == ["127.0.0.1:1/nothing"])
    }

    @Test(
        "Names that steer terminals, links, pipes and what can't be read are shown as such",
        arguments: Builder.available)
    func oddFiles(_ builder: Builder) throws {
        let space = try makeSpace(builder)
        try space.write("context/a\u{1b}[31m\nb", "x")
        try FileManager.default.createSymbolicLink(atPath: space.path("context/link"), withDestinationPath: "/etc")
        mkfifo(space.path("context/pipe"), 0o644)
        let told = try space.strata("context", "--files", "context")
        #expect(told.text.contains("a\\u{1b}[31m\\nb  read by line 5\n"))
        #expect(told.text.contains("link (link)  read"))
        #expect(told.text.contains("pipe (no regular file)  read"))
        guard builder == .ordinary else { return }
        // The tests run as root, so this file is root's.
        try Tools.run(
            "sh", "-c", "echo x > secret && chmod 600 secret", in: space.folder.appendingPathComponent("context"))
        let secret = try space.strata("context", "--files", "context")
        #expect(secret.text.contains("secret  can't be read; read by line 5\n"))
        #expect(
            try space.strata("context", "context").text.contains(
                "These can't be read, and a step that reads one fails:\n  secret\n"))
    }

    @Test("What an instruction does not find is said beside it")
    func missing() throws {
        let space = try makeSpace()
        try space.dockerfile("FROM scratch\nCOPY node_modules/a /\n")
        let told = try space.strata("context", "context")
        #expect(told.code == 0)
        #expect(
            told.text.contains("fails: \"/node_modules/a\": not found") || told.text.contains("fails: "), "\(told.text)"
        )
        #expect(told.text.contains("unread"))
        let pulling = try space.strata("context", "--pull", "context")
        #expect(pulling.code == 1 && pulling.errorText.contains("--pull asks registries"))
        let both = try space.strata("context", "--json", "--unread", "context")
        #expect(both.code == 1 && both.errorText.contains("JSON holds all files"))
    }
}

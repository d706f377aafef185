import Foundation
import Testing

@Suite("ADD of addresses, and contexts from the network")
struct RemoteTests {
    /// A space whose folder `web` is served.
    private struct Served {
        let space: TestSpace
        let server: WebServer

        init(_ builder: Builder = .current, validator: WebServer.Validator = .none) throws {
            space = try TestSpace(builder, base: nil)
            try space.write("web/keep", "")
            try space.write("context/keep", "")
            server = try WebServer(space.folder.appendingPathComponent("web"), validator: validator)
        }

        /// Makes a repository from files and serves it as `web/NAME.git`; gives the commit's id.
        @discardableResult
        func repository(_ name: String, _ commands: String) throws -> String {
            let script = """
                mkdir -p "$1" && cd "$1" && git init -q -b main && git config user.name a && git config user.email a@b
                \(commands)
                cd .. && rm -rf "web/$1.git" && git clone -q --bare "$1" "web/$1.git" &&
                git -C "web/$1.git" update-server-info && git -C "$1" rev-parse HEAD
                """
            return try Tools.run("sh", "-ec", script, "sh", name, in: space.folder).lines.last ?? ""
        }
    }

    private static let hasGit = Tools.has("git")
    private static let commit = "git add -A && git -c protocol.file.allow=always commit -qm more"

    @Test("Files keep the server's time and get mode 0600", arguments: Builder.available)
    func fileAttributes(_ builder: Builder) throws {
        let served = try Served(builder, validator: .time)
        try served.space.write("web/old.txt", "old")
        try Tools.run("touch", "-d", "2001-02-03T04:05:06Z", served.space.path("web/old.txt"))
        served.server.redirect("/moved", to: "/old.txt")
        try served.space.dockerfile("FROM scratch\nADD \(served.server.address)/moved?x=1 /dir/\n")
        try served.space.build("-o", served.space.path("out"))
        let facts = try Tools.run("stat", "-c", "%a %Y %s", served.space.path("out/dir/moved")).lines
        #expect(facts == ["600 981173106 3"])
    }

    @Test(
        "A file is asked for once a build, and fetched again only if it changed",
        arguments: [
            (WebServer.Validator.tag, [200, 304, 200], ["if-none-match"]),
            (.time, [200, 304, 200], ["if-modified-since"]),
            (.none, [200, 200, 200], []),
        ])
    func revalidation(validator: WebServer.Validator, statuses: [Int], conditions: [String]) throws {
        let served = try Served(validator: validator)
        let file = served.space.path("web/file")
        try served.space.write("web/file", "one")
        try Tools.run("touch", "-d", "2001-02-03T04:05:06Z", file)
        try served.space.dockerfile(
            "FROM scratch\nADD \(served.server.address)/file /a\nADD \(served.server.address)/file /b\n")
        try served.space.build("-o", served.space.path("one"))
        var requests = served.server.takeRequests()
        let second = try served.space.build()
        requests += served.server.takeRequests()
        #expect(second.steps.filter(\.ran).filter { $0.name.contains("ADD") }.isEmpty)
        try served.space.write("web/file", "two")
        try served.space.build("-o", served.space.path("two"))
        requests += served.server.takeRequests()
        #expect(requests.map(\.status) == statuses)
        #expect(requests.map(\.conditions) == [[], conditions, conditions])
        #expect(try served.space.read("two/b") == "two")
    }

    @Test("What has the right checksum already is not asked for")
    func checksums() throws {
        let served = try Served(validator: .tag)
        try served.space.write("web/file", "1\n")
        let right = "sha256:4355a46b19d348dc2f57c046f8ef63d4538ebb936000f3c9ee954a27460dd865"
        let wrong = "sha256:" + String(repeating: "0", count: 64)
        try served.space.dockerfile("FROM scratch\nADD --checksum=\(right) \(served.server.address)/file /a\n")
        try served.space.build()
        _ = served.server.takeRequests()
        try served.space.build()
        #expect(served.server.takeRequests() == [])
        let other = try Tools.run("sha512sum", served.space.path("web/file")).text.prefix(128)
        try served.space.dockerfile("FROM scratch\nADD --checksum=sha512:\(other) \(served.server.address)/file /a\n")
        for _ in 1...2 { try served.space.build() }
        try served.space.dockerfile("FROM scratch\nADD --checksum=\(wrong) \(served.server.address)/file /a\n")
        let text = try served.space.failure()
        #expect(text.contains("\(right) (expected: \(wrong))"))
        #expect(text.contains("Dockerfile:2:1"))
    }

    @Test("A server's refusal, and silence, fail the ADD with its line")
    func failures() throws {
        let served = try Served()
        try served.space.dockerfile("FROM scratch\nADD \(served.server.address)/none /a\n")
        let refused = try served.space.failure()
        #expect(refused.contains("/none: invalid response status 404"))
        #expect(refused.contains("Dockerfile:2:1"))
        served.server.stop()
        #expect(try served.space.failure().contains("connection refused"))
    }

    @Test(
        "Branches, tags, commits and folders of a repository",
        .enabled(if: hasGit, "git is needed"), arguments: Builder.available)
    func repositories(_ builder: Builder) throws {
        let served = try Served(builder)
        let first = try served.repository(
            "r",
            "echo 1 > f && mkdir d && echo d > d/x && chmod 755 d/x && ln -s /etc link && \(Self.commit) && git tag -am t v1"
        )
        try served.repository(
            "r",
            "echo 2 > f && \(Self.commit) && git checkout -qb side && echo 3 > f && \(Self.commit); git checkout -q main"
        )
        let url = "\(served.server.address)/r.git"
        try served.space.dockerfile(
            """
            FROM scratch
            ADD \(url) /main/
            ADD \(url)#v1 /tag
            ADD \(url)?branch=side /side/
            ADD \(url)#\(first) /commit/
            ADD \(url)#:d /d/
            ADD --keep-git-dir \(url)?tag=v1 /kept/
            """)
        try served.space.build("-o", served.space.path("out"))
        #expect(
            try ["main", "tag", "side", "commit", "kept"].map { try served.space.read("out/\($0)/f") }
                == ["2\n", "1\n", "3\n", "1\n", "1\n"])
        #expect(try served.space.list("out/d") == ["x"])
        #expect(try served.space.list("out/tag") == ["d/", "d/x", "f", "link"])
        #expect(served.space.has("out/kept/.git/HEAD"))
        #expect(try Tools.run("stat", "-c", "%a", served.space.path("out/d/x")).lines == ["755"])
        #expect(try served.space.leftovers() == [])
    }

    @Test("A cached build asks for the commit and fetches nothing", .enabled(if: hasGit, "git is needed"))
    func commitsAreKept() throws {
        let served = try Served()
        let first = try served.repository("r", "echo 1 > f && \(Self.commit)")
        try served.space.dockerfile("FROM scratch\nADD \(served.server.address)/r.git /r/\n")
        try served.space.build()
        _ = served.server.takeRequests()
        let second = try served.space.build()
        #expect(second.steps.filter { $0.name.contains("ADD") && !$0.isCached }.isEmpty)
        let asked = served.server.takeRequests().map(\.path)
        #expect(asked.contains("/r.git/info/refs"))
        #expect(!asked.contains { $0.contains("/objects/") })

        try served.space.dockerfile("FROM scratch\nADD \(served.server.address)/r.git#\(first) /other/\n")
        try served.space.build("-o", served.space.path("out"))
        #expect(served.server.takeRequests() == [])

        try served.repository("r", "echo 2 > f && \(Self.commit)")
        try served.space.dockerfile("FROM scratch\nADD --checksum=\(first) \(served.server.address)/r.git#main /r/\n")
        #expect(try served.space.failure().contains("expected checksum to match \(first), got "))
    }

    @Test("Submodules belong to the files unless they are not wanted", .enabled(if: hasGit, "git is needed"))
    func submodules() throws {
        let served = try Served()
        try served.repository("inner", "echo inner > i && \(Self.commit)")
        try served.repository(
            "outer",
            """
            git -c protocol.file.allow=always submodule --quiet add ../web/inner.git mod
            git config -f .gitmodules submodule.mod.url ../inner.git && \(Self.commit)
            """)
        let url = "\(served.server.address)/outer.git"
        try served.space.dockerfile("FROM scratch\nADD \(url) /with/\nADD \(url)?submodules=false /without/\n")
        try served.space.build("-o", served.space.path("out"))
        #expect(try served.space.list("out/with") == [".gitmodules", "mod/", "mod/i"])
        #expect(try served.space.list("out/without") == [".gitmodules", "mod/"])

        // What a commit's submodules are is known, so that their servers are not asked again.
        _ = served.server.takeRequests()
        try served.space.dockerfile("FROM scratch\nADD \(url) /again/\n")
        try served.space.build("-o", served.space.path("again"))
        #expect(try served.space.list("again/again") == [".gitmodules", "mod/", "mod/i"])
        #expect(!served.server.takeRequests().contains { $0.path.hasPrefix("/inner.git") })
    }

    @Test("A repository that can't be reached is said so with ssh's reason", .enabled(if: hasGit, "git is needed"))
    func unreachable() throws {
        let space = try TestSpace(base: nil)
        try space.dockerfile("FROM scratch\nADD ssh://git@127.0.0.1:1/r.git /r/\n")
        let text = try space.failure()
        #expect(
            text.contains("port 1: Connection refused; Could not read from remote repository.\nremedy: "), "\(text)")
    }

    @Test("Contexts: a repository, an archive, a Dockerfile, standard input", .enabled(if: hasGit, "git is needed"))
    func contexts() throws {
        let served = try Served()
        let files =
            "printf 'FROM scratch\\nCOPY . /\\n' > Dockerfile; echo f > f; echo hidden > .dockerignore; echo x > hidden"
        try served.repository("r", "\(files); mkdir d; cp Dockerfile d; \(Self.commit)")
        try Tools.run("tar", "czf", served.space.path("web/files.tgz"), "-C", served.space.path("r"), "Dockerfile", "f")
        try served.space.write("web/Dockerfile", "FROM scratch\nCOPY Dockerfile /was\n")
        let address = served.server.address
        func build(_ context: String, input: Data = Data()) throws -> [String] {
            let out = served.space.path("out")
            if served.space.has("out") { try served.space.remove("out") }
            let finished = try served.space.strata("build", "--progress=plain", "-o", out, context, input: input)
            try #require(finished.code == 0, "\(finished.errorText)")
            return try served.space.list("out")
        }
        #expect(try build("\(address)/r.git") == [".dockerignore", "Dockerfile", "d/", "d/Dockerfile", "f"])
        #expect(try build("\(address)/r.git#main:d") == ["Dockerfile"])
        #expect(try build("\(address)/files.tgz") == ["Dockerfile", "f"])
        #expect(try build("\(address)/Dockerfile") == ["was"])
        let archive = try Data(contentsOf: served.space.folder.appendingPathComponent("web/files.tgz"))
        #expect(try build("-", input: archive) == ["Dockerfile", "f"])
        #expect(try build("-", input: Data("FROM scratch\nCOPY . /here/\n".utf8)) == ["here/"])

        try served.space.dockerfile("FROM scratch\nCOPY --from=git f /g\nCOPY --from=tar f /t\n")
        try served.space.build(
            "--build-context", "git=\(address)/r.git", "--build-context", "tar=\(address)/files.tgz", "-o",
            served.space.path("named"))
        #expect(try served.space.list("named") == ["g", "t"])
    }

    @Test(
        "A secret of the build opens a repository, and is told to its server alone",
        .enabled(if: hasGit, "git is needed"),
        arguments: ["GIT_AUTH_TOKEN", "GIT_AUTH_TOKEN.HOST", "GIT_AUTH_HEADER", "GIT_AUTH_HEADER.HOST"])
    func secrets(name: String) throws {
        let served = try Served()
        try served.repository("r", "printf 'FROM scratch\\nCOPY f /\\n' > Dockerfile; echo f > f && \(Self.commit)")
        let token = "secret-token"
        let header = "Basic " + Data("x-access-token:\(token)".utf8).base64EncodedString()
        served.server.require(authorization: header)
        let url = "\(served.server.address)/r.git"
        let host = served.server.address.dropFirst("http://".count)
        let flag = "id=\(name.replacing("HOST", with: host)),env=VALUE"
        let value = name.contains("TOKEN") ? token : header
        func build(_ flags: String...) throws -> Finished {
            try served.space.start(["build", "--progress=plain"] + flags + [url], environment: ["VALUE": value])
                .finish()
        }
        let refused = try build()
        #expect(refused.code == 1)
        #expect(refused.errorText.contains("remedy: give a token: --secret id=GIT_AUTH_TOKEN,env=VARIABLE"))
        #expect(try build("--secret", "id=GIT_AUTH_TOKEN.example.com,env=VALUE").code == 1)
        #expect(try build("--secret", flag, "-o", served.space.path("out")).code == 0)
        #expect(try served.space.list("out") == ["f"])
        #expect(try served.space.filesContaining(value, in: "store") == [])
    }

    @Test("A Dockerfile comes from an address, for any context", .enabled(if: hasGit, "git is needed"))
    func dockerfileFromAddress() throws {
        let served = try Served()
        try served.space.write("web/Other", "FROM scratch\nCOPY f /other\n")
        try served.repository("r", "printf 'FROM scratch\\n' > Dockerfile; echo f > f && \(Self.commit)")
        try served.space.write("context/f", "here")
        try served.space.build("-f", "\(served.server.address)/Other", "-o", served.space.path("one"))
        #expect(try served.space.read("one/other") == "here")
        let finished = try served.space.strata(
            "build", "-f", "\(served.server.address)/Other", "-o", served.space.path("two"),
            "\(served.server.address)/r.git")
        #expect(finished.code == 0)
        #expect(try served.space.read("two/other") == "f\n")
        let missing = try served.space.failure("-f", "\(served.server.address)/none")
        #expect(missing.contains("/none: invalid response status 404"))
    }

    @Test("Fetching a context is a step that can be seen and interrupted", arguments: Builder.available)
    func slowContext(_ builder: Builder) throws {
        let served = try Served(builder)
        served.server.hold("/slow.tgz")
        let program = try served.space.start(
            ["build", "--progress=plain", "\(served.server.address)/slow.tgz"])
        #expect(try program.says("[internal] load remote build context \(served.server.address)/slow.tgz"))
        program.signal(SIGINT)
        #expect(program.ends(within: 20_000))
        program.signal(SIGKILL)
        #expect(try program.finish().code == 130)
        #expect(try served.space.leftovers() == [])
    }

    @Test("Links of a fetched context lead nowhere else", .enabled(if: hasGit, "git is needed"))
    func hostileContext() throws {
        let served = try Served()
        try served.space.write("secret", "FROM scratch\nLABEL secret=1\n")
        try served.repository("r", "ln -s \(served.space.path("secret")) Dockerfile && ln -s /etc d && \(Self.commit)")
        let finished = try served.space.strata("build", "--progress=plain", "\(served.server.address)/r.git")
        #expect(finished.code == 1)
        #expect(!finished.errorText.contains("secret=1"))
        let folder = try served.space.strata("build", "--progress=plain", "\(served.server.address)/r.git#:d")
        #expect(folder.errorText.contains("no such folder in that commit"))
    }
}

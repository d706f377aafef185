import Foundation
import Testing

@Suite("Pruning the cache")
struct PruneTests {
    /// How many rounds of builds beside prunings; more with STRATA_PRUNINGS.
    private static let rounds = ProcessInfo.processInfo.environment["STRATA_PRUNINGS"].flatMap(Int.init) ?? 5

    private func makeSpace(_ builder: Builder) throws -> TestSpace {
        let space = try TestSpace(builder)
        try space.dockerfile(
            """
            FROM base AS build
            RUN --mount=type=cache,id=things,target=/things echo thing > /things/thing
            COPY a /a
            RUN cat /a > /b
            """)
        try space.write("context/a", "a")
        return space
    }

    private func entries(_ space: TestSpace, _ flags: String...) throws -> [[String: Any]] {
        let arguments = ["cache", "ls", "--json"] + flags
        return try space.start(arguments).finish().lines.map { line in
            try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
        }
    }

    private func kinds(_ space: TestSpace) throws -> [String] {
        try entries(space).compactMap { $0["kind"] as? String }.sorted()
    }

    @Test("Everything is listed with its place, and goes with its files", arguments: Builder.available)
    func everything(_ builder: Builder) throws {
        let space = try makeSpace(builder)
        try space.build()
        #expect(try kinds(space) == ["copy", "image", "mount", "run", "run"])
        let copy = try #require(try entries(space, "--filter", "type=copy").first)
        #expect(copy["stage"] as? String == "build")
        #expect(copy["line"] as? Int == 3)
        #expect(copy["own_size"] as? Int == 1)
        let mount = try #require(try entries(space, "--filter", "type=exec.cachemount").first)
        #expect(mount["name"] as? String == "things")
        #expect(mount["own_size"] as? Int == 6)
        let before = try ["layers", "caches"].map { try space.list("store/\($0)") }
        let dry = try space.strata("cache", "prune", "--dry-run")
        #expect(dry.text.contains("5 entries would go"))
        #expect(try ["layers", "caches"].map { try space.list("store/\($0)") } == before)
        let pruned = try space.strata("cache", "prune", "--force")
        #expect(pruned.text.hasPrefix("Removed 5 entries: "))
        #expect(try kinds(space) == [])
        #expect(try space.list("store/layers") == [])
        #expect(try space.list("store/caches").filter { $0.hasSuffix("thing") } == [])
        try space.build().expectRan("COPY a /a", "RUN cat /a > /b", Self.thing)
    }

    private static let thing = "RUN --mount=type=cache,id=things,target=/things echo thing > /things/thing"

    @Test("One entry can go alone, and a filter chooses", arguments: Builder.available)
    func chosen(_ builder: Builder) throws {
        let space = try makeSpace(builder)
        try space.build()
        #expect(try space.strata("cache", "prune", "--force", "mount:things").code == 0)
        #expect(try kinds(space) == ["copy", "image", "run", "run"])
        #expect(try space.strata("cache", "prune", "--force", "--filter", "line=4").code == 0)
        try space.build().expectRan("RUN cat /a > /b")
        let unknown = try space.strata("cache", "prune", "--force", "mount:thing")
        #expect(unknown.code == 1)
        #expect(unknown.errorText.contains("the cache has no entry mount:thing"))
        let unasked = try space.strata("cache", "prune")
        #expect(unasked.code == 1)
        #expect(unasked.errorText.contains("--force"))
        #expect(try space.strata("cache", "prune", "--filter", "size=3").errorText.contains("no filter \"size\""))
    }

    @Test("What a running build works with stays", arguments: Builder.available)
    func running(_ builder: Builder) throws {
        let space = try TestSpace(builder)
        try space.dockerfile("FROM base\nRUN echo first > /first\nRUN echo unused > /unused\n")
        try space.build()
        try space.dockerfile(
            """
            FROM base
            RUN echo first > /first
            RUN --mount=type=cache,id=gate,target=/gate echo running; until [ -e /gate/go ]; do sleep 0.1; done; cat /first
            """)
        let program = try space.start(["build", "--progress=plain", "context"])
        #expect(try program.says(" running"))
        let pruned = try space.strata("cache", "prune", "--force")
        #expect(pruned.text.contains("in use right now"))
        let left = try entries(space).compactMap { $0["name"] as? String }
        #expect(left.contains { $0.hasSuffix("RUN echo first > /first") })
        #expect(left.contains("gate"))
        #expect(!left.contains { $0.hasSuffix("RUN echo unused > /unused") })
        let gate = try #require(try space.list("store/caches").first { $0.count == 25 })
        try Data().write(to: space.store.appendingPathComponent("caches/\(gate)go"))
        let finished = try program.finish()
        #expect(finished.code == 0)
        #expect(finished.errorText.contains(" first\n"))
        try space.build().expectRan()
    }

    @Test("Builds beside prunings never fail", arguments: Builder.available)
    func beside(_ builder: Builder) throws {
        let space = try makeSpace(builder)
        for round in 0..<Self.rounds {
            try space.write("context/a", "a \(round / 2)")
            let builds = try ["one", "two"].map { name in
                try space.start(["build", "--progress=rawjson", "-o", space.path("\(name)-\(round)"), "context"])
            }
            while !builds.allSatisfy({ $0.ends(within: 1) }) {
                let pruned = try space.strata("cache", "prune", "--force")
                #expect(pruned.code == 0, "\(pruned.errorText)")
            }
            for program in builds {
                let build = try RecordedBuild(try program.finish())
                #expect(build.code == 0, "round \(round): \(build.notes)")
            }
            #expect(try space.read("two-\(round)/b") == "a \(round / 2)")
        }
        #expect(try space.strata("cache", "prune", "--force").code == 0)
        #expect(try space.list("store/layers") == [])
        #expect(try space.leftovers() == [])
    }

    @Test("An entry goes by the name that it is listed by, or the beginning of it")
    func names() throws {
        let space = try makeSpace(.current)
        try space.build()
        let listed = try space.strata("cache", "ls").text
        #expect(listed.contains("\nmount:things  "))
        let layer = try #require(listed.split(separator: "\n").first { $0.hasPrefix("layer:") }?.prefix { $0 != " " })
        for name in ["mount:things", "mount:th", String(layer), String(layer.dropLast(4))] {
            #expect(try space.strata("cache", "prune", "--dry-run", name).text.contains("1 entry would go"))
        }
        let wrong = try space.strata("cache", "prune", "--dry-run", "mount:things", "mount:thigns")
        #expect(wrong.code == 1)
        #expect(wrong.errorText.contains("the cache has no entry mount:thigns\nremedy: did you mean mount:things?"))
        #expect(try space.strata("cache", "prune", "--dry-run", "--reserved-space", "1kB").text.contains("would go"))
        let typo = try space.strata("cache", "ls", "--filter", "type=mont")
        #expect(typo.code == 1)
        #expect(typo.errorText.contains("did you mean mount?"))
    }

    @Test("A policy that can't be read lets nothing go and names its key")
    func unreadablePolicies() throws {
        let space = try makeSpace(.current)
        try space.build()
        let faults = [
            ("filters = \"type=exec.cachemount\"", "gc.policy old: filters must be a list of texts"),
            ("filters = [1, 2]", "gc.policy old: filters must be a list of texts"),
            ("filters = [\"type=exec.cachemout\"]", "did you mean exec.cachemount?"),
            ("keep-duration = -1", "gc.policy old: keep-duration must be seconds from 0 on"),
            ("max-used-space = -1", "gc.policy old: max-used-space must be bytes from 0 on"),
        ]
        for (line, message) in faults {
            try space.write("config.toml", "[[gc.policy]]\nname = \"old\"\n\(line)\n")
            let refused = try space.strata("cache", "prune", "--gc", "--dry-run")
            #expect(refused.code == 1)
            #expect(refused.errorText.contains("config.toml:3:1"))
            #expect(refused.errorText.contains(message), "\(refused.errorText)")
        }
        for (table, remedy) in [("gcc", "did you mean [gc]?"), ("histroy", "did you mean [history]?")] {
            try space.write("config.toml", "[\(table)]\n")
            let refused = try space.strata("cache", "prune", "--gc", "--dry-run")
            #expect(refused.errorText.contains("config.toml:1:1: there is no table \(table)"))
            #expect(refused.errorText.contains(remedy))
        }
    }

    @Test("Other policies than before are carried out after the next build")
    func changedPolicies() throws {
        let space = try makeSpace(.current)
        func policy(_ line: String) throws {
            try space.write("config.toml", "[[gc.policy]]\nfilters = [\"type=exec.cachemount\"]\n\(line)\n")
            try space.build()
        }
        try policy("keep-duration = \"1h\"")
        #expect(try kinds(space).contains("mount"))
        try policy("keep-duration = 0")
        var entries = try kinds(space)
        for _ in 0..<400 where entries.contains("mount") { entries = try kinds(space) }
        #expect(entries == ["copy", "image", "run", "run"])
    }

    @Test("A cache that outgrew its policy is pruned after a build", arguments: Builder.available)
    func garbageCollection(_ builder: Builder) throws {
        let space = try makeSpace(builder)
        try space.write("config.toml", "[[gc.policy]]\nname = \"tiny\"\nmax-used-space = \"1kB\"\n")
        try space.build()
        // Nobody waits for it but this test.
        var entries = try kinds(space)
        for _ in 0..<400 where !entries.isEmpty { entries = try kinds(space) }
        #expect(entries == [])
        try space.write("config.toml", "[gc]\nmax-used-spice = 1\n")
        let wrong = try space.strata("cache", "prune", "--gc")
        #expect(wrong.errorText.contains("config.toml:2"))
        #expect(wrong.errorText.contains("gc has no key max-used-spice"))
    }
}

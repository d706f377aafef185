import Foundation
import Testing

@Suite("Saying what a build would do")
struct DryRunTests {
    private static let file = """
        FROM base AS made
        WORKDIR /src
        COPY text ./
        RUN tr a-z A-Z < text > upper
        FROM base AS other
        ARG VERSION=1
        RUN echo $VERSION > /version
        RUN echo other > /other
        FROM base
        COPY --from=made /src/upper /upper
        COPY --from=other /other /other
        RUN cat /upper /other > /both
        RUN --mount=type=bind,from=made,source=/src,target=/mnt cat /mnt/upper > /again
        """

    private func makeSpace(_ builder: Builder = .current) throws -> TestSpace {
        let space = try TestSpace(builder)
        try space.dockerfile(Self.file)
        try space.write("context/text", "hello\n")
        return space
    }

    /// The verdicts of a dry run by the names of steps.
    private func forecast(_ space: TestSpace, _ flags: [String] = []) throws -> [String: String] {
        let finished = try space.start(["build", "--dry-run", "--json"] + flags + ["context"]).finish()
        try #require(finished.code == 0, "\(finished.errorText)")
        let json = try #require(try JSONSerialization.jsonObject(with: finished.output) as? [String: Any])
        var verdicts: [String: String] = [:]
        for step in try #require(json["steps"] as? [[String: Any]]) {
            verdicts[try #require(step["name"] as? String)] = step["verdict"] as? String
        }
        return verdicts
    }

    /// Says what a build would do, does it, and compares; gives how many steps of each verdict there were.
    @discardableResult
    private func agree(
        _ space: TestSpace, _ flags: String..., sourceLocation: SourceLocation = #_sourceLocation
    ) throws -> [String: Int] {
        let verdicts = try forecast(space, flags)
        let build = try space.tryBuild(flags)
        #expect(build.code == 0, "\(build.notes)", sourceLocation: sourceLocation)
        let steps = Dictionary(build.steps.map { ($0.name, $0) }) { first, _ in first }
        for (name, verdict) in verdicts where !name.contains("] FROM ") {
            let real = steps[name].map { $0.isCached ? "hit" : $0.ran ? "run" : "not needed" } ?? "not needed"
            let isRight = verdict == "maybe" ? ["hit", "run"].contains(real) : verdict == real
            #expect(isRight, "\(name): \(verdict) was foreseen, \(real) came", sourceLocation: sourceLocation)
        }
        return verdicts.values.reduce(into: [:]) { $0[$1, default: 0] += 1 }
    }

    @Test("What is foreseen is what the build then does", arguments: Builder.available)
    func agreement(_ builder: Builder) throws {
        let space = try makeSpace(builder)
        #expect(try agree(space)["run"] == 10)
        #expect(try agree(space)["hit"] == 10)
        try space.write("context/text", "Hello\n")
        #expect(try agree(space) == ["hit": 4, "run": 2, "maybe": 4], "the copies may find the same upper case")
        try space.write("context/text", "another\n")
        try agree(space)
        #expect(try agree(space, "--build-arg", "VERSION=2")["run"] == 2)
        #expect(try agree(space)["hit"] == 10)
        #expect(try agree(space, "--no-cache")["maybe"] == nil)
        try agree(space, "--no-cache-filter", "made")
        try agree(space, "--no-cache-filter", "other", "--no-early-cutoff")
        try agree(space, "--target", "other")
        try space.dockerfile(Self.file.replacingOccurrences(of: "a-z A-Z", with: "[a-z] [A-Z]"))
        try agree(space)
        try space.dockerfile(
            Self.file.replacingOccurrences(of: "made", with: "first").replacingOccurrences(
                of: "echo o", with: "echo  o"))
        try agree(space)
    }

    @Test("Linked copies are foreseen over other bases")
    func linkedCopies() throws {
        let space = try TestSpace(.current)
        let file = """
            FROM base AS made
            ARG MADE=1
            RUN echo $MADE | wc -c > /made
            FROM base
            ARG BELOW=1
            RUN echo $BELOW > /below
            COPY --link text /text
            COPY --link --from=made /made /made
            RUN cat /text /made
            """
        try space.dockerfile(file)
        try space.write("context/text", "hello\n")
        try agree(space)
        let below = try agree(space, "--build-arg", "BELOW=2")
        #expect(below["run"] == 2 && below["maybe"] == nil, "only commands depend on what is below: \(below)")
        let both = try agree(space, "--build-arg", "BELOW=3", "--build-arg", "MADE=2")
        #expect(both["maybe"] == 1, "what is copied from the stage may be the same: \(both)")
        try space.dockerfile(file.replacingOccurrences(of: "RUN echo $BELOW > /below", with: "WORKDIR /new"))
        try agree(space)
        try space.write("context/text", "changed\n")
        try agree(space)
    }

    @Test(
        "A dry run leaves the store as it is", arguments: Builder.available)
    func traceless(_ builder: Builder) throws {
        try #require(Tools.has("sqlite3"), "sqlite3 is not installed")
        let space = try makeSpace(builder)
        try space.build()
        try space.write("context/text", "changed\n")
        let before = try remains(of: space)
        let told = try space.strata("build", "--dry-run", "-t", "app", "-o", "out", "--iidfile=id", "context")
        #expect(told.code == 0, "\(told.errorText)")
        #expect(told.text.hasSuffix("\nNot done in a dry run: -t app:latest, -o out, --iidfile id.\n"))
        #expect(try remains(of: space) == before)
        #expect(!space.has("out") && !space.has("id"))
        #expect(try space.strata("history", "ls", "--json").lines.count == 1)
    }

    /// The tables of the database, without the digests of files that were read, and the files of the store.
    private func remains(of space: TestSpace) throws -> [String] {
        let tables = try Tools.run("sqlite3", space.path("store/state.db"), ".dump").lines
        let files = try space.list("store").filter { !$0.hasPrefix("state.db") && !$0.hasPrefix("tmp/") }
        return tables.filter { !$0.contains("named_blob") } + files
    }

    @Test("The table tells lines, causes and times")
    func table() throws {
        let space = try makeSpace()
        try space.build()
        try space.write("context/text", "changed\n")
        let told = try space.strata("build", "--dry-run", "context")
        let lines = told.lines
        #expect(lines.first?.hasPrefix("LINE   STEP   ") == true && lines.first?.hasSuffix("TIME   WHY") == true)
        #expect(lines.contains { $0.hasPrefix("   3   [made 3/4] COPY text ./") && $0.hasSuffix("   text changed") })
        #expect(lines.contains { $0.contains("run") && $0.hasSuffix("[made 3/4] COPY text ./ runs") })
        #expect(lines.contains { $0.contains("maybe") && $0.contains("it depends on what [made 4/4] RUN tr a-z") })
        #expect(lines.contains { $0.hasPrefix("   8   [other 3/3] RUN echo other > /other") && $0.hasSuffix(" hit") })
        let closing = try #require(lines.last)
        #expect(closing.hasPrefix("4 of 10 steps from the cache, 2 would run, 4 may run; about "))
        #expect(closing.hasSuffix(" (longest path; from 1 earlier build)"))
    }

    @Test("A base that nobody knows is an error, as for a build")
    func unknownBase() throws {
        let space = try TestSpace(base: nil)
        try space.dockerfile("FROM 127.0.0.1:1/nothing\nRUN true\n")
        let told = try space.strata("build", "--dry-run", "context")
        #expect(told.code == 1)
        #expect(told.text == "")
        #expect(told.errorText.contains("failed to resolve source metadata for 127.0.0.1:1/nothing"))
        #expect(told.errorText.contains("Dockerfile:1"))
    }

    @Test("A base whose layers are not unpacked is told, with what that leaves open")
    func packedBase() throws {
        let space = try TestSpace()
        try space.dockerfile("FROM base AS one\nFROM scratch\nCOPY --from=one /etc/passwd /\n")
        #expect(try forecast(space).values.sorted() == ["run", "run"])
        try space.build()
        #expect(try Set(forecast(space).values) == ["hit"])
    }

    @Test("Flags that make no sense together are refused")
    func refusals() throws {
        let space = try makeSpace()
        let form = try space.strata("build", "--json", "context")
        #expect(form.code == 1 && form.errorText.contains("--json says how --dry-run answers"))
        let check = try space.strata("build", "--dry-run", "--check", "context")
        #expect(check.code == 1 && check.errorText.contains("--dry-run and --call or --check can't both be done"))
    }
}

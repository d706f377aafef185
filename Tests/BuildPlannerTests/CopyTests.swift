import BuildGraph
import BuildPlanner
import OCIFormat
import Testing

/// COPY and ADD.
@Suite struct CopyTests {
    @Test func everyFlagOfCopy() throws {
        let plan = try plan(
            """
            FROM busybox
            WORKDIR /w
            ENV WHO=app
            COPY --chown=$WHO:extra --chmod=u=rwX,go-w --exclude=*.md --exclude=x a b/ dir/./c d/
            """)
        var expected = CopyOperation(
            base: 0,
            sources: ["a", "b", "dir/c"].map { .files(input: 1, pattern: $0) }, destination: "/w/d/")
        expected.owner = "app:extra"
        expected.mode = .symbolic([
            .init(classes: ["u"], action: .set, permissions: ["r", "w", "X"]),
            .init(classes: ["g", "o"], action: .remove, permissions: ["w"]),
        ])
        expected.excludes = ["*.md", "x"]
        #expect(try plan.onlyCopy == expected)
        #expect(
            plan.history.last == "COPY --chown=app:extra --chmod=u=rwX,go-w a b/ dir/./c d/ # buildkit")
    }

    /// Destinations seen from /w.
    @Test(arguments: [
        ("/abs", "/abs"), ("/abs/", "/abs/"), ("rel", "/w/rel"), ("rel/", "/w/rel/"), (".", "/w/"), ("./", "/w/"),
        ("../up", "/up"), ("/", "/"), ("/a/../b/.", "/b/"), ("x/.", "/w/x/"),
    ])
    func destinations(written: String, expected: String) throws {
        #expect(try plan("FROM busybox\nWORKDIR /w\nCOPY a \(written)\n").onlyCopy.destination == expected)
    }

    @Test(arguments: [
        ("dir/sub a.txt", ["dir/sub", "a.txt"]), ("./dir/sub", ["dir/sub"]), ("dir/./sub", ["dir/./sub"]),
        ("./dir/./sub", ["dir/./sub"]), ("**/*.txt", ["**/*.txt"]), ("/./a/b", ["a/b"]),
    ])
    func parentsKeepTheirMark(written: String, expected: [String]) throws {
        let copy = try plan("FROM scratch\nCOPY --parents \(written) /p/\n").onlyCopy
        #expect(copy.sources == expected.map { .files(input: 0, pattern: $0) })
        #expect(copy.keepsParents)
        #expect(copy.base == nil)
    }

    @Test func filesOfTheDockerfileItself() throws {
        let plan = try plan(
            """
            FROM busybox
            ARG NAME=world
            COPY <<one.txt plain.txt <<-two.txt <<'three.txt' /docs/
            hello $NAME \\$NAME "q"
            one.txt
            \ttabs $NAME
            \ttwo.txt
            kept $NAME
            three.txt
            """)
        #expect(
            try plan.onlyCopy.sources == [
                .files(input: 1, pattern: "plain.txt"),
                .inline(name: "one.txt", contents: Array("hello world $NAME \"q\"\n".utf8)),
                .inline(name: "two.txt", contents: Array("tabs world\n".utf8)),
                .inline(name: "three.txt", contents: Array("kept $NAME\n".utf8)),
            ])
        #expect(plan.history.last == "COPY plain.txt <<one.txt <<two.txt <<three.txt /docs/ # buildkit")
    }

    @Test func onlyHeredocsNeedNoContext() throws {
        let plan = try plan("FROM scratch\nCOPY <<EOF /x\na\nEOF\n")
        #expect(plan.names == ["[1/1] COPY <<EOF /x"])
    }

    @Test(arguments: [
        ("ADD a.tar /", CopyOperation.Unpacking.localArchives), ("ADD --unpack=false a.tar /", .never),
        ("ADD --unpack a.tar /", .localArchives), ("COPY a.tar /", .never),
    ])
    func unpacking(instruction: String, expected: CopyOperation.Unpacking) throws {
        #expect(try plan("FROM scratch\n\(instruction)\n").onlyCopy.unpacking == expected)
    }

    @Test func anImageCanBeCopiedFrom() throws {
        let plan = try plan("FROM busybox AS b\nFROM scratch\nCOPY --from=nginx:1 /etc/nginx /n/\n")
        #expect(plan.names.first == "FROM docker.io/library/nginx:1@\(digest("index of nginx:1"))")
        #expect(plan.asked.map(\.name) == ["nginx:1"])
        #expect(plan.graph.vertices[0].stage == nil)
    }

    @Test func anEmptyStageCanBeCopiedFrom() throws {
        let plan = try plan("FROM scratch AS empty\nFROM scratch\nCOPY --from=empty / /\n")
        #expect(plan.names == ["[internal] empty filesystem", "[stage-1 1/1] COPY --from=empty / /"])
    }

    @Test(arguments: [
        ("0644", 0o644), ("7777", 0o7777), ("u=rwX,go=rX", 0o644), ("+x", 0o755), ("a-w", 0o444), ("ug+s", 0o6644),
        ("g=u,o-r", 0o660), ("u+x,g=u,g-w", 0o754),
    ])
    func modes(written: String, onFileOf644: UInt32) throws {
        let mode = try #require(try plan("FROM scratch\nCOPY --chmod=\(written) a /\n").onlyCopy.mode)
        #expect(mode.applied(to: 0o644, isDirectory: false) == onFileOf644)
    }

    /// `X` goes by what the file was before all clauses, as in BuildKit.
    @Test(arguments: [
        ("u=rw,a+X", 0o755), ("a-x,a+X", 0o755), ("a-x", 0o644), ("o+t", 0o755), ("u+t", 0o1755), ("go=", 0o700),
        ("a=rX", 0o555),
    ])
    func modesOfPrograms(written: String, onFileOf755: UInt32) throws {
        let mode = try #require(try plan("FROM scratch\nCOPY --chmod=\(written) a /\n").onlyCopy.mode)
        #expect(mode.applied(to: 0o755, isDirectory: false) == onFileOf755)
    }

    @Test func takingOverAnotherClassLeavesSetIDBits() throws {
        let mode = try #require(try plan("FROM scratch\nCOPY --chmod=u=g a /\n").onlyCopy.mode)
        #expect(mode.applied(to: 0o4750, isDirectory: false) == 0o4550)
    }

    @Test(arguments: [("1750", 0o750), ("0", 0), ("go-rwx", 0o755)])
    func modesOfNewFolders(written: String, expected: UInt32) throws {
        #expect(try plan("FROM scratch\nCOPY --chmod=\(written) a /\n").onlyCopy.mode?.modeOfNewFolders == expected)
    }

    @Test(arguments: [
        ("--link", true, true), ("--link --chown=1:2", true, true), ("--link --chown=root:", true, true),
        ("--link --chown=app", true, false), ("--link --chown=1:staff", true, false),
        ("--link --chmod=644", false, false), ("--link --chmod=$NONE", true, true), ("", false, false),
    ])
    func linkedCopies(flags: String, isLinked: Bool, isIndependent: Bool) throws {
        let copy = try plan("FROM busybox\nCOPY \(flags) a /\n").onlyCopy
        #expect(copy.isLinked == isLinked)
        #expect(copy.isIndependentOfBase == isIndependent)
    }
}

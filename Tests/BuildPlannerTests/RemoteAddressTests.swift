import BuildGraph
import BuildPlanner
import OCIFormat
import Testing

/// What addresses mean: BuildKit's own rules, as tables.
@Suite struct RemoteAddressTests {
    private static let id = "96aa0fb764c0f9ef5189c88b6870883f2d6a5c3b"

    @Test(arguments: [
        ("https://example.com/a.git", "https://example.com/a.git", nil, nil),
        ("https://example.com/a.git#main", "https://example.com/a.git", "main", nil),
        ("https://example.com/a.git#main:sub/dir", "https://example.com/a.git", "main", "sub/dir"),
        ("https://example.com/a.git#:sub", "https://example.com/a.git", nil, "sub"),
        ("https://example.com/a.git#v1:", "https://example.com/a.git", "v1", nil),
        ("https://example.com/a.git#v1:/", "https://example.com/a.git", "v1", nil),
        ("https://example.com/a.git#v1:../../x/./y", "https://example.com/a.git", "v1", "x/y"),
        ("https://user:word@example.com/a.git#x%2Fy", "https://user:word@example.com/a.git", "x/y", nil),
        ("http://example.com/a.git?ref=x&subdir=y", "http://example.com/a.git", "x", "y"),
        ("http://example.com/a.git?branch=x", "http://example.com/a.git", "refs/heads/x", nil),
        ("http://example.com/a.git?tag=x", "http://example.com/a.git", "refs/tags/x", nil),
        ("http://example.com/a.git?tag=refs/tags/x#refs/tags/x", "http://example.com/a.git", "refs/tags/x", nil),
        ("git://example.com/a", "git://example.com/a", nil, nil),
        ("ssh://git@example.com:2222/a#b", "ssh://git@example.com:2222/a", "b", nil),
        ("git@example.com:user/a.git", "git@example.com:user/a.git", nil, nil),
        ("git@example.com:user/a#v1:d", "git@example.com:user/a", "v1", "d"),
        ("git@example.com:user/a?tag=v1", "git@example.com:user/a", "refs/tags/v1", nil),
    ])
    func repositories(text: String, remote: String, ref: String?, folder: String?) throws {
        var expected = GitSource(remote: remote)
        expected.ref = ref
        expected.subfolder = folder
        #expect(try RemoteAddress.source(text) == .git(expected))
    }

    @Test(arguments: [
        ("https://example.com/a.tar.gz", "a.tar.gz"), ("https://example.com/a.git/file", "file"),
        ("http://example.com/dir/file.txt?query=a/b#c", "file.txt"), ("http://example.com", "__unnamed__"),
        ("http://example.com/", "__unnamed__"), ("http://example.com/dir/", "dir"),
        ("http://example.com/..", "__unnamed__"),
        ("https://example.com/a%20b", "a b"), ("https://example.com/x?a.git", "x"),
    ])
    func files(text: String, name: String) throws {
        #expect(try RemoteAddress.source(text) == .http(HTTPSource(url: text, fileName: name)))
    }

    @Test(arguments: [
        "file", "./git@host:path", "a/b@c:d", "-x@host:path", "ftp://example.com/a", "file:///a.git",
        "github.com/user/a",
        "user@:path", "@host:path", "C:\\a.git", "",
    ])
    func notFromTheNetwork(text: String) throws {
        #expect(try RemoteAddress.source(text) == nil)
    }

    @Test func aContextMayLackTheScheme() throws {
        let expected = RemoteSource.git(GitSource(remote: "https://github.com/user/a"))
        #expect(try RemoteAddress.source("github.com/user/a", for: .context) == expected)
        #expect(try RemoteAddress.source("./github.com/user/a", for: .context) == nil)
    }

    @Test func switchesOfTheQuery() throws {
        let text = "https://example.com/a.git?keep-git-dir&submodules=false&commit=\(Self.id)"
        guard case .git(let git)? = try RemoteAddress.source(text) else { return #expect(Bool(false), "no repository") }
        #expect(git.keepsGitFolder)
        #expect(!git.hasSubmodules)
        #expect(git.commit == Self.id)
        #expect(git.ref == nil)
    }

    @Test(arguments: [
        ("?ref=", #"query "ref" has no value"#), ("?ref=a&ref=b", #"query "ref" has multiple values"#),
        ("?ref=a#b", #"ref conflicts: "b" vs "a""#), ("?subdir=a#b:c", #"subdir conflicts: "c" vs "a""#),
        ("?tag=a&branch=b", "branch conflicts with tag"), ("?tag=a#b", #"ref conflicts: "b" vs "refs/tags/a""#),
        ("?colour=red", #"unexpected query "colour""#), ("?submodules=maybe", #"invalid submodules value: "maybe""#),
        ("?commit=xyz", #"invalid commit value: "xyz""#),
        ("#--upload-pack=x", #"invalid ref value: "--upload-pack=x""#),
    ])
    func faults(rest: String, message: String) {
        let error = #expect(throws: RemoteAddressFault.self) {
            try RemoteAddress.source("https://example.com/a.git\(rest)")
        }
        #expect(error?.description == message)
    }

    @Test(arguments: [
        ("https://user:word@example.com/a.git", "https://example.com/a.git", "example.com"),
        ("https://token@example.com:8080/a.git", "https://example.com:8080/a.git", "example.com:8080"),
        ("git@example.com:a.git", "git@example.com:a.git", "example.com"),
    ])
    func credentialsAreNotShown(text: String, name: String, host: String) throws {
        let source = try #require(try RemoteAddress.source(text))
        #expect(source.name == name)
        #expect(source.host == host)
    }
}

/// ADD of addresses in a plan.
@Suite struct RemoteSourceTests {
    @Test func eachSourceIsAVertexOfItsOwn() throws {
        let plan = try plan(
            """
            FROM busybox
            ADD --unpack=true https://example.com/[a].tar.gz local https://example.com/r.git#v1 /x/
            ADD https://example.com/r.git#v1 /y/
            """)
        let sources = plan.graph.vertices.compactMap { vertex -> RemoteSource? in
            if case .remote(let source) = vertex.operation { source } else { nil }
        }
        var git = GitSource(remote: "https://example.com/r.git")
        git.ref = "v1"
        let file = HTTPSource(url: "https://example.com/[a].tar.gz", fileName: "[a].tar.gz")
        #expect(sources == [.http(file), .git(git)])
        let copies = plan.graph.vertices.compactMap { vertex -> CopyOperation? in
            if case .copy(let copy) = vertex.operation { copy } else { nil }
        }
        #expect(
            copies.first?.sources == [
                .files(input: 1, pattern: #"\[a].tar.gz"#), .files(input: 2, pattern: "local"),
                .files(input: 3, pattern: "."),
            ])
        #expect(copies.map(\.unpacking) == [.allArchives, .localArchives])
    }

    @Test func flagsReachTheSource() throws {
        let digest = "sha256:4355a46b19d348dc2f57c046f8ef63d4538ebb936000f3c9ee954a27460dd865"
        let plan = try plan(
            """
            FROM scratch
            ARG SUM=\(digest)
            ADD --checksum=$SUM https://example.com/a /a
            ADD --keep-git-dir --checksum=96aa0fb764c0 https://example.com/r.git /r
            """)
        let names = plan.graph.vertices.filter { !$0.operation.makesLayers }.map(\.name)
        #expect(
            names == [
                "[1/2] ADD --checksum=\(digest) https://example.com/a /a",
                "[2/2] ADD --keep-git-dir --checksum=96aa0fb764c0 https://example.com/r.git /r",
            ])
        var git = GitSource(remote: "https://example.com/r.git")
        git.keepsGitFolder = true
        git.commit = "96aa0fb764c0"
        let file = HTTPSource(url: "https://example.com/a", fileName: "a", checksum: try Digest(parsing: digest))
        let operations = plan.graph.vertices.map(\.operation)
        #expect(operations.contains(.remote(.http(file))))
        #expect(operations.contains(.remote(.git(git))))
    }
}

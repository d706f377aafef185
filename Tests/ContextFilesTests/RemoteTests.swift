import OCIFormat
import Testing

@testable import ContextFiles

/// What is remembered of servers and read from git.
@Suite struct RemoteTests {
    @Test(arguments: [
        ("Sun, 06 Nov 1994 08:49:37 GMT", 784_111_777), ("Thu, 01 Jan 1970 00:00:00 GMT", 0),
        ("Thu, 29 Feb 2024 23:59:59 GMT", 1_709_251_199), ("Wed, 31 Dec 1969 23:59:59 GMT", -1),
        ("Sunday, 06-Nov-94 08:49:37 GMT", nil), ("Sun, 06 Nov 1994 08:49:37 CET", nil), ("", nil),
        ("Sun, 99 Nov 1994 08:49:37 GMT", nil), ("Sun, 06 Nov 1994 08:49 GMT", nil),
    ])
    func dates(text: String, seconds: Int64?) {
        #expect(HTTPDate.seconds(text) == seconds)
    }

    /// A time of the second in which the file was fetched could hide a later change.
    @Test(arguments: [
        ("\"a\"", "", "", ["if-none-match"]),
        ("", "Sun, 06 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 08:50:00 GMT", ["if-modified-since"]),
        ("", "Sun, 06 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 08:49:38 GMT", []),
        ("", "Sun, 06 Nov 1994 08:49:37 GMT", "", []), ("", "", "", []),
        (
            "W/\"a\"", "Sun, 06 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 09:00:00 GMT",
            ["if-none-match", "if-modified-since"]
        ),
    ])
    func conditions(tag: String, modified: String, answered: String, expected: [String]) {
        let record = HTTPRecord(digest: .sha256(of: "x"), tag: tag, modified: modified, answered: answered)
        #expect(record.conditions.map(\.0) == expected)
        #expect(HTTPRecord(record.bytes) == record)
    }

    @Test(arguments: ["", "sha256:1\na\nb\nc", "one line"])
    func damagedRecordsAreNone(text: String) {
        #expect(HTTPRecord(Array(text.utf8)) == nil)
    }

    @Test(arguments: [
        ("https://a.b/c?d#e", "https://a.b/c?d", "a.b", nil),
        ("http://user:pa%3Ass@a.b:81/c", "http://a.b:81/c", "a.b:81", "Basic dXNlcjpwYTpzcw=="),
        ("http://user@a.b", "http://a.b", "a.b", "Basic dXNlcjo="),
        ("http://a.b/@c", "http://a.b/@c", "a.b", nil),
    ])
    func addresses(text: String, url: String, authority: String, authorization: String?) {
        let address = WebAddress(text)
        #expect(address.url == url)
        #expect(address.authority == authority)
        #expect(address.authorization == authorization)
    }

    /// A branch before a tag, the commit of an annotated tag, a full name exactly.
    @Test(arguments: [
        ("main", "refs/heads/main", "1"), ("both", "refs/heads/both", "2"), ("v1", "refs/tags/v1", "5"),
        ("refs/tags/both", "refs/tags/both", "3"), ("heads/main", "refs/heads/main", "1"),
        ("pull/7/head", "refs/pull/7/head", "6"), ("HEAD", "HEAD", "1"),
    ])
    func refs(ref: String, name: String, digit: String) {
        let lines = [
            ("1", "HEAD"), ("1", "refs/heads/main"), ("2", "refs/heads/both"), ("3", "refs/tags/both"),
            ("4", "refs/tags/v1"), ("5", "refs/tags/v1^{}"), ("6", "refs/pull/7/head"), ("6", "refs/heads/x/main"),
        ]
        let listing = lines.map { "\(String(repeating: $0.0, count: 40))\t\($0.1)\n" }.joined()
        let found = GitRefs(listing).find(ref)
        #expect(found?.name == name)
        #expect(found?.commit == String(repeating: digit, count: 40))
        #expect(GitRefs(listing).find("none") == nil)
    }

    @Test(arguments: [
        ([0x1F, 0x8B, 8, 0], true), (Array("BZh9".utf8), true), (Array("FROM scratch\n".utf8), false), ([], false),
        ([0x28, 0xB5, 0x2F, 0xFD], true), ([UInt8](repeating: 0, count: 257) + Array("ustar\u{0}00".utf8), true),
    ])
    func archives(head: [UInt8], isArchive: Bool) {
        #expect(ArchiveHead.isArchive(head) == isArchive)
    }
}

import Testing

@testable import OCIFormat

@Suite("Image names are read as Docker reads them")
struct ImageReferenceTests {
    @Test(arguments: [
        ("alpine", "docker.io/library/alpine:latest", "alpine:latest"),
        ("alpine:3.20", "docker.io/library/alpine:3.20", "alpine:3.20"),
        ("user/app", "docker.io/user/app:latest", "user/app:latest"),
        ("index.docker.io/library/alpine", "docker.io/library/alpine:latest", "alpine:latest"),
        ("docker.io/alpine", "docker.io/library/alpine:latest", "alpine:latest"),
        ("localhost/app", "localhost/app:latest", "localhost/app:latest"),
        ("localhost:5000/a/b-c__d.e:v1_2", "localhost:5000/a/b-c__d.e:v1_2", "localhost:5000/a/b-c__d.e:v1_2"),
        ("Reg/app", "Reg/app:latest", "Reg/app:latest"),
        ("[::1]:5000/app", "[::1]:5000/app:latest", "[::1]:5000/app:latest"),
        ("a---b/c", "docker.io/a---b/c:latest", "a---b/c:latest"),
    ])
    func familiarNamesAreCompleted(_ text: String, canonical: String, familiar: String) throws {
        let reference = try ImageReference(parsing: text)
        #expect(reference.canonical == canonical)
        #expect(reference.familiar == familiar)
        #expect(try ImageReference(parsing: canonical) == reference)
    }

    @Test("A digest alone leaves the tag open, and both may stand together")
    func digests() throws {
        let digest = Digest.sha256(of: "x")
        let pinned = try ImageReference(parsing: "gcr.io/p/app@\(digest)")
        #expect(pinned.registry == "gcr.io" && pinned.repository == "p/app")
        #expect(pinned.tag == nil && pinned.digest == digest)
        let both = try ImageReference(parsing: "alpine:3@\(digest)")
        #expect(both.canonical == "docker.io/library/alpine:3@\(digest)")
    }

    @Test(arguments: [
        ("", OCIFormatError.ReferenceProblem.empty),
        ("Alpine", .uppercase(suggestion: "alpine")),
        ("gcr.io/My/App:V1", .uppercase(suggestion: "gcr.io/my/app:V1")),
        ("https://gcr.io/app", .hasScheme("https://")),
        ("a..b/c", .invalidHost("a..b")),
        ("user/-app", .invalidComponent("-app")),
        ("user//app", .invalidComponent("user//app")),
        ("app:-1", .invalidTag("-1")),
        ("app:", .invalidTag("")),
        ("host:port/app", .invalidHost("host:port")),
        (String(repeating: "a", count: 64), .looksLikeIdentifier),
        (String(repeating: "a", count: 250) + "/b", .tooLong(262)),
        ("app name", .invalidComponent("app name")),
    ])
    func mistakesAreNamed(_ text: String, problem: OCIFormatError.ReferenceProblem) {
        #expect(throws: OCIFormatError.invalidReference(text: text, problem: problem)) {
            try ImageReference(parsing: text)
        }
    }

    @Test("A wrong digest says what is wrong with it")
    func wrongDigest() {
        let error = #expect(throws: OCIFormatError.self) { try ImageReference(parsing: "alpine@sha256:12") }
        #expect(
            error?.description == """
                invalid image name "alpine@sha256:12": invalid digest "sha256:12": it needs 64 hexadecimal digits and has 2
                """)
    }
}

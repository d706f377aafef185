import Testing

@testable import OCIFormat

@Suite("Digests")
struct DigestTests {
    static let empty = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

    @Test("What is hashed in pieces equals what is hashed at once")
    func pieces() throws {
        var hasher = DigestHasher()
        #expect(hasher.finish() == (try Digest(parsing: Self.empty)))
        hasher.update("ab")
        hasher.update([UInt8(ascii: "c")])
        #expect(hasher.finish() == .sha256(of: "abc"))
        #expect(
            hasher.finish().description == "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    }

    @Test("Fields don't run together")
    func fields() {
        func digest(_ fields: [String]) -> Digest {
            var hasher = DigestHasher()
            for field in fields { hasher.update(field: field) }
            return hasher.finish()
        }
        #expect(digest(["ab", "c"]) != digest(["a", "bc"]))
        #expect(digest(["abc"]) != digest(["abc", ""]))
    }

    @Test(arguments: [
        ("abc", OCIFormatError.DigestProblem.noAlgorithm),
        ("md5:d41d8cd98f00b204e9800998ecf8427e", .unknownAlgorithm("md5")),
        ("sha256:abc", .wrongLength(expected: 64, found: 3)),
        ("sha256:" + String(repeating: "A", count: 64), .notHexadecimal),
        ("sha512:" + String(repeating: "a", count: 64), .wrongLength(expected: 128, found: 64)),
    ])
    func mistakesAreNamed(_ text: String, problem: OCIFormatError.DigestProblem) {
        #expect(throws: OCIFormatError.invalidDigest(text: text, problem: problem)) { try Digest(parsing: text) }
    }

    @Test("SHA-512 digests are read and computed")
    func sha512() throws {
        var hasher = DigestHasher(algorithm: .sha512)
        hasher.update("x")
        let digest = hasher.finish()
        #expect(digest.algorithm == .sha512 && digest.hex.utf8.count == 128)
        #expect(try Digest(parsing: digest.description) == digest)
    }

    @Test("A chain identifier hashes the one below with the layer")
    func chain() {
        let layers = [Digest.sha256(of: "1"), .sha256(of: "2")]
        #expect(
            LayerChain.identifiers(of: layers) == [layers[0], .sha256(of: "\(layers[0]) \(layers[1])")])
        #expect(LayerChain.identifiers(of: []).isEmpty)
    }
}

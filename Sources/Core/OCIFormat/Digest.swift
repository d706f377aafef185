/// A content address: an algorithm and the hexadecimal form of the hash (OCI image spec, descriptor, "Digests").
package struct Digest: Hashable, Sendable {
    /// The hash functions that strata checks.
    package enum Algorithm: String, Hashable, Sendable, CaseIterable {
        case sha256
        case sha512

        /// How many hexadecimal digits a digest has.
        package var hexLength: Int {
            switch self {
            case .sha256: 64
            case .sha512: 128
            }
        }
    }

    /// The hash function.
    package let algorithm: Algorithm
    /// Lower-case hexadecimal digits, as many as `algorithm.hexLength`.
    package let hex: String

    /// Makes a digest of digits already known to be right; only for what has just been hashed or checked.
    init(algorithm: Algorithm, uncheckedHex hex: String) {
        self.algorithm = algorithm
        self.hex = hex
    }

    /// Parses `sha256:…` or `sha512:…`.
    ///
    /// Throws `OCIFormatError.invalidDigest`, saying what is wrong.
    package init(parsing text: some StringProtocol) throws(OCIFormatError) {
        guard let colon = text.firstIndex(of: ":") else {
            throw .invalidDigest(text: String(text), problem: .noAlgorithm)
        }
        guard let algorithm = Algorithm(rawValue: String(text[..<colon])) else {
            throw .invalidDigest(text: String(text), problem: .unknownAlgorithm(String(text[..<colon])))
        }
        let hex = text[text.index(after: colon)...]
        guard hex.utf8.count == algorithm.hexLength else {
            let problem = OCIFormatError.DigestProblem.wrongLength(
                expected: algorithm.hexLength, found: hex.utf8.count)
            throw .invalidDigest(text: String(text), problem: problem)
        }
        guard hex.utf8.allSatisfy(Digest.isHexDigit) else {
            throw .invalidDigest(text: String(text), problem: .notHexadecimal)
        }
        self.init(algorithm: algorithm, uncheckedHex: String(hex))
    }

    /// The first digits of the hash, as people quote it.
    package var short: String { String(hex.prefix(12)) }

    private static func isHexDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
    }
}

extension Digest: CustomStringConvertible {
    /// The `algorithm:hex` form.
    package var description: String { "\(algorithm.rawValue):\(hex)" }
}

extension Digest: Comparable {
    /// Orders by algorithm, then by hash.
    package static func < (left: Digest, right: Digest) -> Bool {
        left.algorithm == right.algorithm ? left.hex < right.hex : left.algorithm.rawValue < right.algorithm.rawValue
    }
}

extension Digest: Codable {
    /// Decodes the `algorithm:hex` string.
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        do {
            self = try Digest(parsing: text)
        } catch {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: error.description)
        }
    }

    /// Encodes the `algorithm:hex` string.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

import Crypto

/// Hashes what is fed to it, piece by piece, into a `Digest`.
///
/// `update` adds raw bytes, so that pieces run together; `update(field:)` adds the length first, so that a list of
/// fields hashes differently from any other list.
package struct DigestHasher: Sendable {
    private enum State: Sendable {
        case sha256(SHA256)
        case sha512(SHA512)
    }

    private var state: State

    /// Starts an empty hash.
    package init(algorithm: Digest.Algorithm = .sha256) {
        switch algorithm {
        case .sha256: state = .sha256(SHA256())
        case .sha512: state = .sha512(SHA512())
        }
    }

    /// Adds raw bytes.
    package mutating func update(_ bytes: UnsafeRawBufferPointer) {
        switch state {
        case .sha256(var hash):
            hash.update(bufferPointer: bytes)
            state = .sha256(hash)
        case .sha512(var hash):
            hash.update(bufferPointer: bytes)
            state = .sha512(hash)
        }
    }

    /// Adds raw bytes.
    package mutating func update(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { update($0) }
    }

    /// Adds raw bytes.
    package mutating func update(_ bytes: ArraySlice<UInt8>) {
        bytes.withUnsafeBytes { update($0) }
    }

    /// Adds the UTF-8 bytes of a text.
    package mutating func update(_ text: String) {
        var text = text
        text.withUTF8 { update(UnsafeRawBufferPointer($0)) }
    }

    /// Adds a field: its length as eight bytes, little end first, then its bytes.
    package mutating func update(field bytes: UnsafeRawBufferPointer) {
        update(number: UInt64(bytes.count))
        update(bytes)
    }

    /// Adds a field: its length as eight bytes, little end first, then its bytes.
    package mutating func update(field bytes: [UInt8]) {
        bytes.withUnsafeBytes { update(field: $0) }
    }

    /// Adds a field: the length of its UTF-8 form as eight bytes, little end first, then those bytes.
    package mutating func update(field text: String) {
        var text = text
        text.withUTF8 { update(field: UnsafeRawBufferPointer($0)) }
    }

    /// Adds a digest as a field of its own.
    package mutating func update(field digest: Digest) {
        update(field: digest.description)
    }

    /// Adds a list: the number of its members, then each as a field.
    package mutating func update(fields texts: some Collection<String>) {
        update(number: UInt64(texts.count))
        for text in texts { update(field: text) }
    }

    /// Adds a number as eight bytes, little end first.
    package mutating func update(number: UInt64) {
        withUnsafeBytes(of: number.littleEndian) { update($0) }
    }

    /// The digest of everything added; the hasher itself may go on.
    package func finish() -> Digest {
        switch state {
        case .sha256(let hash): Digest(algorithm: .sha256, uncheckedHex: hexadecimal(hash.finalize()))
        case .sha512(let hash): Digest(algorithm: .sha512, uncheckedHex: hexadecimal(hash.finalize()))
        }
    }
}

extension Digest {
    /// Makes a SHA-256 digest of the 32 bytes of the hash itself.
    package init(sha256 hash: UnsafeRawBufferPointer) {
        precondition(hash.count == 32, "a SHA-256 hash has 32 bytes")
        self.init(algorithm: .sha256, uncheckedHex: hexadecimal(hash))
    }

    /// The SHA-256 digest of some bytes.
    package static func sha256(of bytes: [UInt8]) -> Digest {
        bytes.withUnsafeBytes { sha256(of: $0) }
    }

    /// The SHA-256 digest of the UTF-8 form of a text.
    package static func sha256(of text: String) -> Digest {
        var hasher = DigestHasher()
        hasher.update(text)
        return hasher.finish()
    }

    /// The SHA-256 digest of some bytes.
    package static func sha256(of bytes: UnsafeRawBufferPointer) -> Digest {
        var hasher = DigestHasher()
        hasher.update(bytes)
        return hasher.finish()
    }
}

private func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
    let digits = Array("0123456789abcdef".utf8)
    var hex: [UInt8] = []
    hex.reserveCapacity(128)
    for byte in bytes {
        hex.append(digits[Int(byte >> 4)])
        hex.append(digits[Int(byte & 15)])
    }
    return String(decoding: hex, as: UTF8.self)
}

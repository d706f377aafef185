import BuildGraph
import EnginePorts

/// Key components as bytes: a version, then for each its kind, name and value, every text after its length.
///
/// A COPY's components name every file that it read, tens of thousands in one list; JSON would take longer to read back
/// than the files take to digest.
enum PackedComponents {
    private static let version: UInt8 = 1

    static func pack(_ components: [KeyComponent]) -> Blobs.Prepared {
        Blobs.prepare(bytes(of: components))
    }

    static func bytes(of components: [KeyComponent]) -> [UInt8] {
        var bytes: [UInt8] = [version]
        for component in components {
            append(component.kind.rawValue, to: &bytes)
            append(component.name, to: &bytes)
            append(component.value, to: &bytes)
        }
        return bytes
    }

    /// The components, or the first `limit` of them.
    static func unpack(_ bytes: [UInt8], limit: Int = .max) throws -> [KeyComponent] {
        guard let first = bytes.first else { return [] }
        guard first == version else {
            throw DatabaseError.damaged(path: "", message: "key components of version \(first)")
        }
        var reader = VarintReader(bytes[1...])
        var components: [KeyComponent] = []
        while !reader.isAtEnd, components.count < limit {
            let kind = try reader.text()
            let (name, value) = (try reader.text(), try reader.text())
            // A kind that this strata does not know is no reason to lose the rest.
            guard let kind = KeyComponent.Kind(rawValue: kind) else { continue }
            components.append(KeyComponent(kind, name, value))
        }
        return components
    }

    private static func append(_ text: String, to bytes: inout [UInt8]) {
        var text = text
        text.withUTF8 {
            bytes.append(varint: UInt64($0.count))
            bytes.append(contentsOf: $0)
        }
    }
}

extension [UInt8] {
    /// Adds a number in groups of seven bits, the lowest first.
    mutating func append(varint number: UInt64) {
        var rest = number
        while rest >= 0x80 {
            append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        append(UInt8(rest))
    }
}

/// Reads numbers in groups of seven bits and what they measure; throws where bytes are missing.
struct VarintReader {
    private let bytes: ArraySlice<UInt8>
    private var index: Int

    init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
        index = bytes.startIndex
    }

    var isAtEnd: Bool { index == bytes.endIndex }
    /// How many bytes were read.
    var count: Int { index - bytes.startIndex }

    mutating func number() throws(DatabaseError) -> UInt64 {
        var number: UInt64 = 0
        var shift: UInt64 = 0
        while index < bytes.endIndex, shift < 64 {
            let byte = bytes[index]
            index += 1
            number |= UInt64(byte & 0x7f) << shift
            if byte & 0x80 == 0 { return number }
            shift += 7
        }
        throw Self.truncated
    }

    mutating func take(_ count: UInt64) throws(DatabaseError) -> ArraySlice<UInt8> {
        guard count <= UInt64(bytes.endIndex - index) else { throw Self.truncated }
        defer { index += Int(count) }
        return bytes[index..<(index + Int(count))]
    }

    mutating func text() throws(DatabaseError) -> String {
        String(decoding: try take(number()), as: UTF8.self)
    }

    private static var truncated: DatabaseError { .damaged(path: "", message: "a list ends too early") }
}

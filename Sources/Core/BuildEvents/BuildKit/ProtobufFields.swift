/// The fields of a protobuf message in the order in which they stand, as the wire format has them
/// (protobuf.dev, "Encoding").
///
/// Only what BuildKit's status messages need: groups are refused, and what is inside of a field is its reader's affair.
struct ProtobufFields: Sequence, IteratorProtocol {
    /// A field's number and value.
    enum Field {
        case number(Int, UInt64)
        case bytes(Int, ArraySlice<UInt8>)
    }

    private var rest: ArraySlice<UInt8>

    init(_ bytes: ArraySlice<UInt8>) {
        rest = bytes
    }

    /// The next field; nil at the end, and where the message is damaged, so that what stands before is still told.
    mutating func next() -> Field? {
        guard let tag = varint() else { return nil }
        let field = Int(truncatingIfNeeded: tag >> 3)
        switch tag & 7 {
        case 0:
            return varint().map { .number(field, $0) }
        case 1:
            return fixed(8).map { .number(field, $0) }
        case 2:
            guard let count = varint(), count <= UInt64(rest.count) else { return nil }
            defer { rest = rest.dropFirst(Int(count)) }
            return .bytes(field, rest.prefix(Int(count)))
        case 5:
            return fixed(4).map { .number(field, $0) }
        default:
            return nil
        }
    }

    private mutating func varint() -> UInt64? {
        var value: UInt64 = 0
        var shift: UInt64 = 0
        while shift < 64, let byte = rest.popFirst() {
            value |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { return value }
            shift += 7
        }
        return nil
    }

    private mutating func fixed(_ count: Int) -> UInt64? {
        guard rest.count >= count else { return nil }
        defer { rest = rest.dropFirst(count) }
        return rest.prefix(count).reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }
}

extension ProtobufFields.Field {
    /// The field as text; bytes that are no UTF-8 become replacement characters.
    var text: String {
        if case .bytes(_, let bytes) = self { return String(decoding: bytes, as: UTF8.self) }
        return ""
    }
}

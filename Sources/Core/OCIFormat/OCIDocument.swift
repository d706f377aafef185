import FoundationEssentials

/// Reads and writes the JSON documents of images.
package enum OCIDocument {
    /// The JSON of a document: members sorted, slashes as they are, no spaces, so that equal values give equal bytes.
    package static func encode(_ document: some Encodable) throws(OCIFormatError) -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        do {
            return Array(try encoder.encode(document))
        } catch {
            throw .invalidDocument(kind: kind(of: type(of: document)), detail: "\(error)")
        }
    }

    /// Decodes a document; members that are missing or `null` take their defaults, unknown ones are skipped.
    ///
    /// Throws `OCIFormatError.invalidDocument`, naming the member at fault.
    package static func decode<Document: Decodable>(
        _ type: Document.Type, from bytes: [UInt8]
    ) throws(OCIFormatError) -> Document {
        do {
            return try JSONDecoder().decode(type, from: Data(bytes))
        } catch let error as DecodingError {
            throw .invalidDocument(kind: kind(of: type), detail: explanation(of: error))
        } catch {
            throw .invalidDocument(kind: kind(of: type), detail: "\(error)")
        }
    }

    private static func kind(of type: Any.Type) -> String {
        switch type {
        case is Manifest.Type: "image manifest"
        case is ImageIndex.Type: "image index"
        case is ImageConfig.Type: "image config"
        default: "document"
        }
    }

    private static func explanation(of error: DecodingError) -> String {
        switch error {
        case .keyNotFound(let key, let context): "\(place(context.codingPath + [key])) is missing"
        case .valueNotFound(_, let context): "\(place(context.codingPath)) has no value"
        case .typeMismatch(let expected, let context): "\(place(context.codingPath)) is no \(expected)"
        case .dataCorrupted(let context):
            context.codingPath.isEmpty
                ? "it is no JSON" : "\(place(context.codingPath)): \(context.debugDescription)"
        @unknown default: "\(error)"
        }
    }

    private static func place(_ path: [any CodingKey]) -> String {
        path.isEmpty
            ? "the document" : path.map { $0.intValue.map(String.init) ?? $0.stringValue }.joined(separator: ".")
    }
}

extension SourceFile: Codable {
    private enum CodingKeys: String, CodingKey {
        case name, text, bytes
    }

    /// Decodes name and contents, and finds the lines anew.
    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let name = try container.decode(String.self, forKey: .name)
        if let text = try container.decodeIfPresent(String.self, forKey: .text) {
            self.init(name: name, text: text)
        } else {
            self.init(name: name, bytes: try container.decode([UInt8].self, forKey: .bytes))
        }
    }

    /// Encodes the contents as text, or as an array of numbers where they are not UTF-8.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(name, forKey: .name)
        if let text = String(validating: bytes, as: UTF8.self) {
            try container.encode(text, forKey: .text)
        } else {
            try container.encode(bytes, forKey: .bytes)
        }
    }
}

/// Names one vertex within one graph: its position in `Graph.vertices`.
package struct VertexID: Hashable, Comparable, Sendable, Codable, CustomStringConvertible {
    /// The position in `Graph.vertices`, from 0.
    package var rawValue: Int

    /// Makes an identifier for the vertex at a position.
    package init(_ rawValue: Int) {
        self.rawValue = rawValue
    }

    package init(from decoder: any Decoder) throws {
        rawValue = try decoder.singleValueContainer().decode(Int.self)
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(rawValue)
    }

    package static func < (left: VertexID, right: VertexID) -> Bool {
        left.rawValue < right.rawValue
    }

    package var description: String { "#\(rawValue)" }
}

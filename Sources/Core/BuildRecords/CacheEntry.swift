/// A cached result as listings show it.
package struct CacheEntry: Sendable, Hashable, Codable {
    /// The record's row in the database.
    package var record: Int64
    /// The kind of operation.
    package var kind: String
    /// The text that progress showed for the step that made it.
    package var name: String
    /// Bytes of the step's own layer.
    package var size: Int64
    /// When it was made, in seconds since 1970.
    package var created: Double
    /// When it was used last, in seconds since 1970.
    package var lastUsed: Double
    /// How often it was used.
    package var useCount: Int
    /// The build that made it.
    package var build: String

    /// Makes an entry that was never used.
    package init(record: Int64, kind: String, name: String, size: Int64, created: Double, build: String) {
        self.record = record
        self.kind = kind
        self.name = name
        self.size = size
        self.created = created
        self.build = build
        lastUsed = created
        useCount = 0
    }
}

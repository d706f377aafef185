package import BuildGraph
package import OCIFormat

/// What the cache had to say of a step; said by the solver, never guessed by a reader.
package enum CacheVerdict: Sendable, Hashable {
    /// A record was found; the step did not run.
    case hit(CacheHit)
    /// No record was found, and why.
    case miss(MissCause)
}

/// Where a hit came from.
package struct CacheHit: Sendable, Hashable, Codable {
    /// By which key the record was found.
    package enum Key: String, Sendable, Codable {
        /// The operation and its inputs' definitions.
        case definition
        /// The operation, the results that it stands on and the contents that it reads.
        case content
    }

    /// By which key.
    package var key: Key
    /// The record's row in the database.
    package var record: Int64
    /// The build that made the record.
    package var build: String
    /// When it was made, in seconds since 1970.
    package var created: Double
    /// How often it was used before.
    package var useCount: Int
    /// The layer's size in bytes.
    package var size: Int64
    /// The key by which it was found; nil in recordings of an earlier strata.
    package var digest: Digest?
    /// The identity of the whole filesystem that the step left; nil as above.
    package var result: Digest?

    /// Makes a hit whose digests are not told.
    package init(key: Key, record: Int64, build: String, created: Double, useCount: Int, size: Int64) {
        self.key = key
        self.record = record
        self.build = build
        self.created = created
        self.useCount = useCount
        self.size = size
        digest = nil
        result = nil
    }
}

/// Why a step was not found in the cache.
package enum MissCause: Sendable, Hashable {
    /// No step like it was ever recorded.
    case neverBuilt
    /// `--no-cache`.
    case forced
    /// The step's own definition or the files that it reads differ from the nearest record; with what differs.
    case changed([ComponentChange], more: Int)
    /// A step that it stands on gave another result; with that step, and the first step of the chain.
    case inputChanged(StepID, root: StepID)
    /// Its record is there, but the layer is not any more.
    case evicted
}

/// One part of a key that differs from the nearest earlier record.
package struct ComponentChange: Sendable, Hashable, Codable {
    /// What kind of part.
    package var kind: KeyComponent.Kind
    /// Which one.
    package var name: String
    /// The value before; nil where there was none.
    package var old: String?
    /// The value now; nil where there is none any more.
    package var new: String?

    /// Makes a change.
    package init(kind: KeyComponent.Kind, name: String, old: String?, new: String?) {
        self.kind = kind
        self.name = name
        self.old = old
        self.new = new
    }
}

package import BuildEvents
package import BuildGraph
package import BuildRecords
package import OCIFormat

/// What the engine remembers between builds.
///
/// Implemented by BuildDatabase over SQLite.
///
/// Calls are answered from a thread of the database's own; a lookup takes microseconds.
package protocol CacheDatabase: Sendable {
    /// Whether a call waits right now because another process holds the database.
    var isHeldElsewhere: Bool { get }

    /// The newest record that any of `keys` leads to, tried in order, whose layers are all there.
    ///
    /// Its components are left out, as of `record(ofResult:)`: only explaining needs them, and they may be many.
    func lookUp(_ keys: [Digest]) async throws(DatabaseError) -> CacheRecord?

    /// Answers many lookups at once: for each key what `lookUp` would give, in the same order.
    func lookUp(each keys: [Digest]) async throws(DatabaseError) -> [CacheRecord?]

    /// The record of a result, if one is there: early cutoff takes its layers instead of new ones.
    func record(ofResult result: Digest) async throws(DatabaseError) -> CacheRecord?

    /// Keeps a record under its keys; gives the row.
    func insert(_ record: NewCacheRecord) async throws(DatabaseError) -> Int64

    /// Lets further keys lead to a record.
    func addKeys(_ keys: [Digest], to record: Int64) async throws(DatabaseError)

    /// Keeps layers from being taken for unused while this process works with them.
    func hold(_ layers: [LayerID]) async throws(DatabaseError)

    /// Notes that a cache mount was used, at a time in seconds since 1970.
    func noteCacheMount(_ id: String, at time: Double) async throws(DatabaseError)

    /// Notes that records were used by a build.
    func touch(_ records: [Int64], at time: Double) async throws(DatabaseError)

    /// The nearest earlier record of the same step, for explaining: same `step` identity, newest first.
    func previousRecord(ofStep step: String) async throws(DatabaseError) -> CacheRecord?

    /// The first `count` components of what the keys of all records of a kind were made of, each list once.
    ///
    /// Takes time in proportion to the records.
    func keyBeginnings(ofKind kind: String, count: Int) async throws(DatabaseError) -> [[KeyComponent]]

    /// The builds of a project that ended, the newest first, at most `limit` of them; those before a number, if given.
    func earlierBuilds(
        of project: String, before number: Int64?, limit: Int
    ) async throws(DatabaseError)
        -> [EarlierBuild]

    /// What the keys of a record were made of, the files read included; empty where there is no such record any more.
    func components(ofRecord id: Int64) async throws(DatabaseError) -> [KeyComponent]

    /// When and why a record that one of `keys` led to was removed.
    func pruneTrace(of keys: [Digest]) async throws(DatabaseError) -> PruneTrace?

    /// The layer that an image layer's archive was unpacked to.
    func layer(ofDiffID diffID: Digest) async throws(DatabaseError) -> LayerID?

    /// Forgets layers that are not on disk any more; nothing leads to a record that has one of them.
    func dropLayers(_ layers: [LayerID]) async throws(DatabaseError)

    /// Remembers the layer that an archive was unpacked to; gives the one to use if another process was first.
    func setLayer(_ layer: LayerID, ofDiffID diffID: Digest, size: Int64) async throws(DatabaseError) -> LayerID

    /// When layers were made, in seconds since 1970; those that are unknown are left out.
    func creationTimes(of layers: [LayerID]) async throws(DatabaseError) -> [LayerID: Double]

    /// The compressed blob that a layer was exported as.
    func blob(ofLayer layer: LayerID, compression: String) async throws(DatabaseError) -> LayerBlob?

    /// Remembers the compressed blob of a layer.
    func setBlob(_ blob: LayerBlob, ofLayer layer: LayerID, compression: String) async throws(DatabaseError)

    /// The remembered content digest of a selection in a result (`COPY --from`).
    func contentDigest(result: Digest, selection: Digest) async throws(DatabaseError) -> Digest?

    /// Remembers the content digest of a selection in a result.
    func setContentDigest(_ digest: Digest, result: Digest, selection: Digest) async throws(DatabaseError)

    /// What an image name and platform were last resolved to.
    func resolution(of name: String) async throws(DatabaseError) -> ImageResolution?

    /// Remembers what an image name and platform were resolved to.
    func setResolution(_ resolution: ImageResolution, of name: String) async throws(DatabaseError)
}

/// A cached result of a step.
package struct CacheRecord: Sendable, Hashable {
    /// The row.
    package var id: Int64
    /// The identity of the filesystem that the step left.
    package var result: Digest
    /// Its layers, lowest first.
    package var layers: [LayerID]
    /// What the keys were made of, the files read included.
    package var components: [KeyComponent]
    /// Bytes of the step's own layer.
    package var size: Int64
    /// The build that made it.
    package var build: String
    /// When, in seconds since 1970.
    package var created: Double
    /// How often it was used.
    package var useCount: Int

    /// Makes a record.
    package init(
        id: Int64, result: Digest, layers: [LayerID], components: [KeyComponent], size: Int64, build: String,
        created: Double, useCount: Int
    ) {
        self.id = id
        self.result = result
        self.layers = layers
        self.components = components
        self.size = size
        self.build = build
        self.created = created
        self.useCount = useCount
    }
}

/// A result to be kept.
package struct NewCacheRecord: Sendable, Hashable {
    /// The keys that lead to it.
    package var keys: [Digest]
    /// The identity of the filesystem that the step left.
    package var result: Digest
    /// Its layers, lowest first; image layers by the layers that they were or will be unpacked to.
    package var layers: [LayerID]
    /// The step across builds: Dockerfile, stage and position, so that a later miss finds what to compare with.
    package var step: String
    /// The text that progress showed.
    package var name: String
    /// The kind of operation.
    package var kind: String
    /// Where the instruction stands; nil for what is none.
    package var place: InstructionPlace?
    /// What the keys were made of.
    package var components: [KeyComponent]
    /// Bytes of the step's own layer.
    package var size: Int64
    /// Nanoseconds that the step took.
    package var duration: Int64
    /// The build that made it.
    package var build: String
    /// When, in seconds since 1970.
    package var created: Double

    /// Makes a record of a result under its keys.
    package init(keys: [Digest], result: Digest, layers: [LayerID]) {
        self.keys = keys
        self.result = result
        self.layers = layers
        step = ""
        name = ""
        kind = ""
        components = []
        size = 0
        duration = 0
        build = ""
        created = 0
    }
}

/// Where an instruction stands, as listings of the cache show it.
package struct InstructionPlace: Sendable, Hashable {
    /// The Dockerfile as it was given.
    package var dockerfile: String
    /// The stage, as people call it.
    package var stage: String?
    /// The line on which it begins, from 1.
    package var line: Int?

    /// Makes a place in a Dockerfile.
    package init(dockerfile: String, stage: String?, line: Int?) {
        self.dockerfile = dockerfile
        self.stage = stage
        self.line = line
    }
}

/// A layer as a compressed blob of the image store.
package struct LayerBlob: Sendable, Hashable, Codable {
    /// The blob.
    package var descriptor: Descriptor
    /// SHA-256 of the uncompressed archive.
    package var diffID: Digest

    /// Makes a layer's blob.
    package init(descriptor: Descriptor, diffID: Digest) {
        self.descriptor = descriptor
        self.diffID = diffID
    }
}

/// What an image name stood for.
package struct ImageResolution: Sendable, Hashable, Codable {
    /// The manifest of the platform.
    package var manifest: Descriptor
    /// The manifest's bytes.
    package var manifestBytes: [UInt8]
    /// The config's bytes.
    package var configBytes: [UInt8]
    /// When it was asked, in seconds since 1970.
    package var resolved: Double

    /// Makes a resolution.
    package init(manifest: Descriptor, manifestBytes: [UInt8], configBytes: [UInt8], resolved: Double) {
        self.manifest = manifest
        self.manifestBytes = manifestBytes
        self.configBytes = configBytes
        self.resolved = resolved
    }
}

/// Why the database could not do something.
package enum DatabaseError: Error, Sendable, Hashable {
    /// The store was made by a newer strata; with its schema version and ours.
    case newerStore(path: String, version: Int, known: Int)
    /// The file is damaged; with SQLite's message.
    case damaged(path: String, message: String)
    /// The disk is full.
    case diskFull(path: String)
    /// A file of the store can't be opened for writing; with errno(3)'s number.
    case unwritable(path: String, errno: Int32)
    /// Another process held the database for too long.
    case busy(path: String)
    /// Any other failure of SQLite, with its message.
    case failed(path: String, message: String)
}

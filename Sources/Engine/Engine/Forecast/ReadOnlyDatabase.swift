import BuildEvents
import BuildGraph
import BuildRecords
import EnginePorts
import OCIFormat

/// A cache database that can be asked and keeps nothing that it is told.
struct ReadOnlyDatabase: CacheDatabase {
    let database: any CacheDatabase

    var isHeldElsewhere: Bool { database.isHeldElsewhere }

    func lookUp(_ keys: [Digest]) async throws(DatabaseError) -> CacheRecord? { try await database.lookUp(keys) }

    func lookUp(each keys: [Digest]) async throws(DatabaseError) -> [CacheRecord?] {
        try await database.lookUp(each: keys)
    }

    func record(ofResult result: Digest) async throws(DatabaseError) -> CacheRecord? {
        try await database.record(ofResult: result)
    }

    func insert(_ record: NewCacheRecord) async throws(DatabaseError) -> Int64 {
        preconditionFailure("nothing runs whose result could be kept")
    }

    func addKeys(_ keys: [Digest], to record: Int64) async throws(DatabaseError) {}

    func hold(_ layers: [LayerID]) async throws(DatabaseError) {}

    func noteCacheMount(_ id: String, at time: Double) async throws(DatabaseError) {}

    func touch(_ records: [Int64], at time: Double) async throws(DatabaseError) {}

    func previousRecord(ofStep step: String) async throws(DatabaseError) -> CacheRecord? {
        try await database.previousRecord(ofStep: step)
    }

    func keyBeginnings(ofKind kind: String, count: Int) async throws(DatabaseError) -> [[KeyComponent]] {
        try await database.keyBeginnings(ofKind: kind, count: count)
    }

    func earlierBuilds(
        of project: String, before number: Int64?, limit: Int
    ) async throws(DatabaseError) -> [EarlierBuild] {
        try await database.earlierBuilds(of: project, before: number, limit: limit)
    }

    func components(ofRecord id: Int64) async throws(DatabaseError) -> [KeyComponent] {
        try await database.components(ofRecord: id)
    }

    func pruneTrace(of keys: [Digest]) async throws(DatabaseError) -> PruneTrace? {
        try await database.pruneTrace(of: keys)
    }

    func layer(ofDiffID diffID: Digest) async throws(DatabaseError) -> LayerID? {
        try await database.layer(ofDiffID: diffID)
    }

    func dropLayers(_ layers: [LayerID]) async throws(DatabaseError) {}

    func setLayer(_ layer: LayerID, ofDiffID diffID: Digest, size: Int64) async throws(DatabaseError) -> LayerID {
        layer
    }

    func creationTimes(of layers: [LayerID]) async throws(DatabaseError) -> [LayerID: Double] {
        try await database.creationTimes(of: layers)
    }

    func blob(ofLayer layer: LayerID, compression: String) async throws(DatabaseError) -> LayerBlob? {
        try await database.blob(ofLayer: layer, compression: compression)
    }

    func setBlob(_ blob: LayerBlob, ofLayer layer: LayerID, compression: String) async throws(DatabaseError) {}

    func contentDigest(result: Digest, selection: Digest) async throws(DatabaseError) -> Digest? {
        try await database.contentDigest(result: result, selection: selection)
    }

    func setContentDigest(_ digest: Digest, result: Digest, selection: Digest) async throws(DatabaseError) {}

    func resolution(of name: String) async throws(DatabaseError) -> ImageResolution? {
        try await database.resolution(of: name)
    }

    func setResolution(_ resolution: ImageResolution, of name: String) async throws(DatabaseError) {}
}

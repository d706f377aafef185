import BuildDatabase
import BuildGraph
import BuildRecords
import EnginePorts
import OCIFormat
import Testing

@Suite struct CacheRecordTests {
    private let store: TemporaryStore
    private let database: StoreDatabase

    init() throws {
        store = try TemporaryStore()
        database = try store.open()
    }

    @Test func anyOfARecordsKeysLeadsToIt() async throws {
        var new = record("definition", result: "r", layers: ["a", "b"])
        new.keys.append(digest("content"))
        let id = try await database.insert(new)
        for key in ["definition", "content"] {
            let found = try #require(try await database.lookUp([digest("other"), digest(key)]))
            #expect(found.id == id)
            #expect(found.layers == [LayerID("a"), LayerID("b")])
            #expect(found.result == digest("r"))
        }
        #expect(try await database.lookUp([digest("other")]) == nil)
    }

    @Test func theNewestRecordOfAKeyWinsAndKeysAreTriedInOrder() async throws {
        _ = try await database.insert(record("k", result: "old", layers: ["a"]))
        let newer = try await database.insert(record("k", result: "new", layers: ["b"]))
        let other = try await database.insert(record("second", result: "x", layers: ["c"]))
        #expect(try await database.lookUp([digest("k"), digest("second")])?.id == newer)
        let answers = try await database.lookUp(each: [digest("second"), digest("none"), digest("k")])
        #expect(answers.map { $0?.id } == [other, nil, newer])
    }

    @Test func keysCanBeAddedAndAResultFound() async throws {
        let id = try await database.insert(record("k", result: "r", layers: []))
        try await database.addKeys([digest("more"), digest("k")], to: id)
        let found = try #require(try await database.lookUp([digest("more")]))
        #expect(found.layers == [])
        #expect(try await database.record(ofResult: digest("r"))?.id == id)
        #expect(try await database.record(ofResult: digest("s")) == nil)
    }

    @Test func usesAreCounted() async throws {
        let id = try await database.insert(record("k", result: "r", layers: ["a"]))
        try await database.touch([id], at: 2000)
        try await database.touch([id, id], at: 1500)
        #expect(try await database.lookUp([digest("k")])?.useCount == 3)
        let listed = try await database.cacheItems()
        #expect(listed.map(\.lastUsed) == [2000])
        #expect(listed.map(\.layers) == [[.init(id: "a", size: 7)]])
    }

    @Test func thePreviousRecordOfAStepHasItsComponents() async throws {
        var new = record("k", result: "r", layers: ["a"], step: "Dockerfile#build#3")
        new.components = (0..<2000).map { KeyComponent(.file, "src/dätei-\($0)", digest("\($0)").description) }
        let id = try await database.insert(new)
        _ = try await database.insert(record("l", result: "s", layers: ["b"], step: "another"))
        let previous = try #require(try await database.previousRecord(ofStep: "Dockerfile#build#3"))
        #expect(previous.id == id)
        #expect(previous.components == new.components)
        #expect(try await database.components(ofRecord: id) == new.components)
        #expect(try await database.lookUp([digest("k")])?.components == [])
    }

    @Test func aDroppedLayerEvictsItsRecordsButExplainsStill() async throws {
        _ = try await database.insert(record("k", result: "r", layers: ["base", "top"]))
        _ = try await database.insert(record("l", result: "s", layers: ["base"], step: "other"))
        try await database.dropLayers([LayerID("top")])
        #expect(try await database.lookUp([digest("k")]) == nil)
        #expect(try await database.record(ofResult: digest("r")) == nil)
        #expect(try await database.previousRecord(ofStep: "step") != nil)
        #expect(try await database.lookUp([digest("l")]) != nil)
    }

    @Test func layersThatAPowerLossMayHaveDamagedAreDropped() async throws {
        _ = try await database.insert(record("synced", result: "r", layers: ["base"]))
        try await database.markDurable(database.volatileLayers())
        _ = try await database.insert(record("late", result: "s", layers: ["base", "top"]))
        #expect(try await database.dropUnsafeLayers() == [])

        let next = try store.open(bootID: "boot-2")
        #expect(try await next.dropUnsafeLayers() == [LayerID("top")])
        #expect(try await next.lookUp([digest("late")]) == nil)
        #expect(try await next.lookUp([digest("synced")]) != nil)
    }

    @Test func anImageLayerThatIsGoneIsReplaced() async throws {
        let descriptor = Descriptor(mediaType: .layerGzip, digest: digest("blob"), size: 12)
        let old = try await database.setLayer(LayerID("old"), ofDiffID: digest("d"), size: 5)
        try await database.setBlob(
            LayerBlob(descriptor: descriptor, diffID: digest("d")), ofLayer: old, compression: "gzip")
        try await database.dropLayers([old])
        #expect(try await database.layer(ofDiffID: digest("d")) == nil)
        #expect(try await database.blob(ofLayer: old, compression: "gzip") == nil)
        let new = try await database.setLayer(LayerID("new"), ofDiffID: digest("d"), size: 5)
        #expect(new == LayerID("new"))
        #expect(try await database.layer(ofDiffID: digest("d")) == LayerID("new"))
    }

    @Test func imageLayersBlobsContentsAndResolutionsAreRemembered() async throws {
        let first = try await database.setLayer(LayerID("x"), ofDiffID: digest("d"), size: 5)
        let second = try await database.setLayer(LayerID("y"), ofDiffID: digest("d"), size: 5)
        #expect(first == LayerID("x") && second == LayerID("x"))
        #expect(try await database.layer(ofDiffID: digest("d")) == LayerID("x"))
        #expect(try await database.layer(ofDiffID: digest("e")) == nil)

        let descriptor = Descriptor(mediaType: .layerGzip, digest: digest("blob"), size: 12)
        let blob = LayerBlob(descriptor: descriptor, diffID: digest("d"))
        try await database.setBlob(blob, ofLayer: first, compression: "gzip")
        #expect(try await database.blob(ofLayer: first, compression: "gzip") == blob)
        #expect(try await database.blob(ofLayer: first, compression: "zstd") == nil)

        try await database.setContentDigest(digest("c"), result: digest("r"), selection: digest("s"))
        #expect(try await database.contentDigest(result: digest("r"), selection: digest("s")) == digest("c"))

        let resolution = ImageResolution(
            manifest: descriptor, manifestBytes: [1, 2], configBytes: [3], resolved: 12.5)
        try await database.setResolution(resolution, of: "busybox linux/amd64")
        #expect(try await database.resolution(of: "busybox linux/amd64") == resolution)
    }

    @Test func namedBlobsAreReplaced() async throws {
        #expect(try await database.namedBlob("stat") == nil)
        try await database.setNamedBlob([1, 2, 3], "stat")
        try await database.setNamedBlob([4], "stat")
        #expect(try await database.namedBlob("stat") == [4])
    }
}

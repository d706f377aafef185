import BuildDatabase
import EnginePorts
import OCIFormat
import Testing

@Suite struct ResultLayersTests {
    private let store: TemporaryStore

    init() throws {
        store = try TemporaryStore()
    }

    @Test func aRecordLeadsToItsOwnLayerAndThoseBelow() async throws {
        let database = try store.open()
        let row = try await database.insert(record("make", result: "r", layers: ["base", "own"]))
        #expect(try await database.layers(ofRecord: row) == [LayerID("base"), LayerID("own")])
        #expect(try await database.layers(ofRecord: row + 1) == nil)
    }

    @Test func aRecordWhoseLayersWereRemovedLeadsNowhere() async throws {
        let database = try store.open()
        let row = try await database.insert(record("make", result: "r", layers: ["base", "own"]))
        try await database.dropLayers([LayerID("own")])
        #expect(try await database.layers(ofRecord: row) == nil)
    }

    @Test func anImagesLayersAreFoundOnceAllAreUnpacked() async throws {
        let database = try store.open()
        let (first, second) = (digest("first"), digest("second"))
        _ = try await database.setLayer(LayerID("a"), ofDiffID: first, size: 1)
        #expect(try await database.layers(ofImage: [first, second]) == nil)
        _ = try await database.setLayer(LayerID("b"), ofDiffID: second, size: 1)
        #expect(try await database.layers(ofImage: [first, second]) == [LayerID("a"), LayerID("b")])
    }
}

package import EnginePorts
import GRDB
package import OCIFormat

extension StoreDatabase {
    /// The layers of a cache record's result, lowest first: the last is the step's own, the others are what it stands on.
    ///
    /// Nil where there is no such record, or where one of its layers was removed.
    package func layers(ofRecord id: Int64) async throws(EnginePorts.DatabaseError) -> [LayerID]? {
        try await perform { database in
            try database.row("SELECT layers FROM cache_record WHERE id = ? AND is_evicted = 0", [id])
                .map { LayerID.list($0[0]) }
        }
    }

    /// The layers that an image's were unpacked to, lowest first: what a FROM gives, all of them its own.
    ///
    /// Nil while one of them is not in the store.
    package func layers(ofImage diffIDs: [Digest]) async throws(EnginePorts.DatabaseError) -> [LayerID]? {
        try await perform { database in
            var layers: [LayerID] = []
            for diffID in diffIDs {
                let row = try database.row("SELECT layer FROM image_layer WHERE diff_id = ?", [diffID.description])
                guard let row else { return nil }
                layers.append(LayerID(row[0]))
            }
            return layers
        }
    }
}

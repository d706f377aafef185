package import EnginePorts
import GRDB

extension StoreDatabase {
    package func creationTimes(of layers: [LayerID]) async throws(EnginePorts.DatabaseError) -> [LayerID: Double] {
        try await perform { database in
            var times: [LayerID: Double] = [:]
            for layer in layers {
                if let row = try database.row("SELECT created FROM layer WHERE id = ?", [layer.rawValue]) {
                    times[layer] = row[0]
                }
            }
            return times
        }
    }
}

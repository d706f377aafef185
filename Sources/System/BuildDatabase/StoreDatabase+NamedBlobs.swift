package import EnginePorts
import FoundationEssentials
import GRDB

extension StoreDatabase {
    /// The bytes that were saved under a name, as the stat cache of a context; nil where none were.
    package func namedBlob(_ name: String) async throws(EnginePorts.DatabaseError) -> [UInt8]? {
        try await perform { database in
            try database.row("SELECT bytes FROM named_blob WHERE name = ?", [name]).map { [UInt8]($0[0] as Data) }
        }
    }

    /// Saves bytes under a name; what was there before is replaced.
    package func setNamedBlob(_ bytes: [UInt8], _ name: String) async throws(EnginePorts.DatabaseError) {
        try await write { database in
            try database.run(
                "INSERT OR REPLACE INTO named_blob (name, bytes, saved) VALUES (?, ?, \(Database.now))",
                [name, Data(bytes)])
        }
    }
}

import EnginePorts
import LinuxSystem

/// Finds files that several platforms would write to the same place of an export.
struct PlatformConflicts {
    let cancellation: Cancellation

    /// Throws `conflictingFiles` for the first; folders may meet.
    func check(_ parts: [PlatformFiles], view: ([LayerID]) throws -> OpenFolder) throws {
        let together = parts.filter { $0.folder == nil }
        guard together.count > 1 else { return }
        var owners: [PathBytes: String] = [:]
        for part in together {
            try LayerWalk(cancellation: cancellation).visit(try view(part.layers)) { visit in
                if visit.status.kind == .directory { return }
                if let first = owners[visit.path] {
                    throw LayerError.conflictingFiles(
                        path: visit.path.pathText, first: first, second: part.platform)
                }
                owners[visit.path] = part.platform
            }
        }
    }
}

import Diagnostics
import Engine
import EnginePorts
import OCIFormat
import Synchronization
import SystemPackage

/// The file, folder or stream that one output writes, opened; files become visible only when they are whole.
final class OutputTarget {
    /// What the exporter writes to.
    let destination: ExportDestination
    private let file: PendingFile?

    /// Opens the destination of an output.
    init(_ output: OutputOption, tags: [ImageReference]) throws(Diagnostic) {
        // As with buildx, names given by -t replace those of the output.
        let names = tags.isEmpty ? try output.names.map(Self.reference) : tags
        switch output.kind {
        case .image:
            destination = .store(names: output.keepsNames ? names : [])
            file = nil
        case .local, .cacheonly:
            destination = .files(FilePath(output.destination ?? "."))
            file = nil
        case .oci where !output.isArchive, .docker where !output.isArchive:
            destination = .layout(FilePath(output.destination ?? "."), names: names)
            file = nil
        case .tar, .oci, .docker:
            let pending = try PendingFile(output.destination ?? "-", makesFolders: true)
            file = pending
            switch output.kind {
            case .tar: destination = .tar(sink: pending.write)
            case .docker: destination = .archive(.docker, names: names, sink: pending.write)
            default: destination = .archive(.oci, names: names, sink: pending.write)
            }
        }
    }

    /// Makes a written file visible.
    func commit() throws(Diagnostic) {
        try file?.commit()
    }

    /// Drops a file that was not written to its end.
    func abandon() {
        file?.abandon()
    }

    private static func reference(_ name: String) throws(Diagnostic) -> ImageReference {
        do {
            return try ImageReference(parsing: name)
        } catch {
            throw Diagnostic(code: "usage.name", message: "\(error)")
        }
    }
}

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
        let names = try tags + output.names.map(Self.reference)
        switch output.kind {
        case .image:
            destination = .store(names: names)
            file = nil
        case .local:
            destination = .files(FilePath(output.destination ?? "."))
            file = nil
        case .oci where !output.isArchive:
            destination = .layout(FilePath(output.destination ?? "."), names: names)
            file = nil
        case .tar, .oci, .docker:
            let pending = try PendingFile(output.destination ?? "-")
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

/// A file written beside its final name and renamed in the end, or standard output.
private final class PendingFile: Sendable {
    private let path: FilePath?
    private let temporary: FilePath
    private let descriptor: FileDescriptor

    init(_ name: String) throws(Diagnostic) {
        guard name != "-" else {
            path = nil
            temporary = ""
            descriptor = .standardOutput
            return
        }
        path = FilePath(name)
        temporary = FilePath("\(name).\(UInt32.random(in: 0...UInt32.max)).partial")
        do {
            descriptor = try FileDescriptor.open(
                temporary, .writeOnly, options: [.create, .exclusiveCreate, .closeOnExec],
                permissions: [.ownerReadWrite, .groupRead, .otherRead])
        } catch {
            throw Diagnostic(
                code: "export.unwritable", message: "\(name): \(error)",
                remedy: "check that its folder exists and can be written")
        }
    }

    var write: @Sendable ([UInt8]) throws -> Void {
        { [descriptor] bytes in _ = try descriptor.writeAll(bytes) }
    }

    func commit() throws(Diagnostic) {
        guard let path else { return }
        do {
            try descriptor.close()
            try HostFile.rename(temporary, to: path)
        } catch {
            throw Diagnostic(code: "export.unwritable", message: "\(path): \(error)")
        }
    }

    func abandon() {
        guard path != nil else { return }
        do {
            try descriptor.close()
            try HostFile.remove(temporary)
        } catch {
            // The error that led here is the one to be told; a left-over partial file names itself.
        }
    }
}

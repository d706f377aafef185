import Diagnostics
import Engine
import EnginePorts
import LinuxSystem
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

/// A file written beside its final name and renamed in the end.
///
/// Standard output, devices, pipes and what a link leads to are written in place.
private final class PendingFile: Sendable {
    private struct Names {
        var final: FilePath
        var temporary: FilePath
    }

    /// As the user wrote it.
    private let given: String
    /// Nil for what is written in place.
    private let names: Names?
    private let descriptor: FileDescriptor

    init(_ name: String) throws(Diagnostic) {
        given = name == "-" ? "standard output" : name
        do {
            try Self.makeFolders(above: FilePath(name))
            if name == "-" {
                names = nil
                descriptor = .standardOutput
            } else if let status = try FileDescriptor.workingDirectory.statusIfPresent(at: name),
                status.kind != .regular
            {
                names = nil
                descriptor = try FileDescriptor.open(
                    FilePath(name), .writeOnly, options: [.create, .truncate, .closeOnExec],
                    permissions: Self.permissions)
            } else {
                let temporary = FilePath("\(name).\(UInt32.random(in: 0...UInt32.max)).partial")
                names = Names(final: FilePath(name), temporary: temporary)
                descriptor = try FileDescriptor.open(
                    temporary, .writeOnly, options: [.create, .exclusiveCreate, .closeOnExec],
                    permissions: Self.permissions)
            }
        } catch {
            throw Diagnostic(
                code: "export.unwritable", message: "\(name): \(error)",
                remedy: "check that its folder exists and can be written")
        }
    }

    /// Makes the folders that a file is to lie in, as buildx does.
    private static func makeFolders(above path: FilePath) throws {
        let folder = path.removingLastComponent()
        guard !folder.isEmpty, try FileDescriptor.workingDirectory.statusIfPresent(at: folder.string) == nil else {
            return
        }
        try makeFolders(above: folder)
        try HostFile.makeFolder(folder)
    }

    private static var permissions: FilePermissions { [.ownerReadWrite, .groupRead, .otherRead] }

    var write: @Sendable ([UInt8]) throws -> Void {
        { [descriptor, given] bytes in
            do {
                _ = try descriptor.writeAll(bytes)
            } catch {
                throw Diagnostic(code: "export.unwritable", message: "\(given) can't be written: \(error)")
            }
        }
    }

    func commit() throws(Diagnostic) {
        do {
            try close()
            if let names { try HostFile.rename(names.temporary, to: names.final) }
        } catch {
            throw Diagnostic(code: "export.unwritable", message: "\(given) can't be written: \(error)")
        }
    }

    func abandon() {
        do {
            try close()
            if let names { try HostFile.remove(names.temporary) }
        } catch {
            // The error that led here is the one to be told; a left-over partial file names itself.
        }
    }

    private func close() throws {
        if descriptor != .standardOutput { try descriptor.close() }
    }
}

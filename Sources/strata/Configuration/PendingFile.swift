import Diagnostics
import Glibc
import LinuxSystem
import SystemPackage

/// A file written beside its final name and renamed in the end.
///
/// Standard output, devices, pipes and what a link leads to are written in place. Who may read a file that is replaced
/// stays as it was.
final class PendingFile: Sendable {
    private struct Names {
        var final: FilePath
        var temporary: FilePath
    }

    /// As the user wrote it.
    private let given: String
    /// Nil for what is written in place.
    private let names: Names?
    /// What is written to.
    let descriptor: FileDescriptor

    /// Begins to write a file, or standard output for `-`; `makesFolders` says whether missing folders above are made.
    init(_ name: String, makesFolders: Bool = false) throws(Diagnostic) {
        given = name == "-" ? "standard output" : name
        do {
            if makesFolders { try Self.makeFolders(above: FilePath(name)) }
            let status = name == "-" ? nil : try FileDescriptor.workingDirectory.statusIfPresent(at: name)
            if name == "-" {
                names = nil
                descriptor = .standardOutput
            } else if let status, status.kind != .regular {
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
                if let status { _ = fchmod(descriptor.rawValue, mode_t(status.permissions)) }
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

    /// Writes a file whole: what `body` left half written goes.
    static func write(_ name: String, _ body: (FileDescriptor) async throws -> Void) async throws {
        let file = try PendingFile(name)
        do {
            try await body(file.descriptor)
        } catch {
            file.abandon()
            throw error
        }
        try file.commit()
    }

    /// Gives the file its name.
    func commit() throws(Diagnostic) {
        do {
            try close()
            if let names { try HostFile.rename(names.temporary, to: names.final) }
        } catch {
            throw Diagnostic(code: "export.unwritable", message: "\(given) can't be written: \(error)")
        }
    }

    /// Leaves what had the name as it was.
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

import Diagnostics
import Foundation
import SystemPackage

/// A file that is written beside its name and takes it once it is whole.
///
/// What has the name and is no regular file, as a pipe or a device, is written into; a symbolic link stays one.
final class NewFile {
    /// What is written to.
    let descriptor: FileDescriptor
    private let path: FilePath
    /// The name until then; nil where it is written in place.
    private let temporary: FilePath?
    private var isCommitted = false

    /// Begins to write a file; one of that name stays until `commit`.
    init(_ name: String) throws(Diagnostic) {
        var status = stat()
        let isThere = stat(name, &status) == 0
        path = isThere ? Self.resolved(name) : FilePath(name)
        if isThere, status.st_mode & S_IFMT != S_IFREG {
            temporary = nil
        } else {
            let suffix = String(UInt32.random(in: .min ... .max), radix: 16)
            temporary = path.removingLastComponent().appending(".\(path.lastComponent?.string ?? "")-\(suffix)")
        }
        do {
            descriptor = try FileDescriptor.open(
                temporary ?? path, .writeOnly,
                options: temporary == nil ? .closeOnExec : [.create, .exclusiveCreate, .closeOnExec],
                permissions: [.ownerReadWrite, .groupRead, .otherRead])
            // Who may read the file stays as it was.
            if isThere, temporary != nil { _ = fchmod(descriptor.rawValue, status.st_mode & 0o7777) }
        } catch {
            throw Diagnostic(
                code: "output.unwritable", message: "\(name): \(error)", remedy: "check that its folder exists")
        }
    }

    deinit {
        // What a failed write left is of no use; an error here would say nothing new.
        try? descriptor.close()
        if !isCommitted, let temporary { try? FileManager.default.removeItem(atPath: temporary.string) }
    }

    /// Where a name leads to, which is there.
    private static func resolved(_ name: String) -> FilePath {
        guard let path = realpath(name, nil) else { return FilePath(name) }
        defer { free(path) }
        return FilePath(String(cString: path))
    }

    /// Gives the file its name.
    func commit() throws(Diagnostic) {
        guard let temporary else {
            isCommitted = true
            return
        }
        guard rename(temporary.string, path.string) == 0 else {
            throw Diagnostic(
                code: "output.unwritable", message: "\(path): \(Errno(rawValue: errno))",
                remedy: "name a file, or a place where one may be made")
        }
        isCommitted = true
    }
}

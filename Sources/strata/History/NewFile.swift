import Diagnostics
import Foundation
import SystemPackage

/// A file that is written beside its name and takes it once it is whole.
final class NewFile {
    /// What is written to.
    let descriptor: FileDescriptor
    private let path: FilePath
    private let temporary: FilePath
    private var isCommitted = false

    /// Begins to write a file; one of that name stays until `commit`.
    init(_ name: String) throws(Diagnostic) {
        path = FilePath(name)
        let suffix = String(UInt32.random(in: .min ... .max), radix: 16)
        temporary = path.removingLastComponent().appending(".\(path.lastComponent?.string ?? "")-\(suffix)")
        do {
            descriptor = try FileDescriptor.open(
                temporary, .writeOnly, options: [.create, .exclusiveCreate, .closeOnExec],
                permissions: [.ownerReadWrite, .groupRead, .otherRead])
        } catch {
            throw Diagnostic(
                code: "output.unwritable", message: "\(name): \(error)", remedy: "check that its folder exists")
        }
    }

    deinit {
        // What a failed write left is of no use; an error here would say nothing new.
        try? descriptor.close()
        if !isCommitted { try? FileManager.default.removeItem(atPath: temporary.string) }
    }

    /// Gives the file its name.
    func commit() throws(Diagnostic) {
        guard rename(temporary.string, path.string) == 0 else {
            throw Diagnostic(
                code: "output.unwritable", message: "\(path): \(Errno(rawValue: errno))",
                remedy: "name a file, or a place where one may be made")
        }
        isCommitted = true
    }
}

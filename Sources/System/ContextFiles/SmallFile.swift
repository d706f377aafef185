import Diagnostics
import LinuxSystem
import SystemPackage

/// Reads files that people write: regular, or a pipe, and of a bounded size.
enum SmallFile {
    /// As large as BuildKit's own limit for a Dockerfile.
    static let limit = 16 << 20

    /// Reads a file of this machine, or below `folder` as if that were the root; nil where it is not there.
    ///
    /// `name` is what it is called in snippets.
    static func read(_ path: FilePath, in folder: FilePath? = nil, name: String) throws(ContextError) -> SourceFile? {
        do {
            let file: FileDescriptor
            if let folder {
                file = try openFile(folder, [.path, .directory]).closingAfter { (root) throws(SystemError) in
                    try root.openInRoot(path)
                }
            } else {
                file = try openFile(path)
            }
            return try file.closingAfter { (file) throws(ContextError) in try read(file, name: name) }
        } catch let error as SystemError {
            let isMissing = error.code == .noSuchFileOrDirectory || error.code == .notDirectory
            if isMissing { return nil }
            throw ContextError(error, path: name)
        } catch let error as ContextError {
            throw error
        } catch {
            preconditionFailure("only the two errors above are thrown")
        }
    }

    /// Reads an open file to its end.
    static func read(_ file: FileDescriptor, name: String) throws(ContextError) -> SourceFile {
        do {
            let status = try file.status()
            guard [.regular, .fifo, .socket, .characterDevice].contains(status.kind) else {
                throw ContextError.notAFile(path: name)
            }
            if status.kind == .regular, status.size > Int64(limit) {
                throw ContextError.tooLarge(path: name, limit: limit)
            }
            let bytes = try file.readToEnd(limit: limit + 1)
            guard bytes.count <= limit else { throw ContextError.tooLarge(path: name, limit: limit) }
            return SourceFile(name: name, bytes: bytes)
        } catch let error as SystemError {
            throw ContextError(error, path: name)
        } catch let error as ContextError {
            throw error
        } catch {
            preconditionFailure("only the two errors above are thrown")
        }
    }
}

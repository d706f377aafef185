import Diagnostics
import EnginePorts
import LinuxSystem
import SystemPackage

/// This process's folder below the store's `tmp/`, held by a locked file beside it.
///
/// Folders that no living process holds are what killed ones left; they are removed at start.
struct ProcessFolder {
    /// The folder's name.
    let name: String
    private let parent: FilePath
    private let lock: OwnedDescriptor

    /// Makes and locks the folder, and removes those of the dead.
    init(in temporary: FilePath) throws {
        parent = temporary
        name = String(UInt64.random(in: 0...UInt64.max), radix: 36)
        try FileDescriptor.workingDirectory.makeDirectoryIfMissing(at: temporary, mode: 0o711)
        let folder = try FileDescriptor.open(temporary, .readOnly, options: [.directory, .closeOnExec])
        defer { folder.closeQuietly() }
        // Held while folders are made and cleared away, so that none is taken for dead before it is locked.
        let guardFile = OwnedDescriptor(
            try FileDescriptor.open(
                temporary.appending(".guard"), .readWrite, options: [.create, .closeOnExec],
                permissions: [.ownerReadWrite]))
        try guardFile.descriptor.lock(.exclusive)
        defer { withExtendedLifetime(guardFile) {} }
        let file = try FileDescriptor.open(
            temporary.appending("\(name).lock"), .readWrite, options: [.create, .exclusiveCreate, .closeOnExec],
            permissions: [.ownerReadWrite])
        lock = OwnedDescriptor(file)
        try file.lock(.exclusive)
        try folder.makeDirectory(at: name, mode: 0o700)
        try Self.removeDead(in: folder, path: temporary, except: name)
    }

    /// The folder.
    var path: FilePath { parent.appending(name) }

    /// Removes the folder and its lock.
    func remove() {
        do {
            let folder = try FileDescriptor.open(parent, .readOnly, options: [.directory, .closeOnExec])
            defer { folder.closeQuietly() }
            try folder.removeTree(at: name)
            try folder.removeFile(at: "\(name).lock")
        } catch {
            // The next start removes what is left here.
        }
    }

    private static func removeDead(in folder: FileDescriptor, path: FilePath, except own: String) throws {
        for entry in try folder.directoryEntries().map(\.name.description) where entry.hasSuffix(".lock") {
            let name = String(entry.dropLast(5))
            guard name != own else { continue }
            do {
                let file = try FileDescriptor.open(path.appending(entry), .readWrite, options: .closeOnExec)
                defer { file.closeQuietly() }
                guard try file.tryLock(.exclusive) else { continue }
            } catch Errno.noSuchFileOrDirectory {
                // Its process has just ended by itself and removed it.
                continue
            }
            do {
                try folder.removeTree(at: name)
                try folder.removeFile(at: entry)
            } catch {
                // A process of the dead build may still be on its way out; the next start tries again.
                continue
            }
        }
    }
}

import EnginePorts
import Foundation
import LinuxSystem
import OCIFormat
import SystemPackage

/// Locks of cache mounts: a locked file each, so that a lock ends with its holder however that dies.
struct CacheMountLocks: CacheLocks {
    /// The folder of the files.
    let folder: FilePath

    func acquire(_ name: String) async throws -> any CacheLock {
        // A lock of another process can only be asked for again: waiting in flock(2) would hold a thread that can't
        // be cancelled.
        while true {
            if let lock = try tryAcquire(name) { return lock }
            try await Task.sleep(for: .milliseconds(50))
        }
    }

    func tryAcquire(_ name: String) throws -> (any CacheLock)? {
        try FileManager.default.createDirectory(atPath: folder.string, withIntermediateDirectories: true)
        let path = folder.appending(Digest.sha256(of: Array(name.utf8)).hex)
        let file = try FileDescriptor.open(
            path, .readWrite, options: [.create, .closeOnExec], permissions: [.ownerReadWrite])
        let owned = OwnedDescriptor(file)
        guard try file.tryLock(.exclusive) else { return nil }
        return HeldLock(file: owned)
    }

    private struct HeldLock: CacheLock {
        let file: OwnedDescriptor

        func release() {
            do {
                try file.descriptor.unlock()
            } catch {
                // Closing the file gives the lock back all the same.
            }
        }
    }
}

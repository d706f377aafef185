import EnginePorts
import Foundation
import LayerStore
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
        try tryLock(Digest.sha256(of: Array(name.utf8)).hex, .exclusive)
    }

    func use(_ name: String) async throws -> any CacheLock {
        while true {
            if let lock = try tryLock(Self.useFile(name), .shared) { return lock }
            // Somebody is removing its folder, which is soon done: it vanishes by a rename.
            try await Task.sleep(for: .milliseconds(5))
        }
    }

    /// Takes a cache mount that no step uses for its removal; nil where one does.
    func tryAcquireWhole(_ name: String) throws -> (any CacheLock)? {
        try tryLock(Self.useFile(name), .exclusive)
    }

    /// Whether a step uses a cache mount right now.
    func isUsed(_ name: String) -> Bool {
        guard FileManager.default.fileExists(atPath: folder.appending(Self.useFile(name)).string) else { return false }
        // What can't be locked is not. A lock that was just taken ends with its value.
        do { return try tryAcquireWhole(name) == nil } catch { return false }
    }

    /// Named by the folder, since that may be all that is known of a cache mount.
    private static func useFile(_ name: String) -> String { "\(OverlayStore.cacheMountFolder(of: name)).use" }

    private func tryLock(_ name: String, _ kind: LockKind) throws -> (any CacheLock)? {
        try FileManager.default.createDirectory(atPath: folder.string, withIntermediateDirectories: true)
        let file = try FileDescriptor.open(
            folder.appending(name), .readWrite, options: [.create, .closeOnExec], permissions: [.ownerReadWrite])
        let owned = OwnedDescriptor(file)
        guard try file.tryLock(kind) else { return nil }
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

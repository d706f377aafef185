import LinuxSystem
import Synchronization
import SystemPackage

/// A program's copy in memory that nothing can change.
///
/// crun protects itself against steps that would overwrite it by starting once more from such a copy; started from one
/// in the first place it has no need to, which saves a fifth of its time.
final class SealedProgram: Sendable {
    /// The number that the copy has in the process that is started from it.
    static let number: Int32 = 10
    /// The path of the copy in that process.
    static let path = "/proc/self/fd/\(number)"

    private let original: FilePath
    private let made = Mutex<OwnedDescriptor?>(nil)

    init(_ original: FilePath) {
        self.original = original
    }

    /// The copy; nil where it can't be made, and the program itself has to do.
    func copy() -> OwnedDescriptor? {
        made.withLock { made in
            if made == nil { made = read() }
            return made
        }
    }

    private func read() -> OwnedDescriptor? {
        guard let bytes = readFileIfPossible(original, limit: 64 << 20), !bytes.isEmpty else { return nil }
        do {
            // A program can't be run while it is open for writing.
            let writable = try makeMemoryFile("strata-runtime", bytes)
            defer { writable.closeQuietly() }
            return OwnedDescriptor(try writable.reopen(.readOnly))
        } catch {
            return nil
        }
    }
}

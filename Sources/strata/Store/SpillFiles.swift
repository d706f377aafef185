import BuildEvents
import Glibc
import OCIFormat
import Reports
import Synchronization
import SystemPackage

/// Output that grouped progress holds back, in files of the process's folder.
final class SpillFiles: OutputSpill {
    private let folder: FilePath
    private let files = Mutex<[StepID: FileDescriptor]>([:])

    /// Makes a spill below a folder.
    init(folder: FilePath) {
        self.folder = folder
    }

    func append(_ bytes: [UInt8], of step: StepID) {
        do {
            let file = try files.withLock { files in
                if let known = files[step] { return known }
                let made = try FileDescriptor.open(
                    folder.appending("spill-\(step.digest.hex)"), .readWrite,
                    options: [.create, .truncate, .closeOnExec], permissions: [.ownerReadWrite])
                files[step] = made
                return made
            }
            _ = try file.writeAll(bytes)
        } catch {
            // The whole log is in the history; what is shown is cut where the disk is full.
        }
    }

    func replay(_ step: StepID, _ body: ([UInt8]) -> Void) {
        guard let file = files.withLock({ $0.removeValue(forKey: step) }) else { return }
        do {
            defer { close(file.rawValue) }
            try file.seek(offset: 0, from: .start)
            while true {
                let chunk = try [UInt8](unsafeUninitializedCapacity: 1 << 18) { buffer, count in
                    count = try file.read(into: UnsafeMutableRawBufferPointer(buffer))
                }
                if chunk.isEmpty { break }
                body(chunk)
            }
            try HostFile.remove(folder.appending("spill-\(step.digest.hex)"))
        } catch {
            // As above.
        }
    }
}

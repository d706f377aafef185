import LinuxSystem
import Synchronization
import SystemPackage

/// The compiled filter in base64, made once and kept in a folder.
final class SeccompCache: Sendable {
    private let folder: FilePath
    private let loaded = Mutex<String?>(nil)

    init(folder: FilePath) {
        self.folder = folder
    }

    /// The filter; nil where libseccomp can't make one.
    func filter() -> String? {
        loaded.withLock { loaded in
            if loaded == nil { loaded = kept() ?? made() }
            return loaded
        }
    }

    private var name: String { "seccomp-\(SeccompFilter.version)-\(KernelFeatures.machine).base64" }

    private func kept() -> String? {
        guard let bytes = readFileIfPossible(folder.appending(name)), bytes.last == 0x0A else { return nil }
        return String(decoding: bytes.dropLast(), as: UTF8.self)
    }

    private func made() -> String? {
        guard let program = SeccompFilter.compiled() else { return nil }
        let text = base64(program)
        // A filter that can't be kept is compiled again next time.
        try? keep(text)
        return text
    }

    private func keep(_ text: String) throws(SystemError) {
        try FileDescriptor.workingDirectory.makeDirectoryIfMissing(at: folder, mode: 0o755)
        let folder = try openFile(folder, [.directory])
        defer { folder.closeQuietly() }
        let draft = "\(name).\(UInt32.random(in: 0 ... .max))"
        try folder.openAt(draft, [.create, .exclusive, .writeOnly], mode: 0o644).closingAfter {
            (file) throws(SystemError) in try file.writeAllBytes(Array(text.utf8) + [0x0A])
        }
        try folder.rename(draft, to: folder, at: name)
    }
}

import Foundation
import Glibc

/// Folders of this test run, removed at its end.
///
/// They lie on a disk: overlay layers need extended attributes, and memory may be short.
enum Scratch {
    private static let top: Result<URL, any Error> = Result {
        var template = Array("/var/tmp/strata-e2e-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
        let folder = URL(
            fileURLWithPath: String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self))
        chmod(folder.path, 0o755)
        toRemove = folder.path
        atexit { if let path = Scratch.toRemove { Scratch.remove(path) } }
        return folder
    }
    nonisolated(unsafe) private static var toRemove: String?

    /// A new folder whose name begins with `name`.
    static func folder(_ name: String) throws -> URL {
        let folder = try top.get().appendingPathComponent("\(name)-\(UUID().uuidString.prefix(8))")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        return folder
    }

    /// Removes a tree; an ordinary user's may hold files of its subordinate users.
    static func remove(_ path: String) {
        let wrapper = geteuid() == 0 ? [] : ["unshare", "--map-root-user", "--map-auto", "--"]
        let remover = try? Program(
            wrapper + ["rm", "-rf", path], environment: ["PATH": Tools.path], directory: URL(fileURLWithPath: "/"))
        _ = try? remover?.finish()
    }
}

import BuildGraph
import BuildPlanner
import Diagnostics
import Foundation

/// Where the files of a build context are.
enum ContextPlace: Hashable {
    /// A folder of this machine.
    case folder(String)
    /// The network.
    case remote(RemoteSource)
    /// Standard input: a Dockerfile alone, or an archive of files.
    case standardInput

    /// Reads a context as the command line has it; `flag` stands before it in messages.
    ///
    /// What is a folder is taken for one, even if it looks like a repository (`github.com/user/repository`).
    init(_ text: String, flag: String = "") throws(Diagnostic) {
        if text == "-" {
            self = .standardInput
            return
        }
        let source: RemoteSource?
        do {
            source = try RemoteAddress.source(text, for: .context)
        } catch {
            throw Diagnostic(
                code: "context.bad-address", message: "\(flag)\(text): \(error)",
                remedy:
                    "write URL.git#REF:FOLDER, or the keys branch, tag, ref, commit, subdir, submodules, keep-git-dir")
        }
        if let source, !Self.isFolder(text) {
            self = .remote(source)
        } else if source == nil, text.contains("://") {
            throw Diagnostic(
                code: "context.bad-address", message: "\(flag)\(text): contexts of that kind are not known",
                remedy: "give a folder, an archive's http:// or https:// address, or a git repository's")
        } else {
            self = .folder(text)
        }
    }

    private static func isFolder(_ path: String) -> Bool {
        var isDirectory: ObjCBool = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) && isDirectory.boolValue
    }
}

/// A context whose files had to be brought here first.
struct FetchedContext {
    /// The folder with the files.
    var folder: String
    /// The only file, where it is a file and no archive: then it is the Dockerfile.
    var file: String?
    /// Whether nothing had to be fetched for it.
    var isKnown = false
    /// What it was: a commit, or a digest.
    var revision = ""
}

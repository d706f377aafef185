import Diagnostics
import Glibc
import SystemPackage

/// The Dockerfile of a build, read, and where its context lies.
struct BuildDefinition {
    /// The text under the name that messages use.
    var file: SourceFile
    /// The name without folders, as BuildKit shows it.
    var shortName: String
    /// The context's folder; nil where the Dockerfile came from standard input alone.
    var contextFolder: String?
    /// The Dockerfile's path, beside which NAME.dockerignore is looked for.
    var path: String?

    /// Most that a Dockerfile may hold.
    private static let sizeLimit = 64 << 20

    /// Reads the Dockerfile that a request names: `-f`, else the context's Dockerfile, or standard input.
    init(_ request: BuildRequest) throws(Diagnostic) {
        let context = request.context
        if context.contains("://") || context.hasPrefix("git@") {
            throw Diagnostic(
                code: "context.remote", message: "the context \(context) is on the network, which can't be had yet",
                remedy: "clone or fetch it, and give the folder")
        }
        if context == "-" {
            self.init(file: try Self.standardInput(), shortName: "Dockerfile", contextFolder: nil, path: nil)
            return
        }
        try Self.checkFolder(context)
        if request.dockerfile == "-" {
            self.init(file: try Self.standardInput(), shortName: "Dockerfile", contextFolder: context, path: nil)
            return
        }
        let path = Self.find(request.dockerfile, in: context)
        let file = try Self.read(path, isDefault: request.dockerfile == nil)
        let name = path.split(separator: "/").last.map(String.init) ?? path
        self.init(file: file, shortName: name, contextFolder: context, path: path)
    }

    private init(file: SourceFile, shortName: String, contextFolder: String?, path: String?) {
        self.file = file
        self.shortName = shortName
        self.contextFolder = contextFolder
        self.path = path
    }

    private static func find(_ name: String?, in context: String) -> String {
        let prefix = context.hasSuffix("/") ? context : context + "/"
        guard let name else {
            let path = prefix + "Dockerfile"
            let lower = prefix + "dockerfile"
            return access(path, F_OK) != 0 && access(lower, F_OK) == 0 ? lower : path
        }
        return name
    }

    private static func checkFolder(_ context: String) throws(Diagnostic) {
        var status = stat()
        guard stat(context, &status) == 0 else {
            throw Diagnostic(
                code: "context.missing", message: "the build context \(context) is not there",
                remedy: "give the folder that has the files to copy, often `.`")
        }
        guard status.st_mode & S_IFMT == S_IFDIR else {
            throw Diagnostic(
                code: "context.not-a-folder", message: "the build context \(context) is no folder",
                remedy: "give a folder, and the Dockerfile with -f \(context)")
        }
    }

    private static func read(_ path: String, isDefault: Bool) throws(Diagnostic) -> SourceFile {
        var status = stat()
        guard stat(path, &status) == 0 else {
            throw Diagnostic(
                code: "dockerfile.missing",
                message: "failed to read dockerfile: \(path): no such file or directory",
                remedy: isDefault ? "create it, or name another one with -f" : "check the path; -f is relative to where you are")
        }
        guard status.st_mode & S_IFMT != S_IFDIR else {
            throw Diagnostic(code: "dockerfile.folder", message: "\(path) is a folder", remedy: "name the file with -f")
        }
        guard status.st_size <= sizeLimit else {
            throw Diagnostic(
                code: "dockerfile.too-large", message: "\(path) holds \(status.st_size) bytes, which is no Dockerfile")
        }
        guard let bytes = HostFile.read(path) else {
            throw Diagnostic(
                code: "dockerfile.unreadable", message: "\(path) can't be read", remedy: "check its permissions")
        }
        return SourceFile(name: path.hasPrefix("./") ? String(path.dropFirst(2)) : path, bytes: bytes)
    }

    private static func standardInput() throws(Diagnostic) -> SourceFile {
        do {
            return SourceFile(name: "Dockerfile", bytes: try HostFile.bytes(of: .standardInput))
        } catch {
            throw Diagnostic(code: "dockerfile.unreadable", message: "standard input: \(error)")
        }
    }
}

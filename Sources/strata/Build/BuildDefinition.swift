import ContextFiles
import Diagnostics
import SystemPackage

/// The Dockerfile of a build, read, and where its context lies.
struct BuildDefinition {
    /// The text under the name that messages use.
    var file: SourceFile
    /// The name without folders, as BuildKit shows it.
    var shortName: String
    /// The context's folder; nil where the Dockerfile came from standard input alone.
    var contextFolder: String?
    /// Where the main context's ignore rules come from.
    var ignoring = BuildContexts.IgnoreSource.contextRoot

    /// Reads the Dockerfile that a request names: `-f`, else the context's Dockerfile, or standard input.
    init(_ request: BuildRequest) throws(Diagnostic) {
        let context = request.context
        if context.contains("://") || context.hasPrefix("git@") {
            throw Diagnostic(
                code: "context.remote", message: "the context \(context) is on the network, which can't be had yet",
                remedy: "clone or fetch it, and give the folder")
        }
        do {
            try self.init(reading: request)
        } catch {
            throw error.diagnostic
        }
    }

    private init(reading request: BuildRequest) throws(ContextError) {
        let context = request.context
        contextFolder = context == "-" ? nil : context
        if context == "-" || request.dockerfile == "-" {
            file = try DockerfileReader.read(.standardInput, name: "Dockerfile")
            shortName = "Dockerfile"
        } else if let name = request.dockerfile {
            let path = FilePath(name)
            file = try DockerfileReader.read(path, name: name)
            shortName = path.lastComponent?.string ?? name
            try findIgnoreFile(beside: path)
        } else {
            let (path, found) = try DockerfileReader.readDefault(in: FilePath(context))
            file = found
            shortName = path.lastComponent?.string ?? "Dockerfile"
            try findIgnoreFile(beside: path)
        }
    }

    private mutating func findIgnoreFile(beside path: FilePath) throws(ContextError) {
        if let own = try DockerfileReader.ignoreFile(beside: path) { ignoring = .file(own) }
    }
}

import BuildGraph
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
    /// How the context came here, where it was no folder of this machine.
    var fetched: FetchedContext?

    /// A Dockerfile alone, with an empty context.
    init(file: SourceFile) {
        self.file = file
        shortName = "Dockerfile"
    }

    /// Reads the Dockerfile that a request names within a context that was fetched.
    ///
    /// What is fetched is not trusted: links in it lead nowhere else.
    init(_ request: BuildRequest, in fetched: FetchedContext) throws(Diagnostic) {
        let folder = FilePath(fetched.folder)
        do {
            if request.dockerfile == "-" {
                self.init(file: try DockerfileReader.read(.standardInput, name: "Dockerfile"))
            } else if let name = fetched.file {
                self.init(file: try DockerfileReader.read(name, inside: folder).file)
                ignoring = .none
            } else {
                let (file, ignoreFile) = try DockerfileReader.read(request.dockerfile, inside: folder)
                self.init(file: file)
                shortName = FilePath(file.name).lastComponent?.string ?? "Dockerfile"
                if let ignoreFile { ignoring = .file(ignoreFile) }
            }
        } catch {
            throw error.diagnostic
        }
        contextFolder = fetched.folder
        self.fetched = fetched
    }

    /// Reads the Dockerfile that a request names: `-f`, else the context's Dockerfile, or standard input.
    init(_ request: BuildRequest) throws(Diagnostic) {
        if case .remote(let source) = try ContextPlace(request.context) {
            throw Diagnostic(
                code: "context.remote",
                message: "the context \(source.name) is on the network: only builds fetch",
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

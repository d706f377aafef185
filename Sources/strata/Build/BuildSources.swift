import BuildGraph
import BuildPlanner
import ContextFiles
import Diagnostics
import Foundation
import SystemPackage

/// Where a build's files and its Dockerfile are, as far as that is known before anything is fetched.
struct BuildSources {
    /// The build context.
    enum Context {
        /// A folder of this machine.
        case folder(String)
        /// The network.
        case remote(RemoteSource)
        /// An archive on standard input, of which these bytes were read.
        case archive(head: [UInt8])
        /// No files: only a Dockerfile was given.
        case nothing
    }

    /// The Dockerfile.
    enum Definition {
        /// It was read; with the ignore file beside it.
        case read(SourceFile, ignoreFile: SourceFile?)
        /// It is in the context, under this name or the usual one.
        case inContext(String?)
        /// It is on the network, and the context elsewhere.
        case remote(RemoteSource)
    }

    let context: Context
    let definition: Definition

    /// Reads what is on this machine; standard input only to where it shows what it is.
    init(_ request: BuildRequest) throws(Diagnostic) {
        switch try ContextPlace(request.context) {
        case .folder(let path):
            try Self.checked { () throws(ContextError) in try DockerfileReader.requireFolder(FilePath(path)) }
            context = .folder(path)
            definition = try Self.definition(request.dockerfile, in: path)
        case .remote(let source):
            context = .remote(source)
            let isHere = request.dockerfile.map { $0 == "-" || $0.hasPrefix("/") || Self.isAddress($0) } ?? false
            definition =
                isHere ? try Self.definition(request.dockerfile, in: "") : .inContext(request.dockerfile)
        case .standardInput:
            (context, definition) = try Self.input(request)
        }
    }

    private static func input(_ request: BuildRequest) throws(Diagnostic) -> (Context, Definition) {
        if request.dockerfile == "-" {
            throw Diagnostic(
                code: "usage.standard-input",
                message: "invalid argument: can't use stdin for both build context and dockerfile",
                remedy: "give the context as a folder, and the Dockerfile with -f -")
        }
        tellOfTerminal("a Dockerfile", request)
        let head = try checked { () throws(ContextError) in try StandardInput.readHead() }
        if head.isEmpty {
            throw Diagnostic(
                code: "context.empty-input", message: "standard input is empty: neither a Dockerfile nor an archive",
                remedy: "pipe a Dockerfile or a tar archive in, or give a folder as context")
        }
        if ArchiveHead.isArchive(head) {
            let definition: Definition =
                request.dockerfile.map(isAddress) == true
                ? try Self.definition(request.dockerfile, in: "") : .inContext(request.dockerfile)
            return (.archive(head: head), definition)
        }
        if let name = request.dockerfile {
            throw Diagnostic(
                code: "usage.standard-input",
                message: "ambiguous Dockerfile source: both stdin and flag correspond to Dockerfiles",
                remedy: "leave out -f \(name), or give the context as a folder or a tar archive")
        }
        let file = try checked { () throws(ContextError) in try StandardInput.readDockerfile(after: head) }
        return (.nothing, .read(file, ignoreFile: nil))
    }

    /// The Dockerfile that `-f` names, else that of a folder.
    private static func definition(_ name: String?, in folder: String) throws(Diagnostic) -> Definition {
        if let name, isAddress(name) {
            return .remote(.http(HTTPSource(url: name, fileName: "Dockerfile")))
        }
        return try checked { () throws(ContextError) in
            switch name {
            case "-":
                return .read(try DockerfileReader.read(.standardInput, name: "Dockerfile"), ignoreFile: nil)
            case let name?:
                let path = FilePath(name)
                let file = try DockerfileReader.read(path, name: name)
                return .read(file, ignoreFile: try DockerfileReader.ignoreFile(beside: path))
            case nil:
                let (path, file) = try DockerfileReader.readDefault(in: FilePath(folder))
                return .read(file, ignoreFile: try DockerfileReader.ignoreFile(beside: path))
            }
        }
    }

    private static func isAddress(_ text: String) -> Bool {
        text.hasPrefix("http://") || text.hasPrefix("https://")
    }

    /// Who types is told how to end it.
    private static func tellOfTerminal(_ what: String, _ request: BuildRequest) {
        guard isatty(STDIN_FILENO) == 1, request.progress != .quiet, request.progress != .none else { return }
        FileHandle.standardError.write(Data("reading \(what) from the terminal; Ctrl-D ends it\n".utf8))
    }

    private static func checked<T>(_ body: () throws(ContextError) -> T) throws(Diagnostic) -> T {
        do {
            return try body()
        } catch {
            throw error.diagnostic
        }
    }
}

extension BuildSources {
    /// What is known without a store: the whole definition, where nothing has to be fetched or unpacked.
    var known: BuildDefinition? {
        guard case .read(let file, let ignoreFile) = definition else { return nil }
        switch context {
        case .folder(let path): return BuildDefinition(file: file, ignoreFile: ignoreFile, folder: path)
        case .nothing: return BuildDefinition(file: file, ignoreFile: ignoreFile, folder: nil)
        case .remote, .archive: return nil
        }
    }

    /// The Dockerfile's name without folders, as BuildKit shows it.
    var shortName: String {
        switch definition {
        case .read(let file, _): BuildDefinition.shortName(of: file)
        case .inContext(let name): name.flatMap { FilePath($0).lastComponent?.string } ?? "Dockerfile"
        case .remote: "Dockerfile"
        }
    }

    /// The Dockerfile's name as given.
    var name: String {
        switch definition {
        case .read(let file, _): file.name
        case .inContext(let name): name ?? "Dockerfile"
        case .remote(let source): source.name
        }
    }

    /// Brings the parts together; `fetched` is the context and `dockerfile` the file, where they were not here.
    ///
    /// What is fetched is not trusted: links in it lead nowhere else.
    func define(_ fetched: FetchedContext?, dockerfile: SourceFile?) throws(Diagnostic) -> BuildDefinition {
        if let known { return known }
        let folder: String? = if case .folder(let path) = context { path } else { fetched?.folder }
        var result: BuildDefinition
        switch definition {
        case .read(let file, let ignoreFile):
            result = BuildDefinition(file: file, ignoreFile: ignoreFile, folder: folder)
        case .remote:
            guard let dockerfile else { preconditionFailure("what is on the network was fetched") }
            result = BuildDefinition(file: dockerfile, ignoreFile: nil, folder: folder)
        case .inContext(let name):
            guard let fetched else { preconditionFailure("what is not in a folder here was fetched") }
            let inside = FilePath(fetched.folder)
            let (file, ignoreFile) = try Self.checked { () throws(ContextError) in
                try DockerfileReader.read(fetched.file ?? name, inside: inside)
            }
            result = BuildDefinition(file: file, ignoreFile: ignoreFile, folder: folder)
            if fetched.file != nil { result.ignoring = .none }
        }
        result.fetched = fetched
        return result
    }
}

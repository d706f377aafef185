import BuildEvents
import BuildGraph
import BuildPlanner
import ContextFiles
import Diagnostics
import DockerfileSyntax
import Engine
import EnginePorts
import SystemPackage

/// Bringing together what a build is made from: the Dockerfile, its context, the named ones.
extension BuildDriver {
    /// Reads the Dockerfile, which may have to be fetched first, or be in a context that has.
    func load(_ services: BuildServices) async throws(BuildFailure) -> (BuildDefinition, Dockerfile) {
        let fetched = try await fetchMainContext(services)
        let remoteFile = try await fetchDockerfile(services)
        return try await task("[internal] load build definition from \(sources.shortName)") {
            () throws(Diagnostic) in
            let definition = try sources.define(fetched, dockerfile: remoteFile)
            if sources.known == nil { events.emit(.dockerfileRead(definition.file)) }
            do {
                try Frontend.check(definition.file)
                return (definition, try Dockerfile.parse(definition.file))
            } catch let error as DockerfileError {
                throw error.diagnostic
            } catch let error as PlanError {
                throw error.diagnostic
            } catch {
                throw Diagnostic(code: "dockerfile.unreadable", message: "\(definition.file.name): \(error)")
            }
        }
    }

    private func fetchMainContext(_ services: BuildServices) async throws(BuildFailure) -> FetchedContext? {
        switch sources.context {
        case .folder, .nothing: return nil
        case .remote(let source):
            return try await fetch(source, as: FetchedContext.stepName(of: source), services)
        case .archive(let head):
            let name = "[internal] load remote build context"
            return try await task(name) { () async throws(Diagnostic) in
                try await store.unpackInput(
                    after: head, watcher: services.watcher(named: "standard input", for: identifier(of: name)))
            }
        }
    }

    private func fetchDockerfile(_ services: BuildServices) async throws(BuildFailure) -> SourceFile? {
        guard case .remote(let source) = sources.definition else { return nil }
        let name = "[internal] load \(source.name)"
        return try await task(name) { () async throws(Diagnostic) in
            try await store.fetchDockerfile(
                source, watcher: services.watcher(of: source, for: identifier(of: name)))
        }
    }

    /// Fetches a context as a step that says which revision it is.
    private func fetch(
        _ source: RemoteSource, as name: String, _ services: BuildServices
    ) async throws(BuildFailure) -> FetchedContext {
        let step = identifier(of: name)
        return try await task(name, outcome: { $0.isKnown ? .cached : .done(StepResult()) }) {
            () async throws(Diagnostic) in
            let fetched = try await store.fetch(source, watcher: services.watcher(of: source, for: step))
            if !fetched.revision.isEmpty {
                events.emit(.log(step, .standardError, Array("\(fetched.revision)\n".utf8)))
            }
            return fetched
        }
    }

    /// Opens the main context, whose ignore rules the checks look at.
    func openMainContext(_ definition: BuildDefinition) async throws(BuildFailure) {
        try await task("[internal] load .dockerignore") { () async throws(Diagnostic) in
            try await store.openMainContext(definition)
        }
    }

    /// Opens the named contexts that steps read from, fetching what is not here; others are not even looked at.
    func openNamedContexts(of graph: Graph, _ services: BuildServices) async throws(BuildFailure) {
        let used = graph.vertices.compactMap { vertex in
            if case .context(let source) = vertex.operation { source.name } else { nil }
        }
        let options = request.contexts.filter { used.contains($0.name) }
        let results = await withTaskGroup(of: Result<Void, BuildFailure>.self) { group in
            for option in options {
                group.addTask {
                    do throws(BuildFailure) {
                        return .success(try await open(option, services))
                    } catch {
                        return .failure(error)
                    }
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        for result in results { try result.get() }
    }

    private func open(_ option: ContextOption, _ services: BuildServices) async throws(BuildFailure) {
        if let source = option.remote {
            let fetched = try await fetch(source, as: "[context \(option.name)] \(source.name)", services)
            try await task("[context \(option.name)] load .dockerignore") { () async throws(Diagnostic) in
                try await store.openContext(option.name, folder: fetched.folder, keepsDigests: false)
            }
        } else if let folder = option.folder {
            try await task("[context \(option.name)] load .dockerignore") { () async throws(Diagnostic) in
                try await store.openContext(option.name, folder: folder, keepsDigests: true)
            }
        }
    }
}

extension FetchedContext {
    /// What the step is called that brings the main context here.
    static func stepName(of source: RemoteSource) -> String {
        let kind = if case .git = source { "git source" } else { "remote build context" }
        return "[internal] load \(kind) \(source.name)"
    }
}

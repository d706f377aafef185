import BuildGraph
import ContextFiles
import Diagnostics
import EnginePorts
import Reports

/// Brings a build to where its events begin: the store open and the Dockerfile read.
struct BuildPreparation {
    let request: BuildRequest
    let root: String?
    let clock: SystemClock

    /// Opens and reads; a context that is not in a folder here is fetched first, since the Dockerfile is in it.
    ///
    /// Gives nil where that was interrupted.
    func run(_ interrupts: Interrupts) async throws -> (BuildDefinition, OpenStore)? {
        switch try ContextPlace(request.context) {
        case .folder:
            let definition = try BuildDefinition(request)
            return (definition, try await open())
        case .standardInput where request.dockerfile == "-":
            return (try BuildDefinition(request), try await open())
        case .standardInput:
            let head = try StandardInput.readHead()
            guard ArchiveHead.isArchive(head) else {
                let definition = BuildDefinition(file: try StandardInput.readDockerfile(after: head))
                return (definition, try await open())
            }
            return try await fetched("reading the build context from standard input", interrupts) { store in
                try await store.unpackInput(after: head)
            }
        case .remote(let source):
            return try await fetched("fetching the build context \(source.name)", interrupts) { store in
                try await store.fetch(source)
            }
        }
    }

    private func open() async throws -> OpenStore {
        try await OpenStore.open(root: root, request: request, clock: clock)
    }

    private func fetched(
        _ notice: String, _ interrupts: Interrupts,
        _ fetch: @escaping @Sendable (OpenStore) async throws -> FetchedContext
    ) async throws -> (BuildDefinition, OpenStore)? {
        let store = try await open()
        let work = Task { try await store.notice.during(notice) { try await fetch(store) } }
        interrupts.onFirst { work.cancel() }
        do {
            return (try BuildDefinition(request, in: try await work.value), store)
        } catch {
            await store.close()
            if interrupts.isInterrupted { return nil }
            throw error
        }
    }
}

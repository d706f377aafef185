import BuildGraph
import BuildPlanner
import ContextFiles
import Diagnostics
import DockerfileSyntax
import Engine
import EnginePorts
import OCIFormat
import Reports
import SystemPackage

/// One `strata context`: plans the Dockerfile without a network, lists the contexts, and follows what the steps read.
struct ContextRun {
    /// What is printed.
    enum Form {
        case overview, json
        case lists([ContextReport.List])
    }

    let request: BuildRequest
    let root: String?
    let form: Form

    /// Prints what was asked for; gives the exit code, 0 or 130 where it was interrupted.
    func run() async throws -> Int32 {
        // Standard input may be a terminal: until it is read an interrupt ends the process.
        let sources = try BuildSources(request)
        let interrupts = Interrupts()
        let store = try await OpenStore.open(root: root, request: request, clock: SystemClock())
        let work = Task { try await surveys(sources, store) }
        interrupts.onFirst { work.cancel() }
        let result = await work.result
        await store.close()
        if interrupts.isInterrupted { return 130 }
        do {
            print(try result.get())
        } catch let error as FileTreeError {
            throw error.diagnostic
        }
        return 0
    }

    private func surveys(_ sources: BuildSources, _ store: OpenStore) async throws -> [ContextSurvey] {
        let definition = if let known = sources.known { known } else { try await store.load(sources) }
        try Frontend.check(definition.file)
        let dockerfile = try Dockerfile.parse(definition.file)
        try await store.openMainContext(definition)
        for option in request.contexts {
            guard let folder = option.folder else { continue }
            try await store.openContext(option.name, folder: folder, keepsDigests: true)
        }
        let planner = OfflinePlanner(request: request, store: store, file: definition.file)
        let (graph, unknown) = try await planner.plan(dockerfile)
        var folders = [("context", definition.contextFolder ?? request.context)]
        for option in request.contexts { if let folder = option.folder { folders.append((option.name, folder)) } }
        var surveys: [ContextSurvey] = []
        for (name, folder) in folders {
            let readers = graph.readers(of: name)
            var survey = try await store.contexts.survey(name, folder: folder, readers: readers)
            if name == "context" {
                survey.unknownImages = unknown
                survey.definitions = definitions(definition)
            }
            surveys.append(survey)
        }
        return surveys
    }

    /// Where the Dockerfile and its ignore files are in the context, if they are in it.
    private func definitions(_ definition: BuildDefinition) -> Set<String> {
        guard request.dockerfile != "-" else { return [".dockerignore"] }
        var path = FilePath(definition.shortName)
        if let given = request.dockerfile, definition.fetched == nil {
            path = FilePath(given).lexicallyNormalized()
            let folder = FilePath(request.context).lexicallyNormalized()
            // What is elsewhere has no path in the context and so no namesake there.
            if folder != "." && !folder.isEmpty && !path.removePrefix(folder) { return [".dockerignore"] }
        }
        return [".dockerignore", path.string, "\(path.string).dockerignore"]
    }

    private func print(_ surveys: [ContextSurvey]) {
        let write = { (bytes: [UInt8]) in
            do {
                _ = try FileDescriptor.standardOutput.writeAll(bytes)
            } catch {
                // Whoever read it has seen enough.
            }
        }
        if case .json = form { return ContextReport.writeJSON(surveys, to: write) }
        for (index, report) in surveys.map(ContextReport.init).enumerated() {
            if index > 0 { write([UInt8(ascii: "\n")]) }
            switch form {
            case .overview, .json: write(Array(report.overview().utf8))
            case .lists(let lists): for list in lists { report.write(list, to: write) }
            }
        }
    }
}

extension Graph {
    /// What reads files of a context, in the order of the graph; what several platforms have in common once.
    fileprivate func readers(of context: String) -> [(reader: ContextSurvey.Reader, selection: FileSelection)] {
        var readers: [(reader: ContextSurvey.Reader, selection: FileSelection)] = []
        for vertex in vertices {
            for read in vertex.operation.reads {
                guard case .context(let source) = self[vertex.inputs[read.input]].operation, source.name == context
                else { continue }
                let reader = ContextSurvey.Reader(
                    line: vertex.range?.start.line,
                    instruction: vertex.instruction.isEmpty ? vertex.name : vertex.instruction)
                let selection = FileSelection(read)
                let isKnown = readers.contains { $0.reader == reader && $0.selection == selection }
                if !isKnown { readers.append((reader, selection)) }
            }
        }
        return readers.sorted { ($0.reader.line ?? 0) < ($1.reader.line ?? 0) }
    }
}

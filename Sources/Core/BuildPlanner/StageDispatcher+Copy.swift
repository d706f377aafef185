import BuildGraph
import Diagnostics
import DockerfileSyntax
import OCIFormat

/// COPY, what ADD has in common with it, and WORKDIR.
extension StageDispatcher {
    mutating func apply(_ copy: CopyInstruction, of step: PlannedStep) throws(PlanError) {
        let source: StageSource?
        if let from = copy.from {
            source = try selection.source(named: from, of: step, in: stage, for: .copy)
        } else {
            source = nil
        }
        let sources = try sources(copy.files, of: step)
        try apply(copy.files, sources: sources, of: step) { operation in
            operation.keepsParents = copy.keepsParents
        } from: { dispatcher in
            guard let source else { return dispatcher.mainContext() }
            return dispatcher.files(of: source) ?? dispatcher.nothing()
        }
    }

    mutating func apply(
        _ files: FileTransfer, sources: [CopySource], of step: PlannedStep, adjust: (inout CopyOperation) -> Void,
        from local: (inout StageDispatcher) -> VertexID
    ) throws(PlanError) {
        let destination = try expand(files.destination, of: step)
        var operation = CopyOperation(
            base: nil, sources: [], destination: PathText.destination(destination, in: state.folderPath))
        adjust(&operation)
        operation.excludes = files.excludes.map(\.text)
        let owner = try files.owner.map { word throws(PlanError) in try expand(word, of: step) }
        operation.owner = owner.flatMap { $0.isEmpty ? nil : $0 }
        let mode = try mode(files, of: step, in: &operation)
        // As in BuildKit, a copy that changes modes is an ordinary one.
        operation.isLinked = files.isLinked && mode == nil

        var inputs: [VertexID] = []
        if let vertex = state.vertex { operation.base = inputs.place(of: vertex) }
        let text = shownText(of: step)
        for source in sources {
            switch source {
            case .path(let path):
                let pattern = Self.pattern(path, keepsParents: operation.keepsParents)
                operation.sources.append(.files(input: inputs.place(of: local(&self)), pattern: pattern))
            case .remote(let remote, _):
                let input = inputs.place(of: remoteFiles(remote, named: text, of: step))
                operation.sources.append(.files(input: input, pattern: remote.pattern))
            }
        }
        operation.sources += try inlineFiles(files, of: step)

        let flags = [
            operation.keepsParents ? "--parents" : nil, operation.owner.map { "--chown=\($0)" },
            mode.map { "--chmod=\($0)" },
        ]
        let words =
            flags.compactMap { $0 } + sources.map(\.text) + files.inlineFiles.map { "<<\($0.name)" } + [destination]
        let vertex = add(.copy(operation), inputs: inputs, text: text, of: step)
        state.vertex = vertex
        state.commit("\(step.instruction.name) \(words.joined(separator: " ")) # buildkit", vertex: vertex)
    }

    /// What to copy, variables replaced.
    func sources(_ files: FileTransfer, of step: PlannedStep) throws(PlanError) -> [CopySource] {
        let isAdd = if case .add = step.instruction.body { true } else { false }
        var sources: [CopySource] = []
        for word in files.sources {
            let path = try expand(word, of: step)
            let remote: RemoteSource?
            do {
                remote = try RemoteAddress.source(path)
            } catch {
                throw fail(.invalidAddress(path, error), of: step, at: word.range)
            }
            if remote != nil, !isAdd { throw fail(.copyFromURL(path), of: step, at: word.range) }
            sources.append(remote.map { .remote($0, path) } ?? .path(path))
        }
        return sources
    }

    /// Sets the mode; gives it as it was asked for.
    private func mode(
        _ files: FileTransfer, of step: PlannedStep, in operation: inout CopyOperation
    ) throws(PlanError) -> String? {
        guard let word = files.mode else { return nil }
        let text = try expand(word, of: step)
        guard !text.isEmpty else { return nil }
        guard let change = ModeChange(parsing: text) else { throw fail(.invalidMode(text), of: step, at: word.range) }
        operation.mode = change
        return text
    }

    private func inlineFiles(
        _ files: FileTransfer, of step: PlannedStep
    ) throws(PlanError) -> [CopyOperation.Source] {
        let environment = state.environment
        var sources: [CopyOperation.Source] = []
        for heredoc in files.inlineFiles {
            var contents = heredoc.strippedContents
            if heredoc.isExpanded {
                let text = String(decoding: contents, as: UTF8.self)
                do {
                    contents = Array(try Expander.heredoc.expand(text, with: { environment[$0] }).text.utf8)
                } catch {
                    let place = Diagnostic.Place(file: step.file, range: heredoc.range ?? step.instruction.range)
                    throw wrap(.expansion(error, at: place), of: step)
                }
            }
            sources.append(.inline(name: heredoc.name, contents: contents))
        }
        return sources
    }

    /// A pattern relative to the root of what is copied from; the mark `/./` of `--parents` stays.
    private static func pattern(_ path: String, keepsParents: Bool) -> String {
        guard keepsParents, let mark = path.firstRange(of: "/./") else { return relative(path) }
        let folder = relative(String(path[..<mark.lowerBound]))
        let rest = relative(String(path[mark.upperBound...]))
        return folder == "." ? rest : "\(folder)/./\(rest)"
    }

    private static func relative(_ path: String) -> String {
        let inside = PathText.absolute(path, in: "/").dropFirst()
        return inside.isEmpty ? "." : String(inside)
    }

    /// An empty filesystem to copy from, for stages that hold nothing.
    private mutating func nothing() -> VertexID {
        builder.add(
            Vertex(
                id: VertexID(0), operation: .copy(CopyOperation(base: nil, sources: [], destination: "/")), inputs: [],
                name: "[internal] empty filesystem", platform: settings.request.buildPlatform))
    }

    mutating func apply(workdir word: Word, of step: PlannedStep) throws(PlanError) {
        let path = try expand(word, of: step)
        if path.hasPrefix("/") {
            state.image.config.workingDirectory = path
        } else {
            state.image.config.workingDirectory = PathText.absolute(path, in: state.folderPath)
        }
        let createdBy = "WORKDIR \(state.image.config.workingDirectory)"
        let folder = state.folderPath
        guard folder != "/" else { return state.commit(createdBy) }
        var operation = MakeDirectoryOperation(base: nil, path: folder, user: state.image.config.user)
        var inputs: [VertexID] = []
        if let vertex = state.vertex { operation.base = inputs.place(of: vertex) }
        let vertex = add(.makeDirectory(operation), inputs: inputs, text: shownText(of: step), of: step)
        state.vertex = vertex
        state.commit(createdBy, vertex: vertex)
    }
}

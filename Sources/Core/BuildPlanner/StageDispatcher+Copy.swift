import BuildGraph
import Diagnostics
import DockerfileSyntax
import OCIFormat

/// COPY, ADD and WORKDIR.
extension StageDispatcher {
    mutating func apply(_ copy: CopyInstruction, of step: PlannedStep) throws(PlanError) {
        let source: StageSource?
        if let from = copy.from {
            source = try selection.source(named: from, of: step, in: stage, for: .copy)
        } else {
            source = nil
        }
        let paths = try sources(copy.files, of: step)
        try apply(copy.files, paths: paths, of: step) { operation in
            operation.keepsParents = copy.keepsParents
        } from: { dispatcher in
            guard let source else { return dispatcher.mainContext() }
            return dispatcher.files(of: source) ?? dispatcher.nothing()
        }
    }

    mutating func apply(_ add: AddInstruction, of step: PlannedStep) throws(PlanError) {
        let paths = try sources(add.files, of: step)
        if let checksum = add.checksum { throw fail(.checksumOfFiles, of: step, at: checksum.range) }
        try apply(add.files, paths: paths, of: step) { operation in
            operation.unpacking = add.unpacks ?? true ? .localArchives : .never
        } from: { dispatcher in
            dispatcher.mainContext()
        }
    }

    private mutating func apply(
        _ files: FileTransfer, paths: [String], of step: PlannedStep, adjust: (inout CopyOperation) -> Void,
        from source: (inout StageDispatcher) -> VertexID
    ) throws(PlanError) {
        let destination = try expand(files.destination, of: step)
        var operation = CopyOperation(
            base: nil, sources: [], destination: PathText.destination(destination, in: state.folderPath))
        adjust(&operation)
        operation.isLinked = files.isLinked
        operation.excludes = files.excludes.map(\.text)
        let owner = try files.owner.map { word throws(PlanError) in try expand(word, of: step) }
        operation.owner = owner.flatMap { $0.isEmpty ? nil : $0 }
        let mode = try mode(files, of: step, in: &operation)

        var inputs: [VertexID] = []
        if let vertex = state.vertex { operation.base = inputs.place(of: vertex) }
        if !paths.isEmpty {
            let input = inputs.place(of: source(&self))
            operation.sources = paths.map {
                .files(input: input, pattern: Self.pattern($0, keepsParents: operation.keepsParents))
            }
        }
        operation.sources += try inlineFiles(files, of: step)

        let flags = [
            operation.keepsParents ? "--parents" : nil, operation.owner.map { "--chown=\($0)" },
            mode.map { "--chmod=\($0)" },
        ]
        let words = flags.compactMap { $0 } + paths + files.inlineFiles.map { "<<\($0.name)" } + [destination]
        let vertex = add(.copy(operation), inputs: inputs, text: shownText(of: step), of: step)
        state.vertex = vertex
        state.commit("\(step.instruction.name) \(words.joined(separator: " ")) # buildkit", vertex: vertex)
    }

    /// The paths to copy, variables replaced; URLs and repositories are none.
    private func sources(_ files: FileTransfer, of step: PlannedStep) throws(PlanError) -> [String] {
        var paths: [String] = []
        for word in files.sources {
            let path = try expand(word, of: step)
            guard !RemoteSource.isRemote(path) else {
                let isAdd = if case .add = step.instruction.body { true } else { false }
                throw fail(isAdd ? .addFromURL(path) : .copyFromURL(path), of: step, at: word.range)
            }
            paths.append(path)
        }
        return paths
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

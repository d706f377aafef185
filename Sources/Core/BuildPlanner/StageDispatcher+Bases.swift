import BuildGraph
import Diagnostics
import DockerfileSyntax
import OCIFormat

/// What stages stand on, and what COPY and mounts read from.
extension StageDispatcher {
    /// Puts the stage under way onto its base.
    mutating func begin(on base: StageSource, bound: BoundStage) throws(PlanError) {
        let platform = bound.platform ?? selection.targetPlatform
        switch base {
        case .stage(let number):
            guard let earlier = finished[number] else {
                preconditionFailure("stage \(number) is done before its users")
            }
            state = withFilesystem(earlier).inherited
        case .image(let request, let context):
            begin(on: request, context: context, bound: bound)
        case .folder(let name):
            state = StageState(image: .empty(for: platform), platform: platform)
            state.folder = folder(name)
            if !selection.isReplaced(stage) { state = withFilesystem(state) }
        case .empty:
            state = StageState(
                image: .empty(for: selection.targetPlatform), platform: selection.targetPlatform)
        }
    }

    private mutating func begin(on request: ImageRequest, context: String?, bound: BoundStage) {
        let image = resolved(request)
        state = StageState(image: image.config, platform: request.platform)
        state.image.created = nil
        let isTold = !image.config.os.isEmpty && !image.config.architecture.isEmpty
        state.programs = isTold ? image.config.platform : nil
        state.image.config.onBuild = selection.isReplaced(stage) ? image.config.config.onBuild : []
        if selection.isReplaced(stage), !image.config.os.isEmpty, !image.config.architecture.isEmpty {
            state.platform = image.config.platform
        }
        let shown = names.next(
            Self.fromText(image), platform: request.platform, target: nil)
        let name = context.map { Self.contextText(image, request: request, context: $0) } ?? shown
        guard var vertex = imageVertex(image, request: request, name: name) else { return }
        vertex.stage = graphStage
        vertex.step = names.last
        vertex.range = bound.stage.instruction.range
        state.vertex = builder.add(vertex)
        // A context of that name was chosen on purpose.
        if context == nil { checkPlatform(of: image, request: request, lines: bound.stage.instruction.lines) }
    }

    /// Where others copy and mount from; nil for an empty filesystem.
    mutating func files(of source: StageSource) -> VertexID? {
        switch source {
        case .stage(let number):
            guard let earlier = finished[number] else {
                preconditionFailure("stage \(number) is done before its users")
            }
            return earlier.vertex ?? earlier.folder
        case .image(let request, let context):
            let image = resolved(request)
            let name = context.map { Self.contextText(image, request: request, context: $0) } ?? Self.fromText(image)
            return imageVertex(image, request: request, name: name).map { builder.add($0) }
        case .folder(let name): return folder(name)
        case .empty: return nil
        }
    }

    /// The files of the build context.
    mutating func mainContext() -> VertexID {
        context("context", name: "[internal] load build context")
    }

    /// A state with a filesystem; plain files of a context become one by being copied.
    mutating func withFilesystem(_ state: StageState) -> StageState {
        guard state.vertex == nil, let folder = state.folder else { return state }
        var state = state
        state.folder = nil
        let copy = CopyOperation(base: nil, sources: [.files(input: 0, pattern: ".")], destination: "/")
        let vertex = Vertex(
            id: VertexID(0), operation: .copy(copy), inputs: [folder], name: builder.vertices[folder.rawValue].name,
            platform: state.platform)
        let id = builder.add(vertex)
        state.commit("buildkit.exporter.image.v0", vertex: id)
        state.vertex = id
        return state
    }

    private mutating func folder(_ name: String) -> VertexID {
        context(name, name: "[context \(name)] load from client")
    }

    private mutating func context(_ context: String, name: String) -> VertexID {
        builder.add(
            Vertex(
                id: VertexID(0), operation: .context(ContextSource(name: context)), inputs: [], name: name,
                platform: settings.request.buildPlatform))
    }

    private func resolved(_ request: ImageRequest) -> ResolvedImage {
        guard let image = selection.images[request] else {
            preconditionFailure("stages are dispatched only once all images are resolved")
        }
        return image
    }

    /// An image without layers is an empty filesystem and needs no vertex.
    private func imageVertex(_ image: ResolvedImage, request: ImageRequest, name: String) -> Vertex? {
        guard !image.source.layers.isEmpty else { return nil }
        return Vertex(
            id: VertexID(0), operation: .image(image.source), inputs: [], name: name, platform: request.platform)
    }

    private static func fromText(_ image: ResolvedImage) -> String {
        "FROM \(image.source.reference.pinned(to: image.digest))"
    }

    private static func contextText(_ image: ResolvedImage, request: ImageRequest, context: String) -> String {
        switch request.location {
        case .registry: "[context \(context)] \(image.source.reference.pinned(to: image.digest))"
        case .layout: "[context \(context)] OCI load from client"
        }
    }

    private mutating func checkPlatform(
        of image: ResolvedImage, request: ImageRequest, lines: ClosedRange<Int>
    ) {
        let wanted = request.platform.normalized
        let found = image.config.platform
        guard !found.os.isEmpty, wanted.os != found.os || wanted.architecture != found.architecture else { return }
        log.note(
            .baseImagePlatform(image: request.name, expected: wanted.description, actual: found.description), at: lines)
    }
}

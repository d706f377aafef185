import BuildGraph
import BuildPlanner
import Diagnostics
import DockerfileSyntax
import OCIFormat
import Testing

/// Images that a plan may ask for, by the short name: what a registry would answer.
struct FakeImages {
    var configs: [String: ContainerConfig] = [:]
    /// The platform that each image says it is for; what was asked for if it is not here.
    var platforms: [String: Platform] = [:]
    /// Images without layers.
    var empty: Set<String> = []

    func resolve(_ request: ImageRequest) throws -> ResolvedImage {
        let name = request.reference.familiar
        let manifest = digest("\(name) \(request.platform)")
        let layer = digest("layer of \(name) \(request.platform)")
        let isEmpty = empty.contains(name)
        let source = ImageSource(
            reference: request.reference, location: request.location,
            manifest: Descriptor(mediaType: .manifest, digest: manifest, size: 1),
            layers: isEmpty ? [] : [Descriptor(mediaType: .layerGzip, digest: layer, size: 1)],
            diffIDs: isEmpty ? [] : [layer])
        let config = ImageConfig(
            platform: platforms[name] ?? request.platform, config: configs[name] ?? Self.usual,
            rootfs: .init(diffIDs: isEmpty ? [] : [layer]), history: [HistoryEntry(createdBy: "base")])
        return ResolvedImage(source: source, config: config, digest: digest("index of \(name)"))
    }

    static let path = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

    /// The config of an image that sets a PATH and a command.
    static var usual: ContainerConfig {
        var config = ContainerConfig()
        config.environment = [path]
        config.command = ["sh"]
        return config
    }
}

func digest(_ text: String) -> Digest { Digest.sha256(of: Array(text.utf8)) }

/// A finished plan with what it asked for on the way.
struct Plan {
    var graph: Graph
    var warnings: [Diagnostic]
    var asked: [ImageRequest]

    var names: [String] { graph.vertices.map(\.name) }

    var target: Target { graph.targets[0] }

    var config: ContainerConfig { target.config.config }

    var history: [String] { target.history.map(\.createdBy) }

    func vertex(_ name: String) throws -> Vertex { try #require(graph.vertices.first { $0.name == name }) }

    /// The names of what a vertex reads.
    func inputs(of name: String) throws -> [String] { try vertex(name).inputs.map { graph[$0].name } }

    func run(_ name: String) throws -> RunOperation {
        guard case .run(let run) = try vertex(name).operation else { throw Unexpected() }
        return run
    }

    func copy(_ name: String) throws -> CopyOperation {
        guard case .copy(let copy) = try vertex(name).operation else { throw Unexpected() }
        return copy
    }

    /// The only RUN.
    var onlyRun: RunOperation {
        get throws {
            let runs = graph.vertices.compactMap { if case .run(let run) = $0.operation { run } else { nil } }
            #expect(runs.count == 1)
            return try #require(runs.first)
        }
    }

    /// The only COPY or ADD.
    var onlyCopy: CopyOperation {
        get throws {
            let copies = graph.vertices.compactMap { if case .copy(let copy) = $0.operation { copy } else { nil } }
            #expect(copies.count == 1)
            return try #require(copies.first)
        }
    }
}

struct Unexpected: Error {}

/// Plans a Dockerfile, answering each image that it asks for.
func plan(
    _ text: String, images: FakeImages = FakeImages(), configure: (inout PlanRequest) -> Void = { _ in }
) throws -> Plan {
    let file = SourceFile(name: "Dockerfile", text: text)
    var request = PlanRequest(dockerfile: try Dockerfile.parse(file), buildPlatform: amd64)
    configure(&request)
    var resolved: [ImageRequest: ResolvedImage] = [:]
    var asked: [ImageRequest] = []
    for _ in 0..<10 {
        switch try Planner.plan(request, images: resolved) {
        case .needsImages(let requests):
            asked += requests
            for request in requests { resolved[request] = try images.resolve(request) }
        case .ready(let graph, let warnings):
            return Plan(graph: graph, warnings: warnings, asked: asked)
        }
    }
    throw Unexpected()
}

/// The fault that planning ends with.
func fault(_ text: String, configure: (inout PlanRequest) -> Void = { _ in }) throws -> PlanError {
    let error = #expect(throws: PlanError.self) { try plan(text, configure: configure) }
    return try #require(error)
}

let amd64 = Platform(os: "linux", architecture: "amd64")
let arm64 = Platform(os: "linux", architecture: "arm64")

import BuildEvents
import BuildGraph
import EnginePorts

/// COPY and ADD.
struct CopyStep {
    let build: GraphBuild
    let vertex: Vertex
    let copy: CopyOperation

    func perform() async throws -> GraphBuild.StepWork {
        try await build.withWritableMount(of: vertex) { mount in
            try await build.services.layers.copy(try await request(in: mount), into: mount)
            let layer = try await build.commit(mount, of: vertex, digesting: false)
            return GraphBuild.StepWork(layer: layer, usage: nil)
        }
    }

    private func request(in mount: LayerMount) async throws -> CopyRequest {
        var request = CopyRequest(items: try await items(), destination: copy.destination)
        if let owner = copy.owner {
            request.owner = try await build.users(in: mount).owner(owner)
        }
        request.mode = copy.mode
        request.keepsOwners = copy.owner == nil
        request.isLinked = copy.isLinked
        request.keepsParents = copy.keepsParents
        request.unpacking = copy.unpacking
        request.previous = try await previousLayer()
        return request
    }

    /// The sources in the order of the instruction: a heredoc between files keeps its place.
    private func items() async throws -> [CopyRequest.Item] {
        let reads = vertex.operation.reads
        var items: [CopyRequest.Item] = []
        var taken: Set<Int> = []
        for source in copy.sources {
            switch source {
            case .inline(let name, let contents):
                items.append(.inline(name: name, contents: contents))
            case .files(let input, _):
                guard let index = reads.firstIndex(where: { $0.input == input }), taken.insert(index).inserted else {
                    continue
                }
                let files = try await build.selection(of: vertex.id, read: index)
                items.append(isKeptWhole(input) ? .whole(files) : .files(files))
            }
        }
        return items
    }

    /// Whether archives among the files of an input stay as they are: those of repositories always, fetched ones unless
    /// the instruction says otherwise.
    private func isKeptWhole(_ input: Int) -> Bool {
        switch build.graph[vertex.inputs[input]].operation {
        case .remote(.git): true
        case .remote(.http): copy.unpacking != .allArchives
        default: false
        }
    }

    /// The layer that the same instruction left before: files in common are linked from it.
    private func previousLayer() async throws -> LayerID? {
        let identity = build.stepIdentity(of: vertex)
        let previous = try await build.services.stored(for: build.steps[vertex.id]) { database in
            try await database.previousRecord(ofStep: identity)
        }
        return previous?.layers.last
    }
}

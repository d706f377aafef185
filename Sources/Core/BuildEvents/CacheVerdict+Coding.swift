extension CacheVerdict: Codable {
    private struct Form: Codable {
        var hit: CacheHit?
        var miss: MissCause?
    }

    /// Decodes an object with a member `hit` or `miss`.
    package init(from decoder: any Decoder) throws {
        let form = try Form(from: decoder)
        if let hit = form.hit {
            self = .hit(hit)
        } else if let miss = form.miss {
            self = .miss(miss)
        } else {
            let text = "a verdict is a `hit` or a `miss`"
            throw DecodingError.dataCorrupted(.init(codingPath: decoder.codingPath, debugDescription: text))
        }
    }

    /// Encodes an object with a member `hit` or `miss`.
    package func encode(to encoder: any Encoder) throws {
        switch self {
        case .hit(let hit): try Form(hit: hit).encode(to: encoder)
        case .miss(let miss): try Form(miss: miss).encode(to: encoder)
        }
    }
}

extension MissCause: Codable {
    private struct Form: Codable {
        enum Cause: String, Codable {
            case neverBuilt, otherPlatform, forced, filtered, changed, inputChanged, groundChanged, evicted, pruned
            case several, failedBefore
        }

        var cause: Cause
        var changes: [ComponentChange]?
        var more: Int?
        var input: StepID?
        var root: StepID?
        var platforms: [String]?
        var stage: String?
        var ground: GroundChange?
        var trace: PruneTrace?
        var causes: [MissCause]?
        var build: Int64?
        /// Of what was never built: whether nothing of its Dockerfile was.
        var isFirst: Bool?

        init(_ cause: Cause) {
            self.cause = cause
        }
    }

    /// Decodes an object with a member `cause`; a changed input without its root is its own root.
    package init(from decoder: any Decoder) throws {
        let form = try Form(from: decoder)
        switch form.cause {
        case .neverBuilt: self = form.isFirst == true ? .firstBuild : .neverBuilt
        case .failedBefore: self = form.build.map { .failedBefore($0) } ?? .neverBuilt
        case .otherPlatform: self = .otherPlatform(form.platforms ?? [])
        case .forced: self = .forced
        case .filtered: self = .filtered(form.stage ?? "")
        case .evicted: self = .evicted
        case .pruned: self = form.trace.map { .pruned($0) } ?? .evicted
        case .groundChanged: self = .groundChanged(form.ground ?? GroundChange(.unknown))
        case .several: self = .several(form.causes ?? [])
        case .changed: self = .changed(form.changes ?? [], more: form.more ?? 0)
        case .inputChanged:
            guard let input = form.input else {
                let text = "a changed input has a member `input`"
                throw DecodingError.dataCorrupted(.init(codingPath: decoder.codingPath, debugDescription: text))
            }
            self = .inputChanged(input, root: form.root ?? input)
        }
    }

    /// Encodes an object with a member `cause` and what belongs to that cause.
    package func encode(to encoder: any Encoder) throws {
        try form.encode(to: encoder)
    }

    private var form: Form {
        var form: Form
        switch self {
        case .neverBuilt: form = Form(.neverBuilt)
        case .firstBuild:
            form = Form(.neverBuilt)
            form.isFirst = true
        case .forced: form = Form(.forced)
        case .evicted: form = Form(.evicted)
        case .failedBefore(let build):
            form = Form(.failedBefore)
            form.build = build
        case .otherPlatform(let platforms):
            form = Form(.otherPlatform)
            form.platforms = platforms
        case .filtered(let stage):
            form = Form(.filtered)
            form.stage = stage
        case .groundChanged(let ground):
            form = Form(.groundChanged)
            form.ground = ground
        case .pruned(let trace):
            form = Form(.pruned)
            form.trace = trace
        case .several(let causes):
            form = Form(.several)
            form.causes = causes
        case .changed(let changes, let more):
            form = Form(.changed)
            form.changes = changes
            form.more = more
        case .inputChanged(let input, let root):
            form = Form(.inputChanged)
            form.input = input
            form.root = root
        }
        return form
    }
}

extension WaitReason: Codable {
    private struct Form: Codable {
        enum Kind: String, Codable {
            case slot, cacheMount, store, network
        }

        var kind: Kind
        var name: String?
    }

    /// Decodes an object with a member `kind` and, where something is waited for by name, `name`.
    package init(from decoder: any Decoder) throws {
        let form = try Form(from: decoder)
        switch form.kind {
        case .slot: self = .slot
        case .store: self = .store
        case .cacheMount: self = .cacheMount(form.name ?? "")
        case .network: self = .network(form.name ?? "")
        }
    }

    /// Encodes an object with a member `kind` and, where something is waited for by name, `name`.
    package func encode(to encoder: any Encoder) throws {
        switch self {
        case .slot: try Form(kind: .slot).encode(to: encoder)
        case .store: try Form(kind: .store).encode(to: encoder)
        case .cacheMount(let name): try Form(kind: .cacheMount, name: name).encode(to: encoder)
        case .network(let name): try Form(kind: .network, name: name).encode(to: encoder)
        }
    }
}

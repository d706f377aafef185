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
            case neverBuilt, forced, changed, inputChanged, evicted
        }

        var cause: Cause
        var changes: [ComponentChange]?
        var more: Int?
        var input: StepID?
        var root: StepID?
    }

    /// Decodes an object with a member `cause`; a changed input without its root is its own root.
    package init(from decoder: any Decoder) throws {
        let form = try Form(from: decoder)
        switch form.cause {
        case .neverBuilt: self = .neverBuilt
        case .forced: self = .forced
        case .evicted: self = .evicted
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
        switch self {
        case .neverBuilt: try Form(cause: .neverBuilt).encode(to: encoder)
        case .forced: try Form(cause: .forced).encode(to: encoder)
        case .evicted: try Form(cause: .evicted).encode(to: encoder)
        case .changed(let changes, let more):
            try Form(cause: .changed, changes: changes, more: more).encode(to: encoder)
        case .inputChanged(let input, let root):
            try Form(cause: .inputChanged, input: input, root: root).encode(to: encoder)
        }
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

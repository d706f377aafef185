package import BuildGraph
package import OCIFormat

/// What the cache had to say of a step; said by the solver, never guessed by a reader.
package enum CacheVerdict: Sendable, Hashable {
    /// A record was found; the step did not run.
    case hit(CacheHit)
    /// No record was found, and why.
    case miss(MissCause)
}

/// Where a hit came from.
package struct CacheHit: Sendable, Hashable, Codable {
    /// By which key the record was found.
    package enum Key: String, Sendable, Codable {
        /// The operation and its inputs' definitions.
        case definition
        /// The operation, the results that it stands on and the contents that it reads.
        case content
    }

    /// By which key.
    package var key: Key
    /// The record's row in the database.
    package var record: Int64
    /// The build that made the record.
    package var build: String
    /// When it was made, in seconds since 1970.
    package var created: Double
    /// How often it was used before.
    package var useCount: Int
    /// The layer's size in bytes.
    package var size: Int64
    /// The key by which it was found; nil in recordings of an earlier strata.
    package var digest: Digest?
    /// The identity of the whole filesystem that the step left; nil as above.
    package var result: Digest?

    /// Makes a hit whose digests are not told.
    package init(key: Key, record: Int64, build: String, created: Double, useCount: Int, size: Int64) {
        self.key = key
        self.record = record
        self.build = build
        self.created = created
        self.useCount = useCount
        self.size = size
        digest = nil
        result = nil
    }
}

/// Why a step was not found in the cache.
package enum MissCause: Sendable, Hashable {
    /// No step like it was ever recorded, though builds of its Dockerfile were.
    case neverBuilt
    /// The history has no build of its Dockerfile.
    case firstBuild
    /// It was run once, by the build of this number, and failed then.
    case failedBefore(Int64)
    /// It was built, but only for these other platforms, as `linux/arm64`.
    case otherPlatform([String])
    /// `--no-cache`.
    case forced
    /// `--no-cache-filter` names its stage.
    case filtered(String)
    /// The step's own definition or the files that it reads differ from the nearest record; with what differs.
    case changed([ComponentChange], more: Int)
    /// A step that it stands on gave another result; with that step, and the first step of the chain.
    case inputChanged(StepID, root: StepID)
    /// It stands on other ground than before, though nothing below it ran.
    case groundChanged(GroundChange)
    /// Its record is there, but the layer is not any more.
    case evicted
    /// Its record was removed on purpose.
    case pruned(PruneTrace)
    /// More than one of the others, what the step itself changed first.
    case several([MissCause])
}

extension MissCause {
    /// The causes one by one.
    package var parts: [MissCause] {
        guard case .several(let causes) = self else { return [self] }
        return causes.flatMap(\.parts)
    }

    /// What differs in the step's own key and in the files that it reads.
    package var changes: [ComponentChange] {
        parts.flatMap { part -> [ComponentChange] in
            guard case .changed(let changes, _) = part else { return [] }
            return changes
        }
    }

    /// How many changes are counted but not told.
    package var untold: Int {
        parts.reduce(0) { sum, part in
            guard case .changed(_, let more) = part else { return sum }
            return sum + more
        }
    }

    /// The steps that it reads which gave another result, each with the first of its chain.
    package var inputs: [(step: StepID, root: StepID)] {
        parts.compactMap { part in
            if case .inputChanged(let step, let root) = part { (step, root) } else { nil }
        }
    }

    /// The first of `inputs`.
    package var input: (step: StepID, root: StepID)? { inputs.first }

    /// What happened below the step, where that is a cause.
    package var ground: GroundChange? {
        parts.lazy.compactMap { part in
            if case .groundChanged(let ground) = part { ground } else { nil }
        }.first
    }

    /// Whether nothing changed: the step's record is gone.
    package var isRecordGone: Bool {
        switch self {
        case .evicted, .pruned: true
        default: false
        }
    }

    /// Whether a chain begins here: the step ran for something that is not another step's doing.
    package var isOwn: Bool {
        guard input != nil else { return true }
        return parts.contains { part in
            switch part {
            case .inputChanged: false
            case .changed(let changes, _): changes.contains { $0.from == nil }
            default: true
            }
        }
    }
}

/// One part of a key that differs from the nearest earlier record.
package struct ComponentChange: Sendable, Hashable, Codable {
    /// What kind of part.
    package var kind: KeyComponent.Kind
    /// Which one.
    package var name: String
    /// The value before; nil where there was none.
    package var old: String?
    /// The value now; nil where there is none any more.
    package var new: String?
    /// Of a file: what it is read from, as a stage or an image; nil for the build context.
    package var from: String?
    /// Of a file: where it is mounted; nil for what is copied.
    package var mount: String?
    /// Of a variable: the line of the Dockerfile by which the step names it; nil where the step merely sees it.
    package var line: Int?
    /// Of a file that is still there and left out now: the ignore file and its line, as `.dockerignore:3`.
    package var ignoredBy: String?

    /// Makes a change of a part that the step itself has.
    package init(kind: KeyComponent.Kind, name: String, old: String?, new: String?) {
        self.kind = kind
        self.name = name
        self.old = old
        self.new = new
        from = nil
        mount = nil
        line = nil
        ignoredBy = nil
    }
}

/// Why a step stands on other ground though nothing below it ran.
package struct GroundChange: Sendable, Hashable, Codable {
    /// What happened below.
    package enum Kind: String, Sendable, Codable {
        /// A step that stood below it is gone.
        case removed
        /// A step stands below it that did not.
        case added
        /// The steps below it stand in another order.
        case moved
        /// A step below it was found with another result than the one that it stood on.
        case otherResult
        /// It stood in another stage, which `instruction` names.
        case otherStage
        /// Nothing more is known.
        case unknown
    }

    /// What happened.
    package var kind: Kind
    /// The instruction of the step that it happened to; empty where nothing is known.
    package var instruction: String
    /// Of a step that was found with another result: what its key has that the earlier one had not; nil where that is
    /// not known.
    package var changes: [ComponentChange]?
    /// How many of these are counted but not told.
    package var more: Int?

    /// Makes a change of the step with an instruction.
    package init(_ kind: Kind, instruction: String = "") {
        self.kind = kind
        self.instruction = instruction
        changes = nil
        more = nil
    }
}

/// When and why a cache record was removed.
package struct PruneTrace: Sendable, Hashable, Codable {
    /// Seconds since 1970.
    package var time: Double
    /// What had it removed, in words that stand behind "by": `strata cache prune --older-than 7d`.
    package var policy: String

    /// Makes a trace.
    package init(time: Double, policy: String) {
        self.time = time
        self.policy = policy
    }
}

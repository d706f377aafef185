import BuildGraph
import OCIFormat

/// How far the solver has come with one vertex.
///
/// It is changed in one function only, `Solver.set`.
enum VertexState: Sendable, Hashable {
    /// Nothing needs its result so far.
    case idle
    /// Below a hit: its record is looked for, to be shown.
    case describing
    /// Below a hit, with its record, if there is one.
    case covered(FoundRecord?)
    /// Its result is needed; its definition key is not complete.
    case awaitingDefinition
    /// A record is looked for under its definition key.
    case lookingUpDefinition
    /// Its inputs' results are awaited.
    case awaitingInputs
    /// Base images that it reads from are being fetched.
    case awaitingSources
    /// What it reads of other stages is being digested.
    case digestingContents
    /// A record is looked for under its content key.
    case lookingUpContent(Digest, reads: [Digest])
    /// Its base image is being fetched.
    case awaitingBase(Execution)
    /// It runs.
    case executing
    /// It has a result.
    case resolved(Resolution)
    /// It failed.
    case failed

    var resolution: Resolution? {
        if case .resolved(let resolution) = self { resolution } else { nil }
    }
}

/// A vertex's result and where it came from.
struct Resolution: Sendable, Hashable {
    /// Where a result came from.
    enum Origin: Sendable, Hashable {
        /// From a record.
        case cache
        /// It is known by its name; its layers may not be on disk.
        case named
        /// It ran and gave what an earlier run gave.
        case ranSame
        /// It ran and gave something new.
        case ranNew
    }

    var result: Digest
    var origin: Origin
    /// The first step of the chain of changed results that leads here; nil unless `ranNew`.
    var root: VertexID?
}

package import BuildGraph
package import OCIFormat

/// What the engine reports to the solver.
package enum SolverInput: Sendable, Hashable {
    /// What a vertex reads of build contexts was digested: a digest for each such entry of `Operation.reads`, in order.
    case contextsDigested(VertexID, [Digest])
    /// The answer to `lookUp`.
    case lookedUp(VertexID, FoundRecord?)
    /// The answer to `describe`: a record, or nil, for each vertex asked for, in the same order.
    case described([VertexID], [FoundRecord?], above: Hit)
    /// What a vertex reads of other stages was digested: a digest for each such entry of `Operation.reads`, in order.
    case contentsDigested(VertexID, [Digest])
    /// A vertex ran to its end.
    case executed(VertexID, ExecutedResult)
    /// A vertex failed, in whatever it was doing.
    case failed(VertexID)

    /// Whether this ends the build.
    package var isFailure: Bool {
        if case .failed = self { true } else { false }
    }
}

/// A record as the solver needs it.
package struct FoundRecord: Sendable, Hashable {
    /// The record's row.
    package var record: Int64
    /// The identity of the filesystem that the step left.
    package var result: Digest

    /// Makes a found record.
    package init(record: Int64, result: Digest) {
        self.record = record
        self.result = result
    }
}

/// What running a vertex gave.
package struct ExecutedResult: Sendable, Hashable {
    /// The identity of the filesystem that it left.
    package var result: Digest
    /// Whether an earlier record of that result stands.
    package var isSameResult: Bool

    /// Makes a result.
    package init(result: Digest, isSameResult: Bool) {
        self.result = result
        self.isSameResult = isSameResult
    }
}

/// A vertex found in the cache.
package struct Hit: Sendable, Hashable {
    /// The vertex.
    package var vertex: VertexID
    /// Its record.
    package var found: FoundRecord
    /// The key by which it was found.
    package var kind: KeyKind
    /// A further key that leads to the record from now on.
    package var alias: Digest?

    /// Makes a hit without a further key.
    package init(_ vertex: VertexID, _ found: FoundRecord, by kind: KeyKind, alias: Digest? = nil) {
        self.vertex = vertex
        self.found = found
        self.kind = kind
        self.alias = alias
    }
}

/// What the solver asks the engine to do.
package enum SolverAction: Sendable, Hashable {
    /// Digest what a vertex reads of build contexts; answered by `contextsDigested`.
    case digestContexts(VertexID)
    /// Look for a record under a key; answered by `lookedUp`.
    case lookUp(VertexID, key: Digest, by: KeyKind)
    /// Look for the records of all vertices below a hit, so that they can be shown; answered by `described`.
    case describe([VertexID], keys: [Digest], above: Hit)
    /// Digest what a vertex reads of other stages, whose results are there now; answered by `contentsDigested`.
    case digestContents(VertexID)
    /// Run a vertex; answered by `executed`. Its inputs' results are there.
    case execute(VertexID, Execution)
    /// Vertices were found in the cache, inputs before what reads them.
    case hit([Hit])
    /// A vertex was never needed and no record of it is known.
    case skip(VertexID)
    /// All targets have results and everything else is told.
    case finish
}

/// Which of a vertex's two keys.
package enum KeyKind: Sendable, Hashable {
    /// The operation and its inputs' definitions.
    case definition
    /// The operation, the result that it stands on and the contents that it reads.
    case content
}

/// How a vertex is to be run.
package struct Execution: Sendable, Hashable {
    /// The keys that shall lead to its record: the definition's, then the content's.
    package var keys: [Digest]
    /// The result that it stands on; nil for an empty filesystem and for sources.
    package var baseResult: Digest?
    /// The identity of its result, where its keys determine that; nil for commands, whose layer has to be digested.
    package var knownResult: Digest?
    /// Why it may not have been found: the inputs that ran and gave other results, in the order of the inputs.
    package var changedInputs: [ChangedInput]
    /// Digests of what it reads, one for each entry of `Operation.reads`.
    package var readDigests: [Digest]

    /// Makes an execution.
    package init(
        keys: [Digest], baseResult: Digest?, knownResult: Digest?, changedInputs: [ChangedInput], readDigests: [Digest]
    ) {
        self.keys = keys
        self.baseResult = baseResult
        self.knownResult = knownResult
        self.changedInputs = changedInputs
        self.readDigests = readDigests
    }
}

/// An input that ran in this build and gave another result than before.
package struct ChangedInput: Sendable, Hashable {
    /// The input.
    package var input: VertexID
    /// The first step of the chain of such inputs.
    package var root: VertexID

    /// Makes a changed input.
    package init(input: VertexID, root: VertexID) {
        self.input = input
        self.root = root
    }
}

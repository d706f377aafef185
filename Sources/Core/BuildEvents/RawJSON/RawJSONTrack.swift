/// What is known of a vertex of a rawjson stream.
struct RawJSONTrack: Sendable {
    enum State: Sendable {
        case planned, running, ended
    }

    /// The end of an interval that may not be the last one.
    struct End: Sendable {
        var time: Int64
        var outcome: StepOutcome
    }

    let id: StepID
    let inputs: [StepID]
    /// Whether it is an image's, whose first interval is mostly not its last.
    let isImage: Bool
    var state = State.planned
    /// Whether the verdict that came with it was told.
    var isJudged = false
    /// The start of the newest interval.
    var started: Int64 = 0
    /// An end that is told once it is sure that the vertex does not start again.
    var pendingEnd: End?

    init(id: StepID, inputs: [StepID], isImage: Bool) {
        self.id = id
        self.inputs = inputs
        self.isImage = isImage
    }
}

/// Vertices that are shown as one, because they have a `progressGroup` in common.
struct RawJSONGroup: Sendable {
    struct Member: Sendable {
        var started: Int64?
        var completed: Int64?
        var isCached: Bool
        var isWeak: Bool
        var error: String?
    }

    let id: StepID
    var name: String
    var inputs: [String] = []
    var members: [String: Member] = [:]
    /// Members in the order in which they were first mentioned.
    var order: [String] = []

    init(id: StepID, name: String) {
        self.id = id
        self.name = name
    }

    /// Whether a member has started that may show the group.
    var isVisible: Bool {
        members.values.contains { $0.started != nil && !$0.isWeak }
    }

    /// The group as one vertex: under way while any member is, cached if all are, failed with the first error.
    var merged: RawJSONVertex {
        let working = order.compactMap { members[$0] }.filter { $0.started != nil }
        let completed = working.compactMap(\.completed)
        return RawJSONVertex(
            started: working.compactMap(\.started).min(),
            completed: completed.count == working.count ? completed.max() : nil,
            isCached: members.values.allSatisfy(\.isCached), error: working.lazy.compactMap(\.error).first)
    }
}

/// The changing part of a vertex, its times in nanoseconds since 1970.
struct RawJSONVertex: Sendable {
    var started: Int64?
    var completed: Int64?
    var isCached: Bool
    var error: String?
    var isSameResult = false
}

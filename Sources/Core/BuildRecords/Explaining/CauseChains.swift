package import BuildEvents

/// All causes of a build: what began, and what ran for it.
package struct CauseChains: Sendable, Hashable {
    /// A step that ran, and those that ran because of it.
    package struct Node: Sendable, Hashable {
        /// The position of the step in its build.
        package var step: Int
        /// The steps that it made run, in order.
        package var following: [Node]
    }

    /// A cause with the steps that it made run first.
    package struct Root: Sendable, Hashable {
        /// The cause.
        package var cause: MissCause
        /// The steps: several only where they all have the same to say, as that they are new.
        package var nodes: [Node]
    }

    /// The causes in the order of their first steps.
    package private(set) var roots: [Root] = []
    /// The positions of the steps from the cache.
    package private(set) var hits: [Int] = []
    /// The positions of steps that ran, or were to run, without a word on why; the build's own tasks are left out.
    package private(set) var untold: [Int] = []

    /// Finds the causes of a build's steps.
    package init(_ build: ExplainedBuild) {
        let positions = Dictionary(build.steps.indices.map { (build.steps[$0].id, $0) }) { first, _ in first }
        var following: [Int: [Int]] = [:]
        var first: [Int] = []
        for (position, step) in build.steps.enumerated() {
            guard let cause = step.cause else {
                if step.result == .hit, step.isInstruction { hits.append(position) }
                if step.isInstruction, [.ran, .same, .failed].contains(step.result) { untold.append(position) }
                continue
            }
            let parent = cause.isOwn ? nil : cause.input.flatMap { Self.parent($0, positions, build) }
            if let parent, parent < position {
                following[parent, default: []].append(position)
            } else {
                first.append(position)
            }
        }
        for position in first {
            guard let cause = build.steps[position].cause else { continue }
            let node = Self.node(position, following)
            if cause.isShared, let same = roots.firstIndex(where: { $0.cause == cause }) {
                roots[same].nodes.append(node)
            } else {
                roots.append(Root(cause: cause, nodes: [node]))
            }
        }
    }

    /// The step that is waited for, or, where that tells nothing, the one that began.
    private static func parent(
        _ input: (step: StepID, root: StepID), _ positions: [StepID: Int], _ build: ExplainedBuild
    ) -> Int? {
        [input.step, input.root].lazy.compactMap { positions[$0] }.first { build.steps[$0].cause != nil }
    }

    private static func node(_ position: Int, _ following: [Int: [Int]]) -> Node {
        // A step follows one that stands before it, so this ends.
        Node(step: position, following: (following[position] ?? []).map { node($0, following) })
    }

    /// The steps from one that ran back to the one that began, by the inputs that made each run.
    package static func chain(from position: Int, in build: ExplainedBuild) -> [Int] {
        let positions = Dictionary(build.steps.indices.map { (build.steps[$0].id, $0) }) { first, _ in first }
        var chain = [position]
        while let last = chain.last, let cause = build.steps[last].cause, !cause.isOwn || last == position,
            let input = cause.input, let next = parent(input, positions, build), !chain.contains(next)
        {
            chain.append(next)
        }
        return chain
    }
}

extension MissCause {
    /// Whether steps with this cause are told together: it says nothing of one alone.
    fileprivate var isShared: Bool {
        switch self {
        case .neverBuilt, .firstBuild, .otherPlatform, .forced, .filtered, .evicted: true
        case .pruned: true
        case .failedBefore, .changed, .inputChanged, .groundChanged, .several: false
        }
    }
}

import BuildEvents
import BuildGraph
import BuildRecords
import OCIFormat
import Synchronization

/// Finds for a step what it was in earlier builds of the same Dockerfile.
///
/// Builds are read when the first step misses, the newest alone and, where that does not have the step, some before it.
final class EarlierRecords: Sendable {
    /// What is known of a step's nearest earlier record.
    struct Match: Sendable {
        /// Whether there is an earlier build at all.
        var isInHistory = false
        /// Whether a build had the step's stage without it before any that had both.
        var isNewInStage = false
        var components: [KeyComponent]?
        /// The instruction as it was written then.
        var instruction: String?
        var ground: GroundChange?
        var otherPlatforms: [String] = []
        /// The newest build in which it failed, where it has no record, and the instruction as it was then.
        var failure: (build: Int64, instruction: String)?
        /// Whether a record was there whose parts are not kept any more.
        var isLost = false
        /// The build that has the record.
        fileprivate var aligned: Aligned?
    }

    fileprivate struct Aligned: Sendable {
        var build: EarlierBuild
        var alignment: StepAlignment
    }

    private struct State {
        var builds: [Aligned] = []
        var isComplete = false
    }

    /// How many builds are looked at.
    private static let mostBuilds = 20

    private let current: [EarlierStep]
    private let positions: [VertexID: Int]
    private let state = Mutex(State())

    init(_ graph: Graph) {
        var steps: [EarlierStep] = []
        var positions: [VertexID: Int] = [:]
        for vertex in graph.vertices {
            guard let stage = vertex.stage, vertex.operation.isStep else { continue }
            positions[vertex.id] = steps.count
            steps.append(
                EarlierStep(
                    stage: graph.stages[stage].name, platform: vertex.platform.description,
                    kind: vertex.operation.kindName, instruction: vertex.instruction))
        }
        current = steps
        self.positions = positions
    }

    /// What a step was, whose key is made of `own`; `builds` reads builds before one of a number, `components` what the
    /// keys of a record had.
    ///
    /// A build for several platforms may have the step once for each, on the machine's own platform: that which was for
    /// the same one is it, though of an older build, before one for another.
    func match(
        of id: VertexID, _ own: [KeyComponent],
        builds: (_ before: Int64?, _ limit: Int) async throws -> [EarlierBuild],
        components: (_ record: Int64) async throws -> [KeyComponent]
    ) async throws -> Match {
        var match = Match()
        var forOtherTarget: Match?
        var moved: Match?
        guard let position = positions[id] else { return match }
        for index in 0..<Self.mostBuilds {
            guard let aligned = try await build(index, builds) else { break }
            match.isInHistory = true
            let alignment = aligned.alignment
            match.otherPlatforms += alignment.otherPlatforms(of: position).filter {
                !match.otherPlatforms.contains($0)
            }
            let candidates = alignment.candidates(for: position)
            if candidates.isEmpty {
                // A newer build did without it: what stood in its place before that is another step.
                match.isNewInStage = match.isNewInStage || alignment.hasStage(of: position)
                if moved == nil { moved = try await origin(of: position, in: aligned, components) }
                continue
            }
            if match.isNewInStage, !alignment.isUnedited(position) { continue }
            for step in candidates.map({ aligned.build.steps[$0] }) {
                guard let record = step.record else {
                    if step.hasFailed, match.failure == nil {
                        match.failure = (aligned.build.number, step.instruction)
                    }
                    continue
                }
                let parts = try await components(record)
                if parts.isEmpty {
                    match.isLost = true
                    continue
                }
                var found = match
                found.components = parts
                found.instruction = step.instruction
                found.ground = alignment.ground(of: position)
                found.aligned = aligned
                if Self.haveSameTarget(own, parts) { return found }
                forOtherTarget = forOtherTarget ?? found
            }
        }
        let isKnown = match.failure != nil || match.isLost || !match.otherPlatforms.isEmpty
        return forOtherTarget ?? (isKnown ? match : moved ?? match)
    }

    /// What a step was in another stage, from which it may have been moved.
    private func origin(
        of position: Int, in aligned: Aligned, _ components: (_ record: Int64) async throws -> [KeyComponent]
    ) async throws -> Match? {
        guard let origin = aligned.alignment.origin(of: position) else { return nil }
        let step = aligned.build.steps[origin]
        guard let record = step.record else { return nil }
        var match = Match()
        match.components = try await components(record)
        if match.components?.isEmpty != false { return nil }
        match.instruction = step.instruction
        match.ground = GroundChange(.otherStage, instruction: step.stage)
        return match
    }

    /// What another step was in the build in which a step was found.
    func partner(of id: VertexID, in match: Match) -> EarlierStep? {
        guard let position = positions[id], let aligned = match.aligned else { return nil }
        return aligned.alignment.partner(of: position).map { aligned.build.steps[$0] }
    }

    /// What happened within a stage since the build in which a step was found, by the stage's last step.
    func ground(on id: VertexID, in match: Match) -> GroundChange? {
        guard let position = positions[id] else { return nil }
        return match.aligned?.alignment.ground(on: position)
    }

    /// Whether two keys have no variable in common that tells for which platform a step works, and differs.
    private static func haveSameTarget(_ own: [KeyComponent], _ earlier: [KeyComponent]) -> Bool {
        let targets = { (parts: [KeyComponent]) in
            parts.filter { $0.kind == .argument && targetVariables.contains($0.name) }
        }
        return targets(own).allSatisfy { part in
            targets(earlier).allSatisfy { $0.name != part.name || $0.value == part.value }
        }
    }

    private static let targetVariables: Set = ["TARGETPLATFORM", "TARGETOS", "TARGETARCH", "TARGETVARIANT"]

    private func build(
        _ index: Int, _ load: (_ before: Int64?, _ limit: Int) async throws -> [EarlierBuild]
    ) async throws -> Aligned? {
        let (known, last, isComplete) = state.withLock { state in
            let known = index < state.builds.count ? state.builds[index] : nil
            return (known, state.builds.last?.build.number, state.isComplete)
        }
        if known != nil || isComplete { return known }
        let limit = index == 0 ? 1 : Self.mostBuilds - index
        let loaded = try await load(last, limit).map {
            Aligned(build: $0, alignment: StepAlignment(current, with: $0.steps))
        }
        return state.withLock { state in
            // Another step may have read them meanwhile.
            if state.builds.count == index {
                state.builds += loaded
                state.isComplete = loaded.count < limit || index > 0
            }
            return index < state.builds.count ? state.builds[index] : nil
        }
    }
}

extension Operation {
    /// Whether it is a step of its stage, and no source.
    fileprivate var isStep: Bool {
        switch self {
        case .run, .copy, .makeDirectory: true
        case .image, .context, .remote: false
        }
    }
}

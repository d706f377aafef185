package import BuildEvents

/// Which step of an earlier build is which of this one.
///
/// Stages are found by name, else by what they have in common. Within one, steps with the same text in the same order
/// are the same; what is left between two such is paired by place and kind of work, since it was edited; what is left
/// then and stands elsewhere with the same text was moved. Steps are named by their position in the lists.
package struct StepAlignment: Sendable {
    private let steps: [EarlierStep]
    private let earlier: [EarlierStep]
    private var partners: [Int: Int] = [:]
    private var backwards: [Int: Int] = [:]
    private var platforms: [Int: [String]] = [:]
    /// The steps that have no partner, with one of the same text in another stage that has none either.
    private var moved: [Int: Int] = [:]

    /// Aligns the steps of this build with those of an earlier one, each in its build's order.
    package init(_ steps: [EarlierStep], with earlier: [EarlierStep]) {
        self.steps = steps
        self.earlier = earlier
        let pairs = StagePairs(steps, earlier)
        for pair in pairs.same { align(pair.new, pair.old) }
        findMoved()
        for pair in pairs.otherPlatforms { notePlatforms(pair.new, pair.old) }
    }

    /// The earlier step that a step was.
    package func partner(of step: Int) -> Int? { partners[step] }

    /// The earlier step that a step was, and others of its stage that are alike: a stage that works for several
    /// platforms has a step once for each.
    package func candidates(for step: Int) -> [Int] {
        guard let partner = partners[step] else { return [] }
        let found = earlier[partner]
        let others = earlier.indices.filter { index in
            let other = earlier[index]
            return index != partner && other.stage == found.stage && other.platform == found.platform
                && other.kind == found.kind && other.instruction == found.instruction
        }
        return [partner] + others
    }

    /// Whether the earlier build has the step with the very same text.
    package func isUnedited(_ step: Int) -> Bool {
        partners[step].map { earlier[$0].instruction == steps[step].instruction } ?? false
    }

    /// Whether the earlier build has any step of a step's stage.
    package func hasStage(of step: Int) -> Bool {
        partners.keys.contains { steps[$0].stage == steps[step].stage && steps[$0].platform == steps[step].platform }
    }

    /// The platforms that the earlier build had the step for, where it was not for the step's own.
    package func otherPlatforms(of step: Int) -> [String] {
        partners[step] == nil ? platforms[step] ?? [] : []
    }

    /// The step of another stage that a step was, where it has no partner: it may have been moved, though an older build
    /// can tell better.
    package func origin(of step: Int) -> Int? { moved[step] }

    /// What happened below a step within its stage since the earlier build.
    package func ground(of step: Int) -> GroundChange {
        guard let partner = partners[step] else { return GroundChange(.unknown) }
        return change(from: Self.below(partner, in: earlier), to: Self.below(step, in: steps))
    }

    /// What happened within a stage since the earlier build, by its last step: to what other stages stand on.
    package func ground(on last: Int) -> GroundChange {
        guard let partner = partners[last] else { return GroundChange(.added, instruction: steps[last].instruction) }
        let stage = earlier[partner]
        let all = earlier.indices.filter { earlier[$0].stage == stage.stage && earlier[$0].platform == stage.platform }
        return change(from: all, to: Self.below(last, in: steps) + [last])
    }

    private func change(from belowEarlier: [Int], to below: [Int]) -> GroundChange {
        if let gone = belowEarlier.last(where: { backwards[$0] == nil }) {
            return GroundChange(.removed, instruction: earlier[gone].instruction)
        }
        if let fresh = below.last(where: { partners[$0] == nil }) {
            return GroundChange(.added, instruction: steps[fresh].instruction)
        }
        if below.compactMap({ partners[$0] }) != belowEarlier { return GroundChange(.moved) }
        guard let last = below.last else { return GroundChange(.unknown) }
        return GroundChange(.otherResult, instruction: steps[last].instruction)
    }

    private static func below(_ step: Int, in steps: [EarlierStep]) -> [Int] {
        (0..<step).filter { steps[$0].stage == steps[step].stage && steps[$0].platform == steps[step].platform }
    }

    private mutating func pair(_ step: Int, _ other: Int) {
        partners[step] = other
        backwards[other] = step
    }
}

// MARK: - Within a stage

extension StepAlignment {
    private mutating func align(_ new: [Int], _ old: [Int]) {
        let same = CommonSequence.pairs(
            new.map { steps[$0].instruction }, old.map { earlier[$0].instruction })
        for (left, right) in same { pair(new[left], old[right]) }
        // What stands elsewhere with the same text was moved, and is no edit of what stands there now.
        var left = old.filter { backwards[$0] == nil }
        for step in new where partners[step] == nil {
            guard let place = left.firstIndex(where: { earlier[$0].instruction == steps[step].instruction }) else {
                continue
            }
            pair(step, left.remove(at: place))
        }
        var start = (new: 0, old: 0)
        for (newEnd, oldEnd) in same + [(new.count, old.count)] {
            alignGap(new[start.new..<newEnd], old[start.old..<oldEnd])
            start = (newEnd + 1, oldEnd + 1)
        }
    }

    /// Finds what is left and has the same text in another stage, which is still there and has the step no more.
    ///
    /// A stage of which nothing is there may be one that this build does not need.
    private mutating func findMoved() {
        let stages = Set(backwards.keys.map { earlier[$0].stage })
        var left = earlier.indices.filter { backwards[$0] == nil && stages.contains(earlier[$0].stage) }
        for step in steps.indices where partners[step] == nil {
            let place = left.firstIndex { index in
                let other = earlier[index]
                let isSamePlatform = other.platform == nil || other.platform == steps[step].platform
                return isSamePlatform && other.stage != steps[step].stage && other.kind == steps[step].kind
                    && other.instruction == steps[step].instruction
            }
            guard let place else { continue }
            moved[step] = left.remove(at: place)
        }
    }

    /// Pairs what was edited between two steps that are the same.
    private mutating func alignGap(_ new: ArraySlice<Int>, _ old: ArraySlice<Int>) {
        for kind in Set(new.map { steps[$0].kind }) {
            var fresh = new.filter { steps[$0].kind == kind && partners[$0] == nil }
            var gone = old.filter { earlier[$0].kind == kind && backwards[$0] == nil }
            while fresh.count != gone.count, let best = mostAlike(fresh, gone) {
                pair(best.new, best.old)
                fresh.removeAll { $0 == best.new }
                gone.removeAll { $0 == best.old }
            }
            for (step, other) in zip(fresh, gone) { pair(step, other) }
        }
    }

    private func mostAlike(_ new: [Int], _ old: [Int]) -> (new: Int, old: Int)? {
        var best: (new: Int, old: Int)?
        var most = -1.0
        for step in new {
            for other in old {
                let likeness = Self.likeness(steps[step].instruction, earlier[other].instruction)
                if likeness > most { (best, most) = ((step, other), likeness) }
            }
        }
        return best
    }

    /// How many words two texts share, from 0 to 1.
    private static func likeness(_ left: String, _ right: String) -> Double {
        let words = (Set(left.split(separator: " ")), Set(right.split(separator: " ")))
        let all = words.0.union(words.1).count
        return all == 0 ? 1 : Double(words.0.intersection(words.1).count) / Double(all)
    }

    private mutating func notePlatforms(_ new: [Int], _ old: [Int]) {
        for step in new {
            let same = old.filter { earlier[$0].instruction == steps[step].instruction }
            let found = same.compactMap { earlier[$0].platform }
            platforms[step, default: []] += found.filter { !platforms[step, default: []].contains($0) }
        }
    }
}

/// The stages of two builds that belong together, as positions of their steps.
private struct StagePairs {
    typealias Pair = (new: [Int], old: [Int])

    private struct Place: Hashable {
        var stage: String
        var platform: String?
    }

    var same: [Pair] = []
    /// Stages with those of other platforms.
    var otherPlatforms: [Pair] = []

    init(_ steps: [EarlierStep], _ earlier: [EarlierStep]) {
        let new = Self.places(steps)
        var old = Self.places(earlier)
        var unmatched: [(Place, [Int])] = []
        for (place, positions) in new {
            if let index = old.firstIndex(where: { Self.isSame($0.0, place) }) {
                same.append((positions, old.remove(at: index).1))
            } else {
                unmatched.append((place, positions))
            }
        }
        for (place, positions) in unmatched {
            // A stage that was renamed, or whose number changed, has the same steps.
            let texts = Set(positions.map { steps[$0].instruction })
            let candidates = old.indices.filter { old[$0].0.platform == nil || old[$0].0.platform == place.platform }
            let counts = candidates.map { index in old[index].1.count { texts.contains(earlier[$0].instruction) } }
            if let most = counts.indices.max(by: { counts[$0] < counts[$1] }), counts[most] > 0 {
                same.append((positions, old.remove(at: candidates[most]).1))
            }
        }
        for (place, positions) in new {
            for (other, others) in Self.places(earlier)
            where other.stage == place.stage && other.platform != nil && other.platform != place.platform {
                otherPlatforms.append((positions, others))
            }
        }
    }

    private static func isSame(_ left: Place, _ right: Place) -> Bool {
        left.stage == right.stage
            && (left.platform == nil || right.platform == nil || left.platform == right.platform)
    }

    private static func places(_ steps: [EarlierStep]) -> [(Place, [Int])] {
        var order: [Place] = []
        var positions: [Place: [Int]] = [:]
        for (index, step) in steps.enumerated() {
            let place = Place(stage: step.stage, platform: step.platform)
            if positions[place] == nil { order.append(place) }
            positions[place, default: []].append(index)
        }
        return order.map { ($0, positions[$0] ?? []) }
    }
}

import BuildEvents
import BuildGraph
import OCIFormat

/// Finds which steps of two builds stand for each other.
///
/// Stages are paired by name and platform, their steps by text in their order; of what is left between two pairs,
/// steps of one kind are paired as edited. The builds' own tasks are paired by name.
struct BuildAlignment {
    /// Positions among the steps of the two builds; one of them may be missing.
    struct Pair: Hashable {
        var old: Int?
        var new: Int?
        /// Whether the instruction was edited.
        var isEdited = false
    }

    private(set) var pairs: [Pair] = []

    private let old: BuildRecord
    private let new: BuildRecord

    init(_ old: BuildRecord, _ new: BuildRecord) {
        self.old = old
        self.new = new
        let before = Self.groups(old)
        let after = Self.groups(new)
        for group in Self.merged(before.order, after.order) {
            align(before.members[group] ?? [], after.members[group] ?? [])
        }
    }

    /// What is aligned by itself: a stage for a platform, or what belongs to no stage.
    private struct Group: Hashable {
        var stage: String?
        var platform: String?
    }

    private static func groups(_ build: BuildRecord) -> (order: [Group], members: [Group: [Int]]) {
        var order: [Group] = []
        var members: [Group: [Int]] = [:]
        let platforms = Set(build.steps.compactMap { $0.description.platform })
        for step in build.steps {
            var group = Group()
            if let index = step.description.stage, build.stages.indices.contains(index) {
                group.stage = build.stages[index].name
                // The only platform of a build need not be that of the other.
                if platforms.count > 1 { group.platform = build.stages[index].platform.description }
            }
            if members[group] == nil { order.append(group) }
            members[group, default: []].append(step.position)
        }
        return (order, members)
    }

    /// The groups of both, those of the first that are missing in the second behind their neighbours.
    private static func merged(_ old: [Group], _ new: [Group]) -> [Group] {
        var result = new
        for (index, group) in old.enumerated() where !new.contains(group) {
            let before = old[..<index].last { result.contains($0) }
            let place = before.flatMap { result.firstIndex(of: $0) }.map { $0 + 1 } ?? 0
            result.insert(group, at: place)
        }
        return result
    }

    private mutating func align(_ before: [Int], _ after: [Int]) {
        let left = before.map { Self.text(of: old.steps[$0]) }
        let right = after.map { Self.text(of: new.steps[$0]) }
        var removed: Set<Int> = []
        var added: Set<Int> = []
        for change in right.difference(from: left) {
            switch change {
            case .remove(let offset, _, _): removed.insert(offset)
            case .insert(let offset, _, _): added.insert(offset)
            }
        }
        var (row, column) = (0, 0)
        while row < before.count || column < after.count {
            var gone: [Int] = []
            var came: [Int] = []
            while row < before.count, removed.contains(row) {
                gone.append(before[row])
                row += 1
            }
            while column < after.count, added.contains(column) {
                came.append(after[column])
                column += 1
            }
            addGap(gone, came)
            guard row < before.count, column < after.count else { continue }
            pairs.append(Pair(old: before[row], new: after[column]))
            row += 1
            column += 1
        }
    }

    /// Pairs what stands between two common steps: of equal kinds in their order.
    private mutating func addGap(_ gone: [Int], _ came: [Int]) {
        var waiting = gone[...]
        for position in came {
            let step = new.steps[position].description
            let isInstruction = !step.instruction.isEmpty
            let match = waiting.firstIndex { isInstruction && old.steps[$0].description.kind == step.kind }
            guard let match else {
                pairs.append(Pair(old: nil, new: position))
                continue
            }
            for position in waiting[..<match] { pairs.append(Pair(old: position, new: nil)) }
            pairs.append(Pair(old: waiting[match], new: position, isEdited: true))
            waiting = waiting[(match + 1)...]
        }
        for position in waiting { pairs.append(Pair(old: position, new: nil)) }
    }

    private static func text(of step: StepSummary) -> String {
        step.description.instruction.isEmpty ? step.description.name : step.description.instruction
    }
}

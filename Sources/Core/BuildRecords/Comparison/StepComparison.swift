package import BuildEvents
import BuildGraph
import OCIFormat

/// A step of one build beside the step of another that stands for it.
package struct StepComparison: Sendable, Hashable {
    /// What became of the step from the first build to the second.
    package enum Change: String, Sendable, Hashable {
        /// Nothing that its key is made of differs, as far as that is known.
        case same
        /// Its own key differs.
        case changed
        /// Only what it stands on differs.
        case inherited
        /// Its instruction was edited.
        case edited
        /// The first build has no such step.
        case added
        /// The second build has no such step.
        case removed
    }

    /// The step of the first build.
    package var old: StepSummary?
    /// The step of the second build.
    package var new: StepSummary?
    /// The name of its stage; nil for the builds' own tasks.
    package var stage: String?
    /// What became of it.
    package var change: Change
    /// What differs in its key beside files and what it stands on.
    package var parts: [ComponentChange] = []
    /// The files that it reads and that differ.
    package var files: [FileDifference] = []

    /// Whether both builds kept what its key was made of.
    package var isKnown = false

    /// The text that progress shows for it, in the second build where it is there.
    package var name: String { (new ?? old)?.description.name ?? "" }

    /// Whether it is an instruction's and no task of the builds themselves.
    package var isInstruction: Bool { (new ?? old)?.description.instruction.isEmpty == false }

    /// Nanoseconds that the second build worked on it longer than the first.
    package var timeDifference: Int64 { (new?.duration ?? 0) - (old?.duration ?? 0) }

    /// Whether the step itself differs, not only what it stands on.
    package var isOwn: Bool { change != .same && change != .inherited }

    /// Whether it is worth a line: it differs, ended otherwise, or took noticeably longer or shorter.
    package var isTelling: Bool {
        if isOwn && isInstruction { return true }
        if old?.result != new?.result, isInstruction || new?.result == .failed { return true }
        return abs(timeDifference) >= 100_000_000
    }

    /// What differs, in a sentence without a full stop; nil where nothing does.
    package var sentence: String? {
        switch change {
        case .same: return nil
        case .added: return "only in B"
        case .removed: return "only in A"
        case .inherited: return "leaves another result, for what it stands on"
        case .edited, .changed:
            var parts: [String] = change == .edited ? ["the instruction was edited"] : []
            let others = self.parts.filter { !(change == .edited && $0.kind == .instruction) }
            if !others.isEmpty {
                parts.append(
                    MissSentence.sentence(for: .changed(Array(others.prefix(2)), more: max(0, others.count - 2))))
            }
            if let files = filesSentence { parts.append(files) }
            return parts.joined(separator: "; ")
        }
    }

    /// What differs, or else why the second build ran it though nothing does; empty where there is nothing to say.
    ///
    /// What the second build said of itself was said of some other build, and holds here only where nothing differs.
    package var text: String {
        if let sentence { return sentence }
        guard let new, new.result != .hit else { return "" }
        if isKnown { return new.cause ?? "" }
        guard new.result == .failed, isInstruction else { return "" }
        return "not known: of a step that failed no files and values are kept"
    }

    /// What the files have in common: `212 files differ in mode only: 0644 → 0664`.
    private var filesSentence: String? {
        guard let first = files.first else { return nil }
        if files.count == 1 { return "\(first.path): \(first.text)" }
        if files.allSatisfy({ $0.aspects == [.mode] }) { return modesSentence }
        let counts = FileDifference.Aspect.allCases.compactMap { aspect -> String? in
            let count = files.count { $0.aspects.contains(aspect) }
            return count == 0 ? nil : "\(count) \(Self.word(aspect))"
        }
        return "\(files.count) files differ (\(counts.joined(separator: ", ")))"
    }

    /// So many different changes of modes are told; of more the rest is counted.
    private static let toldModes = 3

    /// A change of the mode that several files have in common.
    private struct ModeChange: Hashable {
        var noun: String
        var text: String
    }

    /// What became of modes where nothing else differs: `3 paths differ in mode only: 2 files 0644 → 0664, 1 folder 0755 → 0775`.
    private var modesSentence: String {
        var counts: [ModeChange: Int] = [:]
        var order: [ModeChange] = []
        for file in files {
            guard let old = file.old, let new = file.new else { continue }
            let change = ModeChange(noun: new.noun, text: "\(old.shortMode) → \(new.shortMode)")
            if counts[change] == nil { order.append(change) }
            counts[change, default: 0] += 1
        }
        if let only = order.first, order.count == 1 {
            return "\(files.count) \(only.noun)s differ in mode only: \(only.text)"
        }
        // What stands first in the list of files stands first among changes of equally many.
        let groups = order.enumerated().sorted {
            (-(counts[$0.element] ?? 0), $0.offset) < (-(counts[$1.element] ?? 0), $1.offset)
        }.map { (change: $0.element, count: counts[$0.element] ?? 0) }
        let told = groups.prefix(Self.toldModes).map { group in
            "\(group.count) \(group.change.noun)\(group.count == 1 ? "" : "s") \(group.change.text)"
        }
        let rest = groups.dropFirst(Self.toldModes).reduce(0) { $0 + $1.count }
        let more = rest == 0 ? "" : ", \(rest) more otherwise"
        return "\(files.count) paths differ in mode only: \(told.joined(separator: ", "))\(more)"
    }

    private static func word(_ aspect: FileDifference.Aspect) -> String {
        switch aspect {
        case .added: "only in B"
        case .removed: "only in A"
        case .contents: "in contents"
        case .mode: "in mode"
        case .kind: "in kind"
        case .owner: "in owner"
        case .attributes: "in attributes"
        }
    }
}

extension StepComparison {
    /// Compares two steps by what their keys were made of; empty where that was not kept.
    init(
        old: StepSummary?, new: StepSummary?, stage: String?, isEdited: Bool, keys: ([KeyComponent], [KeyComponent])
    ) {
        self.old = old
        self.new = new
        self.stage = stage
        guard let old, let new else {
            change = old == nil ? .added : .removed
            return
        }
        isKnown = !keys.0.isEmpty && !keys.1.isEmpty
        let (before, after) = Self.comparable(keys.0, keys.1)
        let changes = isKnown ? MissExplainer.changes(from: before, to: after) : []
        var seen: Set<FileDifference> = []
        // A file that two patterns of a COPY name stands twice in its key.
        files = changes.filter { $0.kind == .file }.map(FileDifference.init).filter { seen.insert($0).inserted }
        parts = changes.filter { $0.kind != .file && !$0.isResult }
        if isEdited {
            change = .edited
        } else if !parts.isEmpty || !files.isEmpty {
            change = .changed
        } else if changes.contains(where: \.isResult) || Self.haveOtherResults(old, new)
            || (!isKnown && Self.didInherit(old, new))
        {
            change = .inherited
        } else {
            change = .same
        }
    }

    /// The keys without their files where one tells them one by one and the other their digest alone: nothing can be
    /// said of them then.
    private static func comparable(
        _ old: [KeyComponent], _ new: [KeyComponent]
    ) -> ([KeyComponent], [KeyComponent]) {
        func isListed(_ key: [KeyComponent]) -> Bool { key.contains { $0.kind == .file } }
        func isDigest(_ key: [KeyComponent]) -> Bool { key.contains { $0.kind == .files } }
        guard isListed(old) != isListed(new), isDigest(old) || isDigest(new) else { return (old, new) }
        return (
            old.filter { $0.kind != .file && $0.kind != .files }, new.filter { $0.kind != .file && $0.kind != .files }
        )
    }

    /// Whether both left a whole filesystem that is known, and not the same.
    private static func haveOtherResults(_ old: StepSummary, _ new: StepSummary) -> Bool {
        guard let before = old.resultDigest, let after = new.resultDigest else { return false }
        return before != after
    }

    /// Where no key was kept, the verdicts may tell.
    private static func didInherit(_ old: StepSummary, _ new: StepSummary) -> Bool {
        guard case .miss(.inputChanged) = new.verdict else { return false }
        return true
    }
}

extension StepSummary {
    /// The identity of the whole filesystem that it left, or that was found.
    fileprivate var resultDigest: Digest? {
        if let outcome { return outcome.digest }
        if case .hit(let hit) = verdict { return hit.result }
        return nil
    }
}

extension ComponentChange {
    /// Whether it is the result that the step stands on, and nothing of the step's own.
    var isResult: Bool { kind == .base && name.isEmpty && !(old ?? new ?? "").contains("@") }
}

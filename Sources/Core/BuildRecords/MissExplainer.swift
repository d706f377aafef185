package import BuildEvents
package import BuildGraph

/// Explains why a step was not found in the cache, by comparing what its key is made of with the nearest record.
package enum MissExplainer {
    /// How many changes are listed; the rest is counted.
    package static let limit = 20

    /// What the solver knows of a step that was not found.
    package struct Situation: Sendable {
        /// What the step's key is made of, the files that it reads included.
        package var components: [KeyComponent]
        /// The same of the nearest earlier record of this step; nil where there is none.
        package var previous: [KeyComponent]?
        /// Whether the cache was passed over on purpose.
        package var isForced = false
        /// Whether a record is there whose layer is gone.
        package var isEvicted = false
        /// The input that gave another result than before, and the first step of that chain.
        package var changedInput: (input: StepID, root: StepID)?

        /// Makes the situation of a step with a key and the nearest record's.
        package init(components: [KeyComponent], previous: [KeyComponent]?) {
            self.components = components
            self.previous = previous
        }
    }

    /// The cause of a miss.
    ///
    /// What the step itself changed comes before what an input changed; without any difference the record itself is
    /// gone, since it would have been found.
    package static func explain(_ situation: Situation) -> MissCause {
        if situation.isForced { return .forced }
        if situation.isEvicted { return .evicted }
        guard let previous = situation.previous else { return .neverBuilt }
        let changes = changes(from: previous, to: situation.components)
        if !changes.isEmpty { return .changed(Array(changes.prefix(limit)), more: max(0, changes.count - limit)) }
        if let (input, root) = situation.changedInput { return .inputChanged(input, root: root) }
        return .evicted
    }

    /// The cause of a miss from the two keys alone.
    package static func explain(components: [KeyComponent], previous: [KeyComponent]?) -> MissCause {
        explain(Situation(components: components, previous: previous))
    }

    /// All parts that differ, the most telling kinds first, and each kind in the order of the new key.
    ///
    /// A file list's digest (`files`) is left out where single files say more.
    package static func changes(from old: [KeyComponent], to new: [KeyComponent]) -> [ComponentChange] {
        let before = Values(old)
        let after = Values(new)
        var changes: [ComponentChange] = []
        for part in after.order where before[part] != after[part] {
            changes.append(ComponentChange(kind: part.kind, name: part.name, old: before[part], new: after[part]))
        }
        for part in before.order where after[part] == nil {
            changes.append(ComponentChange(kind: part.kind, name: part.name, old: before[part], new: nil))
        }
        if changes.contains(where: { $0.kind == .file }) { changes.removeAll { $0.kind == .files } }
        return KeyComponent.Kind.byWeight.flatMap { kind in changes.filter { $0.kind == kind } }
    }

    private struct Part: Hashable {
        var kind: KeyComponent.Kind
        var name: String
    }

    /// A key's values by part; parts that stand several times (patterns of one option) have their values joined.
    private struct Values {
        var order: [Part] = []
        var values: [Part: String] = [:]

        init(_ components: [KeyComponent]) {
            for component in components {
                let part = Part(kind: component.kind, name: component.name)
                if let value = values[part] {
                    values[part] = "\(value), \(component.value)"
                } else {
                    order.append(part)
                    values[part] = component.value
                }
            }
        }

        subscript(part: Part) -> String? { values[part] }
    }
}

extension KeyComponent.Kind {
    /// The kinds, the one that says most about a miss first.
    fileprivate static let byWeight: [KeyComponent.Kind] = [
        .instruction, .argument, .environment, .base, .file, .files, .mount, .platform, .user, .workdir, .option,
    ]
}

import BuildEvents
import BuildGraph

/// The files of one read of a step: those of a COPY's sources, or of one bind mount.
///
/// In a key's components the group's own component (kind `files`) stands before its files; without files behind it only
/// the digest of the list is known.
package struct FileGroup: Sendable {
    /// What is read.
    package struct Label: Sendable, Hashable {
        /// What it is read from, as a stage, an image or a named context; nil for the build context.
        package var from: String?
        /// The patterns as the instruction has them.
        package var patterns: String
        /// Where it is mounted; nil for what is copied.
        package var mount: String?

        /// Makes a label.
        package init(from: String?, patterns: String, mount: String? = nil) {
            self.from = from
            self.patterns = patterns
            self.mount = mount
        }
    }

    /// What is read; nil for what an earlier strata recorded without one.
    var label: Label?
    /// The digest of the whole list; nil as above.
    var digest: String?
    /// Files by path, in order; empty where they are not known.
    var files: [(path: String, value: String)] = []
}

extension FileGroup.Label {
    private static let separator: Character = "\u{1f}"

    /// The name of the group's own component.
    package var text: String {
        [from ?? "", patterns, mount ?? ""].joined(separator: String(Self.separator))
    }

    /// Reads a component's name; an earlier strata wrote the patterns alone.
    package init(_ text: String) {
        let fields = text.split(separator: Self.separator, omittingEmptySubsequences: false).map(String.init)
        if fields.count == 3 {
            self.init(
                from: fields[0].isEmpty ? nil : fields[0], patterns: fields[1],
                mount: fields[2].isEmpty ? nil : fields[2])
        } else {
            self.init(from: nil, patterns: text)
        }
    }

    /// What is read in words: `the files of src *.go`.
    package var phrase: String {
        let plain = patterns.isEmpty || patterns == "." ? "the files that it reads" : "the files \(patterns)"
        let files = mount.map { "the files mounted at \($0)" } ?? plain
        return from.map { "\(files) from \($0)" } ?? files
    }
}

extension FileGroup {
    /// The groups of a key, in its order.
    static func groups(of components: [KeyComponent]) -> [FileGroup] {
        var groups: [FileGroup] = []
        var isOpen = false
        for component in components {
            switch component.kind {
            case .files:
                groups.append(FileGroup(label: Label(component.name), digest: component.value))
                isOpen = true
            case .file:
                // Files without a group: those of an earlier strata, and here-documents.
                if !isOpen {
                    groups.append(FileGroup())
                    isOpen = true
                }
                groups[groups.count - 1].files.append((component.name, component.value))
            default:
                isOpen = false
            }
        }
        return groups
    }

    /// Pairs the groups of two keys: those that read from the same, then what is left in order.
    static func pairs(_ old: [FileGroup], _ new: [FileGroup]) -> [(old: FileGroup?, new: FileGroup?)] {
        var rest = old
        var partners: [FileGroup?] = new.map { group in
            guard let label = group.label else { return nil }
            let place =
                rest.firstIndex { $0.label == label }
                ?? rest.firstIndex {
                    $0.label.map { $0.from == label.from && $0.mount == label.mount } ?? false
                }
            return place.map { rest.remove(at: $0) }
        }
        for index in new.indices where partners[index] == nil && !rest.isEmpty {
            partners[index] = rest.removeFirst()
        }
        return zip(partners, new).map { ($0, $1) } + rest.map { ($0, nil) }
    }
}

extension FileGroup {
    /// What differs from an earlier read of the same: files that were changed and added, in order, then those removed.
    func changes(from old: FileGroup?) -> [ComponentChange] {
        guard let old else { return changes(fromKnown: FileGroup(label: label)) }
        if let digest, digest == old.digest { return [] }
        return changes(fromKnown: old)
    }

    private func changes(fromKnown old: FileGroup) -> [ComponentChange] {
        let isListed = !files.isEmpty && (!old.files.isEmpty || old.digest == nil)
        let isGone = files.isEmpty && digest == nil && !old.files.isEmpty
        guard isListed || isGone else { return [listChange(from: old)].compactMap(\.self) }
        // A file that two patterns name is listed by each.
        let places = Dictionary(old.files.indices.map { (old.files[$0].path, $0) }) { first, _ in first }
        var isKept = [Bool](repeating: false, count: old.files.count)
        var told: Set<String> = []
        var changes: [ComponentChange] = []
        for (path, value) in files {
            let place = places[path]
            let was = place.map { old.files[$0].value }
            if let place { isKept[place] = true }
            if was == value || was.map({ Self.isEqual($0, value) }) == true { continue }
            if told.insert(path).inserted { changes.append(change(path, old: was, new: value)) }
        }
        for place in old.files.indices where !isKept[place] && places[old.files[place].path] == place {
            changes.append(change(old.files[place].path, old: old.files[place].value, new: nil))
        }
        // Something that no file's value holds, as which names are one file: the digest tells that much.
        if changes.isEmpty { return [listChange(from: old)].compactMap(\.self) }
        return changes
    }

    /// The change where single files are not known.
    private func listChange(from old: FileGroup) -> ComponentChange? {
        guard digest != old.digest, let name = (label ?? old.label) else { return nil }
        // Files of an earlier strata, without a digest of their list, can't be compared with a digest.
        if old.digest == nil, !old.files.isEmpty { return nil }
        var change = ComponentChange(kind: .files, name: name.patterns, old: old.digest, new: digest)
        change.from = name.from
        change.mount = name.mount
        return change
    }

    private func change(_ path: String, old: String?, new: String?) -> ComponentChange {
        var change = ComponentChange(kind: .file, name: path, old: old, new: new)
        change.from = label?.from
        change.mount = label?.mount
        return change
    }

    /// Whether two values say the same, as far as the older one goes.
    private static func isEqual(_ old: String, _ new: String) -> Bool {
        guard old.first?.isNumber == true, let old = FileValue(old), let new = FileValue(new) else { return false }
        return new.differences(from: old).isEmpty
    }
}

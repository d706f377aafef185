package import BuildEvents

/// How a file that two steps read differs between them.
package struct FileDifference: Sendable, Hashable {
    /// What of a file differs.
    package enum Aspect: String, Sendable, Hashable, CaseIterable {
        case added, removed, contents, mode, other
    }

    /// The path.
    package var path: String
    /// What differs, in the order of `Aspect`.
    package var aspects: [Aspect]
    /// The file's facts before; nil where it was not there.
    package var old: FileFacts?
    /// The file's facts after; nil where it is not there any more.
    package var new: FileFacts?

    /// Reads the change of a `file` component.
    package init(_ change: ComponentChange) {
        path = change.name
        old = change.old.map(FileFacts.init)
        new = change.new.map(FileFacts.init)
        guard let old, let new else {
            aspects = [old == nil ? .added : .removed]
            return
        }
        var aspects: [Aspect] = []
        if (old.contents, old.size) != (new.contents, new.size) { aspects.append(.contents) }
        if old.mode != new.mode { aspects.append(.mode) }
        if aspects.isEmpty || old.others != new.others { aspects.append(.other) }
        self.aspects = aspects
    }

    /// What differs in a phrase: `mode 0644 → 0664`, `contents (1204 → 1310 bytes)`.
    package var text: String {
        aspects.map { aspect in
            switch aspect {
            case .added: "only in B"
            case .removed: "only in A"
            case .contents: contentsText
            case .mode: "mode \(old?.shortMode ?? "") → \(new?.shortMode ?? "")"
            case .other: "owner or attributes"
            }
        }.joined(separator: ", ")
    }

    private var contentsText: String {
        guard let before = old?.size, let after = new?.size, before != after else { return "contents" }
        return "contents (\(before) → \(after) bytes)"
    }
}

/// What a key says of a file.
package struct FileFacts: Sendable, Hashable {
    /// The mode in octal digits, perhaps with the kind of file before the permissions.
    package var mode: String
    /// Bytes; nil where the key does not tell.
    package var size: Int64?
    /// The digest of the contents, or a link's target.
    package var contents: String
    /// What else is told, as written.
    package var others: [String]

    /// Reads a value as keys have it: mode, size and contents, and perhaps more, between spaces.
    package init(_ value: String) {
        let words = value.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
        guard words.count >= 3, let size = Int64(words[1]) else {
            (mode, size, contents, others) = ("", nil, value, [])
            return
        }
        (mode, self.size, contents) = (words[0], size, words[2])
        others = Array(words[3...])
    }

    /// Four octal digits of permissions, as chmod(1) takes them.
    package var shortMode: String {
        let digits = mode.suffix(4)
        return String(repeating: "0", count: 4 - digits.count) + digits
    }
}

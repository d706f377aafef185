package import BuildEvents

/// How a file that two steps read differs between them.
package struct FileDifference: Sendable, Hashable {
    /// What of a file differs.
    package enum Aspect: String, Sendable, Hashable, CaseIterable {
        case added, removed, kind, contents, mode, owner, attributes
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
        if FileFacts.differ(old.kind, new.kind) { aspects.append(.kind) }
        if (old.contents, old.size) != (new.contents, new.size) { aspects.append(.contents) }
        if old.shortMode != new.shortMode { aspects.append(.mode) }
        if FileFacts.differ(old.owner, new.owner) { aspects.append(.owner) }
        if aspects.isEmpty || FileFacts.differ(old.attributes, new.attributes) { aspects.append(.attributes) }
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
            case .kind: "another kind of file"
            case .owner: "owner \(old?.owner ?? "") → \(new?.owner ?? "")"
            case .attributes: "attributes"
            }
        }.joined(separator: ", ")
    }

    /// With the sizes, or where those are equal with what else tells the contents apart.
    private var contentsText: String {
        guard let old, let new else { return "contents" }
        if let before = old.size, let after = new.size, before != after {
            return "contents (\(before) → \(after) bytes)"
        }
        let (before, after) = (old.shortContents, new.shortContents)
        return before == after ? "contents" : "contents (\(before) → \(after))"
    }
}

/// What a key says of a file.
package struct FileFacts: Sendable, Hashable {
    /// The letter that `ls -l` has for the kind of file; nil where the key does not tell.
    package var kind: Character?
    /// The permissions in octal digits, perhaps with the kind of file before them.
    package var mode: String
    /// `user:group` as numbers; nil where the key does not tell.
    package var owner: String?
    /// Bytes; nil where the key does not tell.
    package var size: Int64?
    /// A digest of the extended attributes; nil where the key does not tell.
    package var attributes: String?
    /// The digest of the contents, or a link's target.
    package var contents: String

    /// Reads a value as keys have it: `644 1234 DIGEST`, or `-644 0:0 1234 - DIGEST` with kind, owner and attributes.
    package init(_ value: String) {
        let isShort = value.first?.isNumber ?? true
        let words = value.split(separator: " ", maxSplits: isShort ? 2 : 4, omittingEmptySubsequences: false)
            .map(String.init)
        guard words.count == (isShort ? 3 : 5), let size = Int64(words[isShort ? 1 : 2]) else {
            (mode, contents) = ("", value)
            return
        }
        self.size = size
        if isShort {
            (mode, contents) = (words[0], words[2])
        } else {
            kind = words[0].first
            (mode, owner) = (String(words[0].dropFirst()), words[1])
            (attributes, contents) = (words[3], words[4])
        }
    }

    /// Four octal digits of permissions, as chmod(1) takes them.
    package var shortMode: String {
        let digits = mode.suffix(4)
        return String(repeating: "0", count: 4 - digits.count) + digits
    }

    /// Twelve digits of the contents' digest; a link's target as it is.
    var shortContents: String {
        let digits = contents.hasPrefix("sha256:") ? contents.dropFirst(7) : contents[...]
        let isDigest = digits.utf8.count >= 40 && digits.allSatisfy(\.isHexDigit)
        return isDigest ? String(digits.prefix(12)) : contents
    }

    /// What such a file is called: `file`, `folder` or `link`.
    var noun: String {
        switch kind {
        case "d": "folder"
        case "l": "link"
        default: "file"
        }
    }

    /// Whether both tell of a fact, and not the same.
    static func differ<Fact: Equatable>(_ old: Fact?, _ new: Fact?) -> Bool {
        guard let old, let new else { return false }
        return old != new
    }
}

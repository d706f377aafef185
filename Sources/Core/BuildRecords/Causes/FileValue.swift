/// What the key of a step has of one file that it reads, as the value of a component of kind `file`.
///
/// Written `-644 0:0 1234 - 0123…`: kind and mode, owner, size, attributes, and the contents' digest or a link's target.
/// An earlier strata wrote `644 1234 0123…`: what that leaves out counts as equal to anything.
package struct FileValue: Sendable, Hashable {
    /// What a file is, by the letter that `ls -l` has for it.
    package enum Kind: Character, Sendable, Hashable {
        case regular = "-"
        case folder = "d"
        case link = "l"
        case characterDevice = "c"
        case blockDevice = "b"
        case pipe = "p"
        case socket = "s"
    }

    /// What it is; nil where an earlier strata recorded it.
    package var kind: Kind?
    /// Permission bits in octal digits.
    package var mode: String
    /// `user:group` as numbers; nil as above.
    package var owner: String?
    /// Bytes.
    package var size: Int64
    /// A digest of the extended attributes; empty without any, nil as above.
    package var attributes: String?
    /// SHA-256 of the contents in hexadecimal, or a link's target; empty for other files.
    package var contents: String

    /// Makes the value of a file without attributes.
    package init(kind: Kind, mode: UInt32, owner: String, size: Int64, contents: String) {
        self.kind = kind
        self.mode = String(mode, radix: 8)
        self.owner = owner
        self.size = size
        self.contents = contents
        attributes = ""
    }

    /// Reads a component's value; nil for one of another form, as that of a here-document.
    package init?(_ text: String) {
        guard let first = text.first else { return nil }
        let isEarlier = first.isNumber
        let words = text.split(separator: " ", maxSplits: isEarlier ? 2 : 4, omittingEmptySubsequences: false)
        guard words.count == (isEarlier ? 3 : 5), let size = Int64(words[isEarlier ? 1 : 2]) else { return nil }
        self.size = size
        if isEarlier {
            (mode, contents) = (String(words[0]), String(words[2]))
            return
        }
        guard let kind = Kind(rawValue: first) else { return nil }
        self.kind = kind
        mode = String(words[0].dropFirst())
        owner = String(words[1])
        attributes = words[3] == "-" ? "" : String(words[3])
        contents = String(words[4])
    }

    /// The component's value.
    package var text: String {
        let letter = (kind ?? .regular).rawValue
        let attributes = attributes ?? ""
        return "\(letter)\(mode) \(owner ?? "0:0") \(size) \(attributes.isEmpty ? "-" : attributes) \(contents)"
    }
}

extension FileValue {
    /// What of a file may differ.
    package enum Aspect: String, Sendable, Hashable, CaseIterable {
        case type, content, mode, owner, attributes
    }

    /// What differs from an earlier value, the most telling first; of another type of file nothing else is told.
    package func differences(from old: FileValue) -> [Aspect] {
        if let was = old.kind, let kind, was != kind { return [.type] }
        var aspects: [Aspect] = []
        if old.contents != contents || old.size != size { aspects.append(.content) }
        if old.mode != mode { aspects.append(.mode) }
        if let was = old.owner, let owner, was != owner { aspects.append(.owner) }
        if let was = old.attributes, let attributes, was != attributes { aspects.append(.attributes) }
        return aspects
    }

    /// The kind in a word or two.
    package var kindName: String {
        switch kind {
        case .regular, nil: "file"
        case .folder: "folder"
        case .link: "symbolic link"
        case .characterDevice: "character device"
        case .blockDevice: "block device"
        case .pipe: "named pipe"
        case .socket: "socket"
        }
    }
}

package import Diagnostics

/// The types of mounts that RUN knows.
package enum MountType: String, Hashable, Sendable, CaseIterable {
    /// A folder of the context, an image or a stage.
    case bind
    /// A folder that outlives the build.
    case cache
    /// An empty folder in memory.
    case tmpfs
    /// A secret file or variable.
    case secret
    /// A socket of an SSH agent.
    case ssh
}

/// How steps that run at once share a cache mount.
package enum MountSharing: String, Hashable, Sendable, CaseIterable {
    /// All write into it at once.
    case shared
    /// Each has its own while another uses it.
    case `private`
    /// One waits for the other.
    case locked
}

/// A `--mount` as it was written: its values are known only when their variables are replaced.
package struct RunMount: Hashable, Sendable {
    /// The whole value of the flag.
    package var word: Word

    /// Its fields in order.
    package var options: [Option]

    /// One field of the flag's value.
    package struct Option: Hashable, Sendable {
        /// The part before the equals sign in lower case.
        package var key: String

        /// The whole field.
        package var word: Word

        /// The part behind the equals sign, nil without one.
        package var value: Word?
    }

    /// The stage or image to mount from, which may hold no variables.
    package var from: Word? {
        options.last { $0.key == "from" }?.value.flatMap { $0.text.isEmpty ? nil : $0 }
    }
}

/// A mount with its values.
package struct ResolvedMount: Hashable, Sendable {
    /// Its type.
    package var type = MountType.bind
    /// The stage or image, nil for the build context.
    package var from: String?
    /// The path to mount, nil for the root; of a secret also its id.
    package var source: String?
    /// Where to mount it, nil when not given.
    package var target: String?
    /// True when nothing may be written: bind, secret and ssh unless told otherwise.
    package var isReadOnly = true
    /// The size in bytes that a tmpfs may grow to.
    package var sizeLimit: Int64?
    /// The id of a cache, secret or agent.
    package var id: String?
    /// How a cache is shared, nil when not given.
    package var sharing: MountSharing?
    /// True when the build fails without the secret or agent.
    package var isRequired = false
    /// The variable that takes a secret; empty means the id's name.
    package var environmentName: String?
    /// The mode of what is made for the mount.
    package var mode: UInt32?
    /// The owner of what is made for the mount.
    package var uid: UInt32?
    /// The group of what is made for the mount.
    package var gid: UInt32?

    /// A bind mount of the build context that says nothing else.
    package init() {}
}

extension RunMount {
    /// Replaces the variables of a word.
    package typealias WordExpander = (Word) throws(DockerfileError) -> String

    static func parse(_ word: Word, of file: SourceFile) throws(DockerfileError) -> RunMount {
        // The flag's quotes are gone from the word, so places inside it are right only where there were none.
        let isVerbatim = word.range.end.offset - word.range.start.offset == word.text.utf8.count
        let text = MappedText(decoding: Array(word.text.utf8)[...])
        guard !text.isEmpty, let fields = CommaSeparatedFields.split(text) else {
            throw .mount(.malformedList(word.text), at: .init(file: file, range: word.range))
        }
        func place(_ text: MappedText) -> Word {
            guard isVerbatim, let bytes = text.byteRange else { return Word(text: text.text, range: word.range) }
            let start = word.range.start.offset
            return Word(text: text.text, range: file.range(start + bytes.lowerBound..<start + bytes.upperBound))
        }
        let options = fields.map { field in
            let parts = field.split(at: "=")
            let key = (parts?.0 ?? field).text.lowercased()
            return Option(key: key, word: place(field), value: parts.map { place($0.1) })
        }
        for case let (key, value?) in options.map({ ($0.key, $0.value) }) where key == "from" {
            if let dollar = value.text.firstIndex(of: "$"), value.text.index(after: dollar) != value.text.endIndex {
                throw .mount(.expandedFrom(value.text), at: .init(file: file, range: value.range))
            }
        }
        return RunMount(word: word, options: options)
    }

    /// The mount with its values; throws what is wrong with them.
    ///
    /// `expand` is called for each value in the order that they stand.
    package func resolved(
        in file: SourceFile, expanding expand: WordExpander
    ) throws(DockerfileError) -> ResolvedMount {
        var resolver = MountResolver()
        for option in options {
            let value: String?
            if let word = option.value {
                value = try expand(word)
            } else {
                value = nil
            }
            do {
                try resolver.take(option, value: value)
            } catch {
                throw .mount(error, at: .init(file: file, range: option.word.range))
            }
        }
        do {
            return try resolver.finished()
        } catch {
            throw .mount(error, at: .init(file: file, range: word.range))
        }
    }
}

/// COPY or ADD.
package struct CopyOperation: Hashable, Sendable {
    /// When a copied archive is unpacked instead.
    package enum Unpacking: String, Sendable, Codable {
        /// COPY, and `ADD --unpack=false`.
        case never
        /// ADD of local files that are tar archives, compressed or not.
        case localArchives
        /// `ADD --unpack`: archives from the network too.
        case allArchives
    }

    /// One thing to copy.
    package enum Source: Hashable, Sendable {
        /// What a pattern selects among the files of an input.
        case files(input: Int, pattern: String)
        /// A file whose bytes stand in the Dockerfile (a heredoc).
        case inline(name: String, contents: [UInt8])
    }

    /// The filesystem that is copied into, as an index into the vertex's inputs; nil for an empty one.
    package var base: Int?
    /// What is copied, in order.
    package var sources: [Source]
    /// Absolute path inside; a trailing slash says that it is a folder.
    package var destination: String
    /// `--chown` as written: names or numbers, perhaps with a group; nil for root (or, unpacking, the archive's).
    package var owner: String?
    /// `--chmod`.
    package var mode: ModeChange?
    /// Whether the layer is made without looking at what lies below (`--link`).
    package var isLinked: Bool
    /// Whether the folders of each source's path are kept (`--parents`).
    package var keepsParents: Bool
    /// Patterns, relative to each source, of what is left out (`--exclude`).
    package var excludes: [String]
    /// Whether archives are unpacked.
    package var unpacking: Unpacking

    /// Makes a plain copy of `sources` to a path.
    package init(base: Int?, sources: [Source], destination: String) {
        self.base = base
        self.sources = sources
        self.destination = destination
        owner = nil
        mode = nil
        isLinked = false
        keepsParents = false
        excludes = []
        unpacking = .never
    }

    /// Whether what is copied is the same over any base: linked, and with no owner to be looked up by name.
    package var isIndependentOfBase: Bool {
        isLinked && (owner ?? "").split(separator: ":").allSatisfy { $0 == "root" || $0.allSatisfy(\.isASCIIDigit) }
    }
}

extension Character {
    /// Whether it is one of 0 to 9.
    fileprivate var isASCIIDigit: Bool { ("0"..."9").contains(self) }
}

/// A `--chmod`: what it does to permission bits.
package enum ModeChange: Hashable, Sendable {
    /// The bits are set to these (12 bits).
    case absolute(UInt32)
    /// Symbolic clauses in the manner of chmod(1), applied in order.
    case symbolic([Clause])

    /// One clause such as `g+rX`.
    package struct Clause: Hashable, Sendable {
        /// What is done with the permissions.
        package enum Action: String, Sendable { case add = "+", remove = "-", set = "=" }

        /// Any of `u`, `g`, `o`; all three for `a` and for none.
        package var classes: Set<Character>
        /// What is done.
        package var action: Action
        /// Any of `r`, `w`, `x`, `X`, `s`, `t`, and `u`, `g`, `o` for what that class has.
        package var permissions: Set<Character>

        /// Makes a clause.
        package init(classes: Set<Character>, action: Action, permissions: Set<Character>) {
            self.classes = classes
            self.action = action
            self.permissions = permissions
        }
    }

    /// What folders get that have to be made for a destination: of a number its nine lower bits; clauses, which change
    /// what is copied, say nothing of them.
    package var modeOfNewFolders: UInt32 {
        switch self {
        case .absolute(let bits): bits & 0o777
        case .symbolic: 0o755
        }
    }

    /// Gives the permission bits (12) that a file of `mode` has after the change.
    package func applied(to mode: UInt32, isDirectory: Bool) -> UInt32 {
        switch self {
        case .absolute(let bits):
            bits
        case .symbolic(let clauses):
            clauses.reduce(mode & 0o7777) {
                $1.applied(to: $0, mayRun: isDirectory || mode & 0o111 != 0)
            }
        }
    }
}

extension ModeChange.Clause {
    /// `mayRun` is what `X` goes by: whether it is a folder, or a file that somebody could run before all clauses.
    fileprivate func applied(to mode: UInt32, mayRun: Bool) -> UInt32 {
        var bits: UInt32 = 0
        var cleared: UInt32 = 0
        // What a class takes over from another are its three bits alone.
        let isTakenOver = !permissions.isDisjoint(with: Self.places.map(\.name))
        for (name, shift, special) in Self.places where classes.contains(name) {
            cleared |= 7 << shift | (isTakenOver ? 0 : special)
            if permissions.contains("r") { bits |= 4 << shift }
            if permissions.contains("w") { bits |= 2 << shift }
            if permissions.contains("x") || (permissions.contains("X") && mayRun) { bits |= 1 << shift }
            if permissions.contains("s") { bits |= special }
            if permissions.contains("t"), name != "o" { bits |= 0o1000 }
            for (other, otherShift, _) in Self.places where permissions.contains(other) {
                bits |= (mode >> otherShift & 7) << shift
            }
        }
        switch action {
        case .add: return mode | bits
        case .remove: return mode & ~bits
        case .set: return (mode & ~cleared) | bits
        }
    }

    /// The classes with the places of their bits and the bit that `s` means for them.
    private static let places: [(name: Character, shift: UInt32, special: UInt32)] = [
        ("u", 6, 0o4000), ("g", 3, 0o2000), ("o", 0, 0),
    ]
}

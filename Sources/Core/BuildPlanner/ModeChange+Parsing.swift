import BuildGraph

extension ModeChange {
    /// Reads what `--chmod` takes: octal digits up to 7777, or clauses as chmod(1) has them; nil for anything else.
    init?(parsing text: String) {
        guard let first = text.utf8.first else { return nil }
        if (48...57).contains(first) {
            guard let bits = UInt32(text, radix: 8), bits <= 0o7777 else { return nil }
            self = .absolute(bits)
            return
        }
        var clauses: [Clause] = []
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            guard let parsed = Clause.clauses(parsing: part) else { return nil }
            clauses += parsed
        }
        self = .symbolic(clauses)
    }
}

extension ModeChange.Clause {
    /// The clauses of `ug+rw-x`: one for each sign.
    fileprivate static func clauses(parsing text: Substring) -> [ModeChange.Clause]? {
        var rest = text
        var classes = Set<Character>()
        while let name = rest.first, "ugoa".contains(name) {
            classes.formUnion(name == "a" ? ["u", "g", "o"] : [name])
            rest.removeFirst()
        }
        if classes.isEmpty { classes = ["u", "g", "o"] }
        var clauses: [ModeChange.Clause] = []
        while let sign = rest.first {
            guard let action = Action(rawValue: String(sign)) else { return nil }
            rest.removeFirst()
            let letters = rest.prefix { "rwxXstugo".contains($0) }
            rest.removeFirst(letters.count)
            clauses.append(ModeChange.Clause(classes: classes, action: action, permissions: Set(letters)))
        }
        return clauses.isEmpty ? nil : clauses
    }
}

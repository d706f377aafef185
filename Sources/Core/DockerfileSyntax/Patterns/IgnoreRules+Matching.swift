extension IgnoreRules {
    /// What a walker must know of a folder to judge what is in it.
    package struct FolderState: Hashable, Sendable {
        /// For each rule, whether it matched the folder or one above it.
        fileprivate var matched: [Bool]

        /// Whether a rule, by its index, matched the folder or one above it.
        func isMatched(by rule: Int) -> Bool { matched[rule] }
    }

    /// What the rules say of one path.
    package struct Verdict: Hashable, Sendable {
        /// True when the path is left out.
        package var isExcluded: Bool

        /// The index in ``IgnoreRules/rules`` of the rule that decided, nil when none matched.
        package var decidingRule: Int?

        /// False when the path is left out and so is everything that can be below it: a walker need not enter.
        package var mayHoldIncluded: Bool

        /// What to hand on as `parent` for the folder's entries.
        package var state: FolderState
    }

    /// Judges a path whose parent folder was judged before; `parent` is nil for entries of the root.
    package func verdict(
        for path: [UInt8], isDirectory: Bool, parent: FolderState? = nil
    ) -> Verdict {
        var isExcluded = false
        var deciding: Int?
        var state = FolderState(matched: isDirectory ? Array(repeating: false, count: rules.count) : [])
        for (index, rule) in rules.enumerated() {
            var matches = parent?.matched[index] ?? false
            if !matches {
                // A rule that could not change the outcome is not even tried.
                guard rule.isException == isExcluded else { continue }
                matches = rule.compiled.matches(path)
            }
            guard matches else { continue }
            if isDirectory {
                state.matched[index] = true
            }
            isExcluded = !rule.isException
            deciding = index
        }
        var mayHoldIncluded = isDirectory
        if isExcluded, isDirectory, let deciding {
            mayHoldIncluded = rules[(deciding + 1)...].contains { rule in
                rule.isException && rule.compiled.mayMatch(below: path)
            }
        }
        return Verdict(
            isExcluded: isExcluded, decidingRule: deciding, mayHoldIncluded: mayHoldIncluded, state: state)
    }

    /// Judges a path by itself, looking at all folders above it.
    package func verdict(for path: [UInt8], isDirectory: Bool = false) -> Verdict {
        var parent: FolderState?
        for (index, byte) in path.enumerated() where byte == UInt8(ascii: "/") && index > 0 {
            parent = verdict(for: Array(path[..<index]), isDirectory: true, parent: parent).state
        }
        return verdict(for: path, isDirectory: isDirectory, parent: parent)
    }

    /// Whether the path is left out, by itself or with a folder above it.
    package func excludes(_ path: String) -> Bool {
        verdict(for: Array(path.utf8)).isExcluded
    }
}

extension IgnoreRules {
    /// A rule that changed what is said of a path.
    package struct Decision: Hashable, Sendable {
        /// The index in ``IgnoreRules/rules``.
        package var rule: Int

        /// How many bytes of the path the rule matched: all, or those of a folder above.
        package var matchedCount: Int
    }

    /// The rules that changed what is said of a path, in their order: the first left it out, the next took it back in.
    ///
    /// The last one decided; with none the path is in. Takes time in proportion to rules times folders above.
    package func decisions(for path: [UInt8], isDirectory: Bool) -> [Decision] {
        var folders: [(count: Int, state: FolderState)] = []
        for (index, byte) in path.enumerated() where byte == UInt8(ascii: "/") && index > 0 {
            let verdict = verdict(for: Array(path[..<index]), isDirectory: true, parent: folders.last?.state)
            folders.append((index, verdict.state))
        }
        var decisions: [Decision] = []
        var isExcluded = false
        for (index, rule) in rules.enumerated() where rule.isException == isExcluded {
            if let folder = folders.first(where: { $0.state.isMatched(by: index) }) {
                decisions.append(Decision(rule: index, matchedCount: folder.count))
            } else if rule.compiled.matches(path) {
                decisions.append(Decision(rule: index, matchedCount: path.count))
            } else {
                continue
            }
            isExcluded.toggle()
        }
        return decisions
    }
}

extension SyntaxTree: CustomStringConvertible {
    /// The tree as S-expressions, one instruction a line, exactly as BuildKit's parser prints its own.
    package var description: String {
        nodes.map { "(\($0.dump))" }.joined(separator: "\n")
    }
}

extension SyntaxNode {
    fileprivate var dump: String {
        var parts = [keyword.text.lowercased()]
        if !flags.isEmpty {
            parts.append("[\(flags.map(\.text.goQuoted).joined(separator: " "))]")
        }
        for argument in arguments {
            switch argument {
            case .word(let text): parts.append(text.text.goQuoted)
            case .instruction(let node): parts.append("(\(node.dump))")
            }
        }
        return parts.joined(separator: " ")
    }
}

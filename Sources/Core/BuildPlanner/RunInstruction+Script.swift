import DockerfileSyntax

extension RunInstruction {
    /// What to start; whether a here-document is a script of its own is decided once leading tabs are stripped.
    var startedScript: RunScript {
        guard case .shell(let text) = script, let heredoc = heredocs.first, heredoc.stripsTabs else { return script }
        let contents = heredoc.strippedContents
        guard text.hasPrefix("#!"), text == String(decoding: contents, as: UTF8.self) else { return script }
        return .file(name: heredoc.name, contents: contents)
    }

    /// Whether the command is a here-document and nothing else, so that its contents are what runs.
    var isHeredocAlone: Bool {
        guard let heredoc = heredocs.first else { return false }
        switch startedScript {
        case .exec: return false
        case .file: return true
        case .shell(let text): return text == String(decoding: heredoc.strippedContents, as: UTF8.self)
        }
    }
}

extension Diagnostic: CustomStringConvertible {
    /// The rendered text, so that an error that is only printed is still readable.
    package var description: String { rendered() }

    /// The place as `FILE:LINE:COLUMN`, as `FILE` when no part of it is at fault, or nil without a file.
    package var location: String? {
        guard let file else { return nil }
        guard let range else { return file.name }
        return "\(file.name):\(range.start.line):\(range.start.column)"
    }

    /// The place and message in one line.
    package var headline: String {
        let label = severity == .error ? "" : "\(severity.rawValue): "
        return (location.map { "\($0): " } ?? "") + label + message
    }

    /// The whole text for people: headline, source lines in their frame, notes, link and remedy; no newline at the end.
    package func rendered() -> String {
        var parts = [headline]
        if let file, let range {
            let snippet = SourceSnippet.render(file: file, range: range)
            if !snippet.isEmpty {
                parts.append(snippet)
            }
        }
        parts += notes.map { "note: \($0)" }
        if let url {
            parts.append("see: \(url)")
        }
        if let remedy {
            parts.append("remedy: \(remedy)")
        }
        return parts.joined(separator: "\n")
    }
}

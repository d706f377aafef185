import BuildEvents
import BuildRecords
import Diagnostics

extension StepSummary {
    /// Its name; that of an image without what is the same for all: the host that everyone knows, and the digest.
    var label: String {
        isNamedByImage ? Self.shortened(description.name) : description.name
    }

    /// What it does, for where its stage is told elsewhere: without the brackets before it.
    var title: String {
        let text =
            description.instruction.isEmpty ? VertexName(parsing: description.name).text : description.instruction
        if text.isEmpty { return label }
        return isNamedByImage ? Self.shortened(text) : text
    }

    /// Whether images in its name were written out by the builder.
    private var isNamedByImage: Bool { description.kind == "image" || description.instruction.isEmpty }

    private static func shortened(_ name: String) -> String {
        name.split(separator: " ", omittingEmptySubsequences: false).map { word -> Substring in
            let word = word.firstRange(of: "@sha256:").map { word[..<$0.lowerBound] } ?? word
            let host = ["docker.io/library/", "docker.io/"].first { word.hasPrefix($0) }
            return word.dropFirst(host?.count ?? 0)
        }.joined(separator: " ")
    }

    /// How it ended, and why it failed and ran, on one line.
    var story: String {
        let parts = [word, time, failure?.diagnostic.message ?? "", cause ?? ""]
        return parts.filter { !$0.isEmpty }.joined(separator: " · ")
    }
}

extension StepSummary.Result {
    /// How a step ended, as one sign.
    var glyph: String {
        switch self {
        case .hit: "◆"
        case .ran: "✓"
        case .same: "≡"
        case .failed: "✗"
        case .cancelled: "⊘"
        case .running: "…"
        case .waiting, .skipped: "–"
        }
    }
}

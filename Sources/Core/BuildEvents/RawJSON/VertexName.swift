package import OCIFormat

/// The name of a vertex taken apart: `[linux/amd64 build 2/4] RUN make`.
package struct VertexName: Sendable, Hashable {
    /// The platform that the step runs for, if it is named.
    package var platform: Platform?
    /// The platform of the image that is made, if another one is named (`[linux/amd64->arm64 …]`).
    package var targetPlatform: Platform?
    /// The stage, without a platform; empty where a single one has no name, nil where the name has no position.
    package var stage: String?
    /// Position among the stage's counted steps, from 1.
    package var step: Int?
    /// How many counted steps the stage has.
    package var stepCount: Int?
    /// What else stands in brackets, as `internal`, `auth`, `NAME context`.
    package var label: String?
    /// What stands behind the brackets.
    package var text: String

    /// Takes a name apart; one without brackets is all text.
    package init(parsing name: String) {
        text = name
        guard name.first == "[", let close = name.firstIndex(of: "]") else { return }
        var words = name[name.index(after: name.startIndex)..<close].split(separator: " ").map(String.init)
        text = String(name[name.index(after: close)...].drop { $0 == " " })
        if let first = words.first, let platforms = Self.platforms(first) {
            (platform, targetPlatform) = platforms
            words.removeFirst()
        }
        guard let last = words.last, let position = Self.position(last) else {
            label = words.joined(separator: " ")
            return
        }
        (step, stepCount) = position
        stage = words.dropLast().joined(separator: " ")
    }

    /// The kind of work, in the words of `StepDescription.kind`.
    package var kind: String {
        guard step != nil else {
            if text.hasPrefix("exporting") { return "export" }
            let isContext = text == "load build context" || label?.hasSuffix(" context") == true
            return isContext ? "context" : "internal"
        }
        let words = text.split(separator: " ")
        let instruction = words.first == "ONBUILD" ? words.dropFirst().first : words.first
        switch instruction?.uppercased() {
        case "FROM": return "image"
        case "RUN": return "run"
        case "COPY", "ADD": return "copy"
        case "WORKDIR": return "workdir"
        default: return "internal"
        }
    }

    private static func position(_ word: String) -> (Int, Int)? {
        let parts = word.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let step = Int(parts[0]), let count = Int(parts[1]), step >= 0, count >= 0 else {
            return nil
        }
        return (step, count)
    }

    /// `linux/amd64`, or `linux/amd64->arm64`, where the target's operating system is left out if it is the same.
    private static func platforms(_ word: String) -> (Platform, Platform?)? {
        let slash = word.firstIndex(of: "/")
        guard let slash, word[..<slash].allSatisfy({ $0.isLetter }), position(word) == nil else { return nil }
        guard let arrow = word.firstRange(of: "->") else { return parsed(word[...]).map { ($0, nil) } }
        guard let platform = parsed(word[..<arrow.lowerBound]) else { return nil }
        let target = word[arrow.upperBound...]
        let isWhole = ["linux/", "windows/", "darwin/", "freebsd/"].contains { target.hasPrefix($0) }
        return (platform, parsed(isWhole ? target : "\(platform.os)/\(target)"))
    }

    private static func parsed(_ text: Substring) -> Platform? {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard (2...3).contains(parts.count), parts.allSatisfy({ !$0.isEmpty }) else { return nil }
        return Platform(os: parts[0], architecture: parts[1], variant: parts.count == 3 ? parts[2] : nil)
    }
}

import BuildEvents
import OCIFormat
import TerminalCells

/// What a step is called where its stage is told elsewhere.
enum StepTitle {
    /// Its instruction as written, or the name of what has none without the brackets before it, in one clean line.
    ///
    /// Images whose name was made are told without what is the same for all.
    static func text(of step: StepDescription) -> String {
        Cleaning.line(oneLine(raw(of: step)))
    }

    private static func raw(of step: StepDescription) -> String {
        let text = step.instruction.isEmpty ? VertexName(parsing: step.name).text : step.instruction
        guard !text.isEmpty else { return step.name }
        return step.kind == "image" || step.instruction.isEmpty ? shortened(text) : text
    }

    /// Without the digest that BuildKit puts behind an image, and the registry's host that everyone knows.
    static func shortened(_ name: String) -> String {
        let words = name.split(separator: " ", omittingEmptySubsequences: false).map { word -> Substring in
            let word = word.firstRange(of: "@sha256:").map { word[..<$0.lowerBound] } ?? word
            for host in ["docker.io/library/", "docker.io/"] where word.hasPrefix(host) {
                return word.dropFirst(host.count)
            }
            return word
        }
        return words.joined(separator: " ")
    }

    /// The longest text that is looked at; no row is ever wider.
    private static let longest = 240

    /// Runs of spaces and line ends, a backslash before them included, become one space.
    private static func oneLine(_ text: String) -> String {
        var result = ""
        var isGap = false
        var count = 0
        var rest = text[...]
        while let character = rest.popFirst(), count < longest {
            let continues = character == "\\" && (rest.first?.isNewline ?? false)
            if continues || character.isWhitespace {
                isGap = !result.isEmpty
                continue
            }
            if isGap { result.append(" ") }
            isGap = false
            result.append(character)
            count += 1
        }
        return result
    }
}

extension Outline.Group {
    /// Its title, with the platform where the build has several: `build arm64`, in one clean line.
    ///
    /// Almost all platforms are Linux's, and where boxes are narrow its name would be all that is seen of them.
    var label: String {
        guard let platform else { return Cleaning.line(title) }
        let text = platform.description
        return Cleaning.line("\(title) \(text.hasPrefix("linux/") ? String(text.dropFirst(6)) : text)")
    }
}

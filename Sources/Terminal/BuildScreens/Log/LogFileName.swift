import BuildEvents
import BuildGraph
import BuildProgress

/// Names for the file that a step's log is written to.
enum LogFileName {
    private static let longestWord = 24

    /// A name made of the step's stage, number and command, as `build-server-2-go.log`.
    static func suggestion(for step: StepDescription, _ build: BuildState) -> String {
        let stage = step.stage.flatMap { build.stages.indices.contains($0) ? build.stages[$0].name : nil }
        let words = step.instruction.split(whereSeparator: \.isWhitespace).dropFirst().filter { !$0.hasPrefix("--") }
        let parts = [stage ?? step.kind, step.step.map { String($0) }, words.first.map { String($0) }]
        let name = parts.compactMap { $0.map(clean) }.filter { !$0.isEmpty }.joined(separator: "-")
        return (name.isEmpty ? "step" : name) + ".log"
    }

    /// Letters, digits, dots, dashes and underscores only, none of them a path's.
    private static func clean(_ word: String) -> String {
        let kept = word.unicodeScalars.map { scalar -> Character in
            scalar.isASCII
                && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar) || "._-".contains(Character(scalar)))
                ? Character(scalar) : "-"
        }
        return String(String(kept.prefix(longestWord)).drop { $0 == "." || $0 == "-" })
    }
}

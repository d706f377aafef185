import BuildRecords
import Diagnostics
import TOMLKit
import TerminalThemes

extension HistoryRetention {
    private static let known = ["keep-for", "keep-builds", "keep-size"]

    /// Reads `[history]` of config.toml; the defaults where there is none.
    init(_ value: (any TOMLValueConvertible)?, _ file: SourceFile) throws(Diagnostic) {
        self.init()
        guard let value else { return }
        guard let table = value.table else { throw Self.fault(file, nil, "history must be a table: [history]") }
        for key in table.keys where !Self.known.contains(key) {
            var fault = Self.fault(file, key, "history has no key \(key)")
            fault.remedy =
                NearestName.suggestion(for: key, among: Self.known).map { "did you mean \($0)?" }
                ?? "the keys are \(Self.known.joined(separator: ", "))"
            throw fault
        }
        if let value = table["keep-for"] {
            guard let text = value.string, let span = DurationText.nanoseconds(of: text), span > 0 else {
                throw Self.fault(file, "keep-for", "keep-for must be a duration in quotes", example: "\"90d\"")
            }
            age = Double(span) / 1e9
        }
        if let value = table["keep-builds"] {
            guard let number = value.int, number > 0 else {
                throw Self.fault(file, "keep-builds", "keep-builds must be a whole number from 1 on", example: "2000")
            }
            count = number
        }
        if let value = table["keep-size"] {
            guard let size = value.string.flatMap(SpaceText.bytes) ?? value.int.map(Int64.init), size > 0 else {
                throw Self.fault(file, "keep-size", "keep-size must be a size in quotes", example: "\"2GB\"")
            }
            self.size = size
        }
    }

    private static func fault(
        _ file: SourceFile, _ key: String?, _ message: String, example: String? = nil
    ) -> Diagnostic {
        let line = TOMLLines(file).nearestLine(of: ["history"] + (key.map { [$0] } ?? []))
        let range = line.flatMap { file.range(ofLine: $0) }
        return Diagnostic(
            code: "config.invalid", message: message, at: .init(file: file, range: range),
            remedy: key.flatMap { key in example.map { "write it as \(key) = \($0)" } })
    }
}

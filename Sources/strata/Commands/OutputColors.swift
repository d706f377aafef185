import ArgumentParser
import Glibc
import TerminalCells

/// Whether and in how many colours a command prints.
struct OutputColors: ParsableArguments {
    /// When there are colours.
    enum When: String, CaseIterable, ExpressibleByArgument { case auto, always, never }

    @Option(name: [.customLong("color"), .customLong("colour")], help: "Print colours: auto, always or never.")
    var when = When.auto

    /// How many colours standard output shows; nil for none.
    func depth(_ environment: [String: String]) -> ColorDepth? {
        switch when {
        case .never: return nil
        case .always: return Self.depth(environment) ?? .indexed
        case .auto:
            let isRefused = environment["NO_COLOR"].map { !$0.isEmpty } ?? false
            return isRefused || isatty(STDOUT_FILENO) == 0 ? nil : Self.depth(environment)
        }
    }

    private static func depth(_ environment: [String: String]) -> ColorDepth? {
        guard let term = environment["TERM"], !term.isEmpty, term != "dumb" else { return nil }
        if ["truecolor", "24bit"].contains(environment["COLORTERM"]) || term.hasSuffix("-direct") { return .direct }
        return term.contains("256color") ? .indexed : .sixteen
    }
}

/// What the environment says of the characters that a terminal shows.
enum OutputCharacters {
    /// Whether the locale's encoding is UTF-8.
    static func isUTF8(_ environment: [String: String]) -> Bool {
        let locale = ["LC_ALL", "LC_CTYPE", "LANG"].lazy.compactMap { environment[$0] }.first { !$0.isEmpty } ?? ""
        let encoding = locale.lowercased()
        return encoding.contains("utf-8") || encoding.contains("utf8")
    }
}

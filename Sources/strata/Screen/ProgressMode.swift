import Diagnostics
import Glibc

extension BuildRequest.Progress {
    /// The look of a name as `--progress` takes it; `tty` is BuildKit's word for the screen.
    static func named(_ name: String) throws(Diagnostic) -> Self {
        if name == "tty" { return .tui }
        if let mode = Self(rawValue: name) { return mode }
        let known = allCases.map(\.rawValue)
        throw Diagnostic(
            code: "usage.progress", message: "--progress \(name): there is no such progress",
            remedy: NearestName.suggestion(for: name, among: known).map { "did you mean \($0)?" }
                ?? "use \(known.joined(separator: ", "))")
    }

    /// Whether it is the screen: asked for, or by itself where standard error is a terminal that can show one.
    func wantsScreen(_ environment: [String: String]) -> Bool {
        switch self {
        case .tui: true
        case .auto: isatty(STDERR_FILENO) == 1 && !["", "dumb"].contains(environment["TERM"] ?? "")
        case .plain, .linear, .rawjson, .quiet, .none: false
        }
    }
}

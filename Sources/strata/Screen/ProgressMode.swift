import Diagnostics
import Glibc

extension BuildRequest.Progress {
    /// The look that the flags ask for, or the variable `BUILDKIT_PROGRESS` where they leave it open.
    static func chosen(_ name: String, isQuiet: Bool, environment: [String: String]) throws(Diagnostic) -> Self {
        let chosen = name.isEmpty ? .auto : try named(name)
        if isQuiet {
            guard [.auto, .quiet, .none].contains(chosen) else {
                throw Diagnostic(
                    code: "usage.progress", message: "progress=\(name) and quiet cannot be used together",
                    remedy: "leave one of them out")
            }
            return .quiet
        }
        guard chosen == .auto, let variable = environment["BUILDKIT_PROGRESS"], !variable.isEmpty else { return chosen }
        let wanted = try named(variable, from: "BUILDKIT_PROGRESS")
        // The variable silences only; that the digest is printed is for the flags to say, as with buildx.
        return wanted == .quiet ? .none : wanted
    }

    /// The look of a name; `tty` is BuildKit's word for the screen.
    static func named(_ name: String, from source: String = "--progress") throws(Diagnostic) -> Self {
        if name == "tty" { return .tui }
        if let mode = Self(rawValue: name) { return mode }
        let known = allCases.map(\.rawValue)
        throw Diagnostic(
            code: "usage.progress", message: "\(source) \(name): there is no such progress",
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

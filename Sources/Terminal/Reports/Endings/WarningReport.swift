import BuildEvents
package import BuildProgress
import Diagnostics

/// The list of warnings at the end of a build.
package enum WarningReport {
    /// The list with an empty line before it and a newline at its end; empty without warnings.
    package static func render(_ warnings: [BuildState.Warning]) -> String {
        guard !warnings.isEmpty else { return "" }
        let count = warnings.count == 1 ? "1 warning" : "\(warnings.count) warnings"
        let lines = warnings.map { " - \(WarningText.short(of: $0.diagnostic))" }
        return "\n \(count) found:\n" + lines.joined(separator: "\n") + "\n"
    }
}

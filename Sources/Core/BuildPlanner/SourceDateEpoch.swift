import BuildGraph
package import Diagnostics
import DockerfileSyntax

/// `SOURCE_DATE_EPOCH`: the time that a build gives what it makes, so that it can be made again.
package struct SourceDateEpoch: Hashable, Sendable {
    /// The name of the variable.
    package static let name = "SOURCE_DATE_EPOCH"

    /// Seconds since 1970; nil for the word `context`, which says nothing of files of this machine.
    package var seconds: Int64?

    /// Reads a value: a number, or the word `context`.
    package init?(_ text: String) {
        if text == "context" { return }
        guard let number = Int64(text), number >= 0 else { return nil }
        seconds = number
    }
}

extension PlanRequest {
    /// The epoch that a build is asked for: the build argument, or the default of an `ARG` above the first FROM; nil
    /// where there is neither, or it is empty.
    ///
    /// - Throws: A `Diagnostic` for a value that is neither a number nor `context`.
    package func sourceDateEpoch() throws(Diagnostic) -> SourceDateEpoch? {
        let name = SourceDateEpoch.name
        let declaration = dockerfile.globalArguments.reversed().lazy.compactMap { instruction in
            if case .arg(let list) = instruction.body { list.last { $0.name.text == name } } else { nil }
        }.first
        let text: String?
        do {
            let settings = try PlanSettings(self)
            text =
                try settings.arguments[name]
                ?? GlobalArguments.variables(settings: settings, targetPlatform: buildPlatform)[name]
        } catch {
            // The plan will tell of it, at its place.
            return nil
        }
        guard let text, !text.isEmpty else { return nil }
        if let epoch = SourceDateEpoch(text) { return epoch }
        let isGiven = arguments.contains { $0.name == name }
        let place = isGiven ? nil : declaration.map { Diagnostic.Place(file: dockerfile.file, range: $0.name.range) }
        throw Diagnostic(
            code: "usage.epoch", message: "invalid SOURCE_DATE_EPOCH: \(text) is no number of seconds since 1970",
            at: place, remedy: "give a number, as SOURCE_DATE_EPOCH=$(git log -1 --pretty=%ct)")
    }
}

import ArgumentParser
import Diagnostics

/// The flags that ask what a build would do.
struct DryRunFlags: ParsableArguments {
    @Flag(name: .customLong("dry-run"), help: "Say which steps would run and why, without running any.")
    var dryRun = false
    @Option(help: "The form of what --dry-run says.")
    var format: CallArguments.Format?
    @Flag(help: "Print JSON: --format json.")
    var json = false

    /// How a forecast is told; nil for a build.
    ///
    /// `question` is what `--call` or `--check` asks, which goes with no forecast.
    func form(beside question: CallOption?) throws(Diagnostic) -> CallArguments.Format? {
        guard dryRun else {
            guard !json, format == nil else {
                throw Diagnostic(
                    code: "usage.option", message: "--\(json ? "json" : "format") says how --dry-run answers",
                    remedy: "add --dry-run; for the progress of a build, --progress=rawjson is JSON")
            }
            return nil
        }
        guard question == nil else {
            throw Diagnostic(
                code: "usage.option", message: "--dry-run and --call or --check can't both be done",
                remedy: "leave one of them out")
        }
        return json ? .json : format ?? .text
    }
}

import ArgumentParser
import Diagnostics
import Reports

/// `strata context`: what a build takes of its context, and what becomes of every file.
struct Context: NamespacedCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show what of a build context a build takes, and why.",
        discussion: "Without a network: what is not known of base images is left out, and told.")

    @OptionGroup var store: StoreFlags
    @OptionGroup var selection: BuildSelectionFlags
    @Flag(help: "List the files that the ignore rules leave out, with the lines that decided.")
    var ignored = false
    @Flag(help: "List the files that no step reads.")
    var unread = false
    @Flag(help: "List all files, with what becomes of each.")
    var files = false
    @Option(help: "The form of the answer.")
    var format = CallArguments.Format.text
    @Flag(help: "Print JSON: --format json.")
    var json = false
    @Argument(help: ArgumentHelp("The build context.", valueName: "context"))
    var context = "."

    func run() async throws {
        var request = try BuildRequest(asking: context)
        try selection.fill(&request)
        guard !request.pulls else {
            throw Diagnostic(
                code: "usage.option", message: "--pull asks registries, which `strata context` never does",
                remedy: "leave it out; `strata build --dry-run --pull` asks them")
        }
        let lists = [(files, .all), (ignored, .ignored), (unread, .unread)].compactMap { isAsked, list in
            isAsked ? list : ContextReport.List?.none
        }
        guard !(json || format == .json) || lists.isEmpty else {
            throw Diagnostic(
                code: "usage.option",
                message: "JSON holds all files: --files, --ignored and --unread choose none of it",
                remedy: "leave them out, and choose among the members of `files`")
        }
        let form: ContextRun.Form = json || format == .json ? .json : lists.isEmpty ? .overview : .lists(lists)
        let code = try await ContextRun(request: request, root: store.root, form: form).run()
        if code != 0 { throw ExitCode(code) }
    }
}

import ArgumentParser
import Diagnostics
import OCIFormat

/// What comes out, and how it is told.
struct BuildOutputFlags: ParsableArguments {
    @Option(
        name: [.customShort("o"), .customLong("output")], help: "Where the result goes: FOLDER, - or type=…,dest=….")
    var output: [String] = []
    @Option(name: [.customShort("t"), .customLong("tag")], help: "A name for the image in the store.")
    var tag: [String] = []
    @Flag(help: "Keep the image in strata's store, whatever else is written.")
    var load = false
    @Option(help: "A note on the image, [PART:]NAME=VALUE; PART is manifest, index or their -descriptor.")
    var annotation: [String] = []
    @Option(help: "How progress is shown: auto, tui, plain, linear (sentences), rawjson, quiet or none.")
    var progress = "auto"
    @Flag(help: "Show each step's lines together, once it has ended.")
    var group = false
    @Flag(name: .shortAndLong, help: "Show nothing but the image's digest.")
    var quiet = false
    @Option(help: "A summary in the end: md, json, md=FILE or json=FILE.")
    var summary: String?
    @Option(help: "Write the image's digest to a file.")
    var iidfile: String?
    @Option(name: .customLong("metadata-file"), help: "Write what was built to a file, as JSON.")
    var metadataFile: String?

    func fill(_ request: inout BuildRequest) throws(Diagnostic) {
        for text in output where !text.isEmpty { request.outputs.append(try OutputOption(text)) }
        for text in annotation { try AnnotationOption.read(text, into: &request.annotations) }
        for text in tag {
            do {
                request.tags.append(try ImageReference(parsing: text))
            } catch {
                throw Diagnostic(code: "usage.tag", message: "invalid tag \"\(text)\": \(error)")
            }
        }
        request.loads = load
        request.progress = try .chosen(progress, isQuiet: quiet, environment: request.environment)
        request.isGrouped = group || request.environment["STRATA_PROGRESS_GROUP"] == "1"
        request.summary = try summary.map { text throws(Diagnostic) in try SummaryOption(text) }
        request.identifierFile = iidfile.flatMap { $0.isEmpty ? nil : $0 }
        request.metadataFile = metadataFile.flatMap { $0.isEmpty ? nil : $0 }
    }
}

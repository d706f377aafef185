package import Diagnostics

/// Another order of a stage's instructions, and what it would have saved over the builds that are recorded.
///
/// Given only for steps of which is known what they need: those that fetch dependencies.
package struct OrderAdvice: Sendable, Hashable {
    /// The name of the stage.
    package var stage: String
    /// The position, in the newest build, of the step that copies more than is needed.
    package var copy: Int
    /// The position, in the newest build, of the step that could stand before it.
    package var command: Int
    /// The files that it needs, as paths of the build context.
    package var files: [String]
    /// The new lines, in their order.
    package var lines: [String]
    /// In how many of the builds the step ran.
    package var runs: Int
    /// In how many of these it would have been found.
    package var spared: Int
    /// Nanoseconds that it worked in those.
    package var saved: Int64

    /// The advice for a Dockerfile whose builds are given, the oldest first; what saves most comes first.
    ///
    /// `files` gives the paths that a COPY of the newest build copied, by its position; where it gives nil they are not
    /// known and nothing is advised. `dockerfile` is that of the newest build: without it two instructions with lines
    /// between them are not known to follow each other.
    package static func find(
        in builds: [ExplainedBuild], dockerfile: SourceFile? = nil, files: (_ position: Int) -> [String]?
    ) -> [OrderAdvice] {
        LateFetch.all(in: builds, dockerfile).compactMap { fetch in
            files(fetch.copy).flatMap { OrderAdvice(fetch, copied: $0) }
        }.sorted { ($1.saved, $0.command) < ($0.saved, $1.command) }
    }

    /// The positions of the COPYs whose files `find` asks for, in order.
    package static func copies(in builds: [ExplainedBuild], dockerfile: SourceFile? = nil) -> [Int] {
        Set(LateFetch.all(in: builds, dockerfile).map(\.copy)).sorted()
    }

    private init?(_ fetch: LateFetch, copied: [String]) {
        let project = Set(copied.compactMap(fetch.transfer.inside))
        guard let needs = fetch.needed.needs(of: project), project.count > needs.files.count else { return nil }
        stage = fetch.stage
        copy = fetch.copy
        command = fetch.command
        files = needs.files.map(fetch.transfer.path)
        let placing = Self.placing(needs.placeholders, like: fetch)
        lines = fetch.transfer.lines(of: needs.files) + placing + fetch.instructions
        (runs, spared, saved) = (fetch.runs, fetch.spared, fetch.saved)
    }

    /// The lines that put something in the place of files that only have to be there.
    ///
    /// A COPY makes them for whatever user the command runs as, and leaves the RUN as it is. What it copies is the file
    /// that is needed anyway, so that it breaks no cache of its own.
    private static func placing(_ placeholders: [String], like fetch: LateFetch) -> [String] {
        guard let stand = fetch.needed.required.first, !placeholders.isEmpty else { return [] }
        let files = placeholders.joined(separator: " and ")
        let they = placeholders.count == 1 ? "it" : "them"
        let later = fetch.instructions.last ?? ""
        return ["# \(files) must be there, whatever is in \(they); \(later) replaces \(they)."]
            + placeholders.map { "COPY \(fetch.transfer.path(of: stand)) \($0)" }
    }
}

import ArgumentParser
import BuildDatabase
import Diagnostics
import Glibc
import Synchronization
import SystemPackage

/// `strata view`: a recorded build on the screen, without an engine.
struct View: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show a recorded build, or one that another program streams.",
        discussion: """
            FILE is what `strata history export` or `docker buildx history export` wrote, or holds what `strata build \
            --progress=rawjson` or `docker buildx build --progress=rawjson` wrote, or strata's own events; - reads it \
            from standard input while it comes.
            """)

    @Argument(help: "The recording, or - for standard input.")
    var file: String
    @Option(help: "Which build of a file that holds several, by the beginning of its identity; the newest without it.")
    var build: String?
    @Option(help: "How it is shown: auto, tui, plain, linear, rawjson or quiet.")
    var progress = "auto"
    @OptionGroup var screen: ScreenFlags

    func run() async throws {
        let mode = try BuildRequest.Progress.named(progress)
        let input = try open()
        let choice: BuildArchiveReader.Choice = build.map { .named($0) } ?? .newest
        let builds = BuildCount()
        var show = RecordedShow(name: input.name, mode: mode, screen: screen)
        if build == nil {
            show.notice = { builds.value > 1 ? "the newest of \(builds.value) builds; --build ID shows another" : nil }
        }
        try await show.run { body in
            let count = try input.read(choice) { item in
                if case .event(let event) = item { try body(event) }
            }
            builds.set(count)
        }
    }

    private func open() throws(Diagnostic) -> RecordedInput {
        guard file == "-" else { return try RecordedInput.open(file) }
        guard isatty(STDIN_FILENO) == 0 else {
            throw Diagnostic(
                code: "view.no-input", message: "strata view - reads a build's events from standard input",
                remedy: "pipe them into it: docker buildx build --progress=rawjson . 2>&1 | strata view -")
        }
        return RecordedInput(name: "standard input", descriptor: .standardInput)
    }
}

/// How many builds a file holds, known once it was read.
private final class BuildCount: Sendable {
    private let count = Mutex(1)

    var value: Int { count.withLock(\.self) }

    func set(_ value: Int) { count.withLock { $0 = value } }
}

import ArgumentParser
import BuildDatabase
import BuildEvents
import BuildRecords
import Diagnostics
import Foundation
import SystemPackage

extension History {
    /// `strata history logs`.
    struct Logs: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Print the progress of a build, or the output of one of its steps as it was written.")

        @OptionGroup var store: StoreFlags
        @Argument(help: "The build.")
        var build: String?
        @Argument(
            help: """
                The step: its number in plain progress (#9), its line (:7), its stage and position ("build 2/3"), the \
                beginning of its digest, or a part of its text.
                """)
        var step: String?
        @Option(help: "How the whole is printed: plain, linear or rawjson.")
        var progress = "plain"

        private static let modes = ["plain", "linear", "rawjson"]

        func run() async throws {
            guard Self.modes.contains(progress) else {
                throw Diagnostic(
                    code: "usage.progress", message: "--progress \(progress): a build is printed otherwise",
                    remedy: "use \(Self.modes.joined(separator: ", ")); strata history replay shows it on the screen")
            }
            let library = try BuildLibrary(StorePaths(flag: store.root).openDatabase())
            let build = try await library.build(build)
            if let step {
                let steps = try await ExplainSource(database: library.database).explained(build)
                let position = try StepChoice(parsing: step).position(in: steps)
                return try await StandardStreams.writing(to: "standard output") {
                    try copy(steps.steps[position].id, of: build, library.database)
                }
            }
            let mode = try BuildRequest.Progress.named(progress)
            let show = RecordedShow(name: "#\(build.number)", mode: mode, screen: ScreenFlags())
            try show.printAll(BuildReplay(build: build, database: library.database).source, to: .standardOutput)
        }

        private func copy(_ step: StepID, of build: RecordedBuild, _ database: StoreDatabase) throws {
            guard let log = try StepLogReader(of: step, build: build.id, in: database) else { return }
            while let entry = try log.next() { _ = try FileDescriptor.standardOutput.writeAll(entry.bytes) }
        }
    }

    /// `strata history replay`.
    struct Replay: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show a build again as it went, on the screen or as lines.")

        @OptionGroup var store: StoreFlags
        @Argument(help: "The build.")
        var build: String?
        @Option(help: "How much faster than it was: 1 as it was, 10, 0.5; max shows its end at once.")
        var speed = "1"
        @Option(help: "How it is shown: auto, tui, plain, linear or rawjson.")
        var progress = "auto"
        @OptionGroup var screen: ScreenFlags

        func run() async throws {
            let factor = try factor()
            let mode = try BuildRequest.Progress.named(progress)
            let library = try BuildLibrary(StorePaths(flag: store.root).openDatabase())
            let build = try await library.build(build)
            let show = RecordedShow(name: "build #\(build.number)", mode: mode, screen: screen)
            var replay = BuildReplay(build: build, database: library.database)
            replay.speed = factor
            try await show.run(replay.source)
        }

        private func factor() throws(Diagnostic) -> Double? {
            if speed == "max" { return nil }
            if let factor = Double(speed), factor.isFinite, factor > 0 { return factor }
            throw Diagnostic(
                code: "usage.speed", message: "--speed \(speed): that is no speed",
                remedy: "use a number above 0, or max")
        }
    }
}

import ArgumentParser
import BuildEvents
import BuildScreens
import Diagnostics
import Dispatch
import Foundation
import Glibc
import ScreenRuntime
import SystemPackage

/// `strata view`: a recorded build on the screen, without an engine.
struct View: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show a recorded build, or one that another program streams.",
        discussion: """
            FILE holds what `strata build --progress=rawjson` or `docker buildx build --progress=rawjson` wrote, or \
            strata's own events; - reads it from standard input while it comes.
            """)

    @Argument(help: "The recording, or - for standard input.")
    var file: String
    @Option(help: "How it is shown: auto, tui, plain, linear, rawjson or quiet.")
    var progress = "auto"
    @OptionGroup var screen: ScreenFlags

    func run() async throws {
        let environment = ProcessInfo.processInfo.environment
        let mode = try BuildRequest.Progress.named(progress)
        let input = try open()
        let settings = try screen.settings(Configuration.load(environment: environment), environment: environment)
        let name = file == "-" ? "standard input" : FilePath(file).lastComponent?.string ?? file
        if mode.wantsScreen(environment) {
            if let terminal = try openTerminal(settings, environment, name: name, mode) {
                return try await show(input, name: name, on: terminal)
            }
        }
        try printAll(input, name: name, as: mode)
    }

    private func openTerminal(
        _ settings: ScreenSettings, _ environment: [String: String], name: String, _ mode: BuildRequest.Progress
    ) throws(Diagnostic) -> BuildTerminal? {
        do {
            return try BuildTerminal(settings, environment: environment, recording: name)
        } catch {
            // As elsewhere, the screen that nobody asked for gives way to lines.
            if mode == .auto, error.code == "terminal.unusable" { return nil }
            throw error
        }
    }

    private func open() throws(Diagnostic) -> FileDescriptor {
        if file == "-" {
            guard isatty(STDIN_FILENO) == 0 else {
                throw Diagnostic(
                    code: "view.no-input", message: "strata view - reads a build's events from standard input",
                    remedy: "pipe them into it: docker buildx build --progress=rawjson . 2>&1 | strata view -")
            }
            return .standardInput
        }
        let input: FileDescriptor
        do {
            input = try FileDescriptor.open(FilePath(file), .readOnly, options: .closeOnExec)
        } catch {
            throw Diagnostic(code: "view.unreadable", message: "\(file): \(error)", remedy: "check the file's name")
        }
        var status = stat()
        // It opens like a file; told before there is a screen, it is no build that breaks off.
        guard fstat(input.rawValue, &status) != 0 || status.st_mode & S_IFMT != S_IFDIR else {
            throw Diagnostic(
                code: "view.unreadable", message: "\(file) is a folder", remedy: "name the file of a recorded build")
        }
        return input
    }

    private func show(_ input: FileDescriptor, name: String, on terminal: BuildTerminal) async throws {
        let logs: RecordedLogs
        do {
            logs = try RecordedLogs()
        } catch {
            terminal.close()
            throw error
        }
        defer { logs.remove() }
        let interrupts = Interrupts()
        interrupts.onFirst { terminal.inbox.post(.interrupted) }
        let readers = ProgressReaders(.tui, isGrouped: false, spill: nil)
        let stream = StreamReader(name: name, input: input)
        stream.start { event in
            readers.receive(event)
            do {
                try logs.append(event)
            } catch {
                terminal.inbox.post(.notice("the logs end here, since they can't be kept: \(error)"))
            }
            terminal.inbox.post(event)
        } end: { failure in
            terminal.inbox.post(.streamEnded(reason: failure?.message))
        }
        await terminal.run(RecordedServices(logs))
        readers.finish(isWithoutOutput: false)
        if interrupts.isInterrupted { throw ExitCode(130) }
        if let failure = stream.failure { throw failure }
    }

    private func printAll(_ input: FileDescriptor, name: String, as mode: BuildRequest.Progress) throws {
        let readers = ProgressReaders(mode, isGrouped: false, spill: nil)
        var stream = RecordedStream(name: name)
        while true {
            let bytes = try input.nextBytes()
            for event in try bytes.isEmpty ? stream.finish() : stream.read(bytes) { readers.receive(event) }
            if bytes.isEmpty { break }
        }
        readers.finish(isWithoutOutput: false)
    }
}

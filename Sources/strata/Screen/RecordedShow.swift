import ArgumentParser
import BuildEvents
import BuildScreens
import Diagnostics
import Foundation
import ScreenRuntime
import SystemPackage

/// Shows a build that was: on the screen, or as lines.
struct RecordedShow {
    /// What it is called.
    let name: String
    /// Which of its looks it has.
    let mode: BuildRequest.Progress
    /// How the screen looks.
    let screen: ScreenFlags
    /// What is told once everything was read.
    var notice: @Sendable () -> String? = { nil }

    /// Shows the events of a source; throws where they could not be read to their end.
    func run(_ source: @escaping StreamReader.Source) async throws {
        let environment = ProcessInfo.processInfo.environment
        let settings = try screen.settings(Configuration.load(environment: environment), environment: environment)
        if mode.wantsScreen(environment), let terminal = try openTerminal(settings, environment) {
            return try await show(source, on: terminal)
        }
        try printAll(source, to: .standardError)
    }

    /// Writes the events of a source as lines.
    func printAll(_ source: StreamReader.Source, to output: FileDescriptor) throws {
        let readers = ProgressReaders(mode == .tui ? .plain : mode, isGrouped: false, spill: nil, output: output)
        try source { readers.receive($0) }
        readers.finish(isWithoutOutput: false)
        // Of progress nobody need see everything; what was asked for on standard output is another matter.
        if output == .standardOutput, let failure = readers.failure {
            throw StandardStreams.fault("standard output", failure)
        }
        if let notice = notice() { FileHandle.standardError.write(Data("\(notice)\n".utf8)) }
    }

    private func openTerminal(
        _ settings: ScreenSettings, _ environment: [String: String]
    ) throws(Diagnostic) -> BuildTerminal? {
        do {
            return try BuildTerminal(settings, environment: environment, recording: name)
        } catch {
            // As elsewhere, the screen that nobody asked for gives way to lines.
            if mode == .auto, error.code == "terminal.unusable" { return nil }
            throw error
        }
    }

    private func show(_ source: @escaping StreamReader.Source, on terminal: BuildTerminal) async throws {
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
        let stream = StreamReader(source)
        stream.start { event in
            readers.receive(event)
            do {
                try logs.append(event)
            } catch {
                terminal.inbox.post(.notice("the logs end here, since they can't be kept: \(error)"))
            }
            terminal.inbox.post(event)
        } end: { [notice] failure in
            terminal.inbox.post(.streamEnded(reason: failure?.message))
            if let notice = notice() { terminal.inbox.post(.notice(notice)) }
        }
        await terminal.run(RecordedServices(logs))
        readers.finish(isWithoutOutput: false)
        if interrupts.isInterrupted { throw ExitCode(130) }
        if let failure = stream.failure { throw failure }
    }
}

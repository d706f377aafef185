import BuildEvents
import BuildProgress
import BuildRecords
import Dispatch
import Glibc
import Reports
import Synchronization
import SystemPackage

/// What people and programs are shown of a build while it goes on, on standard error unless told otherwise.
///
/// Events come on the delivery's queue, ticks on that of a `ProgressTimer`.
final class ProgressReaders: Sendable {
    private struct State {
        var plain: PlainProgress?
        var linear: LinearProgress?
        var raw: RawJSONWriter?
        var progress = BuildState()
        var recorder = BuildRecorder()
        var lastTime: Int64 = 0
        var lastClock = ContinuousClock.now
    }

    private let state: Mutex<State>
    private let mode: BuildRequest.Progress
    private let output: FileDescriptor
    private let lost = Mutex<Errno?>(nil)

    /// Begins to show a build; the screen shows itself, and `auto` is plain where there is none.
    init(
        _ mode: BuildRequest.Progress, isGrouped: Bool, spill: (any OutputSpill)?,
        output: FileDescriptor = .standardError
    ) {
        self.mode = mode
        self.output = output
        var state = State()
        switch mode {
        case .auto, .plain:
            var options = PlainProgress.Options()
            options.isGrouped = isGrouped
            options.spill = spill
            state.plain = PlainProgress(options: options)
        case .linear:
            state.linear = LinearProgress()
        case .rawjson:
            state.raw = RawJSONWriter { cause, name in MissSentence.sentence(for: cause, name: name) }
        case .tui, .quiet, .none:
            break
        }
        self.state = Mutex(state)
    }

    /// Takes the next event.
    func receive(_ event: BuildEvent) {
        state.withLock { state in
            state.lastTime = event.time
            state.lastClock = .now
            state.progress.apply(event)
            state.recorder.apply(event)
            state.plain?.apply(event, write: write)
            state.linear?.apply(event, write: write)
            if let lines = state.raw?.write(event), !lines.isEmpty { write(lines) }
        }
    }

    /// Lets held-back lines out while nothing happens.
    func tick() {
        state.withLock { state in
            let passed = state.lastClock.duration(to: .now).components
            let time = state.lastTime + passed.seconds * 1_000_000_000 + passed.attoseconds / 1_000_000_000
            state.plain?.tick(at: time, write: write)
            state.linear?.tick(at: time, write: write)
        }
    }

    /// Writes what stands at the end: warnings, and what failed; linear progress has said it all.
    ///
    /// `isWithoutOutput` says that the build was asked for nothing but itself.
    func finish(isWithoutOutput: Bool) {
        state.withLock { state in
            if mode == .tui { write(Array(ClosingReport.render(state.progress).utf8)) }
            if [.auto, .tui, .plain].contains(mode) {
                let warnings = WarningReport.render(state.progress.warnings)
                if !warnings.isEmpty { write(Array((mode == .tui ? PlainText.lines(warnings) : warnings).utf8)) }
            }
            if isWithoutOutput, case .succeeded = state.progress.outcome, [.auto, .tui, .plain, .linear].contains(mode)
            {
                let note = "The result is in the cache; -t NAME keeps it as an image, -o FOLDER writes its files.\n"
                write(Array((mode == .linear || mode == .tui ? note : "\n\(note)").utf8))
            }
            if mode == .linear { return }
            // What ended so may have come from anywhere, and the terminal is as it was: nothing may steer it now.
            let report = FailureReport.render(state.progress)
            let words = mode == .tui ? Array(PlainText.lines(String(decoding: report, as: UTF8.self)).utf8) : report
            if case .cancelled = state.progress.outcome, mode != .none, mode != .rawjson {
                write(Array("ERROR: build cancelled\n".utf8))
            }
            write(words)
        }
    }

    /// The state of the whole build.
    var progress: BuildState { state.withLock(\.progress) }

    /// What the history would say of it.
    var record: BuildRecorder { state.withLock(\.recorder) }

    /// Why something could not be written, if so.
    var failure: Errno? { lost.withLock(\.self) }

    private func write(_ bytes: [UInt8]) {
        do {
            _ = try output.writeAll(bytes)
        } catch {
            // Whoever read the progress is gone; the build goes on without.
            lost.withLock { $0 = $0 ?? error as? Errno ?? .ioError }
        }
    }
}

/// Ticks while a build goes on.
final class ProgressTimer {
    private let timer: any DispatchSourceTimer

    /// Begins to tick.
    init(_ readers: ProgressReaders) {
        timer = DispatchSource.makeTimerSource(queue: DispatchQueue(label: "strata.progress"))
        timer.schedule(deadline: .now() + .milliseconds(150), repeating: .milliseconds(150))
        timer.setEventHandler { readers.tick() }
        timer.resume()
    }

    /// Ends it.
    func stop() {
        timer.cancel()
    }
}

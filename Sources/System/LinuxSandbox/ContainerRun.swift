import BuildEvents
import BuildGraph
import EnginePorts
import LinuxSystem
import Synchronization
import SystemPackage

/// One container from its start to its end.
struct ContainerRun: Sendable {
    var keeper: ProcessHelper
    var runtime: ContainerRuntime
    /// A sealed copy of the runtime's program, which is started in its place.
    var program: OwnedDescriptor?
    var bundle: Bundle
    var name: String
    var command: SandboxCommand

    /// Runs it; when the task is cancelled all its processes are killed.
    func perform(
        _ output: @escaping @Sendable (OutputStream, [UInt8]) -> Void
    ) async throws(SandboxError) -> SandboxExit {
        let killsBefore = MemoryPressure.kills()
        let control = RunControl()
        let ended: Result<ProcessEnd, SandboxError> = await withTaskCancellationHandler {
            do throws(SandboxError) {
                return .success(try await follow(control, output))
            } catch {
                return .failure(error)
            }
        } onCancel: {
            control.cancel()
        }
        if control.isCancelled {
            await removeLeftovers()
            throw .cancelled
        }
        return try result(of: try ended.get(), killsBefore: killsBefore)
    }

    private func follow(
        _ control: RunControl, _ output: @escaping @Sendable (OutputStream, [UInt8]) -> Void
    ) async throws(SandboxError) -> ProcessEnd {
        do {
            let (drain, stdout, stderr) = try OutputPipes.make(capacity: 1 << 18) { index, bytes in
                output(index == 0 ? .standardOutput : .standardError, bytes)
            }
            let started = await start(stdout, stderr)
            for writing in [stdout, stderr] { writing.closeQuietly() }
            let process = try started.get()
            control.started(process)
            async let reading: Void = drain.run()
            let end = await ended(process)
            drain.finish()
            try await reading
            return try end.get()
        } catch let error as SystemError {
            throw SandboxError(error)
        } catch let error as ProcessError {
            throw SandboxError(error)
        } catch {
            throw .runtimeFailed("\(error)")
        }
    }

    private func start(
        _ stdout: FileDescriptor, _ stderr: FileDescriptor
    ) async -> Result<StartedProcess, ProcessError> {
        var launch = launch(["run", "--bundle", bundle.path.string, name])
        launch.descriptors = [1: stdout, 2: stderr]
        if let program {
            launch.descriptors[SealedProgram.number] = program.descriptor
            launch.program = SealedProgram.path
        }
        do {
            return .success(try await keeper.start(launch))
        } catch {
            return .failure(error)
        }
    }

    private func launch(_ words: [String]) -> ProcessLaunch {
        let path = bundle.path
        var launch = ProcessLaunch(
            [runtime.program.string, "--root", path.appending("state").string, "--log", path.appending("log").string]
                + (runtime.kind == .crun
                    ? ["--cgroup-manager=\(command.cgroup.isEmpty ? "disabled" : "cgroupfs")"] : [])
                + words)
        launch.environment = ["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"]
        launch.folder = path
        return launch
    }

    /// Lets runc remove the cgroups of a container that was killed together with it; crun made none.
    private func removeLeftovers() async {
        guard runtime.kind == .runc || !command.cgroup.isEmpty else { return }
        // What it can't remove are empty cgroups, which hurt nobody.
        _ = try? await keeper.start(launch(["delete", "--force", name])).end()
    }

    private func ended(_ process: StartedProcess) async -> Result<ProcessEnd, ProcessError> {
        do {
            return .success(try await process.end())
        } catch {
            return .failure(error)
        }
    }

    private func result(of end: ProcessEnd, killsBefore: Int) throws(SandboxError) -> SandboxExit {
        let log = bundle.runtimeLog()
        if end.code != 0, let failure = RuntimeFailure(log: log, program: command.arguments.first ?? "") {
            throw failure.error
        }
        let code = end.code ?? 128 + (end.signal ?? 0)
        let signal = Self.deadlySignals.contains(code - 128) ? code - 128 : nil
        let usage = ResourceUsage(
            userTime: end.userMicroseconds * 1000, systemTime: end.systemMicroseconds * 1000,
            peakMemory: end.peakKilobytes * 1024, bytesRead: end.blocksRead * 512, bytesWritten: end.blocksWritten * 512
        )
        return SandboxExit(
            code: code, signal: signal, ranOutOfMemory: signal == 9 && MemoryPressure.kills() > killsBefore,
            usage: usage)
    }

    /// Signals whose default is to end a process; runtimes and shells alike give 128 and the signal as the exit code.
    private static let deadlySignals: Set<Int32> = [1, 2, 3, 4, 6, 7, 8, 9, 11, 13, 14, 15, 24, 25, 31]
}

/// Kills a container whichever comes first, its start or the cancellation.
final class RunControl: Sendable {
    private struct State {
        var process: StartedProcess?
        var isCancelled = false
    }

    private let state = Mutex(State())

    var isCancelled: Bool { state.withLock { $0.isCancelled } }

    func started(_ process: StartedProcess) {
        let isCancelled = state.withLock { state in
            state.process = process
            return state.isCancelled
        }
        if isCancelled { process.killTree() }
    }

    func cancel() {
        let process = state.withLock { state in
            state.isCancelled = true
            return state.process
        }
        process?.killTree()
    }
}

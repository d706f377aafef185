import Synchronization
import SystemPackage

/// Runs programs that belong to the user (git, ssh, credential helpers, an editor) outside all of strata's namespaces.
package struct OutsideProcesses: Sendable {
    /// What a program said and how it ended.
    package struct Outcome: Hashable, Sendable {
        /// How it ended.
        package var end: ProcessEnd
        /// Its standard output.
        package var output: [UInt8]
        /// Its standard error.
        package var errors: [UInt8]
    }

    private let helper: ProcessHelper

    init(_ helper: ProcessHelper) {
        self.helper = helper
    }

    /// Starts a program with descriptors of its own; see `ProcessHelper.start`.
    package func start(_ launch: ProcessLaunch) async throws(ProcessError) -> StartedProcess {
        try await helper.start(launch)
    }

    /// Runs a program to its end and collects what it says; when the calling task is cancelled it is killed.
    ///
    /// `input` is what it reads, nothing if empty. `launch.descriptors` 0 to 2 are replaced.
    package func run(
        _ launch: ProcessLaunch, input: [UInt8] = []
    ) async throws(ProcessError) -> Outcome {
        let said = Said()
        var launch = launch
        let drain: PipeDrain
        let opened: [FileDescriptor]
        do throws(SystemError) {
            (drain, opened) = try Self.open(input, said)
        } catch {
            throw .system(error)
        }
        for (number, file) in opened.enumerated() { launch.descriptors[Int32(number)] = file }
        let process: StartedProcess
        do {
            process = try await helper.start(launch)
            for file in opened { file.closeQuietly() }
        } catch {
            for file in opened { file.closeQuietly() }
            throw error
        }
        let end = try await follow(process, drain)
        return said.state.withLock { Outcome(end: end, output: $0[0], errors: $0[1]) }
    }

    /// Makes what a program's first three descriptors become, and who reads the last two.
    private static func open(
        _ input: [UInt8], _ said: Said
    ) throws(SystemError) -> (PipeDrain, [FileDescriptor]) {
        let stdin = try makeMemoryFile("strata-input", input)
        do throws(SystemError) {
            let pipes = try OutputPipes.make { said.add($1, to: $0) }
            return (pipes.drain, [stdin, pipes.standardOutput, pipes.standardError])
        } catch {
            stdin.closeQuietly()
            throw error
        }
    }

    private func follow(_ process: StartedProcess, _ drain: PipeDrain) async throws(ProcessError) -> ProcessEnd {
        let ended = await withTaskCancellationHandler {
            async let reading: Void = drain.run()
            let ended: Result<ProcessEnd, ProcessError>
            do throws(ProcessError) {
                ended = .success(try await process.end())
            } catch {
                ended = .failure(error)
            }
            drain.finish()
            // Where no thread could be made for reading, the program has run all the same.
            try? await reading
            return ended
        } onCancel: {
            process.killTree()
        }
        return try ended.get()
    }

    private final class Said: Sendable {
        let state = Mutex<[[UInt8]]>([[], []])

        func add(_ bytes: [UInt8], to index: Int) {
            state.withLock { $0[index] += bytes }
        }
    }
}

import Diagnostics
import EnginePorts
import LinuxSystem
import SystemPackage

/// The SSH agents of a build: those that run already, and one for each id that was given as files of keys.
actor BuildAgents: AgentProvider {
    private let options: [SSHOption]
    private let folder: FilePath
    private let environment: [String: String]
    private var started: [String: Task<StartedAgent, any Error>] = [:]

    /// An ssh-agent of ours.
    private struct StartedAgent: Sendable {
        var process: StartedProcess
        var socket: FilePath
        /// What its guard reads; it ends with this process, however that ends.
        var lifeline: OwnedDescriptor
    }

    /// What ssh-agent starts and outlives by a moment: a shell that ends it once nothing holds its input any more.
    ///
    /// ssh-agent changes its group in many distributions, which lets the kernel forget that it is to be killed
    /// together with strata; the user's keys must not stay in it. Where the shell itself is killed, ssh-agent notices
    /// within ten seconds that its parent is gone.
    private static let guardian = "echo ready; read end; kill \"$SSH_AGENT_PID\""

    /// Makes the provider; `folder` is this process's own.
    init(_ options: [SSHOption], folder: FilePath, environment: [String: String]) {
        self.options = options
        self.folder = folder
        self.environment = environment
    }

    func agent(_ id: String) async throws -> FilePath? {
        guard let place = options.firstIndex(where: { $0.id == id }) else { return nil }
        switch options[place].source {
        case .socket(let path):
            return path
        case .keys(let keys):
            // A task for each, so that steps that begin at once share one agent.
            let starting =
                started[id]
                ?? Task { [folder, environment] in
                    try await Self.start(keys, named: "ssh-agent-\(place)", in: folder, environment)
                }
            started[id] = starting
            return try await starting.value.socket
        }
    }

    /// Ends the agents that were started.
    func close() async {
        for starting in started.values {
            // One that could not be started needs no end.
            if let agent = try? await starting.value { agent.process.killTree() }
        }
        started = [:]
    }

    private static func start(
        _ keys: [(path: String, bytes: [UInt8])], named name: String, in folder: FilePath,
        _ environment: [String: String]
    ) async throws -> StartedAgent {
        let outside = try Processes.current().outside
        // Relative to the folder, since the address of a socket may not be long.
        var launch = ProcessLaunch(["ssh-agent", "-a", name, "sh", "-c", guardian])
        launch.folder = folder
        launch.environment = ["PATH", "HOME"].compactMap { name in environment[name].map { "\(name)=\($0)" } }
        let pipe = try makePipe()
        let lifeline = OwnedDescriptor(pipe.writing)
        let process = try await ready(launch, reading: OwnedDescriptor(pipe.reading), outside)
        let agent = StartedAgent(process: process, socket: folder.appending(name), lifeline: lifeline)
        do {
            for key in keys { try await add(key, launch, name, outside) }
            return agent
        } catch {
            process.killTree()
            throw error
        }
    }

    /// Starts the agent; returns once its guard says that it is there.
    private static func ready(
        _ launch: ProcessLaunch, reading lifeline: OwnedDescriptor, _ outside: OutsideProcesses
    ) async throws -> StartedProcess {
        let (words, said) = AsyncStream<Void>.makeStream()
        let (drain, output, errors) = try OutputPipes.make { stream, _ in
            if stream == 0 { said.yield() }
        }
        var launch = launch
        launch.descriptors[0] = lifeline.descriptor
        launch.descriptors[1] = output
        launch.descriptors[2] = errors
        defer { for file in [output, errors] { file.closeQuietly() } }
        let process: StartedProcess
        do {
            process = try await outside.start(launch)
        } catch ProcessError.programNotFound {
            throw Diagnostic(
                code: "run.no-ssh-agent", message: "ssh-agent, which --ssh needs for keys from files, is not on PATH",
                remedy: "install it: `apt-get install openssh-client`")
        }
        Task {
            // It ends with the agent; where it can't be read, nothing is said either.
            try? await drain.run()
            said.finish()
        }
        for await _ in words { return process }
        throw Diagnostic(
            code: "run.ssh-agent", message: "ssh-agent ended at once",
            remedy:
                "run `ssh-agent -a SOCKET true` to see what is wrong with it, or name an agent's socket: --ssh ID=SOCKET"
        )
    }

    private static func add(
        _ key: (path: String, bytes: [UInt8]), _ agent: ProcessLaunch, _ socket: String, _ outside: OutsideProcesses
    ) async throws {
        var launch = ProcessLaunch(["ssh-add", "-q", "-"])
        launch.folder = agent.folder
        launch.environment = agent.environment + ["SSH_AUTH_SOCK=\(socket)", "SSH_ASKPASS_REQUIRE=never"]
        let outcome = try await outside.run(launch, input: key.bytes)
        guard outcome.end.code == 0 else {
            let reason = String(decoding: outcome.errors, as: UTF8.self).split(whereSeparator: \.isNewline).last
            throw Diagnostic(
                code: "run.ssh-key", message: "the key \(key.path) can't be used: \(reason ?? "ssh-add failed")",
                remedy: "check it with `ssh-keygen -y -f \(key.path)`")
        }
    }
}

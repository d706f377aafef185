import BuildEvents
import BuildGraph
import Diagnostics
import EnginePorts
import Synchronization

/// RUN: one command in a sandbox.
struct RunStep {
    let build: GraphBuild
    let vertex: Vertex
    let run: RunOperation

    func perform() async throws -> GraphBuild.StepWork {
        try await build.checkPlatform(of: vertex)
        return try await build.withWritableMount(of: vertex) { mount in
            let prepared = PreparedMounts(build: build, vertex: vertex)
            do {
                let exit = try await runCommand(in: mount, prepared)
                await prepared.close()
                guard exit.code == 0, exit.signal == nil else { throw CommandFailure(run: run, exit: exit) }
                let layer = try await build.commit(mount, of: vertex, digesting: build.options.cutsOffEarly)
                return GraphBuild.StepWork(layer: layer, usage: exit.usage)
            } catch {
                await prepared.close()
                throw ForeignCommand(error, of: vertex) ?? error
            }
        }
    }

    private func runCommand(in mount: LayerMount, _ prepared: PreparedMounts) async throws -> SandboxExit {
        let users = try await build.users(in: mount)
        let user = try users.user(run.user)
        var command = SandboxCommand(root: mount.root, arguments: run.arguments)
        // Proxies of the command line win over ENV, as with BuildKit.
        let proxies = Set(run.unkeyedEnvironment.map(\.name))
        command.environment = run.environment.filter { !proxies.contains($0.name) } + run.unkeyedEnvironment
        command.workingDirectory = run.workingDirectory
        command.user = user
        command.network = run.network
        command.security = run.security
        command.hostname = run.hostname
        command.extraHosts = run.extraHosts
        command.sharedMemorySize = run.sharedMemorySize
        command.limits = run.limits
        command.devices = run.devices
        command.cgroup = run.cgroup
        try await prepared.lockCaches(of: run.mounts)
        for mount in run.mounts.enumerated() {
            try await prepared.add(mount.element, at: mount.offset, to: &command)
        }
        if !command.environment.contains(where: { $0.name == "HOME" && !$0.value.isEmpty }) {
            command.environment.removeAll { $0.name == "HOME" }
            command.environment.append(EnvironmentVariable("HOME", users.home(of: user.uid)))
        }
        return try await logged(command)
    }

    /// Runs the command; what it writes goes to the readers with the values of secrets masked.
    private func logged(_ command: SandboxCommand) async throws -> SandboxExit {
        let step = build.steps[vertex.id]
        let events = build.services.events
        let secrets = build.secretValues
        let masks = Mutex([SecretMasker(values: secrets), SecretMasker(values: secrets)])
        let refusal = Mutex(false)
        let exit = try await build.services.sandbox.run(command) { stream, bytes in
            if ForeignCommand.isTold(by: bytes) { refusal.withLock { $0 = true } }
            let shown = masks.withLock { $0[stream == .standardOutput ? 0 : 1].mask(bytes) }
            if !shown.isEmpty { events.emit(.log(step, stream, shown)) }
        }
        for (index, stream) in [OutputStream.standardOutput, .standardError].enumerated() {
            let rest = masks.withLock { $0[index].finish() }
            if !rest.isEmpty { events.emit(.log(step, stream, rest)) }
        }
        if exit.code != 0, refusal.withLock({ $0 }), let error = ForeignCommand(refused: vertex) { throw error }
        return exit
    }
}

/// A command that ended with another code than 0.
struct CommandFailure: Error {
    var run: RunOperation
    var exit: SandboxExit
}

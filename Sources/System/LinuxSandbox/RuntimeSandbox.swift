package import BuildEvents
import BuildGraph
package import EnginePorts
import Glibc
package import LinuxSystem
package import OCIFormat
import Synchronization
package import SystemPackage

/// Runs each command in a container of its own, by crun or runc, below the keeper.
package final class RuntimeSandbox: Sandbox {
    private let keeper: ProcessHelper
    private let runtime: ContainerRuntime?
    private let folder: FilePath
    private let host: SandboxHost
    private let seccomp: SeccompCache
    private let program: SealedProgram?
    private let devices: DeviceSpecifications
    private let searchPath: String
    private let nextID = Mutex(0)
    private let probe = PlatformProbe()

    /// Makes a sandbox that runs what it finds on this process's PATH.
    ///
    /// `folder` is for bundles and is this process's own; `cache`, made where it is missing, keeps the compiled seccomp
    /// filter between processes.
    package convenience init(
        processes: ProcessSetup, folder: FilePath, cache: FilePath, devices: DeviceSpecifications
    ) {
        self.init(
            processes: processes, runtime: ContainerRuntime.find(searchPath: Self.ownPath), folder: folder,
            cache: cache, devices: devices)
    }

    private static var ownPath: String { getenv("PATH").map { String(cString: $0) } ?? "" }

    /// Makes a sandbox with a given runtime; with nil every run fails with `noRuntime`.
    package init(
        processes: ProcessSetup, runtime: ContainerRuntime?, folder: FilePath, cache: FilePath,
        devices: DeviceSpecifications = DeviceSpecifications()
    ) {
        self.devices = devices
        searchPath = Self.ownPath
        keeper = processes.keeper
        self.runtime = runtime
        self.folder = folder
        host = SandboxHost(isRootless: processes.isRootless)
        seccomp = SeccompCache(folder: cache)
        program = runtime.flatMap { $0.kind == .crun ? SealedProgram($0.program) : nil }
    }

    package func run(
        _ command: SandboxCommand, output: @escaping @Sendable (OutputStream, [UInt8]) -> Void
    ) async throws(SandboxError) -> SandboxExit {
        let runtime = try runtime(for: command)
        try host.check(command)
        let name = nextID.withLock { number in
            number += 1
            // Unique on the machine, since runc names cgroups by it.
            return "strata-\(getpid())-\(number)"
        }
        var bundle = try await prepare(command, name, runtime.kind)
        let outcome: Result<SandboxExit, SandboxError>
        do throws(SandboxError) {
            let run = ContainerRun(
                keeper: keeper, runtime: runtime, program: runtime.kind == .crun ? program?.copy() : nil,
                bundle: bundle, name: name, command: command)
            outcome = .success(try await run.perform(output))
        } catch {
            outcome = .failure(error)
        }
        bundle = await removed(bundle)
        return try outcome.get()
    }

    package func support(for platform: Platform) async -> PlatformSupport {
        probe.support(for: platform)
    }

    private func runtime(for command: SandboxCommand) throws(SandboxError) -> ContainerRuntime {
        guard let runtime else { throw .noRuntime }
        if command.cgroup.isEmpty { return runtime }
        return try CgroupTree.runtime(usual: runtime, host: host, searchPath: searchPath)
    }

    private func prepare(
        _ command: SandboxCommand, _ name: String, _ kind: ContainerRuntime.Kind
    ) async throws(SandboxError) -> Bundle {
        let (folder, host, seccomp) = (folder, host, seccomp)
        let edits = try devices.edits(for: command.devices)
        do {
            let made: Result<Bundle, SystemError> = try await DedicatedThread.run {
                do throws(SystemError) {
                    var bundle = try Bundle(name: name, in: folder, root: command.root)
                    do throws(SystemError) {
                        let filter = kind == .crun && command.security == .sandbox ? seccomp.filter() : nil
                        try bundle.prepare(command, runtime: kind, host: host, seccomp: filter, edits: edits)
                        return .success(bundle)
                    } catch {
                        bundle.remove()
                        throw error
                    }
                } catch {
                    return .failure(error)
                }
            }
            return try made.get()
        } catch {
            throw SandboxError(error)
        }
    }

    private func removed(_ bundle: Bundle) async -> Bundle {
        do {
            return try await DedicatedThread.run {
                var bundle = bundle
                bundle.remove()
                return bundle
            }
        } catch {
            // No thread can be had: it is done here, for it has to be done.
            var bundle = bundle
            bundle.remove()
            return bundle
        }
    }
}

extension SandboxError {
    init(_ error: SystemError) {
        self = .system(call: error.call, path: error.path ?? "", errno: error.errno)
    }

    init(_ error: ProcessError) {
        self =
            switch error {
            case .programNotFound: .noRuntime
            case .startFailed(let program, let errno): .system(call: "execve", path: program, errno: errno)
            case .helperGone: .runtimeFailed("the process that starts containers has ended")
            case .system(let error): SandboxError(error)
            }
    }
}

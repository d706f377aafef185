import BuildGraph
import Diagnostics
import EnginePorts
import OCIFormat
import Solver

/// Commands for other platforms than the machine's.
extension GraphBuild {
    /// Throws if a step's command can't run here, where that is known beforehand.
    func checkPlatform(of vertex: Vertex) async throws {
        guard case .run = vertex.operation, let programs = vertex.programs else { return }
        let support = await services.sandbox.support(for: programs)
        switch support {
        case .native, .emulated, .unknown: return
        case .otherSystem, .noEmulator, .emulatorOutsideRoot:
            throw ForeignCommand(platform: programs, support: support)
        }
    }

    /// Throws if a step that runs in any case can't run here.
    func checkForcedSteps() async throws(BuildFailure) {
        for vertex in graph.vertices where vertex.ignoresCache {
            do {
                try await checkPlatform(of: vertex)
            } catch {
                end(vertex.id, with: error)
            }
        }
        if let failure = memory.failure { throw .failed(step: failure.step, failure.failure) }
    }

    /// Fails a step early, before others begin to run: one that no record was found for, and that never was built.
    ///
    /// One that was built before may be found by its files yet.
    func checkPlatform(ofMissed vertex: Vertex) async throws {
        guard case .run = vertex.operation, let programs = vertex.programs?.normalized,
            programs != Platform.host.normalized
        else { return }
        let identity = stepIdentity(of: vertex)
        let previous = try await services.stored(for: steps[vertex.id]) {
            try await $0.previousRecord(ofStep: identity)
        }
        if previous == nil { try await checkPlatform(of: vertex) }
    }
}

/// A command that this machine can't run.
struct ForeignCommand: Error, DiagnosticConvertible {
    var platform: Platform
    var support: PlatformSupport

    /// The error of a command that a runtime could not start; nil where the platform is not to blame.
    init?(_ error: any Error, of vertex: Vertex) {
        guard case SandboxError.runtimeFailed(let message) = error, Self.isTold(by: Array(message.utf8)) else {
            return nil
        }
        self.init(refused: vertex)
    }

    /// The error of a command that the kernel refused; nil where the platform is not to blame.
    init?(refused vertex: Vertex) {
        let platform = (vertex.programs ?? vertex.platform).normalized
        guard platform != Platform.host.normalized else { return nil }
        self.init(platform: platform, support: .noEmulator)
    }

    /// Whether a runtime says, in its own log or where the command's output goes, that the kernel refused a program.
    static func isTold(by bytes: [UInt8]) -> Bool {
        guard bytes.count < 1024 else { return false }
        let text = String(decoding: bytes, as: UTF8.self).lowercased()
        return text.hasPrefix("exec ") && text.contains("exec format error")
    }

    init(platform: Platform, support: PlatformSupport) {
        self.platform = platform
        self.support = support
    }

    var diagnostic: Diagnostic {
        Diagnostic(
            code: "run.foreign-platform",
            message: "a command for \(platform) can't run on this machine (\(Platform.host)): \(reason)", remedy: remedy
        )
    }

    private var reason: String {
        switch support {
        case .otherSystem: "it is for another operating system"
        case .emulatorOutsideRoot(let program):
            "its emulator \(program) is registered without the flag F, and is looked for inside of the image"
        case .native, .emulated, .unknown, .noEmulator:
            "the kernel has no emulator registered for \(platform.architecture) (binfmt_misc)"
        }
    }

    private var remedy: String {
        let elsewhere = "FROM --platform=$BUILDPLATFORM, and compile for $TARGETOS and $TARGETARCH there"
        return switch support {
        case .otherSystem: "run it in a stage of its own, \(elsewhere); a stage for \(platform.os) may COPY from it"
        case .emulatorOutsideRoot: "register it with F: `apt-get install --reinstall qemu-user-static`, or \(elsewhere)"
        case .native, .emulated, .unknown, .noEmulator:
            "install one: `apt-get install qemu-user-static`; or begin the stage \(elsewhere)"
        }
    }
}

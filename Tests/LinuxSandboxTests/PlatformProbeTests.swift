import EnginePorts
import OCIFormat
import Testing

@testable import LinuxSandbox

/// Which platforms' commands a machine runs, by what its kernel says.
@Suite struct PlatformProbeTests {
    private static let amd64 = Platform(os: "linux", architecture: "amd64")
    private static let arm64 = Platform(os: "linux", architecture: "arm64")

    /// As Debian's qemu-user-static registers it.
    private static func qemu(flags: String = "F", state: String = "enabled") throws -> EmulatorRegistration {
        try #require(
            EmulatorRegistration(
                """
                \(state)
                interpreter /usr/libexec/qemu-binfmt/aarch64-binfmt-P
                flags: \(flags)
                offset 0
                magic 7f454c460201010000000000000000000200b700
                mask ffffffffffffff00fffffffffffffffffeffffff
                """))
    }

    private func support(
        _ platform: String, on host: Platform = amd64, _ emulators: PlatformProbe.Emulators
    ) throws -> PlatformSupport {
        PlatformProbe(host: host) { emulators }.support(for: try Platform(parsing: platform))
    }

    @Test(arguments: ["linux/amd64", "linux/amd64/v3", "linux/386"])
    func relativesOfTheMachineNeedNoEmulator(platform: String) throws {
        #expect(try support(platform, .none) == .native)
    }

    @Test func anEmulatorIsFoundByTheProgramsThatItTakes() throws {
        let emulators = PlatformProbe.Emulators.listed([try Self.qemu(flags: "POCF")])
        #expect(try support("linux/arm64", emulators) == .emulated(by: "/usr/libexec/qemu-binfmt/aarch64-binfmt-P"))
        #expect(try support("linux/riscv64", emulators) == .noEmulator)
        #expect(try support("linux/arm/v7", emulators) == .noEmulator)
        #expect(try support("linux/s390x", emulators) == .noEmulator)
    }

    @Test func whatIsSwitchedOffOrNotHeldOpenDoesNotCount() throws {
        let off = PlatformProbe.Emulators.listed([try Self.qemu(state: "disabled")])
        #expect(try support("linux/arm64", off) == .noEmulator)
        let inside = PlatformProbe.Emulators.listed([try Self.qemu(flags: "OC")])
        #expect(
            try support("linux/arm64", inside) == .emulatorOutsideRoot("/usr/libexec/qemu-binfmt/aarch64-binfmt-P"))
        let both = PlatformProbe.Emulators.listed([try Self.qemu(flags: ""), try Self.qemu()])
        #expect(try support("linux/arm64", both) == .emulated(by: "/usr/libexec/qemu-binfmt/aarch64-binfmt-P"))
    }

    @Test func whatCanNotBeKnownIsTried() throws {
        #expect(try support("linux/arm64", .hidden) == .unknown)
        #expect(try support("linux/arm/v7", on: Self.arm64, .none) == .unknown)
        #expect(try support("linux/quantum", .listed([])) == .unknown)
    }

    @Test(arguments: ["windows/amd64", "darwin/arm64"])
    func anotherSystemIsNeverEmulated(platform: String) throws {
        #expect(try support(platform, .listed([try Self.qemu()])) == .otherSystem)
    }

    @Test func registrationsByExtensionAreNone() {
        #expect(EmulatorRegistration("enabled\ninterpreter /bin/x\nflags: \nextension .jar\n") == nil)
    }
}

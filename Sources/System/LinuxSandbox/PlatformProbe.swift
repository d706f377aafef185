import EnginePorts
import LinuxSystem
import OCIFormat
import Synchronization
import SystemPackage

/// Finds out which platforms' commands this machine runs: its own, relatives of it, and those with an emulator.
final class PlatformProbe: Sendable {
    /// What the kernel lets us see of its emulators.
    enum Emulators: Hashable, Sendable {
        /// These are registered.
        case listed([EmulatorRegistration])
        /// There are none.
        case none
        /// The list is not mounted here, as within most containers; there may be some nevertheless.
        case hidden
    }

    private static let list = FilePath("/proc/sys/fs/binfmt_misc")

    private let host: Platform
    private let read: @Sendable () -> Emulators
    private let known = Mutex<Emulators?>(nil)

    /// Makes a probe of this machine; nothing is read before it is asked for a foreign platform.
    init(host: Platform = .host, read: @escaping @Sendable () -> Emulators = { registered() }) {
        self.host = host
        self.read = read
    }

    /// Whether commands for a platform can run here.
    func support(for platform: Platform) -> PlatformSupport {
        let wanted = platform.normalized
        guard wanted.os == host.os else { return .otherSystem }
        if wanted.architecture == host.architecture { return .native }
        if (host.architecture, wanted.architecture) == ("amd64", "386") { return .native }
        // Not all processors with 64 bits run programs of 32.
        let isRelative = (host.architecture, wanted.architecture) == ("arm64", "arm")
        switch emulators() {
        case .hidden: return .unknown
        case .none: return isRelative ? .unknown : .noEmulator
        case .listed(let registrations):
            guard let header = ProgramHeader.bytes(for: wanted.architecture) else { return .unknown }
            // The kernel asks the newest first, and lists them in no order that tells: one that needs nothing counts.
            let fitting = registrations.filter { $0.takes(header) }
            if let found = fitting.first(where: { $0.flags.contains("F") }) {
                return .emulated(by: found.interpreter)
            }
            if let found = fitting.first { return .emulatorOutsideRoot(found.interpreter) }
            return isRelative ? .unknown : .noEmulator
        }
    }

    /// What there is, read once.
    private func emulators() -> Emulators {
        known.withLock { known in
            let emulators = known ?? read()
            known = emulators
            return emulators
        }
    }

    /// Reads what is registered.
    static func registered() -> Emulators {
        if let listed = registrations() { return listed }
        let filesystems = String(decoding: readFileIfPossible("/proc/filesystems") ?? [], as: UTF8.self)
        guard filesystems.contains("binfmt_misc") else { return .none }
        // Elsewhere it would be a new and empty one.
        guard SandboxHost.isInFirstUserNamespace else { return .hidden }
        do throws(SystemError) {
            // Into this process's own mount namespace: a view of the kernel's one list, which others do not see.
            try Mounts.binaryFormats(at: list)
        } catch {
            return .hidden
        }
        return registrations() ?? .hidden
    }

    /// What is registered, where the list is mounted.
    private static func registrations() -> Emulators? {
        guard let status = readFileIfPossible(list.appending("status")) else { return nil }
        if !status.starts(with: Array("enabled".utf8)) { return Emulators.none }
        // What can't be listed may still be there.
        guard let folder = try? openFile(list, [.directory]) else { return .hidden }
        // As above.
        let entries = (try? folder.closingAfter { (open) throws(SystemError) in try open.directoryEntries() }) ?? []
        let names = entries.map(\.name.description).filter { !["register", "status"].contains($0) }
        return .listed(
            names.compactMap { name in
                readFileIfPossible(list.appending(name)).flatMap {
                    EmulatorRegistration(String(decoding: $0, as: UTF8.self))
                }
            })
    }
}

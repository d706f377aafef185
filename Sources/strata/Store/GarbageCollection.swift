import BuildDatabase
import BuildRecords
import EnginePorts
import Foundation
import LinuxSystem
import OCIFormat
import SystemPackage

/// Does after a build what the `[gc]` table of config.toml says, in a process of its own that nobody waits for.
struct GarbageCollection {
    let store: OpenStore
    let configuration: GCConfiguration

    /// How long after one look at the cache's size the next may come, in seconds: adding up takes a while in a large one.
    private static let pause = 600.0
    /// After how long it is done even if there is room, for policies that go by age alone; other policies than the last
    /// time are carried out at once.
    private static let day = 86400.0
    private static let mark = "gc.checked"

    /// Begins, if the cache has outgrown a policy.
    func beginIfDue() async {
        guard configuration.isEnabled else { return }
        do {
            guard try await isDue() else { return }
            let program = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
            // The process outlives this one, and has nobody to talk to.
            let script = "exec setsid -f \"$0\" cache prune --gc --root \"$1\" </dev/null >/dev/null 2>&1"
            var launch = ProcessLaunch(["sh", "-c", script, program, store.paths.root.string])
            launch.environment = ProcessInfo.processInfo.environment.map { "\($0.key)=\($0.value)" }
            _ = try await store.layerSync.outside.run(launch)
        } catch {
            // A cache that is too large is no reason to fail a build; the next one tries again.
        }
    }

    private func isDue() async throws -> Bool {
        let now = store.clock.wall()
        let marks = try await store.database.namedBlob(Self.mark).map { String(decoding: $0, as: UTF8.self) } ?? ""
        let words = marks.split(separator: " ")
        let times = words.prefix(2).map { Double($0) ?? 0 }
        let (checked, done) = times.count == 2 ? (times[0], times[1]) : (0, now)
        // Of a store that was never looked at nothing can be too old; but policies may be younger than what is in it.
        let policies = String(Digest.sha256(of: configuration.signature).hex.prefix(16))
        let isChanged = words.count > 2 ? words[2] != policies : configuration.policies != nil
        guard isChanged || now - checked >= Self.pause || now < checked else { return false }
        var isDue = isChanged || now - done >= Self.day
        if !isDue { isDue = try await isTooLarge() }
        try await store.database.setNamedBlob(Array("\(now) \(isDue ? now : done) \(policies)".utf8), Self.mark)
        return isDue
    }

    private func isTooLarge() async throws -> Bool {
        guard let disk = DiskSpace(store.paths.root) else { return false }
        let used = try await store.database.layersSize()
        return configuration.policies(diskSize: disk.total).contains { policy in
            policy.target(used: used, free: disk.free).map { $0 < used } ?? false
        }
    }
}

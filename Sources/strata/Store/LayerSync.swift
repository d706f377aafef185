import BuildDatabase
import LinuxSystem
import SystemPackage

/// Makes the layers of builds durable without anybody waiting for the disk.
///
/// A sync waits for all that anyone has written to the filesystem, which may be seconds' worth. So it is done by a child
/// process, which can be left behind: what it has not done by then, a sync during a later build does, when the kernel
/// has long written the layers. Until then they are only safe against kills, and a power loss costs the cache of the
/// last build.
struct LayerSync: Sendable {
    let database: StoreDatabase
    let folder: FilePath
    let outside: OutsideProcesses

    /// Begins to make the layers of earlier builds durable, once a build has run for a while: a short one, and one with
    /// nothing to do, are not burdened with it.
    func beginBesideBuild() -> Task<Void, Never> {
        Task {
            do { try await Task.sleep(for: .milliseconds(200)) } catch { return }
            await run()
        }
    }

    /// Makes all layers durable, or leaves that to a later build where it takes too long.
    func run(within patience: Duration) async {
        let (isOver, over) = AsyncStream.makeStream(of: Void.self)
        let work = Task {
            await run()
            over.finish()
        }
        let alarm = Task {
            // Cancelled where the work is done first, and then of no account.
            try? await Task.sleep(for: patience)
            over.finish()
        }
        for await _ in isOver {}
        work.cancel()
        alarm.cancel()
    }

    private func run() async {
        do {
            let fresh = try await database.volatileLayers()
            if fresh.isEmpty { return }
            let outcome = try await outside.run(ProcessLaunch(["sync", "-f", folder.string]))
            if outcome.end.code == 0 { try await database.markDurable(fresh) }
        } catch {
            // What could not be marked is made anew after a power loss; nothing else depends on it.
        }
    }
}

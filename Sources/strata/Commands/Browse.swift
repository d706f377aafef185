import ArgumentParser
import BuildScreens
import Diagnostics
import Foundation
import ScreenRuntime

/// `strata` alone: the builds that were, on the screen.
struct Browse: NamespacedCommand {
    static let configuration = CommandConfiguration(
        abstract: "Look through the history and the cache of the store.", shouldDisplay: false)

    @OptionGroup var store: StoreFlags
    @OptionGroup var screen: ScreenFlags

    var needsNamespaces: Bool { StoreShow.isPossible }

    func run() async throws {
        guard StoreShow.isPossible else { throw CleanExit.helpRequest(Strata.self) }
        try await StoreShow(root: store.root, screen: screen).run(.history)
    }
}

/// Shows the screens of a store.
struct StoreShow {
    let root: String?
    let screen: ScreenFlags

    /// Whether there is a terminal that can show a screen.
    static var isPossible: Bool {
        isatty(STDIN_FILENO) == 1
            && BuildRequest.Progress.auto.wantsScreen(ProcessInfo.processInfo.environment)
    }

    /// Shows one of the screens, and those to which it leads, until they are left.
    func run(_ name: ScreenName) async throws {
        let environment = ProcessInfo.processInfo.environment
        let configuration = try Configuration.load(environment: environment)
        let settings = try screen.settings(configuration, environment: environment)
        let cache = try CacheStore.open(root: root)
        do {
            let terminal = try BuildTerminal(settings, environment: environment)
            let interrupts = Interrupts()
            interrupts.onFirst { terminal.inbox.post(.interrupted) }
            let folder = realpath(FileManager.default.currentDirectoryPath, nil).map { path in
                defer { free(path) }
                return String(cString: path)
            }
            await terminal.browse(StoreBrowser(cache, gc: configuration.gc), showing: name, folder: folder)
            withExtendedLifetime(interrupts) {}
        } catch {
            await cache.close()
            throw error
        }
        await cache.close()
    }
}

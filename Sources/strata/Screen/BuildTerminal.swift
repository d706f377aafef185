import BuildDatabase
import BuildEvents
import BuildScreens
import CursesTerminal
import Diagnostics
import EnginePorts
import ScreenRuntime
import TerminalCells
import TerminalThemes

extension CursesTerminal: ScreenTerminal {
    package func redraw() { repaint() }
}

extension TerminalError: DiagnosticConvertible {
    var diagnostic: Diagnostic {
        let (message, remedy) = texts
        return Diagnostic(code: "terminal.unusable", message: message, remedy: remedy)
    }

    private var texts: (message: String, remedy: String) {
        let plain = "use --progress=plain"
        return switch self {
        case .noTerminal: ("there is no terminal to show the screen on", plain)
        case .inBackground:
            ("strata runs in the background and can't have the terminal", "bring it to the foreground, or \(plain)")
        case .alreadyOpen: ("the screen is shown already", plain)
        case .dumb: ("TERM says that the terminal can't show a screen", "set TERM to the terminal's type, or \(plain)")
        case .unknownType(let type):
            (
                "TERM=\(type) is not in the terminfo database",
                "install ncurses-term, set TERM to a type that is known, or \(plain)"
            )
        case .noTypeDatabase: ("there is no terminfo database", "install ncurses-base, or \(plain)")
        case .tooSimple(let type): ("a terminal of type \(type) can't place text on the screen", plain)
        case .refused(let type): ("ncurses can't use a terminal of type \(type)", plain)
        case .system(let call, let number): ("\(call) failed on the terminal (errno \(number))", plain)
        }
    }
}

/// The Build screen on this process's terminal.
final class BuildTerminal: Sendable {
    /// Where the build's events go.
    let inbox: ScreenInbox
    private let terminal: CursesTerminal
    private let clock = MonotonicClock()
    private let options: ScreenOptions

    /// Opens the terminal.
    ///
    /// - Throws: `Diagnostic` where it can't show a screen, or the theme or keys of the configuration are wrong.
    init(
        _ settings: ScreenSettings, environment: [String: String], recording: String? = nil
    ) throws(Diagnostic) {
        do {
            terminal = try CursesTerminal(
                TerminalOptions(
                    term: environment["TERM"], colorTerm: environment["COLORTERM"],
                    noColor: environment["NO_COLOR"].map { !$0.isEmpty } ?? false, usesMouse: settings.usesMouse))
        } catch {
            throw error.diagnostic
        }
        let look = settings.theme.look(depth: terminal.depth, glyphs: settings.glyphs(isUTF8: terminal.isUTF8))
        var options = ScreenOptions(look: look, canCancel: recording == nil)
        options.keys = settings.keys
        options.hasMotion = settings.hasMotion
        options.stay = recording == nil ? settings.stay : .always
        options.recording = recording
        self.options = options
        inbox = ScreenInbox(clock: clock)
    }

    /// Opens the terminal for a build, where its progress is the screen; nil where lines are shown instead.
    static func open(for request: BuildRequest) throws(Diagnostic) -> BuildTerminal? {
        guard request.progress.wantsScreen(request.environment), !request.isGrouped else { return nil }
        do {
            return try BuildTerminal(request.screen, environment: request.environment)
        } catch {
            // By itself the screen gives way to lines; who asked for it is told why it can't be.
            if request.progress == .auto, error.code == "terminal.unusable" { return nil }
            throw error
        }
    }

    /// Shows the screen of a build until it is left, with what earlier builds of the same Dockerfile tell.
    func run(_ services: any ScreenServices, store: StoreBrowser, of start: BuildStart) async {
        // Not waited for: another strata may hold the database for longer than anybody wants to look.
        let load = Task { await loadHistory(store.database, of: start) }
        await run(ScreensModel(options, hasStore: true), services, store: store)
        load.cancel()
    }

    private func loadHistory(_ database: StoreDatabase, of start: BuildStart) async {
        do {
            inbox.post(.history(try await database.stepHistory(dockerfile: start.dockerfile, context: start.context)))
        } catch {
            inbox.post(.notice("earlier builds can't be read: \(error.diagnostic.message)"))
        }
    }

    /// Shows the screen of a recording until it is left.
    func run(_ services: any ScreenServices) async {
        await run(ScreensModel(options), services, store: nil)
    }

    /// Shows the history or the cache of a store until they are left, of `folder` at first where it has builds.
    func browse(_ store: any StoreServices, showing screen: ScreenName, folder: String?) async {
        await run(ScreensModel(options, showing: screen, folder: folder), NoBuild(), store: store)
    }

    private func run(_ model: ScreensModel, _ services: any ScreenServices, store: (any StoreServices)?) async {
        let runtime = ScreenRuntime(
            model: model, inbox: inbox, terminal: terminal, services: services, store: store, clock: clock)
        _ = await runtime.run()
        terminal.close()
    }

    /// Gives the terminal back as it was.
    func close() {
        terminal.close()
    }
}

/// The services of screens that no build runs behind: nothing ever asks them.
private struct NoBuild: ScreenServices {
    func send(_ command: BuildCommand) {}

    func readLog(_ request: LogRequest) async -> LogPart {
        LogPart(request: request, lines: [], total: 0, failure: "no build runs here")
    }

    func search(_ search: LogSearch) async -> Int64? { nil }

    func saveLog(of step: StepID, to path: String) async -> String { "no build runs here" }

    func listFiles(of step: StepID) async -> FileListing {
        FileListing(entries: [], failure: "no build runs here")
    }
}

import BuildEvents
import BuildScreens
import CursesTerminal
import Glibc
import TerminalCells
import TerminalThemes

/// How long a frame of a large build takes: what happened is taken in, the screen is made, and the terminal has it.
struct FrameTimes {
    static let name = "frame"
    private static let extent = Extent(columns: 200, rows: 60)
    private static let warmUp = 60
    private static let count = 300

    /// A view of the left pane by its key, beside a tab of the right one by how far it lies from the first.
    private struct Look {
        let name: String
        let key: Character
        let tab: Int

        static let all = [
            Look(name: "graph, log", key: "m", tab: 0), Look(name: "timeline, log", key: "t", tab: 0),
            Look(name: "source, log", key: "d", tab: 0), Look(name: "graph, why", key: "m", tab: 1),
            Look(name: "graph, files", key: "m", tab: 2), Look(name: "graph, info", key: "m", tab: 3),
        ]
    }

    func run() async throws -> [Figure] {
        let pseudo = try PseudoTerminal(Self.extent)
        defer { pseudo.close() }
        let descriptor = open(pseudo.path, O_RDWR | O_NOCTTY | O_CLOEXEC)
        defer { close(descriptor) }
        setlocale(LC_ALL, "C.UTF-8")
        let terminal = try CursesTerminal(
            TerminalOptions(term: "xterm-256color", colorTerm: "truecolor", descriptor: descriptor))
        defer { terminal.close() }
        var figures: [Figure] = []
        for look in Look.all {
            figures.append(
                Figure(
                    "frame at \(Self.extent.text)", look.name, "ms", await milliseconds(look, on: terminal), atMost: 4,
                    at: 0.5))
        }
        return figures
    }

    private func milliseconds(_ look: Look, on terminal: CursesTerminal) async -> [Double] {
        var build = LargeBuild()
        var model = BuildModel(
            ScreenOptions(look: Theme.preset.look(depth: terminal.depth, glyphs: .unicode), canCancel: true))
        let size = Size(columns: Self.extent.columns, rows: Self.extent.rows)
        _ = model.update(.input(.resize(size)))
        _ = model.update(.events(build.opening()))
        for key in [KeyPress.Key.character(look.key)] + Array(repeating: .tab, count: look.tab) {
            _ = model.update(.input(.key(KeyPress(key))))
        }
        var times: [Double] = []
        var answers: [Message] = []
        for _ in 0..<(Self.warmUp + Self.count) {
            let messages = [.events(build.frame())] + answers + [.frame(now: build.time, buildTime: build.time)]
            let begin = ContinuousClock.now
            let commands = messages.flatMap { model.update($0) }
            terminal.draw(model.screen())
            await terminal.whenPainted()
            times.append((ContinuousClock.now - begin) / .milliseconds(1))
            answers = commands.compactMap { answer($0, build) }
        }
        return Array(times.dropFirst(Self.warmUp))
    }

    private func answer(_ command: BuildScreens.Command, _ build: LargeBuild) -> Message? {
        switch command {
        case .readLog(let request): .log(build.answer(request))
        case .listFiles(let step): .files(step, FileListing(entries: [], failure: "there are no layers"))
        default: nil
        }
    }
}

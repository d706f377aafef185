import BuildEvents
import BuildProgress
import BuildRecords
import TerminalCells
import TerminalThemes
import Testing

@testable import BuildScreens

/// A screen that is driven as the runtime drives it: messages in, frames out, and what it asks for is answered.
struct ScreenDriver {
    private(set) var model: BuildModel
    /// What was asked of the engine and the terminal: everything but reading.
    private(set) var commands: [Command] = []
    private var output = RecordedOutput()
    private var now: Int64 = 0

    init(_ size: Size = Size(columns: 120, rows: 40), _ options: ScreenOptions = .standard) {
        model = BuildModel(options)
        send(.input(.resize(size)))
    }

    /// The screen of a recorded build, shown from its first event to its last, or to one of them.
    init(
        _ build: RecordedBuild, _ size: Size = Size(columns: 120, rows: 40), _ options: ScreenOptions = .standard,
        upTo count: Int = .max
    ) throws {
        var options = options
        if build.isRawJSON { options.recording = build.rawValue }
        options.canCancel = options.canCancel && !build.isRawJSON
        self.init(size, options)
        if !build.isRawJSON { send(.history(try build.history())) }
        for event in try build.events.prefix(count) { play(event) }
        frame(after: 40_000_000)
    }

    /// The screen of a told build up to a time, without an earlier one.
    init(
        _ story: Story, _ size: Size = Size(columns: 120, rows: 40), options: ScreenOptions = .standard,
        until seconds: Double = .infinity
    ) {
        self.init(size, options)
        for event in story.events(until: seconds) { play(event) }
        if seconds.isFinite { frame(after: Int64(seconds * 1e9) - now) }
    }

    /// Takes an event of the build, and draws a frame at its time.
    mutating func play(_ event: BuildEvent) {
        output.take(event)
        now = max(now, event.time)
        send(.events([event]))
    }

    /// Takes many events at once, as after a pause.
    mutating func play(_ events: [BuildEvent]) {
        for event in events {
            output.take(event)
            now = max(now, event.time)
        }
        send(.events(events))
    }

    /// Takes a message and settles a frame.
    mutating func send(_ message: Message) {
        perform(model.update(message))
        settle()
    }

    /// Presses keys by their names, one after the other.
    mutating func press(_ names: String...) {
        for name in names {
            guard let press = KeyPress(name: name) else {
                Issue.record("there is no key \(name)")
                continue
            }
            send(.input(.key(press)))
        }
    }

    /// Types text, a key a character.
    mutating func type(_ text: String) {
        for character in text { send(.input(.key(KeyPress(.character(character))))) }
    }

    /// Clicks on the place where a text stands first.
    mutating func click(_ text: String, sourceLocation: SourceLocation = #_sourceLocation) {
        guard let place = place(of: text) else {
            Issue.record("\(text) is not on the screen", sourceLocation: sourceLocation)
            return
        }
        send(.input(.mouse(MouseEvent(.press, at: place))))
    }

    /// Where a text begins, in reading order.
    func place(of text: String) -> Point? {
        let screen = screen
        for row in 0..<screen.size.rows {
            for column in 0..<screen.size.columns {
                let found = screen.row(row).dropFirst(column).prefix(text.count).map(\.text).joined()
                if found == text { return Point(column, row) }
            }
        }
        return nil
    }

    /// Lets time pass and settles a frame.
    mutating func frame(after nanoseconds: Int64) {
        now += nanoseconds
        settle()
    }

    /// The screen as it is drawn now.
    var screen: Screen { model.screen() }

    /// The selected step's name.
    var selected: String? { model.selection.map { model.build.steps[$0].description.name } }

    private mutating func settle() {
        // What is answered may ask for more; a pane that never has enough is a mistake.
        for _ in 0..<20 {
            let asked = model.update(.frame(now: now, buildTime: now))
            if asked.isEmpty { return }
            perform(asked)
        }
        Issue.record("the panes ask again and again")
    }

    private mutating func perform(_ asked: [Command]) {
        for command in asked {
            switch command {
            case .readLog(let request): perform(model.update(.log(output.part(request))))
            case .searchLog(let search): perform(model.update(.logFound(search, line: output.find(search))))
            case .listFiles(let step): perform(model.update(.files(step, .sample)))
            case .saveLog, .send, .redraw, .suspend, .quit, .show, .store, .ofBuild: commands.append(command)
            }
        }
    }
}

extension ScreenOptions {
    /// The dark theme in all its colours, for a build that runs here.
    static var standard: ScreenOptions {
        ScreenOptions(look: Theme.preset.look(depth: .direct, glyphs: .unicode))
    }

    /// Without colours and with ASCII alone.
    static var bare: ScreenOptions {
        ScreenOptions(look: Theme.preset.look(depth: .none, glyphs: .ascii))
    }
}

extension FileListing {
    /// A layer as a COPY and a RUN leave it, with names that are hard to draw.
    static let sample = FileListing(entries: [
        Entry(path: "/app", change: .changed, mode: 0o040755, size: 0),
        Entry(path: "/app/lib", change: .added, mode: 0o040755, size: 0),
        Entry(path: "/app/lib/parser.out", change: .added, mode: 0o100644, size: 187),
        Entry(path: "/app/lib/solver.out", change: .added, mode: 0o100755, size: 5_242_880),
        Entry(path: "/app/lib/tmp", change: .removed, mode: 0, size: 0),
        Entry(path: "/app/lib/e\u{301}t\u{e9} 漢字 \u{1B}[31m\n\u{202E}end", change: .added, mode: 0o100600, size: 3),
        Entry(path: "/etc/passwd", change: .changed, mode: 0o100644, size: 1_204),
    ])
}

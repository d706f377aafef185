import BuildEvents
import TerminalCells
import Testing

@testable import BuildScreens

/// All screens over a store, as the runtime drives them: commands are answered at once.
struct ScreensDriver {
    private(set) var model: ScreensModel
    private(set) var store = SampleStore()
    /// What was asked for and is not answered by the store.
    private(set) var commands: [Command] = []
    private(set) var now: Int64 = 0

    /// Opens the History or the Cache screen.
    init(
        _ name: ScreenName = .history, _ size: Size = Size(columns: 120, rows: 40), options: ScreenOptions = .standard,
        folder: String? = nil
    ) {
        model = ScreensModel(options, showing: name, folder: folder)
        send(.input(.resize(size)))
    }

    /// Opens the screen of a build that runs here, over the same store.
    init(_ story: Story, until seconds: Double) {
        model = ScreensModel(.standard, hasStore: true)
        send(.input(.resize(Size(columns: 120, rows: 40))))
        now = Int64(min(seconds, 1_000) * 1e9)
        send(.events(story.events(until: seconds)))
    }

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

    mutating func type(_ text: String) {
        for character in text { send(.input(.key(KeyPress(.character(character))))) }
    }

    mutating func frame(after nanoseconds: Int64) {
        now += nanoseconds
        settle()
    }

    var screen: Screen { model.screen() }

    /// Whether a text stands anywhere on the screen.
    func shows(_ text: String) -> Bool { screen.text.contains { $0.contains(text) } }

    /// The row that is chosen, as it is drawn.
    var chosen: String { screen.text.first { $0.contains("▸") } ?? "" }

    private mutating func settle() {
        for _ in 0..<20 {
            let asked = model.update(.frame(now: now, buildTime: now))
            if asked.isEmpty { return }
            perform(asked)
        }
        Issue.record("the screens ask again and again")
    }

    private mutating func perform(_ asked: [Command]) {
        for command in asked {
            switch command {
            case .store(let request): for message in store.answer(request) { perform(model.update(message)) }
            case .ofBuild(let number, .readLog(let request)):
                let part = LogPart(request: request, lines: [Array("from the disk".utf8)], total: 1)
                perform(model.update(.ofBuild(number, .log(part))))
            case .ofBuild(let number, .listFiles(let step)):
                perform(model.update(.ofBuild(number, .files(step, .sample))))
            default: commands.append(command)
            }
        }
    }
}

import BuildEvents
import BuildProgress
import BuildRecords
package import TerminalCells
import TerminalThemes

/// All screens, of which one is shown: the build that runs, the history with what is opened from it, and the cache.
///
/// Messages of the build reach its screen whichever is shown; keys reach the one that is.
package struct ScreensModel: Sendable, Hashable {
    /// What is shown.
    package enum Place: Sendable, Hashable {
        /// The build that the program was started for.
        case build
        /// A recorded build that was opened from another screen.
        case opened
        case history, comparison, trends, cache
    }

    /// A recorded build, the number that its messages have, and where it was opened.
    struct Opened: Sendable, Hashable {
        var number: Int
        var model: BuildModel
        var origin: Place
    }

    /// What was chosen when the screens opened.
    let options: ScreenOptions
    /// Whether there is a store behind the screens, with a history and a cache.
    let hasStore: Bool
    /// What is shown.
    package internal(set) var place: Place
    /// The build that the program was started for; nil where it was for none.
    package internal(set) var build: BuildModel?
    var opened: Opened?
    /// The History screen.
    package internal(set) var history: HistoryModel
    var comparison: ComparisonModel?
    var trends: TrendsModel?
    /// The Cache screen.
    package internal(set) var cache: CacheModel
    private var size = Size.zero

    /// Makes the screens of a build that runs or is read from a file; with a store also its history and cache.
    package init(_ options: ScreenOptions, hasStore: Bool = false) {
        self.init(options, hasStore: hasStore, place: .build, folder: nil)
        build = BuildModel(options)
    }

    /// Makes the screens of a store, of which one is shown; the history of a folder where builds of it are there.
    package init(_ options: ScreenOptions, showing screen: ScreenName, folder: String?) {
        self.init(options, hasStore: true, place: screen == .cache ? .cache : .history, folder: folder)
    }

    private init(_ options: ScreenOptions, hasStore: Bool, place: Place, folder: String?) {
        self.options = options
        self.hasStore = hasStore
        self.place = place
        history = HistoryModel(options, folder: folder)
        cache = CacheModel(options)
    }

    /// After how many nanoseconds the screen looks different though nothing happens; nil where it never does.
    package var redrawInterval: Int64? {
        switch place {
        case .build: build?.redrawInterval
        case .opened: opened?.model.redrawInterval
        case .history: history.redrawInterval
        case .comparison, .trends, .cache: notice == nil ? nil : 500_000_000
        }
    }

    /// Whether a list is shown whose rows were asked for and have never come.
    package var isAwaiting: Bool {
        switch place {
        case .history: history.listing == nil
        case .cache: cache.listing == nil
        case .build, .opened, .comparison, .trends: false
        }
    }

    private var notice: Notice? {
        switch place {
        case .comparison: comparison?.notice
        case .trends: trends?.notice
        default: cache.notice
        }
    }

    /// The screen as it looks now; `update(.frame)` comes before.
    package func screen() -> Screen {
        switch place {
        case .build: build?.screen() ?? history.screen()
        case .opened: opened?.model.screen() ?? history.screen()
        case .history: history.screen()
        case .comparison: comparison?.screen() ?? history.screen()
        case .trends: trends?.screen() ?? history.screen()
        case .cache: cache.screen()
        }
    }
}

// MARK: - Messages

extension ScreensModel {
    /// Takes the next message; gives what the runtime is to do.
    package mutating func update(_ message: Message) -> [Command] {
        switch message {
        case .input(let input):
            if case .resize(let size) = input { return resize(to: size) }
            return route(take(input))
        case .frame(let now, let buildTime): return settle(at: now, buildTime)
        case .ofBuild(let number, let message):
            guard opened?.number == number else { return [] }
            return ofOpened(opened?.model.update(message) ?? [])
        case .store(let answer): return take(answer)
        case .notice(let text):
            tell(text)
            return []
        case .events, .streamEnded, .history, .log, .logFound, .files, .interrupted, .recording:
            guard build != nil else { return message == .interrupted ? [.quit] : [] }
            let wasEnded = build?.isEnded ?? true
            let commands = build?.update(message) ?? []
            return place == .build || wasEnded ? commands : ofBuild(commands)
        }
    }

    /// Commands of the build while another screen may be shown: that one stays though the build has ended.
    private mutating func ofBuild(_ commands: [Command]) -> [Command] {
        guard let build, build.isEnded, !build.leavesAtEnd else { return commands }
        let result = build.build.outcome.map(Self.word) ?? "has ended"
        tell("the build \(result); \(options.keys.symbol(of: .buildScreen) ?? "1") shows it")
        return commands.filter { $0 != .quit }
    }

    private static func word(_ outcome: BuildOutcome) -> String {
        switch outcome {
        case .succeeded: "has succeeded"
        case .failed: "has failed"
        case .cancelled: "was cancelled"
        }
    }

    private mutating func resize(to size: Size) -> [Command] {
        self.size = size
        build?.size = size
        opened?.model.size = size
        history.size = size
        comparison?.size = size
        trends?.size = size
        cache.size = size
        return []
    }

    private mutating func take(_ input: TerminalInput) -> [Command] {
        switch place {
        case .build: build?.update(.input(input)) ?? []
        case .opened: opened?.model.update(.input(input)) ?? []
        case .history: history.take(input)
        case .comparison: comparison?.take(input) ?? []
        case .trends: trends?.take(input) ?? []
        case .cache: cache.take(input)
        }
    }

    /// Brings the screen that is shown in line before a frame.
    private mutating func settle(at now: Int64, _ buildTime: Int64) -> [Command] {
        switch place {
        case .build: return build?.update(.frame(now: buildTime, buildTime: buildTime)) ?? []
        case .opened: return ofOpened(opened?.model.update(.frame(now: now, buildTime: now)) ?? [])
        case .history: return history.settle(at: now)
        case .comparison: comparison?.settle(at: now)
        case .trends: trends?.settle(at: now)
        case .cache: return cache.settle(at: now)
        }
        return []
    }

    private mutating func take(_ answer: StoreAnswer) -> [Command] {
        switch answer {
        case .builds, .unchanged, .steps: return history.take(answer)
        case .changed: return place == .cache ? cache.take(answer) : history.take(answer)
        case .cache, .contents: return cache.take(answer)
        case .opened(let number, let id, let title):
            let origin = place == .opened ? opened?.origin ?? .history : place
            var options = options
            (options.canCancel, options.isNested, options.recording, options.stay) = (false, true, title, .always)
            var model = BuildModel(options)
            model.size = size
            opened = Opened(number: number, model: model, origin: origin)
            place = .opened
            history.notice = nil
            history.choose(build: id)
        case .compared(let sheet):
            comparison = ComparisonModel(sheet, options: options, size: size)
            place = .comparison
        case .trends(let found):
            trends = TrendsModel(found, options: options, size: size)
            place = .trends
        }
        return []
    }

    private mutating func tell(_ text: String) {
        switch place {
        case .build: build?.tell(text)
        case .opened: opened?.model.tell(text)
        case .history: history.tell(text)
        case .comparison: comparison?.tell(text)
        case .trends: trends?.tell(text)
        case .cache: cache.tell(text)
        }
    }
}

// MARK: - From screen to screen

extension ScreensModel {
    /// Does what concerns more than the screen that asks for it.
    private mutating func route(_ commands: [Command]) -> [Command] {
        commands.flatMap { command -> [Command] in
            switch command {
            case .show(let name): return show(name)
            case .quit: return leave()
            default: return place == .opened ? ofOpened([command]) : [command]
            }
        }
    }

    /// Commands of the opened build, with its number where something has to come back to it.
    private func ofOpened(_ commands: [Command]) -> [Command] {
        guard let opened else { return [] }
        return commands.compactMap { command in
            switch command {
            case .readLog, .searchLog, .saveLog, .listFiles: .ofBuild(opened.number, command)
            // What was opened stays until it is left.
            case .quit: nil
            case .send, .store, .ofBuild, .show, .redraw, .suspend: command
            }
        }
    }

    private mutating func show(_ name: ScreenName) -> [Command] {
        switch name {
        case .build:
            if build != nil {
                place = .build
            } else if opened != nil {
                place = .opened
            } else {
                tell("no build is open; \(options.keys.symbol(of: .open) ?? "enter") opens one of the history")
            }
        case .history, .cache:
            guard hasStore else {
                tell("a recording from elsewhere has no history and no cache beside it")
                return []
            }
            place = name == .history ? .history : .cache
            return name == .history ? history.ask() : cache.ask()
        }
        return []
    }

    /// Leaves the screen that is shown: for the one that it was opened from, for the build, or altogether.
    private mutating func leave() -> [Command] {
        switch place {
        case .build: return [.quit]
        case .opened:
            place = opened?.origin ?? .history
            opened = nil
        case .comparison:
            comparison = nil
            place = .history
        case .trends:
            trends = nil
            place = .history
        case .history, .cache:
            guard build != nil else { return [.quit] }
            place = .build
        }
        return []
    }
}

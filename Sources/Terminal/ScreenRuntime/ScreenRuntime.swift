package import BuildScreens
import TerminalCells

/// Owns the screen's model: takes messages one by one, draws frames, does what the model asks for.
///
/// At most 30 frames a second are drawn, and none that looks like the one before. The first message after a pause is
/// answered at once, and so is the build's end, so that no build lasts until the next frame. A list that has just asked
/// for its rows is not drawn without them until they took as long as a frame.
package actor ScreenRuntime {
    /// The least time between two frames, in nanoseconds.
    static let frameTime: Int64 = 33_000_000

    private let inbox: ScreenInbox
    private let terminal: any ScreenTerminal
    private let services: any ScreenServices
    private let store: (any StoreServices)?
    private let clock: any ScreenClock
    private var model: ScreensModel
    /// The recorded builds that were opened, by the numbers that their messages have; only the newest is ever asked.
    private var opened: (number: Int, services: any ScreenServices)?
    private var openings = 0
    private var shown: Screen?
    private var lastFrame = Int64.min / 2
    private var alarm: Int64?
    /// Whether a frame was due while the terminal still painted the one before.
    private var isOwed = false
    /// Until when a list without its rows is not drawn.
    private var patience: Int64?
    private var isOver = false

    /// Makes the runtime of the screens; `services` are those of the build that the program was started for.
    package init(
        model: ScreensModel, inbox: ScreenInbox, terminal: any ScreenTerminal, services: any ScreenServices,
        store: (any StoreServices)? = nil, clock: any ScreenClock
    ) {
        self.model = model
        self.inbox = inbox
        self.terminal = terminal
        self.services = services
        self.store = store
        self.clock = clock
    }

    /// Shows the screen until it is left; gives the model as it was then.
    package func run() async -> ScreensModel {
        await withTaskCancellationHandler {
            await loop()
        } onCancel: {
            inbox.wake()
        }
        return model
    }

    private func loop() async {
        await withDiscardingTaskGroup { group in
            let (inputs, inbox) = (terminal.inputs, inbox)
            group.addTask {
                for await input in inputs { inbox.post(.input(input)) }
            }
            while !isOver, !Task.isCancelled {
                await inbox.wait()
                await waitForFrame(&group)
                takeMessages(&group)
            }
            group.cancelAll()
        }
        inbox.close()
    }

    /// Waits until the next frame may be drawn, or until the build is over: nothing that follows it waits for a frame.
    private func waitForFrame(_ group: inout DiscardingTaskGroup) async {
        let due = lastFrame &+ Self.frameTime
        guard clock.now < due, !Task.isCancelled else { return }
        group.addTask { [clock, inbox] in
            await clock.pause(until: due)
            inbox.endPause(until: due)
        }
        await inbox.pause(until: due)
    }

    private func takeMessages(_ group: inout DiscardingTaskGroup) {
        for message in inbox.drain() { perform(model.update(message), &group) }
        perform(model.update(.frame(now: clock.now, buildTime: inbox.buildTime)), &group)
        if !isOver { draw() }
        arm(&group)
    }

    private func draw() {
        guard !isPatient else { return }
        lastFrame = clock.now
        isOwed = terminal.isBehind
        guard !isOwed else { return }
        let screen = model.screen()
        guard screen != shown else { return }
        shown = screen
        terminal.draw(screen)
    }

    /// Whether what is shown has asked for its rows a moment ago: an empty frame would only put off the full one.
    private var isPatient: Bool {
        guard model.isAwaiting else {
            patience = nil
            return false
        }
        let until = patience ?? clock.now &+ Self.frameTime
        patience = until
        return clock.now < until
    }

    /// Sees to it that the next change that time alone brings is drawn.
    private func arm(_ group: inout DiscardingTaskGroup) {
        let interval = isOwed || isPatient ? Self.frameTime : model.redrawInterval
        guard !isOver, let interval else { return }
        let instant = clock.now &+ max(interval, Self.frameTime)
        if let alarm, alarm > clock.now, alarm <= instant { return }
        alarm = instant
        group.addTask { [clock, inbox] in
            await clock.pause(until: instant)
            inbox.wake()
        }
    }

    private func perform(_ commands: [Command], _ group: inout DiscardingTaskGroup) {
        for command in commands {
            switch command {
            case .send(let command): services.send(command)
            case .redraw:
                shown = nil
                terminal.redraw()
            case .suspend: terminal.suspend()
            case .quit: isOver = true
            case .show: break
            case .store(let request): group.addTask { [self] in await answer(request) }
            case .ofBuild(let number, let command):
                guard let opened, opened.number == number else { continue }
                group.addTask { [inbox] in
                    if let message = await Self.answer(command, opened.services) {
                        inbox.post(.ofBuild(number, message))
                    }
                }
            case .readLog, .searchLog, .saveLog, .listFiles:
                group.addTask { [inbox, services] in
                    if let message = await Self.answer(command, services) { inbox.post(message) }
                }
            }
        }
    }

    /// Does what takes a while, outside of the actor; gives what came of it.
    private nonisolated static func answer(_ command: Command, _ services: any ScreenServices) async -> Message? {
        switch command {
        case .readLog(let request): .log(await services.readLog(request))
        case .searchLog(let search): .logFound(search, line: await services.search(search))
        case .saveLog(let step, let path): .notice(await services.saveLog(of: step, to: path))
        case .listFiles(let step): .files(step, await services.listFiles(of: step))
        case .send, .store, .ofBuild, .show, .redraw, .suspend, .quit: nil
        }
    }

    /// Asks the store; a build that it opens gets a number, by which its own answers are told from others.
    private func answer(_ request: StoreRequest) async {
        guard let store else { return }
        guard case .open(let build) = request else {
            inbox.post(await store.answer(request))
            return
        }
        switch await store.open(build) {
        case .failure(let failure): inbox.post(.notice(failure.text))
        case .success(let recording):
            openings += 1
            opened = (openings, recording.services)
            inbox.post(.store(.opened(number: openings, build: build, title: recording.title)))
            inbox.post(.ofBuild(openings, .history(recording.history)))
            inbox.post(.ofBuild(openings, .recording(recording.tape, unfinished: recording.unfinished)))
        }
    }
}

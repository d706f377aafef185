import BuildEvents
import BuildProgress
import BuildRecords
import BuildScreens
import OCIFormat
import ScreenRuntime
import Synchronization
import TerminalCells
import TerminalThemes
import Testing

@Suite struct ScreenRuntimeTests {
    private static let step = StepID(Digest.sha256(of: Array("a step".utf8)))

    private let clock = StillClock()
    private let terminal = RecordingTerminal()
    private let services = RecordingServices()
    private let inbox: ScreenInbox

    init() {
        inbox = ScreenInbox(clock: clock)
        terminal.use(clock)
    }

    private func runtime(_ change: (inout ScreenOptions) -> Void = { _ in }) throws -> ScreenRuntime {
        let theme = try #require(Theme.builtIn("mono"))
        var options = ScreenOptions(look: theme.look(depth: .none, glyphs: .ascii))
        change(&options)
        return ScreenRuntime(
            model: ScreensModel(options), inbox: inbox, terminal: terminal, services: services, clock: clock)
    }

    private func event(_ sequence: Int, _ payload: BuildEvent.Payload) -> BuildEvent {
        BuildEvent(sequence: sequence, time: clock.now, payload: payload)
    }

    private func begin() {
        let start = BuildStart(build: "b", wallClock: 0, dockerfile: "Dockerfile", context: "app")
        inbox.post(event(0, .buildStarted(start)))
        var description = StepDescription(id: Self.step, name: "[1/1] RUN make", kind: "run")
        description.instruction = "RUN make"
        inbox.post(event(1, .stepsAnnounced([description])))
        inbox.post(event(2, .stepStarted(Self.step)))
    }

    @Test func theScreenShowsWhatHappensAndLeavesWhenToldSo() async throws {
        let runtime = try runtime { $0.canCancel = false }
        async let model = runtime.run()
        terminal.send(.resize(Size(columns: 80, rows: 24)))
        begin()
        await terminal.shows("RUN make")
        terminal.send(.key(KeyPress(.character("q"))))
        #expect(await model.build?.build.steps.count == 1)
    }

    @Test func framesAreKeptApartAndNoneIsDrawnTwice() async throws {
        let runtime = try runtime { $0.canCancel = false }
        async let model = runtime.run()
        terminal.send(.resize(Size(columns: 80, rows: 24)))
        begin()
        await terminal.shows("RUN make")
        for _ in 0..<50 { inbox.post(.notice("the same again")) }
        await terminal.shows("the same again")
        let before = terminal.screens.count
        terminal.send(.key(KeyPress(.character("q"))))
        _ = await model
        #expect(terminal.screens.count - before <= 2)
        #expect(zip(terminal.screens, terminal.screens.dropFirst()).allSatisfy { $0 != $1 })
        #expect(zip(terminal.times, terminal.times.dropFirst()).allSatisfy { $1 - $0 >= 33_000_000 })
    }

    @Test func cancellingAsksFirstAndThenTellsTheEngine() async throws {
        let runtime = try runtime()
        async let model = runtime.run()
        terminal.send(.resize(Size(columns: 80, rows: 24)))
        begin()
        await terminal.shows("RUN make")
        terminal.send(.key(KeyPress(.character("x"))))
        await terminal.shows("Cancel the build?")
        #expect(services.sent.isEmpty)
        terminal.send(.key(KeyPress(.character("y"))))
        await terminal.shows("cancelling")
        #expect(services.sent == [.cancel])
        inbox.post(event(3, .stepFinished(Self.step, .cancelled)))
        inbox.post(event(4, .buildFinished(.cancelled)))
        await terminal.shows("cancelled")
        terminal.send(.key(KeyPress(.character("q"))))
        #expect(await model.build?.isEnded == true)
    }

    @Test func aBuildThatSucceedsUntouchedClosesItsScreen() async throws {
        let runtime = try runtime()
        async let model = runtime.run()
        terminal.send(.resize(Size(columns: 80, rows: 24)))
        begin()
        inbox.post(event(3, .stepFinished(Self.step, .done(StepResult()))))
        inbox.post(event(4, .buildFinished(.succeeded(BuildResult()))))
        #expect(await model.build?.isEnded == true)
    }

    @Test(.timeLimit(.minutes(10)))
    func theLastScreenIsDrawnThoughTheTerminalWasBusyWhenItWasDue() async throws {
        let runtime = try runtime { $0.stay = .always }
        async let model = runtime.run()
        terminal.send(.resize(Size(columns: 80, rows: 24)))
        begin()
        await terminal.shows("RUN make")
        terminal.beBusy(times: 1)
        inbox.post(event(3, .stepFinished(Self.step, .cancelled)))
        inbox.post(event(4, .buildFinished(.cancelled)))
        await terminal.shows("cancelled")
        terminal.send(.key(KeyPress(.character("q"))))
        #expect(await model.build?.isEnded == true)
    }

    @Test(.timeLimit(.minutes(10)))
    func theEndDoesNotWaitForTheNextFrame() async throws {
        let runtime = try runtime()
        async let model = runtime.run()
        terminal.send(.resize(Size(columns: 80, rows: 24)))
        begin()
        await terminal.shows("RUN make")
        clock.hold()
        inbox.post(event(3, .stepFinished(Self.step, .done(StepResult()))))
        inbox.post(event(4, .buildFinished(.succeeded(BuildResult()))))
        #expect(await model.build?.isEnded == true)
    }

    private func history(_ store: RecordingStore) throws -> ScreenRuntime {
        let theme = try #require(Theme.builtIn("mono"))
        let options = ScreenOptions(look: theme.look(depth: .none, glyphs: .ascii))
        return ScreenRuntime(
            model: ScreensModel(options, showing: .history, folder: "/app"), inbox: inbox, terminal: terminal,
            services: services, store: store, clock: clock)
    }

    @Test(.timeLimit(.minutes(10)))
    func theFirstFrameOfAListHasItsRows() async throws {
        clock.hold()
        inbox.post(.input(.resize(Size(columns: 80, rows: 24))))
        let start = BuildStart(build: "b", wallClock: 0, dockerfile: "Dockerfile", context: "/elsewhere")
        let runtime = try history(RecordingStore(builds: [BuildSummary(start)]))
        async let model = runtime.run()
        await terminal.shows("Builds")
        #expect(terminal.screens.first?.text.contains { $0.contains("elsewhere") } == true)
        clock.release()
        terminal.send(.key(KeyPress(.character("q"))))
        _ = await model
    }

    @Test(.timeLimit(.minutes(10)))
    func aListWhoseRowsDoNotComeIsShownWithoutThem() async throws {
        let runtime = try history(RecordingStore(builds: nil))
        async let model = runtime.run()
        terminal.send(.resize(Size(columns: 80, rows: 24)))
        await terminal.shows("Builds")
        terminal.send(.key(KeyPress(.character("q"))))
        _ = await model
    }

    @Test func outputIsMergedAndNeverLost() async throws {
        let runtime = try runtime()
        async let model = runtime.run()
        terminal.send(.resize(Size(columns: 80, rows: 24)))
        begin()
        for index in 0..<10_000 {
            inbox.post(event(3 + index, .log(Self.step, .standardOutput, Array("line \(index)\n".utf8))))
        }
        inbox.post(event(20_000, .buildFinished(.cancelled)))
        let build = try #require(await model.build).build
        #expect(build.steps.first?.logLines == 10_000)
    }
}

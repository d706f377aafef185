package import BuildEvents
package import BuildRecords
package import BuildScreens
package import TerminalCells

/// A terminal that screens are drawn on and keys come from.
package protocol ScreenTerminal: Sendable {
    /// Keys, the mouse, sizes; the first is the size.
    var inputs: AsyncStream<TerminalInput> { get }

    /// Whether it still paints the screen that it was given last.
    var isBehind: Bool { get }

    /// Takes the next screen and returns at once.
    func draw(_ screen: Screen)

    /// Paints everything anew with the next screen.
    func redraw()

    /// Gives the terminal back and stops the program until the shell continues it.
    func suspend()
}

/// What screens ask for beyond drawing: the engine, logs and layers.
package protocol ScreenServices: Sendable {
    /// Tells the engine what is asked of it.
    func send(_ command: BuildCommand)

    /// Reads lines of a step's output.
    func readLog(_ request: LogRequest) async -> LogPart

    /// The line of the next place where text is found; nil where there is none.
    func search(_ search: LogSearch) async -> Int64?

    /// Writes a step's whole output to a file; gives a sentence that says what came of it.
    func saveLog(of step: StepID, to path: String) async -> String

    /// Lists what a step's layer holds.
    func listFiles(of step: StepID) async -> FileListing
}

/// What screens ask of the store: its history and its cache.
package protocol StoreServices: Sendable {
    /// Answers a request other than `.open`; what can't be answered is told in a notice.
    func answer(_ request: StoreRequest) async -> Message

    /// Reads a recorded build, by its identity.
    func open(_ build: String) async -> Result<OpenedRecording, OpeningFailure>
}

/// A recorded build as it was read.
package struct OpenedRecording: Sendable {
    /// What it is called.
    package var title: String
    /// Its events.
    package var tape: Tape
    /// Why it has no end, where it has none.
    package var unfinished: String
    /// What builds say of its steps.
    package var history: StepHistory
    /// Where its logs and files come from.
    package var services: any ScreenServices

    /// Makes a recording.
    package init(
        title: String, tape: Tape, unfinished: String, history: StepHistory, services: any ScreenServices
    ) {
        self.title = title
        self.tape = tape
        self.unfinished = unfinished
        self.history = history
        self.services = services
    }
}

/// Why a recorded build can't be opened, in a sentence.
package struct OpeningFailure: Error, Sendable, Hashable {
    /// The sentence.
    package var text: String

    /// Makes a failure.
    package init(_ text: String) {
        self.text = text
    }
}

/// Time as the runtime sees it, so that tests can let it pass.
package protocol ScreenClock: Sendable {
    /// Nanoseconds since some instant; never goes back.
    var now: Int64 { get }

    /// Waits until an instant; earlier where the task is cancelled.
    func pause(until instant: Int64) async
}

/// The machine's own clock.
package struct MonotonicClock: ScreenClock {
    private let origin = ContinuousClock.now

    /// Makes a clock that begins at 0 now.
    package init() {}

    /// Nanoseconds since the clock was made.
    package var now: Int64 {
        let passed = origin.duration(to: .now).components
        return passed.seconds * 1_000_000_000 + passed.attoseconds / 1_000_000_000
    }

    /// Waits until an instant; earlier where the task is cancelled.
    package func pause(until instant: Int64) async {
        do {
            try await ContinuousClock().sleep(until: origin + .nanoseconds(instant), tolerance: .milliseconds(1))
        } catch {
            // Cancelled: whoever waits sees that by itself.
        }
    }
}

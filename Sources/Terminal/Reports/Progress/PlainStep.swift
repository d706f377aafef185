import BuildEvents

/// What plain progress keeps of one step.
struct PlainStep: Sendable {
    let id: StepID
    let name: String
    /// The number that the step's lines begin with, given when it starts.
    var number: Int?
    private(set) var started: Int64?
    /// Whether the step has started and not ended; what is told of it later stands at the end of the build.
    private(set) var isRunning = false
    /// Why the step was not in the cache, told when it starts.
    var cause: String?
    /// When the step's block was begun last.
    var openedAt: Int64 = 0
    /// When the step last had something to show.
    var lastOutput: Int64 = 0
    /// Since when the step has something to show that waits for its turn.
    var heldSince: Int64 = 0
    /// Lines that wait for their turn.
    var held: [UInt8] = []
    /// Whether the first part of what is held lies in the spill.
    var isSpilled = false
    var formatter = LineFormatter()
    var items: [String: StatusLine] = [:]

    init(id: StepID, name: String) {
        self.id = id
        self.name = String(name.map { $0.isNewline ? " " : $0 })
    }

    mutating func start(at time: Int64) {
        started = time
        isRunning = true
    }

    mutating func takeHeld() -> [UInt8] {
        let bytes = held
        held = []
        isSpilled = false
        return bytes
    }

    /// Lets go of what an ended step needs no more.
    mutating func end() {
        isRunning = false
        items = [:]
        cause = nil
    }
}

import BuildEvents

/// What lies over the panes and takes the keys.
enum Overlay: Sendable, Hashable {
    /// The keys; with how many rows are scrolled away.
    case help(scroll: Int)
    /// Every action, found by typing.
    case palette(Palette)
    /// A question that is answered with yes or no.
    case question(Question)
    /// Where a step's log is written.
    case saveLog(StepID, TextField)
}

/// What is asked before something is lost.
enum Question: Sendable, Hashable {
    case cancel, kill, leave

    var text: String {
        switch self {
        case .cancel: "Cancel the build?"
        case .kill: "The build is being cancelled. Kill what still runs?"
        case .leave: "The build still runs. Cancel it and leave?"
        }
    }

    var explanation: String {
        switch self {
        case .cancel: "Running steps end; what is done stays in the cache."
        case .kill: "Nothing is waited for; what is done stays in the cache."
        case .leave: "Running steps end; what is done stays in the cache."
        }
    }
}

/// The command palette: a text and the actions that it finds.
struct Palette: Sendable, Hashable {
    /// The action with its title.
    static let entries: [Action] = Action.allCases.filter { !isMotion($0) }

    var field = TextField()
    var selected = 0

    /// The actions whose name or title holds every word that was typed.
    var found: [Action] {
        let words = field.text.lowercased().split(separator: " ")
        return Self.entries.filter { action in
            let text = "\(action.rawValue) \(action.title)".lowercased()
            return words.allSatisfy { text.contains($0) }
        }
    }

    private static func isMotion(_ action: Action) -> Bool {
        switch action {
        case .up, .down, .left, .right, .pageUp, .pageDown, .halfUp, .halfDown, .palette: true
        default: false
        }
    }
}

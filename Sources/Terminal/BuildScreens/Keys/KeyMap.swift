package import TerminalCells

/// Which keys do what.
package struct KeyMap: Sendable, Hashable {
    /// Why keys can't be mapped as asked.
    package enum Failure: Error, Sendable, Hashable {
        /// There is no such action.
        case unknownAction(String)
        /// What stands for a key names none.
        case unknownKey(String, action: String)
        /// Two actions are given one key, or one's keys begin another's.
        case conflict(String, Action, Action)
    }

    /// What typed keys come to.
    package enum Match: Sendable, Hashable {
        /// Nothing begins with them.
        case none
        /// They begin something.
        case partial
        /// They are an action's.
        case action(Action)
    }

    private var actions: [[KeyPress]: Action] = [:]
    private var keys: [Action: [[KeyPress]]] = [:]
    private var beginnings: Set<[KeyPress]> = []

    /// The keys of docs/screen.md.
    package static let standard = KeyMap(names: defaults)

    /// Makes the standard keys with some actions' keys replaced: by the action's name, each a list of keys as `g g`.
    ///
    /// A key that another action had by default goes over to the action that it is given to.
    package init(replacing overrides: [(action: String, keys: [String])]) throws(Failure) {
        self = .standard
        var given: [[KeyPress]: Action] = [:]
        var order: [(sequence: [KeyPress], action: Action)] = []
        for (name, sequences) in overrides {
            guard let action = Action(rawValue: name) else { throw .unknownAction(name) }
            for sequence in keys[action] ?? [] { actions[sequence] = nil }
            keys[action] = []
            for text in sequences {
                guard let sequence = Self.sequence(text) else { throw .unknownKey(text, action: name) }
                if let other = given.updateValue(action, forKey: sequence), other != action {
                    throw .conflict(text, other, action)
                }
                order.append((sequence, action))
            }
        }
        for (sequence, action) in order { bind(sequence, action) }
        try checkBeginnings()
    }

    private init(names: [(Action, [String])]) {
        for (action, texts) in names {
            for sequence in texts.compactMap(Self.sequence) { bind(sequence, action) }
        }
        for sequence in actions.keys { note(sequence) }
    }

    /// What the keys typed so far come to.
    package func match(_ typed: [KeyPress]) -> Match {
        if let action = actions[typed] { return .action(action) }
        return beginnings.contains(typed) ? .partial : .none
    }

    /// The keys of an action as text, the first the one to show.
    package func names(of action: Action) -> [String] {
        (keys[action] ?? []).map(Self.text)
    }

    /// The key of an action as footers show it; nil where it has none.
    package func symbol(of action: Action, isASCII: Bool = false) -> String? {
        keys[action]?.first.map { Self.symbol(of: $0, isASCII: isASCII) }
    }

    /// The keys typed one after the other, as footers show them; in ASCII where that is all there is.
    package static func symbol(of keys: [KeyPress], isASCII: Bool) -> String {
        isASCII ? text(keys) : keys.map(\.symbol).joined()
    }

    private mutating func bind(_ sequence: [KeyPress], _ action: Action) {
        if let other = actions[sequence] { keys[other]?.removeAll { $0 == sequence } }
        actions[sequence] = action
        keys[action, default: []].append(sequence)
    }

    private mutating func note(_ sequence: [KeyPress]) {
        for count in 1..<max(1, sequence.count) { beginnings.insert(Array(sequence.prefix(count))) }
    }

    private mutating func checkBeginnings() throws(Failure) {
        beginnings = []
        for sequence in actions.keys { note(sequence) }
        for beginning in beginnings.sorted(by: { Self.text($0) < Self.text($1) }) {
            guard let action = actions[beginning] else { continue }
            let longer = actions.first { $0.key.count > beginning.count && $0.key.starts(with: beginning) }
            throw .conflict(Self.text(beginning), action, longer?.value ?? action)
        }
    }

    private static func sequence(_ text: String) -> [KeyPress]? {
        let words = text.split(separator: " ")
        let presses = words.compactMap { KeyPress(name: String($0)) }
        return presses.isEmpty || presses.count != words.count ? nil : presses
    }

    private static func text(_ sequence: [KeyPress]) -> String {
        sequence.map(\.description).joined(separator: " ")
    }

    private static let defaults: [(Action, [String])] = [
        (.up, ["up", "k"]), (.down, ["down", "j"]), (.left, ["left", "h"]), (.right, ["right", "l"]),
        (.pageUp, ["pgup", "ctrl-b"]), (.pageDown, ["pgdn", "ctrl-f"]),
        (.halfUp, ["ctrl-u"]), (.halfDown, ["ctrl-d"]), (.top, ["g g", "home"]), (.end, ["G", "end"]),
        (.open, ["enter"]), (.back, ["esc"]),
        (.nextView, ["v"]), (.graph, ["m"]), (.timeline, ["t"]), (.source, ["d"]),
        (.nextTab, ["tab"]), (.previousTab, ["shift-tab"]),
        (.zoomIn, ["+"]), (.zoomOut, ["-"]), (.follow, ["f"]),
        (.search, ["/"]), (.nextMatch, ["n"]), (.previousMatch, ["N"]), (.wrap, ["w"]), (.save, ["y"]),
        (.earlier, ["["]), (.later, ["]"]), (.muchEarlier, ["{"]), (.muchLater, ["}"]),
        (.mark, ["space"]), (.compare, ["="]), (.trends, ["P"]), (.sort, ["o"]), (.reverse, ["O"]), (.scope, ["a"]),
        (.pin, ["*"]), (.remove, ["D"]),
        (.buildScreen, ["1"]), (.historyScreen, ["2"]), (.cacheScreen, ["3"]),
        (.cancel, ["x"]), (.interrupt, ["ctrl-c"]), (.palette, [":"]), (.help, ["?"]),
        (.redraw, ["ctrl-l"]), (.suspend, ["ctrl-z"]), (.quit, ["q"]),
    ]
}

extension KeyPress {
    /// Makes the key that a name tells, as the configuration has it: `x`, `G`, `ctrl-c`, `alt-x`, `shift-tab`, `enter`,
    /// `space`, `pgdn`, `f1`; nil where there is no such key.
    ///
    /// Names are read in any case, characters as they are typed; `ctrl-C` is `ctrl-c`, `shift-g` is `G`. A sequence
    /// like `g g` is for the caller to divide.
    package init?(name: String) {
        var rest = name[...]
        var modifiers: Modifiers = []
        while let (modifier, length) = Self.modifier(before: rest), !modifiers.contains(modifier) {
            modifiers.insert(modifier)
            rest = rest.dropFirst(length)
        }
        if rest.count == 1, let character = rest.first {
            guard let key = Self.character(character, &modifiers) else { return nil }
            self.init(key, modifiers)
        } else {
            guard let key = Self.key(named: rest.lowercased()) else { return nil }
            self.init(key, modifiers)
        }
    }

    private static func modifier(before rest: Substring) -> (Modifiers, Int)? {
        let names: [(String, Modifiers)] = [("ctrl-", .control), ("alt-", .alt), ("shift-", .shift)]
        for (name, modifier) in names where rest.count > name.count {
            if rest.prefix(name.count).lowercased() == name { return (modifier, name.count) }
        }
        return nil
    }

    /// A typed character; shift is a part of it, and what it makes of other characters than letters is not known.
    private static func character(_ character: Character, _ modifiers: inout Modifiers) -> Key? {
        guard Width.columns(of: character) > 0 else { return nil }
        if character == " " { return .character(" ") }
        var text = String(character)
        if modifiers.contains(.shift) {
            guard character.isLetter, character.isLowercase || character.isUppercase else { return nil }
            modifiers.remove(.shift)
            text = text.uppercased()
        }
        if modifiers.contains(.control) { text = text.lowercased() }
        return text.count == 1 ? text.first.map { .character($0) } : nil
    }

    private static let names: [(Key, name: String, symbol: String)] = [
        (.enter, "enter", "⏎"), (.tab, "tab", "⇥"), (.escape, "esc", "esc"), (.backspace, "backspace", "⌫"),
        (.delete, "delete", "del"), (.insert, "insert", "ins"), (.up, "up", "↑"), (.down, "down", "↓"),
        (.left, "left", "←"), (.right, "right", "→"), (.pageUp, "pgup", "pgup"), (.pageDown, "pgdn", "pgdn"),
        (.home, "home", "home"), (.end, "end", "end"), (.character(" "), "space", "space"),
    ]

    private static let otherNames: [String: Key] = [
        "return": .enter, "escape": .escape, "del": .delete, "ins": .insert, "pageup": .pageUp, "pagedown": .pageDown,
    ]

    private static func key(named name: String) -> Key? {
        if let entry = names.first(where: { $0.name == name }) { return entry.0 }
        if let key = otherNames[name] { return key }
        guard name.hasPrefix("f"), let number = Int(name.dropFirst()), name == "f\(number)" else { return nil }
        return (1...12).contains(number) ? .function(number) : nil
    }

    /// The key for a footer: `↑`, `⏎`, `^C`, `⇧⇥`; `description` says the same in ASCII.
    package var symbol: String {
        var text = modifiers.contains(.alt) ? "alt-" : ""
        if modifiers.contains(.shift) { text += "⇧" }
        guard modifiers.contains(.control) else { return text + keyName(\.symbol) }
        if case .character(let character) = key, character != " " { return text + "^" + character.uppercased() }
        return text + "^" + keyName(\.symbol)
    }

    private func keyName(_ form: KeyPath<(Key, name: String, symbol: String), String>) -> String {
        if let entry = Self.names.first(where: { $0.0 == key }) { return entry[keyPath: form] }
        switch key {
        case .character(let character): return String(character)
        case .function(let number): return form == \.name ? "f\(number)" : "F\(number)"
        default: return ""
        }
    }
}

extension KeyPress: CustomStringConvertible {
    /// The name that `init(name:)` reads.
    package var description: String {
        var text = ""
        if modifiers.contains(.control) { text += "ctrl-" }
        if modifiers.contains(.alt) { text += "alt-" }
        if modifiers.contains(.shift) { text += "shift-" }
        return text + keyName(\.name)
    }
}

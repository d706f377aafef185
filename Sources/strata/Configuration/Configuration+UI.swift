import BuildScreens
import Diagnostics
import TOMLKit
import TerminalThemes

/// What `[ui]` of config.toml says.
struct UIConfiguration {
    /// The keys of one action, as `[ui.keys]` gives them.
    struct KeyBinding {
        var action: String
        var keys: [String]
        var place: Diagnostic.Place
    }

    /// A theme's name, or the path of its file.
    var theme: String?
    /// Where the theme is named.
    var themePlace: Diagnostic.Place?
    /// The glyphs; nil leaves them to the locale.
    var glyphs: GlyphSet?
    /// When the screen stays after the build's end.
    var stay = ScreenOptions.Stay.automatic
    /// Whether anything may move that tells nothing.
    var hasMotion = true
    /// Whether the mouse is asked for.
    var usesMouse = true
    /// Other keys than the standard ones, by action.
    var keys: [KeyBinding] = []

    /// The standard keys with those of the configuration.
    func keyMap() throws(Diagnostic) -> KeyMap {
        do {
            return try KeyMap(replacing: keys.map { ($0.action, $0.keys) })
        } catch {
            throw diagnostic(error)
        }
    }

    private func diagnostic(_ failure: KeyMap.Failure) -> Diagnostic {
        switch failure {
        case .unknownAction(let name):
            let known = Action.allCases.map(\.rawValue)
            return fault(
                name, "there is no action \(name)",
                NearestName.suggestion(for: name, among: known).map { "did you mean \($0)?" }
                    ?? "the actions are \(known.joined(separator: ", "))")
        case .unknownKey(let key, let action):
            return fault(
                action, "\(action): \"\(key)\" is no key",
                "write a character, or up, pgdn, enter, esc, f5, ctrl-x, alt-x; several with spaces between")
        case .conflict(let key, let one, let other):
            let name = keys.contains { $0.action == other.rawValue } ? other.rawValue : one.rawValue
            let message =
                one == other
                ? "\(key), the key of \(one.rawValue), begins a longer one of its own"
                : "\(key) can't be the key of both \(one.rawValue) and \(other.rawValue), or begin the other's"
            return fault(name, message, "give one of them another key")
        }
    }

    private func fault(_ action: String, _ message: String, _ remedy: String) -> Diagnostic {
        let place = keys.first { $0.action == action }?.place
        return Diagnostic(code: "config.keys", message: message, at: place, remedy: remedy)
    }
}

extension UIConfiguration {
    private static let known = ["theme", "glyphs", "stay", "motion", "mouse", "keys"]

    /// Reads the table; the defaults where there is none.
    init(_ value: (any TOMLValueConvertible)?, _ file: SourceFile) throws(Diagnostic) {
        guard let value else { return }
        let reader = UITable(file: file)
        guard let table = value.table else { throw reader.fault(["ui"], "ui must be a table: [ui]") }
        for key in table.keys where !Self.known.contains(key) {
            throw reader.fault(["ui", key], "ui has no key \(key)", unknown: key, known: Self.known)
        }
        if let value = table["theme"] {
            theme = try reader.text(value, "theme")
            themePlace = reader.place(["ui", "theme"])
        }
        glyphs = try reader.choice(table["glyphs"], "glyphs", GlyphSet.all, \.name)
        stay = try reader.choice(table["stay"], "stay", ScreenOptions.Stay.allCases, \.rawValue) ?? .automatic
        hasMotion = try reader.flag(table["motion"], "motion") ?? true
        usesMouse = try reader.flag(table["mouse"], "mouse") ?? true
        keys = try reader.keys(table["keys"])
    }
}

/// Reads the values of `[ui]`, with the lines of what is wrong.
private struct UITable {
    let file: SourceFile

    func text(_ value: any TOMLValueConvertible, _ key: String) throws(Diagnostic) -> String {
        guard let text = value.string else { throw fault(["ui", key], "ui.\(key) must be text in quotes") }
        return text
    }

    func flag(_ value: (any TOMLValueConvertible)?, _ key: String) throws(Diagnostic) -> Bool? {
        guard let value else { return nil }
        guard let flag = value.bool else { throw fault(["ui", key], "ui.\(key) must be true or false") }
        return flag
    }

    func choice<Choice>(
        _ value: (any TOMLValueConvertible)?, _ key: String, _ choices: [Choice], _ name: (Choice) -> String
    ) throws(Diagnostic) -> Choice? {
        guard let value else { return nil }
        let text = try text(value, key)
        if let choice = choices.first(where: { name($0) == text }) { return choice }
        throw fault(["ui", key], "ui.\(key) can't be \"\(text)\"", unknown: text, known: choices.map(name))
    }

    func keys(_ value: (any TOMLValueConvertible)?) throws(Diagnostic) -> [UIConfiguration.KeyBinding] {
        guard let value else { return [] }
        guard let table = value.table else { throw fault(["ui", "keys"], "ui.keys must be a table: [ui.keys]") }
        var bindings: [UIConfiguration.KeyBinding] = []
        for action in table.keys {
            let path = ["ui", "keys", action]
            let list = table[action]?.array
            let texts = table[action]?.string.map { [$0] } ?? list?.compactMap(\.string)
            guard let texts, texts.count == list?.count ?? 1 else {
                throw fault(path, "ui.keys.\(action) must be a key in quotes, or a list of such")
            }
            bindings.append(.init(action: action, keys: texts, place: place(path)))
        }
        return bindings
    }

    func fault(_ path: [String], _ message: String, unknown: String? = nil, known: [String] = []) -> Diagnostic {
        var remedy: String?
        if let unknown {
            remedy =
                NearestName.suggestion(for: unknown, among: known).map { "did you mean \($0)?" }
                ?? "use \(known.formatted)"
        }
        return Diagnostic(code: "config.invalid", message: message, at: place(path), remedy: remedy)
    }

    func place(_ path: [String]) -> Diagnostic.Place {
        let line = TOMLLines(file).nearestLine(of: path)
        return .init(file: file, range: line.flatMap { file.range(ofLine: $0) })
    }
}

extension [String] {
    /// The words as a choice: `a, b or c`.
    fileprivate var formatted: String {
        guard let last, count > 1 else { return first ?? "" }
        return dropLast().joined(separator: ", ") + " or " + last
    }
}

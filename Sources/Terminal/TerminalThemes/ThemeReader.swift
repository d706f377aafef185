import Diagnostics
import TOMLKit
import TerminalCells

/// Makes a theme of what a TOML file says.
struct ThemeReader {
    private static let keys = ["name", "description", "background", "palette", "roles"]
    private static let paintKeys = ["rgb", "indexed", "sixteen"]

    private let lines: TOMLLines
    private var palette: [String: Theme.Paint] = [:]

    /// Begins to read a file.
    init(file: SourceFile) {
        lines = TOMLLines(file)
    }

    /// The theme of the file's root table.
    mutating func theme(_ root: TOMLTable) throws(ThemeError) -> Theme {
        try check(root, at: [], named: "a theme", known: Self.keys)
        var theme = Theme(name: try text(root, "name") ?? baseName(lines.file.name))
        theme.description = try text(root, "description") ?? ""
        if let word = try text(root, "background") {
            guard let background = Theme.Background(rawValue: word) else {
                throw wrong(["background"], "\"dark\" or \"light\"")
            }
            theme.background = background
        }
        for (name, value) in try entries(root, "palette") {
            palette[name] = try paint(value, ["palette", name])
        }
        try roles(try entries(root, "roles"), prefix: "", path: ["roles"], into: &theme)
        return theme
    }

    // MARK: Roles

    /// `state.hit = "x"` without quotes is a table `state` with `hit` in it, and is taken as the same.
    private func roles(
        _ entries: [(String, TOMLValue)], prefix: String, path: [String], into theme: inout Theme
    ) throws(ThemeError) {
        for (key, value) in entries {
            let name = prefix + key
            if let role = Role(rawValue: name) {
                theme.entries[role] = try entry(value, role, path + [key])
            } else if let table = value.table, Role.allCases.contains(where: { $0.rawValue.hasPrefix(name + ".") }) {
                try roles(Self.pairs(table), prefix: name + ".", path: path + [key], into: &theme)
            } else {
                throw .unknownRole(site(path + [key]), name)
            }
        }
    }

    private func entry(_ value: TOMLValue, _ role: Role, _ path: [String]) throws(ThemeError) -> Theme.Entry {
        var entry = Theme.Entry()
        guard let table = value.table else {
            entry.foreground = try color(value, path)
            return entry
        }
        let keys = ["fg", "bg"] + AttributeName.allCases.map(\.rawValue) + ["sixteen", "mono"]
        for key in table.keys where !keys.contains(key) {
            let inner = "\(role.rawValue).\(key)"
            if Role(rawValue: inner) != nil {
                throw wrong(path, "a colour or a style; to set the role \(inner), quote it: \"\(inner)\" =")
            }
        }
        try check(table, at: path, named: role.rawValue, known: keys)
        let plain = try style(table, path)
        entry.foreground = plain.foreground
        entry.background = plain.background
        entry.attributes = plain.attributes
        if let value = table["sixteen"]?.tomlValue {
            entry.sixteen = try fallback(value, path + ["sixteen"], keys: keys.dropLast(2))
        }
        if let value = table["mono"]?.tomlValue {
            let mono = try fallback(value, path + ["mono"], keys: keys.dropFirst(2).dropLast(2))
            entry.mono = mono.attributes
        }
        return entry
    }

    private func fallback(
        _ value: TOMLValue, _ path: [String], keys: ArraySlice<String>
    ) throws(ThemeError) -> Theme.Entry.Plain {
        guard let table = value.table else {
            throw wrong(path, "a table, as { bold = true }")
        }
        try check(table, at: path, named: path.suffix(2).joined(separator: "'s "), known: Array(keys))
        return try style(table, path)
    }

    private func style(_ table: TOMLTable, _ path: [String]) throws(ThemeError) -> Theme.Entry.Plain {
        var plain = Theme.Entry.Plain()
        if let value = table["fg"]?.tomlValue { plain.foreground = try color(value, path + ["fg"]) }
        if let value = table["bg"]?.tomlValue { plain.background = try color(value, path + ["bg"]) }
        for name in AttributeName.allCases {
            guard let value = table[name.rawValue] else { continue }
            guard let isSet = value.bool else { throw wrong(path + [name.rawValue], "true or false") }
            if isSet { plain.attributes.insert(name.attribute) }
        }
        return plain
    }

    // MARK: Colours

    /// A colour of a role: the palette's, the terminal's, or one written out.
    private func color(_ value: TOMLValue, _ path: [String]) throws(ThemeError) -> Theme.Paint {
        if let name = value.string, name.first != "#" {
            if let paint = palette[name] { return paint }
            if name == ColorName.terminal { return Theme.Paint(color: .terminal) }
            if let number = ColorName.number(name) { return Theme.Paint(color: .indexed(number)) }
            throw .unknownColor(
                site(path), name, role: path.dropFirst().joined(separator: "."), known: palette.keys.sorted())
        }
        return try paint(value, path)
    }

    /// A colour written out: `"#rrggbb"`, one of the 16 names, a number of the 256, or a table of them.
    private func paint(_ value: TOMLValue, _ path: [String]) throws(ThemeError) -> Theme.Paint {
        if let table = value.table {
            try check(table, at: path, named: path.joined(separator: "."), known: Self.paintKeys)
            guard let full = table["rgb"]?.tomlValue else {
                throw wrong(path, "\"#rrggbb\", or a table with rgb = \"#rrggbb\"")
            }
            var paint = try paint(full, path + ["rgb"])
            if let value = table["indexed"] {
                guard let number = value.int.flatMap({ UInt8(exactly: $0) }) else {
                    throw wrong(path + ["indexed"], "a number from 0 to 255")
                }
                paint.indexed = number
            }
            if let value = table["sixteen"] {
                guard let number = value.string.flatMap(ColorName.number) else {
                    throw wrong(path + ["sixteen"], "one of \(ColorName.sixteen.joined(separator: ", "))")
                }
                paint.sixteen = number
            }
            return paint
        }
        if let number = value.int.flatMap({ UInt8(exactly: $0) }) { return Theme.Paint(color: .indexed(number)) }
        guard let text = value.string else { throw wrong(path, "a colour, as \"#rrggbb\"") }
        if let color = ColorName.hex(text) { return Theme.Paint(color: color) }
        if let number = ColorName.number(text) { return Theme.Paint(color: .indexed(number)) }
        throw wrong(path, "a colour: \"#rrggbb\", a number from 0 to 255, or a name as bright-blue")
    }

    // MARK: Tables

    private func check(
        _ table: TOMLTable, at path: [String], named name: String, known: [String]
    ) throws(ThemeError) {
        for key in table.keys where !known.contains(key) {
            throw .unknownKey(site(path + [key]), key: key, table: name, known: known)
        }
    }

    private func text(_ table: TOMLTable, _ key: String) throws(ThemeError) -> String? {
        guard let value = table[key] else { return nil }
        guard let text = value.string, text.unicodeScalars.allSatisfy({ $0.properties.generalCategory != .control })
        else { throw wrong([key], "one line of text in quotes") }
        return text
    }

    private func entries(_ root: TOMLTable, _ key: String) throws(ThemeError) -> [(String, TOMLValue)] {
        guard let value = root[key] else { return [] }
        guard let table = value.table else { throw wrong([key], "a table: [\(key)]") }
        return Self.pairs(table)
    }

    private static func pairs(_ table: TOMLTable) -> [(String, TOMLValue)] {
        table.keys.compactMap { key in table[key].map { (key, $0.tomlValue) } }
    }

    private func site(_ path: [String]) -> ThemeError.Site {
        ThemeError.Site(file: lines.file, line: lines.nearestLine(of: path))
    }

    private func wrong(_ path: [String], _ expected: String) -> ThemeError {
        .wrongValue(site(path), key: path.joined(separator: "."), expected: expected)
    }

    private func baseName(_ path: String) -> String {
        let name = path.split(separator: "/").last ?? "theme"
        return String(name.hasSuffix(".toml") ? name.dropLast(5) : name)
    }
}

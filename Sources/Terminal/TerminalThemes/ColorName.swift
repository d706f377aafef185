package import TerminalCells

/// The ways to write a colour in a theme file.
enum ColorName {
    /// The terminal's 16 named colours, by their number.
    static let sixteen = [
        "black", "red", "green", "yellow", "blue", "magenta", "cyan", "white", "bright-black", "bright-red",
        "bright-green", "bright-yellow", "bright-blue", "bright-magenta", "bright-cyan", "bright-white",
    ]

    /// The name of the terminal's own colour.
    static let terminal = "terminal"

    /// The number of one of the 16 names.
    static func number(_ name: String) -> UInt8? {
        sixteen.firstIndex(of: name).map { UInt8($0) }
    }

    /// The colour of `#rrggbb`, or nil for anything else.
    static func hex(_ text: String) -> Color? {
        let digits = text.utf8.dropFirst()
        guard text.utf8.first == UInt8(ascii: "#"), digits.count == 6 else { return nil }
        guard digits.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }) else { return nil }
        guard let value = UInt32(text.dropFirst(), radix: 16) else { return nil }
        return .rgb(UInt8(value >> 16), UInt8(value >> 8 & 0xFF), UInt8(value & 0xFF))
    }
}

extension Color {
    /// The colour as a theme file writes it: `terminal`, `bright-blue`, `110` or `#6fb7ff`.
    package var themeText: String {
        switch self {
        case .terminal: return ColorName.terminal
        case .indexed(let index): return index < 16 ? ColorName.sixteen[Int(index)] : String(index)
        case .rgb: return name
        }
    }
}

extension Style {
    /// The style as a theme file writes it, in words: `#6fb7ff on #262b38, bold`; `-` for nothing of its own.
    package var themeText: String {
        var parts: [String] = []
        switch (foreground, background) {
        case (let color?, let ground?): parts.append("\(color.themeText) on \(ground.themeText)")
        case (let color?, nil): parts.append(color.themeText)
        case (nil, let ground?): parts.append("on \(ground.themeText)")
        case (nil, nil): break
        }
        parts += AttributeName.allCases.filter { attributes.contains($0.attribute) }.map(\.rawValue)
        return parts.isEmpty ? "-" : parts.joined(separator: ", ")
    }
}

/// The attributes by the names that theme files give them.
enum AttributeName: String, CaseIterable {
    case bold, dim, italic, underline, reverse, strikethrough

    /// The attribute.
    var attribute: Style.Attributes {
        switch self {
        case .bold: .bold
        case .dim: .dim
        case .italic: .italic
        case .underline: .underline
        case .reverse: .reverse
        case .strikethrough: .strikethrough
        }
    }
}

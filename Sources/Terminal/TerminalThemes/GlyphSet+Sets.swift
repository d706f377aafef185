extension GlyphSet {
    /// For terminals that show UTF-8: signs that take one column wherever ambiguous characters are narrow, no emoji.
    package static let unicode = GlyphSet(
        name: "unicode",
        hit: "◆", ran: "✓", same: "≈", running: "◐", waiting: "○", failed: "✗", cancelled: "⊘", warning: "▲",
        activity: ["◐", "◓", "◑", "◒"],
        light: .light, heavy: .double, rounded: .rounded,
        arrowRight: "►", arrowDown: "▼", arrowLeft: "◄", arrowUp: "▲",
        pointer: "▸", ellipsis: "…", bullet: "•", separator: "·",
        eighths: ["▏", "▎", "▍", "▌", "▋", "▊", "▉", "█"], halfRight: "▐",
        barRest: "░", barWait: "╌", barPull: "▒", barExport: "▓",
        sparks: ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"],
        treeBranch: "├", treeLast: "└", treeLine: "│", expanded: "▾", collapsed: "▸",
        scrollTrack: "│", scrollThumb: "┃")

    /// For every terminal: 7-bit characters only.
    package static let ascii = GlyphSet(
        name: "ascii",
        hit: "#", ran: "+", same: "~", running: "*", waiting: ".", failed: "X", cancelled: "-", warning: "!",
        activity: ["|", "/", "=", "\\"],
        light: .ascii, heavy: .asciiHeavy, rounded: .asciiRounded,
        arrowRight: ">", arrowDown: "v", arrowLeft: "<", arrowUp: "^",
        pointer: ">", ellipsis: "~", bullet: "*", separator: "|",
        eighths: [".", ".", "-", "-", "=", "=", "#", "#"], halfRight: "#",
        barRest: ".", barWait: "-", barPull: "%", barExport: "@",
        sparks: ["_", ".", "-", "~", "=", "+", "*", "#"],
        treeBranch: "|", treeLast: "`", treeLine: "|", expanded: "v", collapsed: ">",
        scrollTrack: "|", scrollThumb: "#")

    /// For fonts that Nerd Fonts patched: states are pictures from the private-use area (Font Awesome's).
    package static let nerd = GlyphSet(
        name: "nerd",
        hit: "\u{F0E7}", ran: "\u{F00C}", same: "\u{F0EC}", running: "\u{F110}", waiting: "\u{F10C}",
        failed: "\u{F00D}", cancelled: "\u{F05E}", warning: "\u{F071}",
        activity: ["◐", "◓", "◑", "◒"],
        light: .light, heavy: .double, rounded: .rounded,
        arrowRight: "►", arrowDown: "▼", arrowLeft: "◄", arrowUp: "▲",
        pointer: "\u{E0B1}", ellipsis: "…", bullet: "•", separator: "·",
        eighths: unicode.eighths, halfRight: "▐",
        barRest: "░", barWait: "╌", barPull: "▒", barExport: "▓",
        sparks: unicode.sparks,
        treeBranch: "├", treeLast: "└", treeLine: "│", expanded: "\u{F0D7}", collapsed: "\u{F0DA}",
        scrollTrack: "│", scrollThumb: "┃")

    /// All sets.
    package static let all = [unicode, ascii, nerd]

    /// The set of a name, or nil where there is none.
    package static func named(_ name: String) -> GlyphSet? {
        all.first { $0.name == name }
    }

    /// The sign of a role that stands for a step's state; nil for other roles.
    package func sign(of state: Role) -> Character? {
        switch state {
        case .waiting: waiting
        case .running: running
        case .hit: hit
        case .ran: ran
        case .same: same
        case .failed: failed
        case .cancelled: cancelled
        default: nil
        }
    }
}

extension GlyphSet.Lines {
    fileprivate static let light = Self(
        horizontal: "─", vertical: "│", topLeft: "┌", topRight: "┐", bottomLeft: "└", bottomRight: "┘",
        joinRight: "├", joinLeft: "┤", joinDown: "┬", joinUp: "┴", cross: "┼")

    fileprivate static let rounded = Self(
        horizontal: "─", vertical: "│", topLeft: "╭", topRight: "╮", bottomLeft: "╰", bottomRight: "╯",
        joinRight: "├", joinLeft: "┤", joinDown: "┬", joinUp: "┴", cross: "┼")

    fileprivate static let double = Self(
        horizontal: "═", vertical: "║", topLeft: "╔", topRight: "╗", bottomLeft: "╚", bottomRight: "╝",
        joinRight: "╠", joinLeft: "╣", joinDown: "╦", joinUp: "╩", cross: "╬")

    fileprivate static let ascii = Self(
        horizontal: "-", vertical: "|", topLeft: "+", topRight: "+", bottomLeft: "+", bottomRight: "+",
        joinRight: "+", joinLeft: "+", joinDown: "+", joinUp: "+", cross: "+")

    fileprivate static let asciiRounded = Self(
        horizontal: "-", vertical: "|", topLeft: ".", topRight: ".", bottomLeft: "'", bottomRight: "'",
        joinRight: "+", joinLeft: "+", joinDown: "+", joinUp: "+", cross: "+")

    fileprivate static let asciiHeavy = Self(
        horizontal: "=", vertical: ":", topLeft: ":", topRight: ":", bottomLeft: ":", bottomRight: ":",
        joinRight: ":", joinLeft: ":", joinDown: ":", joinUp: ":", cross: ":")
}

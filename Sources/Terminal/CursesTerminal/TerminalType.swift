import CNcurses
import TerminalCells

/// The entry of the terminfo database that ncurses drives a terminal by.
struct TerminalType: Hashable {
    /// The entry's name, which need not be that of `TERM`.
    var name: String
    /// How many colours it shows.
    var depth: ColorDepth
    /// How many of its colours are numbers of the palette; those behind them are red, green and blue, if it has any.
    var paletteSize: Int
    /// Whether it can tell of the mouse.
    var hasMouse: Bool
    /// Whether it understands the questions that xterm does; older kinds would print them.
    var answersQueries: Bool
    /// What leaves the screen: colours and keys as usual, the cursor seen, the other screen gone.
    var leaving: String
    /// What makes room in the last row for what is written after the screen, where there is no other screen to go back to.
    var makingRoom: String

    /// Chooses the entry for a terminal.
    static func choose(_ options: TerminalOptions, descriptor: CInt) throws(TerminalError) -> TerminalType {
        guard let term = options.term, !term.isEmpty, term != "dumb" else { throw .dumb }
        if !options.noColor, isTrueColor(options.colorTerm) {
            for name in directNames(for: term) {
                // What is not installed is no fault: fewer colours are shown.
                if let type = try? load(name, for: term, descriptor), type.depth == .direct { return type }
            }
        }
        var type = try load(term, for: term, descriptor)
        if options.noColor { type.depth = .none }
        return type
    }

    /// Whether `COLORTERM` says that the terminal shows 24-bit colour.
    static func isTrueColor(_ colorTerm: String?) -> Bool {
        colorTerm == "truecolor" || colorTerm == "24bit"
    }

    /// The entries with 24-bit colour that may fit a type, the best first.
    static func directNames(for term: String) -> [String] {
        // All speak xterm's language. The first keeps to what every terminal with 24-bit colour understands: colours
        // with semicolons, which the last two write with the standard's colons, no repeating of characters and no
        // scrolling by many lines at once.
        let usual = ["nsterm-direct", "alacritty-direct", "xterm-direct256", "xterm-direct"]
        let family = family(of: term)
        switch family {
        case "screen", "tmux": return ["tmux-direct"]
        case "linux", "ansi", "vt100", "vt102", "vt220", "sun", "hurd", "cygwin", "rxvt": return []
        case "xterm": return usual
        default:
            let own = term.hasPrefix("xterm-") ? String(term.dropFirst("xterm-".count)) : family
            return ["\(own)-direct"] + usual
        }
    }

    /// The name of a type without what it says of colours and variants.
    private static func family(of term: String) -> String {
        for family in ["screen", "tmux", "rxvt"] where term.hasPrefix(family) { return family }
        for ending in ["-256color", "-truecolor", "-color", "-direct"] where term.hasSuffix(ending) {
            return String(term.dropLast(ending.count))
        }
        return term
    }

    private static func load(_ name: String, for term: String, _ descriptor: CInt) throws(TerminalError) -> TerminalType
    {
        switch strata_use_type(name, descriptor) {
        case strata_type_found: break
        case strata_type_no_database: throw .noTypeDatabase
        case strata_type_hardcopy: throw .tooSimple(type: name)
        default: throw .unknownType(name)
        }
        defer { strata_forget_type() }
        guard capability("cup") != nil else { throw .tooSimple(type: name) }
        let colors = tigetnum("colors")
        let isDirect = tigetflag("RGB") > 0
        let hasMouse = capability("kmous") != nil
        return TerminalType(
            name: name,
            depth: isDirect ? .direct : colors >= 256 ? .indexed : colors >= 8 ? .sixteen : .none,
            paletteSize: !isDirect ? Int(max(0, colors)) : name.hasSuffix("256") ? 256 : 8,
            hasMouse: hasMouse,
            answersQueries: hasMouse && !["linux", "rxvt"].contains(family(of: term)),
            leaving: leaving(),
            makingRoom: capability("rmcup") == nil ? capability("el") ?? "\r\n" : "")
    }

    private static func leaving() -> String {
        let restores = capability("rmcup")
        return [capability("op"), capability("sgr0"), capability("rmkx"), capability("cnorm"), restores ?? "\r\n"]
            .compactMap(\.self).joined()
    }

    /// A string capability without the pauses for slow terminals.
    private static func capability(_ name: String) -> String? {
        guard let value = strata_capability(name) else { return nil }
        var text = String(cString: value)
        while let start = text.firstRange(of: "$<"), let end = text[start.upperBound...].firstIndex(of: ">") {
            text.removeSubrange(start.lowerBound...end)
        }
        return text.isEmpty ? nil : text
    }
}

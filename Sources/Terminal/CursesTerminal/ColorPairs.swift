import TerminalCells

/// The numbers that ncurses takes for colours, by what the terminal shows.
struct ColorNumbers: Hashable {
    /// How many colours the terminal shows.
    var depth: ColorDepth
    /// How many of its colours are numbers of the palette.
    var paletteSize: Int

    /// The number of a colour, -1 for the terminal's own.
    func number(of color: Color?) -> Int32 {
        switch (color ?? .terminal).reduced(to: depth) {
        case .terminal: -1
        case .indexed(let index): number(ofPalette: index)
        case .rgb(let red, let green, let blue): number(ofDirect: red, green, blue)
        }
    }

    /// Whether a colour of the character is one of the bright eight on a terminal that has only the plain ones, where
    /// bold makes them bright.
    func needsBold(for color: Color?) -> Bool {
        guard depth == .sixteen, paletteSize < 16, case .indexed(let index) = color?.reduced(to: depth) else {
            return false
        }
        return index >= 8
    }

    private func number(ofPalette index: UInt8) -> Int32 {
        if Int(index) < paletteSize { return Int32(index) }
        guard depth == .direct, let (red, green, blue) = Color.indexed(index).components else {
            return Int32(index % 8)
        }
        return number(ofDirect: red, green, blue)
    }

    /// Below the size of the palette lie some dark blues; a shade that the eye can't tell apart stands for them.
    private func number(ofDirect red: UInt8, _ green: UInt8, _ blue: UInt8) -> Int32 {
        let value = Int32(red) << 16 | Int32(green) << 8 | Int32(blue)
        guard value < Int32(paletteSize) else { return value }
        return paletteSize > 8 ? 0x100 | value : 8
    }
}

/// The colour pairs of ncurses, made as they are needed.
struct ColorPairs {
    /// A pair's two colours as ncurses counts them.
    struct Colors: Hashable {
        var foreground: Int32
        var background: Int32
    }

    private var pairs: [Colors: Int32] = [:]
    private let limit: Int32

    /// Starts without any; the limit counts pair 0, the terminal's own colours.
    init(limit: Int32) {
        self.limit = limit
    }

    /// Whether no new pair fits.
    var isFull: Bool { pairs.count + 1 >= Int(limit) }

    /// The pair of two colours, which `make` tells ncurses when it is new; nil when there is no room for it.
    mutating func pair(for colors: Colors, make: (Int32, Colors) -> Void) -> Int32? {
        if colors == Colors(foreground: -1, background: -1) { return 0 }
        if let known = pairs[colors] { return known }
        guard !isFull else { return nil }
        let pair = Int32(pairs.count + 1)
        pairs[colors] = pair
        make(pair, colors)
        return pair
    }

    /// Forgets all; their numbers are given away again.
    mutating func removeAll() {
        pairs.removeAll(keepingCapacity: true)
    }
}

import CNcurses
import TerminalCells

/// What the key codes of ncurses mean.
enum KeyCodes {
    /// The key of a code; nil for what is no key that is told further.
    static func keyPress(_ code: CInt) -> KeyPress? {
        if let plain = plain[code] { return plain }
        if code > KEY_F0, code <= KEY_F0 + 48 { return function(Int(code - KEY_F0)) }
        guard let name = keyname(code) else { return nil }
        return named(String(cString: name))
    }

    private static let plain: [CInt: KeyPress] = [
        KEY_UP: KeyPress(.up), KEY_DOWN: KeyPress(.down), KEY_LEFT: KeyPress(.left), KEY_RIGHT: KeyPress(.right),
        KEY_PPAGE: KeyPress(.pageUp), KEY_NPAGE: KeyPress(.pageDown), KEY_HOME: KeyPress(.home),
        KEY_END: KeyPress(.end), KEY_A1: KeyPress(.home), KEY_A3: KeyPress(.pageUp), KEY_C1: KeyPress(.end),
        KEY_C3: KeyPress(.pageDown), KEY_IC: KeyPress(.insert), KEY_DC: KeyPress(.delete),
        KEY_BACKSPACE: KeyPress(.backspace), KEY_ENTER: KeyPress(.enter), KEY_BTAB: KeyPress(.tab, .shift),
        KEY_SR: KeyPress(.up, .shift), KEY_SF: KeyPress(.down, .shift), KEY_SLEFT: KeyPress(.left, .shift),
        KEY_SRIGHT: KeyPress(.right, .shift), KEY_SHOME: KeyPress(.home, .shift), KEY_SEND: KeyPress(.end, .shift),
        KEY_SPREVIOUS: KeyPress(.pageUp, .shift), KEY_SNEXT: KeyPress(.pageDown, .shift),
        KEY_SIC: KeyPress(.insert, .shift), KEY_SDC: KeyPress(.delete, .shift),
        KEY_SUSPEND: KeyPress(.character("z"), .control),
    ]

    /// Terminals count function keys on with what is held: twelve plain ones, with shift, with control, with both.
    private static func function(_ number: Int) -> KeyPress {
        let held: [KeyPress.Modifiers] = [[], .shift, .control, [.shift, .control]]
        return KeyPress(.function((number - 1) % 12 + 1), held[(number - 1) / 12])
    }

    private static let extended: [String: KeyPress.Key] = [
        "kUP": .up, "kDN": .down, "kLFT": .left, "kRIT": .right, "kHOM": .home, "kEND": .end, "kPRV": .pageUp,
        "kNXT": .pageDown, "kIC": .insert, "kDC": .delete, "kcbt": .tab,
    ]

    /// Reads the names of keys that terminfo has beyond the standard's, such as `kUP5` for up with control.
    private static func named(_ name: String) -> KeyPress? {
        let held = name.last?.wholeNumberValue
        guard let key = extended[held == nil ? name : String(name.dropLast())] else { return nil }
        return KeyPress(key, KeyPress.Modifiers(xterm: held ?? 2))
    }
}

extension KeyPress.Modifiers {
    /// The modifiers by xterm's number: one more than the sum of 1 for shift, 2 for alt and 4 for control.
    init(xterm number: Int) {
        let bits = max(0, number - 1)
        self = []
        if bits & 1 != 0 { insert(.shift) }
        if bits & 2 != 0 { insert(.alt) }
        if bits & 4 != 0 { insert(.control) }
    }
}

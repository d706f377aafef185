import TerminalCells

/// Puts keys, mouse reports, pasted text and answers together from what ncurses reads.
///
/// ncurses gives a key that terminfo knows as a code, everything else byte by byte. A sequence that nobody knows is
/// swallowed whole: its bytes never come out as typed characters.
struct InputDecoder {
    /// Something that came from the terminal.
    enum Event: Hashable {
        case input(TerminalInput)
        /// A terminal's answer about one of its modes.
        case mode(Int, setting: Int)
    }

    private enum State {
        case ground
        case escape
        /// Behind `ESC [`.
        case control([UInt8])
        /// Behind `ESC O` and the like: one byte is left.
        case shifted(introducer: UInt8)
        /// In a string that a terminal answers with, up to BEL or `ESC \`.
        case string(introducer: UInt8, isEmpty: Bool, isEnding: Bool)
        case mouse([UInt8])
        case character([UInt8], isAlt: Bool)
        case paste
    }

    private static let mostPasted = 1 << 20
    private static let pasteEnd = Array("\u{1B}[201~".utf8)
    private var state = State.ground
    private var pasted: [UInt8] = []

    /// Whether a sequence has begun that is not whole.
    var isMidway: Bool {
        if case .ground = state { false } else { true }
    }

    /// Whether an escape came and nothing behind it yet.
    var isAtEscape: Bool {
        if case .escape = state { true } else { false }
    }

    /// Takes a key that ncurses knows.
    mutating func take(key: KeyPress) -> Event? {
        if case .paste = state { return nil }
        var key = key
        if isAtEscape { key.modifiers.insert(.alt) }
        state = .ground
        return .input(.key(key))
    }

    /// Takes a byte.
    mutating func take(_ byte: UInt8) -> Event? {
        switch state {
        case .ground: return begin(byte, isAlt: false)
        case .escape: return afterEscape(byte)
        case .control(let bytes): return control(bytes, byte)
        case .shifted(let introducer): return shifted(introducer, byte)
        case .string(let introducer, _, let isEnding):
            let isOver = byte == 0x07 || (isEnding && byte == UInt8(ascii: "\\"))
            state = isOver ? .ground : .string(introducer: introducer, isEmpty: false, isEnding: byte == 0x1B)
            return nil
        case .mouse(let bytes): return mouse(bytes + [byte])
        case .character(let bytes, let isAlt): return character(bytes, byte, isAlt: isAlt)
        case .paste: return paste(byte)
        }
    }

    /// Ends what has begun because nothing more came: an escape is a key, and so is what was typed with alt.
    mutating func giveUp() -> Event? {
        defer { state = .ground }
        switch state {
        case .escape: return .input(.key(KeyPress(.escape)))
        case .control(let bytes) where bytes.isEmpty: return typed("[", isAlt: true)
        case .shifted(let introducer), .string(let introducer, isEmpty: true, _):
            return typed(Unicode.Scalar(introducer), isAlt: true)
        case .paste: return finishPaste()
        default: return nil
        }
    }

    // MARK: Characters

    private mutating func begin(_ byte: UInt8, isAlt: Bool) -> Event? {
        state = .ground
        switch byte {
        case 0x1B:
            state = .escape
            return isAlt ? .input(.key(KeyPress(.escape))) : nil
        case 0..<0x20, 0x7F: return .input(.key(Self.controlKey(byte, isAlt ? .alt : [])))
        case 0x20..<0x7F: return typed(Unicode.Scalar(byte), isAlt: isAlt)
        default:
            if (0xC2..<0xF5).contains(byte) { state = .character([byte], isAlt: isAlt) }
            return nil
        }
    }

    private func typed(_ scalar: Unicode.Scalar, isAlt: Bool) -> Event {
        .input(.key(KeyPress(.character(Character(scalar)), isAlt ? .alt : [])))
    }

    private static func controlKey(_ byte: UInt8, _ held: KeyPress.Modifiers) -> KeyPress {
        switch byte {
        case 0x08, 0x7F: return KeyPress(.backspace, held)
        case 0x09: return KeyPress(.tab, held)
        case 0x0A, 0x0D: return KeyPress(.enter, held)
        case 0: return KeyPress(.character(" "), held.union(.control))
        default:
            let letter = Character(Unicode.Scalar(byte < 0x1B ? byte + 0x60 : byte + 0x40))
            return KeyPress(.character(letter), held.union(.control))
        }
    }

    private mutating func character(_ bytes: [UInt8], _ byte: UInt8, isAlt: Bool) -> Event? {
        guard byte & 0xC0 == 0x80 else { return begin(byte, isAlt: false) }
        let bytes = bytes + [byte]
        let length = bytes[0] < 0xE0 ? 2 : bytes[0] < 0xF0 ? 3 : 4
        guard bytes.count == length else {
            state = .character(bytes, isAlt: isAlt)
            return nil
        }
        state = .ground
        guard let text = String(validating: bytes, as: UTF8.self), let scalar = text.unicodeScalars.first,
            scalar.properties.generalCategory != .control
        else { return nil }
        return typed(scalar, isAlt: isAlt)
    }

    // MARK: Sequences

    private mutating func afterEscape(_ byte: UInt8) -> Event? {
        switch byte {
        case UInt8(ascii: "["): state = .control([])
        case UInt8(ascii: "O"): state = .shifted(introducer: byte)
        case UInt8(ascii: "]"), UInt8(ascii: "P"), UInt8(ascii: "_"), UInt8(ascii: "^"), UInt8(ascii: "X"):
            state = .string(introducer: byte, isEmpty: true, isEnding: false)
        default: return begin(byte, isAlt: true)
        }
        return nil
    }

    private mutating func control(_ bytes: [UInt8], _ byte: UInt8) -> Event? {
        switch byte {
        case 0x20..<0x40:
            // No answer is so long: the rest of it is read and forgotten.
            state = .control(bytes.count < 64 ? bytes + [byte] : bytes)
            return nil
        case UInt8(ascii: "[") where bytes.isEmpty:
            // The function keys of the Linux console have one more.
            state = .shifted(introducer: byte)
            return nil
        case 0x40..<0x7F: return finish(ControlSequence(parameters: bytes, final: byte))
        default: return begin(byte, isAlt: false)
        }
    }

    private mutating func finish(_ sequence: ControlSequence) -> Event? {
        state = .ground
        switch sequence.meaning {
        case .input(let input): return .input(input)
        case .mode(let mode, let setting): return .mode(mode, setting: setting)
        case .pasteBegins: state = .paste
        case .mouseBytesFollow: state = .mouse([])
        case .nothing: break
        }
        return nil
    }

    private mutating func shifted(_ introducer: UInt8, _ byte: UInt8) -> Event? {
        guard introducer == UInt8(ascii: "O"), byte >= 0x20 else {
            state = .ground
            return byte < 0x20 ? begin(byte, isAlt: false) : nil
        }
        state = .ground
        switch byte {
        case UInt8(ascii: "M"): return .input(.key(KeyPress(.enter)))
        case UInt8(ascii: "j")...UInt8(ascii: "y"):
            // The numeric keypad: the character that is on the key.
            return typed(Unicode.Scalar(byte - 0x40), isAlt: false)
        default: return finish(ControlSequence(parameters: [], final: byte))
        }
    }

    /// Reads a report in the old form, whose numbers are bytes that count from 32.
    private mutating func mouse(_ bytes: [UInt8]) -> Event? {
        guard bytes.count == 3 else {
            state = .mouse(bytes)
            return nil
        }
        state = .ground
        let numbers = bytes.map { Int($0) - 32 }
        let isRelease = numbers[0] & 3 == 3 && numbers[0] < 64
        return ControlSequence.mouse(
            button: isRelease ? numbers[0] & ~3 : numbers[0], isPress: !isRelease, column: numbers[1], row: numbers[2]
        ).map { .input(.mouse($0)) }
    }

    // MARK: Pasted text

    private mutating func paste(_ byte: UInt8) -> Event? {
        pasted.append(byte)
        // What is too much is left out; the end must still be seen.
        if pasted.count > Self.mostPasted + Self.pasteEnd.count { pasted.remove(at: Self.mostPasted) }
        if byte == Self.pasteEnd.last, pasted.suffix(Self.pasteEnd.count).elementsEqual(Self.pasteEnd) {
            pasted.removeLast(Self.pasteEnd.count)
            state = .ground
            return finishPaste()
        }
        return nil
    }

    private mutating func finishPaste() -> Event {
        // Terminals paste the ends of lines as carriage returns.
        let lines = pasted.map { $0 == 0x0D ? UInt8(0x0A) : $0 }
        pasted = []
        return .input(.paste(String(decoding: lines, as: UTF8.self)))
    }
}

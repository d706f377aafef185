/// What is drawn as one: a scalar that takes columns and the marks on it.
struct TextUnit: Sendable, Hashable {
    /// What to draw; empty for what shows nothing.
    var scalars: CellScalars
    /// 0, 1 or 2; 1 for a control character, which is drawn as U+FFFD.
    var columns: Int
    /// How many UTF-8 bytes of the text it covers, those that are not drawn included.
    var length: Int
    var isControl = false
}

/// Divides text into what is drawn as one.
///
/// That is a grapheme cluster, or a part of one where it holds several scalars that take columns of their own. Linear
/// in the text, whatever it holds.
struct TextUnits: Sendable {
    private let text: String
    /// How many UTF-8 bytes have been passed.
    private(set) var offset = 0
    private var pending: [TextUnit] = []
    private var aligned: String.Index?

    init(_ text: String) {
        self.text = text
    }

    /// The next unit; `bytes` are the text's own.
    mutating func next(in bytes: Bytes) -> TextUnit? {
        if let unit = pending.popLast() {
            offset += unit.length
            return unit
        }
        guard offset < bytes.count else { return nil }
        let (scalar, length) = Self.decode(bytes, offset)
        if Self.standsAlone(scalar) {
            let behind = offset + length
            if behind == bytes.count || Self.standsAlone(Self.decode(bytes, behind).scalar) {
                offset = behind
                aligned = nil
                return TextUnit(
                    scalars: CellScalars(scalar), columns: Width.columns(ofPrintable: scalar), length: length)
            }
        }
        return divideNextCluster()
    }

    /// Finds the next cluster by the rules of Unicode, gives its first unit and keeps the others, the last one first.
    private mutating func divideNextCluster() -> TextUnit? {
        // An index that the string gave itself is known to stand at a cluster: no search backwards for its begin.
        let start = aligned ?? text.utf8.index(text.startIndex, offsetBy: offset)
        let end = text.index(after: start)
        var first: TextUnit?
        Self.divide(text.unicodeScalars[start..<end]) { unit in
            if first == nil { first = unit } else { pending.append(unit) }
        }
        if pending.count > 1 { pending.reverse() }
        aligned = end
        offset += first?.length ?? 0
        return first
    }

    /// Gives the units of one grapheme cluster.
    static func divide(_ cluster: some Sequence<Unicode.Scalar>, _ give: (TextUnit) -> Void) {
        var unit = TextUnit(scalars: .none, columns: 0, length: 0)
        var base: Unicode.Scalar?
        var isJoined = false
        for scalar in cluster {
            let columns = Width.isControl(scalar.value) ? 1 : Width.columns(ofPrintable: scalar.value)
            if columns > 0, !isPart(scalar, of: base, isJoined: isJoined) {
                if unit.length > 0 { give(unit) }
                unit = start(scalar, columns)
                base = scalar
            } else {
                unit.length += UTF8.width(scalar)
                if columns == 0, base != nil, isMark(scalar) { unit.scalars.append(scalar.value) }
            }
            isJoined = scalar == "\u{200D}"
        }
        if unit.length > 0 { give(unit) }
    }

    private static func start(_ scalar: Unicode.Scalar, _ columns: Int) -> TextUnit {
        let length = UTF8.width(scalar)
        switch scalar.value {
        case let value where Width.isControl(value):
            return TextUnit(scalars: .replacement, columns: 1, length: length, isControl: true)
        case 0x1F1E6...0x1F1FF:
            return TextUnit(scalars: CellScalars(scalar.value - 0x1F1E6 + 0x41), columns: 1, length: length)
        default:
            return TextUnit(scalars: CellScalars(scalar.value), columns: columns, length: length)
        }
    }

    /// Whether a scalar that has columns of its own continues an emoji: a skin tone, or what is joined to it.
    private static func isPart(_ scalar: Unicode.Scalar, of base: Unicode.Scalar?, isJoined: Bool) -> Bool {
        guard let base, scalar.value >= 0x80 else { return false }
        if isJoined { return scalar.properties.isEmoji }
        return (0x1F3FB...0x1F3FF).contains(scalar.value) && base.properties.isEmojiModifierBase
    }

    /// Whether a scalar of no columns is drawn on the one before: format characters and variation selectors are not.
    private static func isMark(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0xFE00...0xFE0F, 0xE0100...0xE01EF, 0x034F: return false
        case 0x1160...0x11FF, 0xD7B0...0xD7FB: return true
        default:
            let category = scalar.properties.generalCategory
            return category == .nonspacingMark || category == .enclosingMark
        }
    }

    /// Whether two neighbours that both do so are never in one grapheme cluster.
    private static func standsAlone(_ scalar: UInt32) -> Bool {
        switch scalar {
        case 0x20...0x7E: true
        case 0..<0xA1, 0xAD: false
        case 0xA1...0x2FF, 0x370...0x482, 0x48A...0x52F, 0x2010...0x2027, 0x2030...0x205E, 0x2190...0x25FF,
            0x2800...0x28FF, 0x3041...0x3096, 0x30A1...0x30FA, 0x4E00...0x9FFF, 0xAC00...0xD7A3, 0xE000...0xF8FF,
            0xFFFD:
            true
        default: false
        }
    }

    /// The scalar at an offset of valid UTF-8, and its length.
    private static func decode(_ bytes: Bytes, _ offset: Int) -> (scalar: UInt32, length: Int) {
        let first = UInt32(bytes[offset])
        if first < 0x80 { return (first, 1) }
        func tail(_ index: Int) -> UInt32 { UInt32(bytes[offset + index]) & 0x3F }
        if first < 0xE0 { return ((first & 0x1F) << 6 | tail(1), 2) }
        if first < 0xF0 { return ((first & 0x0F) << 12 | tail(1) << 6 | tail(2), 3) }
        return ((first & 0x07) << 18 | tail(1) << 12 | tail(2) << 6 | tail(3), 4)
    }
}

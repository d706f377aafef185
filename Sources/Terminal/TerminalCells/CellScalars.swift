/// The scalars that a terminal draws in one cell: one that takes columns and at most four marks on it.
///
/// Five are what an ncurses cell holds. None is a control character, an invisible format character or a variation
/// selector, so each is drawn with the columns that `Width` counts, whatever the terminal knows of emoji sequences.
package struct CellScalars: Sendable, Hashable {
    private static let bits = 21
    private static let mask: UInt64 = 0x1F_FFFF
    /// How many scalars fit.
    package static let capacity = 5

    // Scalars 0 to 2 and 3 to 4, the first in the lowest bits; 0 is none, since U+0000 is never drawn.
    private var low: UInt64
    private var high: UInt64

    /// None, as in the second column of a wide cluster.
    static let none = CellScalars(0)
    static let space = CellScalars(0x20)
    static let replacement = CellScalars(0xFFFD)

    /// Makes what is drawn of one scalar.
    init(_ scalar: UInt32) {
        low = UInt64(scalar)
        high = 0
    }

    /// Adds a mark; the sixth scalar and those behind it are left out.
    mutating func append(_ scalar: UInt32) {
        switch count {
        case 0..<3: low |= UInt64(scalar) << UInt64(count * Self.bits)
        case 3..<Self.capacity: high |= UInt64(scalar) << UInt64((count - 3) * Self.bits)
        default: break
        }
    }

    /// The text that they are.
    var text: String {
        var text = String.UnicodeScalarView()
        append(to: &text)
        return String(text)
    }

    /// Adds them to a text; scalars one by one are much faster than a collection of them.
    func append(to text: inout String.UnicodeScalarView) {
        for position in 0..<count { text.append(self[position]) }
    }

    /// Whether it is a space, which shows nothing of its foreground.
    var isSpace: Bool { self == .space }
}

extension CellScalars: RandomAccessCollection {
    /// The first position.
    package var startIndex: Int { 0 }

    /// How many there are, 0 to 5.
    package var endIndex: Int {
        let used = high == 0 ? low : high
        let slots = (UInt64.bitWidth - used.leadingZeroBitCount + Self.bits - 1) / Self.bits
        return high == 0 ? slots : slots + 3
    }

    /// The scalar at a position; the first is the one that takes columns.
    package subscript(position: Int) -> Unicode.Scalar {
        let word = position < 3 ? low >> UInt64(position * Self.bits) : high >> UInt64((position - 3) * Self.bits)
        return Unicode.Scalar(UInt32(word & Self.mask)) ?? "\u{FFFD}"
    }
}

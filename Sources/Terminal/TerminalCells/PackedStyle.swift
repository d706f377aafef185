/// A style in eight bytes, so that a cell can be copied and compared like a number.
struct PackedStyle: Sendable, Hashable {
    // The foreground in bits 0 to 25, the background in 26 to 51, the attributes above; a colour has its kind in two
    // bits (0 nil, 1 the terminal's, 2 indexed, 3 direct) over 24 of value.
    private let bits: UInt64

    private static let colorBits: UInt64 = 26
    private static let colorMask: UInt64 = 0x3FF_FFFF

    static let plain = PackedStyle(.plain)

    init(_ style: Style) {
        bits =
            Self.pack(style.foreground) | Self.pack(style.background) << Self.colorBits
            | UInt64(style.attributes.rawValue) << (2 * Self.colorBits)
    }

    var style: Style {
        Style(
            foreground: Self.unpack(bits & Self.colorMask),
            background: Self.unpack(bits >> Self.colorBits & Self.colorMask),
            attributes: Style.Attributes(rawValue: UInt8(truncatingIfNeeded: bits >> (2 * Self.colorBits))))
    }

    private static func pack(_ color: Color?) -> UInt64 {
        switch color {
        case nil: 0
        case .terminal: 1 << 24
        case .indexed(let index): 2 << 24 | UInt64(index)
        case .rgb(let red, let green, let blue): 3 << 24 | UInt64(red) << 16 | UInt64(green) << 8 | UInt64(blue)
        }
    }

    private static func unpack(_ bits: UInt64) -> Color? {
        switch bits >> 24 {
        case 0: nil
        case 1: .terminal
        case 2: .indexed(UInt8(truncatingIfNeeded: bits))
        default:
            .rgb(
                UInt8(truncatingIfNeeded: bits >> 16), UInt8(truncatingIfNeeded: bits >> 8),
                UInt8(truncatingIfNeeded: bits))
        }
    }
}

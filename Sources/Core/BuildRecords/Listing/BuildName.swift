/// How people name a recorded build.
package enum BuildName: Sendable, Hashable, CustomStringConvertible {
    /// The newest build, or as many before it.
    case latest(back: Int)
    /// A number in the history, as `#12`.
    case number(Int64)
    /// A number, or the beginning of an identity that is all digits so far: of six at least.
    case numberOrIdentity(Int64, String)
    /// An identity or its beginning.
    case identity(String)

    /// Reads `^N`, `^` (the newest), `#N`, `N`, an identity or its beginning; nil for what can't name a build.
    package init?(parsing text: String) {
        if text.hasPrefix("^") {
            let count = text == "^" ? 0 : Int(text.dropFirst())
            guard let count, count >= 0, count < 1 << 40 else { return nil }
            self = .latest(back: count)
        } else if text.hasPrefix("#") {
            guard let number = Int64(text.dropFirst()), number > 0 else { return nil }
            self = .number(number)
        } else if text.isEmpty || !text.utf8.allSatisfy(Self.isWord) {
            return nil
        } else if let number = Int64(text), number > 0 {
            // A number of few digits is meant as one: where no build has it, none is another that begins so.
            self = text.count < Self.shortestDigits ? .number(number) : .numberOrIdentity(number, text)
        } else {
            self = .identity(text)
        }
    }

    private static let shortestDigits = 6

    private static func isWord(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte)
    }

    /// The name as it would be written.
    package var description: String {
        switch self {
        case .latest(let back): back == 0 ? "^" : "^\(back)"
        case .number(let number): "#\(number)"
        case .numberOrIdentity(_, let text), .identity(let text): text
        }
    }
}

import Diagnostics

/// Unicode scalars that remember which bytes of the source file they were read from.
///
/// An instruction's line is glued together from several lines of the file; through this, each word cut out of it still
/// knows its place.
struct MappedText: Hashable, Sendable {
    /// A scalar with the bytes that it came from.
    struct Element: Hashable, Sendable {
        var scalar: Unicode.Scalar
        var offset: Int
        var width: UInt8

        var end: Int { offset + Int(width) }
    }

    var elements: [Element]

    init(_ elements: some Sequence<Element> = []) {
        self.elements = Array(elements)
    }

    /// Reads UTF-8; each invalid sequence becomes one replacement character.
    init(decoding bytes: ArraySlice<UInt8>) {
        elements = []
        elements.reserveCapacity(bytes.count)
        var parser = Unicode.UTF8.ForwardParser()
        var iterator = bytes.makeIterator()
        var offset = bytes.startIndex
        while true {
            switch parser.parseScalar(from: &iterator) {
            case .valid(let encoded):
                let element = Element(
                    scalar: Unicode.UTF8.decode(encoded), offset: offset, width: UInt8(encoded.count))
                elements.append(element)
                offset += encoded.count
            case .error(let length):
                elements.append(Element(scalar: "\u{FFFD}", offset: offset, width: UInt8(clamping: length)))
                offset += length
            case .emptyInput:
                return
            }
        }
    }

    var count: Int { elements.count }

    var isEmpty: Bool { elements.isEmpty }

    subscript(_ index: Int) -> Unicode.Scalar { elements[index].scalar }

    subscript(_ range: Range<Int>) -> MappedText { MappedText(elements[range]) }

    /// The text without its source positions.
    var text: String {
        var view = String.UnicodeScalarView()
        for element in elements {
            view.append(element.scalar)
        }
        return String(view)
    }

    /// The bytes of the file from the first scalar to behind the last, or nil for an empty text.
    var byteRange: Range<Int>? {
        guard let first = elements.first, let last = elements.last, last.end >= first.offset else { return nil }
        return first.offset..<last.end
    }

    mutating func append(_ other: MappedText) {
        elements += other.elements
    }

    mutating func append(_ element: Element) {
        elements.append(element)
    }

    func dropFirst(_ amount: Int) -> MappedText {
        MappedText(elements.dropFirst(amount))
    }

    func firstIndex(of scalar: Unicode.Scalar, from start: Int = 0) -> Int? {
        elements[min(start, count)...].firstIndex { $0.scalar == scalar }
    }

    func hasPrefix(_ prefix: String) -> Bool {
        let wanted = prefix.unicodeScalars
        return wanted.count <= count && zip(elements, wanted).allSatisfy { $0.scalar == $1 }
    }

    /// The two parts around the first `separator`, or nil when there is none.
    func split(at separator: Unicode.Scalar) -> (MappedText, MappedText)? {
        guard let index = firstIndex(of: separator) else { return nil }
        return (self[0..<index], self[(index + 1)..<count])
    }

    func trimmed() -> MappedText {
        trimmedLeft().trimmedRight()
    }

    func trimmedLeft() -> MappedText {
        MappedText(elements.drop { $0.scalar.isSpace })
    }

    func trimmedRight() -> MappedText {
        let kept = elements.lastIndex { !$0.scalar.isSpace }.map { $0 + 1 } ?? 0
        return self[0..<kept]
    }
}

extension Unicode.Scalar {
    /// True for what Go's unicode.IsSpace takes for a space.
    var isSpace: Bool { properties.isWhitespace }

    /// True for the spaces that divide the words of most instructions.
    var isWordSeparator: Bool {
        switch self {
        case "\t", "\u{B}", "\u{C}", "\r", " ": true
        default: false
        }
    }
}

extension SourceFile {
    /// The text with its range; an empty text stands at `fallback`, a byte offset.
    func word(_ text: MappedText, orAt fallback: Int) -> Word {
        Word(text: text.text, range: range(text.byteRange ?? fallback..<fallback))
    }
}

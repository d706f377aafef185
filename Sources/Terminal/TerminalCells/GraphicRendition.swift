/// The style that SGR sequences have set so far.
struct GraphicRendition: Sendable, Hashable {
    /// What lies below.
    let base: Style
    private var own = Style.plain

    init(base: Style) {
        self.base = base
    }

    /// The style of what is written now.
    var style: Style { own == .plain ? base : own.over(base) }

    /// Takes the parameters of one sequence; those that are unknown change nothing.
    mutating func apply(_ bytes: Bytes, _ parameters: Range<Int>) {
        var numbers = SequenceNumbers(bytes, parameters)
        guard var number = numbers.next(bytes) else {
            own = .plain
            return
        }
        while true {
            switch number.value {
            case 38: if let color = numbers.color(bytes, after: number) { own.foreground = color }
            case 48: if let color = numbers.color(bytes, after: number) { own.background = color }
            // The colour of the underline; read past it, it isn't shown.
            case 58: _ = numbers.color(bytes, after: number)
            case 4 where number.hasPart: set(.underline, numbers.parts(bytes).first != 0)
            default: if number.hasPart { _ = numbers.parts(bytes) } else { set(number.value) }
            }
            guard let following = numbers.next(bytes) else { return }
            number = following
        }
    }

    private mutating func set(_ value: Int) {
        switch value {
        case 0: own = .plain
        case 1: set(.bold, true)
        case 2: set(.dim, true)
        case 3: set(.italic, true)
        case 4, 21: set(.underline, true)
        case 7: set(.reverse, true)
        case 9: set(.strikethrough, true)
        case 22: set([.bold, .dim], false)
        case 23: set(.italic, false)
        case 24: set(.underline, false)
        case 27: set(.reverse, false)
        case 29: set(.strikethrough, false)
        case 30...37: own.foreground = .indexed(UInt8(value - 30))
        case 39: own.foreground = nil
        case 40...47: own.background = .indexed(UInt8(value - 40))
        case 49: own.background = nil
        case 90...97: own.foreground = .indexed(UInt8(value - 82))
        case 100...107: own.background = .indexed(UInt8(value - 92))
        default: break
        }
    }

    private mutating func set(_ attributes: Style.Attributes, _ isOn: Bool) {
        own.attributes = isOn ? own.attributes.union(attributes) : own.attributes.subtracting(attributes)
    }
}

/// Reads the numbers of a control sequence one by one; one that is left out is 0.
struct SequenceNumbers {
    /// A number, and whether a colon behind it begins a part of it.
    struct Number {
        let value: Int
        let hasPart: Bool
    }

    private static let most = 99_999
    private var offset: Int
    private let end: Int
    private var isAtEnd: Bool

    init(_ bytes: Bytes, _ range: Range<Int>) {
        offset = range.lowerBound
        end = range.upperBound
        isAtEnd = range.isEmpty
    }

    /// The next number; `bytes` are those that it was made with.
    mutating func next(_ bytes: Bytes) -> Number? {
        guard !isAtEnd else { return nil }
        var value = 0
        while offset < end, (0x30...0x39).contains(bytes[offset]) {
            value = min(Self.most, value * 10 + Int(bytes[offset] - 0x30))
            offset += 1
        }
        guard offset < end else {
            isAtEnd = true
            return Number(value: value, hasPart: false)
        }
        let separator = bytes[offset]
        offset += 1
        return Number(value: value, hasPart: separator == UInt8(ascii: ":"))
    }

    /// What stands behind the colons of the number before.
    mutating func parts(_ bytes: Bytes) -> [Int] {
        var parts: [Int] = []
        while let number = next(bytes) {
            parts.append(number.value)
            if !number.hasPart { break }
        }
        return parts
    }

    /// The colour behind 38, 48 or 58: `;5;n`, `;2;r;g;b`, `:5:n`, `:2:r:g:b` or `:2:space:r:g:b`.
    mutating func color(_ bytes: Bytes, after number: Number) -> Color? {
        if number.hasPart {
            let parts = parts(bytes)
            switch (parts.first, parts.count) {
            case (5, 2...): return Self.indexed(parts[1])
            case (2, 4): return Self.direct(parts[1], parts[2], parts[3])
            case (2, 5...): return Self.direct(parts[2], parts[3], parts[4])
            default: return nil
            }
        }
        switch next(bytes)?.value {
        case 5: return next(bytes).flatMap { Self.indexed($0.value) }
        case 2:
            guard let red = next(bytes), let green = next(bytes), let blue = next(bytes) else { return nil }
            return Self.direct(red.value, green.value, blue.value)
        default: return nil
        }
    }

    private static func indexed(_ index: Int) -> Color? {
        UInt8(exactly: index).map(Color.indexed)
    }

    private static func direct(_ red: Int, _ green: Int, _ blue: Int) -> Color? {
        guard let red = UInt8(exactly: red), let green = UInt8(exactly: green), let blue = UInt8(exactly: blue) else {
            return nil
        }
        return .rgb(red, green, blue)
    }
}

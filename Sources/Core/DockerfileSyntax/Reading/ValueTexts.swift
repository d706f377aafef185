/// Truth values as Go's strconv.ParseBool takes them.
enum BooleanText {
    static func parse(_ text: String) -> Bool? {
        switch text {
        case "1", "t", "T", "true", "TRUE", "True": true
        case "0", "f", "F", "false", "FALSE", "False": false
        default: nil
        }
    }
}

/// Durations as Go's time.ParseDuration takes them: `1m30s`, `1.5h`, `500ms`, `0`.
enum DurationText {
    private static let units: [(name: String, nanoseconds: Double)] = [
        ("ns", 1), ("us", 1e3), ("µs", 1e3), ("μs", 1e3), ("ms", 1e6), ("s", 1e9), ("m", 6e10), ("h", 3.6e12),
    ]

    static func parse(_ text: String) -> Duration? {
        var rest = Substring(text)
        let isNegative = rest.first == "-"
        if isNegative || rest.first == "+" {
            rest = rest.dropFirst()
        }
        if rest == "0" {
            return .zero
        }
        guard !rest.isEmpty else { return nil }
        var total = 0.0
        while !rest.isEmpty {
            guard let part = takePart(&rest) else { return nil }
            total += part
        }
        guard total <= Double(Int64.max / 2) else { return nil }
        return .nanoseconds(Int64(total.rounded()) * (isNegative ? -1 : 1))
    }

    private static func takePart(_ rest: inout Substring) -> Double? {
        let number = rest.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
        rest = rest.dropFirst(number.count)
        let name = rest.prefix { $0 != "." && !($0.isASCII && $0.isNumber) }
        rest = rest.dropFirst(name.count)
        guard number.contains(where: \.isNumber), number.count(where: { $0 == "." }) <= 1 else { return nil }
        let padded = (number.first == "." ? "0" : "") + number + (number.last == "." ? "0" : "")
        guard let value = Double(padded), let unit = units.first(where: { $0.name == name }) else { return nil }
        return value * unit.nanoseconds
    }
}

/// Sizes in bytes with units that are powers of 1024: `64m`, `1.5GiB`, `1024`.
enum ByteSizeText {
    static func parse(_ text: String) -> Int64? {
        let number = text.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
        var unit = text.dropFirst(number.count).lowercased().drop { $0 == " " }
        guard let value = Double(number), number.first != ".", number.last != "." else { return nil }
        if unit.hasSuffix("ib") {
            unit = unit.dropLast(2)
        } else if unit.hasSuffix("b") {
            unit = unit.dropLast()
        }
        guard let power = ["", "k", "m", "g", "t", "p"].firstIndex(of: String(unit)) else { return nil }
        var factor = 1.0
        for _ in 0..<power {
            factor *= 1024
        }
        let bytes = value * factor
        return bytes < Double(Int64.max / 2) ? Int64(bytes) : nil
    }
}

/// One line of comma-separated values, in which a field in double quotes may hold commas.
enum CommaSeparatedFields {
    /// The fields, or nil when a quote stands where none may.
    static func split(_ text: MappedText) -> [MappedText]? {
        var fields: [MappedText] = []
        var index = 0
        repeat {
            guard let field = text.takeField(&index) else { return nil }
            fields.append(field)
        } while text.takeComma(&index)
        return index == text.count ? fields : nil
    }

    static func split(_ text: String) -> [String]? {
        split(MappedText(decoding: Array(text.utf8)[...]))?.map(\.text)
    }
}

extension MappedText {
    fileprivate func takeComma(_ index: inout Int) -> Bool {
        guard index < count, self[index] == "," else { return false }
        index += 1
        return true
    }

    fileprivate func takeField(_ index: inout Int) -> MappedText? {
        var field = MappedText()
        guard index < count, self[index] == "\"" else {
            while index < count, self[index] != "," {
                guard self[index] != "\"" else { return nil }
                field.append(elements[index])
                index += 1
            }
            return field
        }
        index += 1
        while index < count {
            if self[index] == "\"" {
                index += 1
                guard index < count, self[index] == "\"" else { return field }
            }
            field.append(elements[index])
            index += 1
        }
        return nil
    }
}

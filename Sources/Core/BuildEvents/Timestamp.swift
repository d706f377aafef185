/// Instants as RFC 3339 writes them, in UTC, and as nanoseconds since 1970.
package enum Timestamp {
    private static let nanosecondsPerSecond: Int64 = 1_000_000_000
    private static let secondsPerDay: Int64 = 86_400

    /// `2026-08-20T10:00:01.7Z` with up to nine decimals, those at the end that are zero left out.
    package static func text(nanoseconds: Int64) -> String {
        let seconds = floorDivide(nanoseconds, nanosecondsPerSecond)
        let fraction = nanoseconds - seconds * nanosecondsPerSecond
        let day = floorDivide(seconds, secondsPerDay)
        let second = seconds - day * secondsPerDay
        let date = civilDate(day: day)
        var text: [UInt8] = []
        text.reserveCapacity(32)
        append(date.year, 4, "-", to: &text)
        append(date.month, 2, "-", to: &text)
        append(date.day, 2, "T", to: &text)
        append(second / 3600, 2, ":", to: &text)
        append(second / 60 % 60, 2, ":", to: &text)
        append(second % 60, 2, fraction > 0 ? "." : "Z", to: &text)
        if fraction > 0 {
            append(fraction, 9, "Z", to: &text)
            while text[text.count - 2] == UInt8(ascii: "0") { text.remove(at: text.count - 2) }
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// Appends a number with leading zeros, and what follows it.
    private static func append(_ value: Int64, _ width: Int, _ next: Unicode.Scalar, to text: inout [UInt8]) {
        let start = text.count
        text += repeatElement(UInt8(ascii: "0"), count: width)
        var rest = value
        for index in stride(from: start + width - 1, through: start, by: -1) {
            text[index] += UInt8(rest % 10)
            rest /= 10
        }
        text.append(UInt8(ascii: next))
    }

    /// The instant that a text names, or nil where it names none or one that is not from 1970 to 2261.
    ///
    /// Go's zero time, `0001-01-01T00:00:00Z`, means that there is none. The difference of two instants fits in 64 bits.
    package static func nanoseconds(of text: String) -> Int64? {
        var scanner = Scanner(bytes: Array(text.utf8)[...])
        guard let year = scanner.number(4), scanner.skip("-"), let month = scanner.number(2), scanner.skip("-"),
            let day = scanner.number(2), scanner.skip("T") || scanner.skip("t"), (1970...2261).contains(year)
        else { return nil }
        guard let hour = scanner.number(2), scanner.skip(":"), let minute = scanner.number(2), scanner.skip(":"),
            let second = scanner.number(2), (1...12).contains(month), (1...31).contains(day)
        else { return nil }
        let fraction = scanner.skip(".") ? scanner.fraction() : 0
        guard let offset = scanner.offset(), scanner.bytes.isEmpty else { return nil }
        let days = dayNumber(year: year, month: month, day: day)
        let seconds = days * secondsPerDay + hour * 3600 + minute * 60 + second - offset
        return seconds * nanosecondsPerSecond + fraction
    }

    /// Seconds since 1970 as nanoseconds, exact to a microsecond; what no clock shows becomes the nearest instant.
    package static func nanoseconds(ofSeconds seconds: Double) -> Int64 {
        guard seconds.isFinite else { return 0 }
        return Int64((min(max(seconds, 0), 9e9) * 1e6).rounded()) * 1000
    }

    private struct Scanner {
        var bytes: ArraySlice<UInt8>

        mutating func skip(_ scalar: Unicode.Scalar) -> Bool {
            guard bytes.first == UInt8(ascii: scalar) else { return false }
            bytes.removeFirst()
            return true
        }

        mutating func number(_ count: Int) -> Int64? {
            guard bytes.count >= count else { return nil }
            var value: Int64 = 0
            for byte in bytes.prefix(count) {
                guard let digit = digit(byte) else { return nil }
                value = value * 10 + digit
            }
            bytes.removeFirst(count)
            return value
        }

        /// Decimals as nanoseconds; those past the ninth are dropped.
        mutating func fraction() -> Int64 {
            var value: Int64 = 0
            var unit = nanosecondsPerSecond / 10
            while let byte = bytes.first, let digit = digit(byte) {
                value += digit * unit
                unit /= 10
                bytes.removeFirst()
            }
            return value
        }

        /// `Z` or `+02:00` in seconds.
        mutating func offset() -> Int64? {
            if skip("Z") || skip("z") { return 0 }
            let isNegative = bytes.first == UInt8(ascii: "-")
            guard skip("+") || skip("-"), let hours = number(2), skip(":"), let minutes = number(2) else { return nil }
            return (isNegative ? -1 : 1) * (hours * 3600 + minutes * 60)
        }

        private func digit(_ byte: UInt8) -> Int64? {
            (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) ? Int64(byte - UInt8(ascii: "0")) : nil
        }
    }

    /// Days since 1970 in the Gregorian calendar; years begin in March, so that the leap day is a year's last.
    private static func dayNumber(year: Int64, month: Int64, day: Int64) -> Int64 {
        let year = month <= 2 ? year - 1 : year
        let era = floorDivide(year, 400)
        let yearOfEra = year - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    private static func civilDate(day: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let shifted = day + 719_468
        let era = floorDivide(shifted, 146_097)
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return (year, month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
    }

    private static func floorDivide(_ value: Int64, _ divisor: Int64) -> Int64 {
        value >= 0 ? value / divisor : -((-value + divisor - 1) / divisor)
    }
}

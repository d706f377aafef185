/// Seconds since 1970 of an RFC 3339 time as configs have it, or nil where the text is none.
func secondsSince1970(_ text: String) -> Double? {
    let parts = text.split(maxSplits: 1, omittingEmptySubsequences: false) { $0 == "T" || $0 == "t" || $0 == " " }
    guard parts.count == 2 else { return nil }
    let date = parts[0].split(separator: "-").map { Int($0) }
    guard date.count == 3, let year = date[0], let month = date[1], let day = date[2], (1...12).contains(month),
        (1...31).contains(day), (0...9999).contains(year)
    else { return nil }
    let clock = parts[1].prefix { !"Zz+-".contains($0) }
    let fields = clock.split(separator: ":").map { Double($0) }
    guard fields.count == 3, let hour = fields[0], let minute = fields[1], let second = fields[2],
        let offset = secondsOfOffset(parts[1].dropFirst(clock.count))
    else { return nil }
    return Double(daysSince1970(year, month, day) * 86400) + hour * 3600 + minute * 60 + second - offset
}

/// Reads `Z` or `±hh:mm`.
private func secondsOfOffset(_ text: Substring) -> Double? {
    if text == "Z" || text == "z" { return 0 }
    let fields = text.dropFirst().split(separator: ":").map { Double($0) }
    guard fields.count == 2, let hours = fields[0], let minutes = fields[1] else { return nil }
    return (hours * 3600 + minutes * 60) * (text.first == "-" ? -1 : 1)
}

/// Days from 1970-01-01 in the Gregorian calendar, counted in years that begin in March so that leap days come last.
private func daysSince1970(_ year: Int, _ month: Int, _ day: Int) -> Int {
    let shifted = month > 2 ? year : year - 1
    let monthFromMarch = (month + 9) % 12
    let dayOfYear = (153 * monthFromMarch + 2) / 5 + day - 1
    return shifted * 365 + (shifted / 4) - (shifted / 100) + (shifted / 400) + dayOfYear - 719_468
}

/// Where a rule is broken on purpose: the place and the reason.
enum Exemptions {
    /// "File.swift function": an exhaustive switch with one call a case may be longer than the limit.
    static let longFunctions: [String: String] = [:]

    /// "File.swift token": a token of `TokenChecks` that is right in this one place.
    static let tokens: [String: String] = [:]

    /// Exemptions that say nothing about why.
    static var withoutReason: [String] {
        longFunctions.merging(tokens) { first, _ in first }.filter { $0.value.count < 20 }.map(\.key).sorted()
    }
}

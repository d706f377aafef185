import Diagnostics

/// A condition of `--filter`: `key=value`, `key!=value`, `key~=pattern` or `key!~=pattern`.
///
/// The keys are those of `docker buildx prune`, and the place in the Dockerfile.
package struct CacheFilter: Sendable, Hashable, CustomStringConvertible {
    /// Why a filter can't be read.
    package enum Failure: Error, Sendable, Hashable {
        /// There is no such key.
        case unknownKey(String)
        /// The value is missing or is none for this key, with what one is.
        case badValue(key: String, value: String, expected: String)
        /// The pattern is no regular expression.
        case badPattern(String)
    }

    /// What can be asked for.
    package enum Key: String, Sendable, CaseIterable {
        case id, type, description, stage, dockerfile, line
        case until
        case unusedFor = "unused-for"
        case inUse = "inuse"
    }

    private enum Comparison: Hashable {
        case equals(String)
        case matches(String)
        case longerThan(Double)
    }

    /// The text that it was read from.
    package let description: String
    private let key: Key
    private let comparison: Comparison
    private let isNegated: Bool

    /// Reads a filter's text.
    package init(_ text: String) throws(Failure) {
        // `==` is how buildkitd.toml has it.
        let operators = ["!~=", "~=", "!=", "==", "="]
        let end = text.firstIndex { "!~=".contains($0) } ?? text.endIndex
        let name = String(text[..<end])
        guard let key = Key(rawValue: name) else { throw .unknownKey(name) }
        let rest = text[end...]
        let sign = operators.first { rest.hasPrefix($0) } ?? ""
        let value = String(rest.dropFirst(sign.count))
        description = text
        self.key = key
        isNegated = sign.hasPrefix("!")
        comparison = try Self.comparison(key, sign, value)
    }

    /// Reads filters that must all hold, with commas between them as in buildkitd.toml; a comma within a value stays.
    package static func group(_ text: String) throws(Failure) -> [CacheFilter] {
        var texts: [String] = []
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            let name = part.prefix { !"!~=".contains($0) }
            if texts.isEmpty || name.count < part.count && Key(rawValue: String(name)) != nil {
                texts.append(String(part))
            } else {
                texts[texts.count - 1] += ",\(part)"
            }
        }
        return try texts.map { text throws(Failure) in try CacheFilter(text) }
    }

    /// A group as it is written.
    package static func text(_ group: [CacheFilter]) -> String { group.map(\.description).joined(separator: ",") }

    /// Whether an item meets the condition; `now` in seconds since 1970.
    package func matches(_ item: CacheItem, now: Double) -> Bool {
        holds(for: item, now: now) != isNegated
    }

    /// The items that meet the condition; quicker for many than to ask for each.
    package func filter(_ items: some Sequence<CacheItem>, now: Double) -> [CacheItem] {
        guard case .matches(let pattern) = comparison, let regex = try? Regex(pattern) else {
            return items.filter { matches($0, now: now) }
        }
        return items.filter { item in texts(of: item).contains { $0.contains(regex) } != isNegated }
    }

    private static func comparison(_ key: Key, _ sign: String, _ value: String) throws(Failure) -> Comparison {
        switch key {
        case .until, .unusedFor:
            guard let span = DurationText.nanoseconds(of: value) else {
                throw .badValue(key: key.rawValue, value: value, expected: "a time as 24h or 30m")
            }
            return .longerThan(Double(span) / 1e9)
        case .inUse:
            guard ["", "true", "false", "1", "0"].contains(value) else {
                throw .badValue(key: key.rawValue, value: value, expected: "true or false")
            }
            return .equals(value == "false" || value == "0" ? "false" : "true")
        default:
            guard sign.hasSuffix("="), !value.isEmpty else {
                throw .badValue(key: key.rawValue, value: value, expected: "a value behind =, or a pattern behind ~=")
            }
            guard sign.hasSuffix("~=") else {
                try check(key, value)
                return .equals(value)
            }
            // The reason is the standard library's own, about its parser.
            guard (try? Regex(value)) != nil else {
                throw .badPattern(value)
            }
            return .matches(value)
        }
    }

    /// Refuses what no item can ever be.
    private static func check(_ key: Key, _ value: String) throws(Failure) {
        switch key {
        case .type where !types.contains(value):
            let near = NearestName.suggestion(for: value, among: types)
            let expected = near.map { "a type; did you mean \($0)?" } ?? "one of \(types.joined(separator: ", "))"
            throw .badValue(key: key.rawValue, value: value, expected: expected)
        case .line where Int(value) == nil:
            throw .badValue(key: key.rawValue, value: value, expected: "the number of a line")
        default: break
        }
    }

    /// The kinds of items, and BuildKit's names for its own.
    private static let types = [
        "run", "copy", "workdir", "context", "image", "mount", "fetched", "http", "git", "regular", "exec.cachemount",
        "source.local", "source.git.checkout", "internal", "frontend",
    ]

    private func holds(for item: CacheItem, now: Double) -> Bool {
        switch comparison {
        case .longerThan(let seconds): now - item.lastUsed >= seconds
        case .equals(let value): texts(of: item).contains(value)
        case .matches(let pattern):
            // The pattern was read once already.
            (try? Regex(pattern)).map { regex in texts(of: item).contains { $0.contains(regex) } } ?? false
        }
    }

    private func texts(of item: CacheItem) -> [String] {
        switch key {
        case .id: [item.id.description]
        case .type: [item.kind, Self.buildKitType(of: item.kind)]
        case .description: [item.name]
        case .stage: [item.stage].compactMap(\.self)
        case .dockerfile: [item.dockerfile].compactMap(\.self)
        case .line: [item.line].compactMap { $0.map(String.init) }
        case .inUse: [item.holders.isEmpty ? "false" : "true"]
        case .until, .unusedFor: []
        }
    }

    /// BuildKit's name for the kind of a record (client.UsageRecordType).
    private static func buildKitType(of kind: String) -> String {
        switch kind {
        case "mount": "exec.cachemount"
        case "context": "source.local"
        case "fetched": "source.git.checkout"
        default: "regular"
        }
    }
}

extension CacheFilter.Failure {
    /// What is wrong, and what would be right.
    package var message: String {
        switch self {
        case .unknownKey(let key):
            "there is no filter \(key.isEmpty ? "without a key" : "\"\(key)\""); the keys are "
                + CacheFilter.Key.allCases.map(\.rawValue).joined(separator: ", ")
        case .badValue(let key, let value, let expected): "\(key)=\(value): it needs \(expected)"
        case .badPattern(let pattern): "\"\(pattern)\" is no regular expression"
        }
    }

    /// What to write instead.
    package var remedy: String {
        switch self {
        case .unknownKey(let key):
            NearestName.suggestion(for: key, among: CacheFilter.Key.allCases.map(\.rawValue))
                .map { "did you mean \($0)?" } ?? "for example type=run, description~=npm or unused-for=72h"
        case .badValue(let key, _, _) where key == CacheFilter.Key.type.rawValue: "strata cache du lists the types"
        case .badValue(let key, _, _): "write it as \(Self.example(of: key))"
        case .badPattern: "put a backslash before signs that stand for themselves, as in go\\.mod"
        }
    }

    private static func example(of key: String) -> String {
        switch CacheFilter.Key(rawValue: key) {
        case .until, .unusedFor: "\(key)=72h"
        case .inUse: "\(key)=true"
        case .line: "\(key)=4"
        default: "\(key)=VALUE"
        }
    }
}

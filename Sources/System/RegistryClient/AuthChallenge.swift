/// What a registry asks for in `WWW-Authenticate` (RFC 9110, 11.6.1).
enum AuthChallenge: Hashable, Sendable {
    /// A token of the realm's server.
    case bearer(realm: String, service: String?, scope: String?)
    /// User and password with each request.
    case basic

    /// The challenges of header lines, in their order; unknown schemes are left out.
    static func parse(_ lines: [String]) -> [AuthChallenge] {
        lines.flatMap { line in
            var parser = ChallengeParser(rest: Substring(line))
            return parser.challenges()
        }
    }

    fileprivate init?(scheme: String, parameters: [String: String]) {
        switch scheme.lowercased() {
        case "basic": self = .basic
        case "bearer":
            guard let realm = parameters["realm"] else { return nil }
            self = .bearer(realm: realm, service: parameters["service"], scope: parameters["scope"])
        default: return nil
        }
    }
}

/// Takes one header line apart: schemes, each with `name=value` or `name="value"` separated by commas.
private struct ChallengeParser {
    var rest: Substring

    mutating func challenges() -> [AuthChallenge] {
        var found: [AuthChallenge] = []
        var scheme: String?
        var parameters: [String: String] = [:]
        func close() {
            if let scheme, let challenge = AuthChallenge(scheme: scheme, parameters: parameters) {
                found.append(challenge)
            }
        }
        while let word = nextWord() {
            if rest.first == "=" {
                rest.removeFirst()
                parameters[word.lowercased()] = nextValue()
            } else {
                close()
                (scheme, parameters) = (word, [:])
            }
        }
        close()
        return found
    }

    private mutating func nextWord() -> String? {
        rest = rest.drop { $0 == " " || $0 == "," || $0 == "\t" }
        let word = rest.prefix { $0 != "=" && $0 != " " && $0 != "," }
        rest = rest.dropFirst(word.count)
        return word.isEmpty ? nil : String(word)
    }

    private mutating func nextValue() -> String {
        guard rest.first == "\"" else {
            let value = rest.prefix { $0 != "," && $0 != " " }
            rest = rest.dropFirst(value.count)
            return String(value)
        }
        rest.removeFirst()
        var value = ""
        while let character = rest.popFirst(), character != "\"" {
            value.append(character == "\\" ? rest.popFirst() ?? character : character)
        }
        return value
    }
}

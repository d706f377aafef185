/// Why the variables of a text cannot be replaced.
package enum ExpansionFault: Error, Hashable, Sendable {
    /// The text ended within `${…`.
    case missingBrace
    /// The text ended before the second slash of `${x/p/r}`.
    case missingSlash
    /// `${}`, `${{` or `${:`.
    case badSubstitution
    /// A quote or the like was never closed.
    case unexpectedEnd(lookingFor: String)
    /// The sign behind the name is none that exists.
    case unsupportedModifier(String)
    /// `${name:?message}` of a variable without a value.
    case required(name: String, message: String)
    /// A backslash in a pattern stands before an ordinary character.
    case invalidPattern(String)
    /// `${…${…${…` goes deeper than anybody means.
    case nestedTooDeep
    /// The text grows beyond all measure, as by variables that double each other.
    case tooLong
    /// The pattern has so many stars, and the value is so long, that matching would take minutes.
    case tooManyStars
}

extension ExpansionFault {
    var message: String {
        switch self {
        case .missingBrace: "syntax error: missing '}'"
        case .missingSlash: "syntax error: missing '/' in ${}"
        case .badSubstitution: "syntax error: bad substitution"
        case .unexpectedEnd(let wanted): "unexpected end of statement while looking for matching \(wanted)"
        case .unsupportedModifier(let sign): "unsupported modifier (\(sign)) in substitution"
        case .required(let name, let message): "\(name): \(message)"
        case .invalidPattern(let pattern): "invalid pattern (\(pattern)) in substitution: invalid escape"
        case .nestedTooDeep: "substitutions are nested too deeply"
        case .tooManyStars: "the pattern has too many stars for so long a value"
        case .tooLong: "variables make the text longer by more than \(ShellLexer.maximumLength >> 20) MiB"
        }
    }

    var remedy: String {
        switch self {
        case .missingBrace, .missingSlash: "close the substitution, as ${NAME} or ${NAME/pattern/replacement}"
        case .badSubstitution: "write the variable's name behind ${, or \\$ for a dollar sign"
        case .unexpectedEnd(let wanted): "add the missing \(wanted), or escape the one that is open"
        case .unsupportedModifier: "use one of :- - :+ + :? ? # ## % %% / //"
        case .required(let name, _): "give it a value with --build-arg \(name)=… or an ARG or ENV before this line"
        case .invalidPattern: "put a backslash only before * ? \\ / or }"
        case .nestedTooDeep: "take the inner values into ARGs of their own"
        case .tooManyStars: "use fewer stars, or a shorter value"
        case .tooLong: "use shorter values, or keep the data in a file of the build context"
        }
    }

    var code: String {
        switch self {
        case .required: "dockerfile.required-variable"
        default: "dockerfile.bad-substitution"
        }
    }
}

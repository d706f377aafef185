/// Why a file cannot be cut into instructions.
package enum SyntaxFault: Error, Hashable, Sendable {
    /// The file holds nothing but comments and spaces.
    case noInstructions
    /// A directive stands twice.
    case duplicateDirective(String)
    /// The escape directive names another character than a backslash or backtick.
    case invalidEscape(String)
    /// The end word of a here-document is missing.
    case unterminatedHeredoc(String)
    /// ENV or LABEL with a name only.
    case missingValue(instruction: String, name: String)
    /// A word among `name=value` words has no equals sign.
    case missingEquals(String)
    /// A JSON array holds something else than strings.
    case jsonNotStrings
    /// A line is longer than any tool reads.
    case lineTooLong
}

extension SyntaxFault {
    var message: String {
        switch self {
        case .noInstructions: "file with no instructions"
        case .duplicateDirective(let name): "only one \(name) parser directive can be used"
        case .invalidEscape(let text): "invalid escape token '\(text)' does not match ` or \\"
        case .unterminatedHeredoc(let name): "unterminated heredoc \(name)"
        case .missingValue(let instruction, _): "\(instruction) must have two arguments"
        case .missingEquals(let word):
            "Syntax error - can't find = in \(word.goQuoted). Must be of the form: name=value"
        case .jsonNotStrings: "when using JSON array syntax, arrays must be comprised of strings only"
        case .lineTooLong: "dockerfile line greater than max allowed size of 65535"
        }
    }

    var remedy: String {
        switch self {
        case .noInstructions: "start the file with FROM, as FROM debian:stable"
        case .duplicateDirective(let name): "remove the second # \(name)= line"
        case .invalidEscape: "write # escape=` or # escape=\\"
        case .unterminatedHeredoc(let name): "add a line that holds \(name) alone, with no space around it"
        case .missingValue(let instruction, let name): "write \(instruction) \(name)=value"
        case .missingEquals(let word): "quote the value if \(word) belongs to it, or write \(word)=value"
        case .jsonNotStrings: "put each element in double quotes"
        case .lineTooLong: "break the line with continuations, or COPY the data from a file"
        }
    }

    var code: String {
        switch self {
        case .noInstructions: "dockerfile.empty"
        case .duplicateDirective, .invalidEscape: "dockerfile.bad-directive"
        case .unterminatedHeredoc: "dockerfile.unterminated-heredoc"
        case .missingValue, .missingEquals: "dockerfile.bad-key-value"
        case .jsonNotStrings: "dockerfile.bad-json"
        case .lineTooLong: "dockerfile.line-too-long"
        }
    }
}

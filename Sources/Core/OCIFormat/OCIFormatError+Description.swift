extension OCIFormatError: CustomStringConvertible {
    /// One sentence without a final stop, naming the text at fault and what is wrong with it.
    package var description: String {
        switch self {
        case .invalidDigest(let text, let problem): "invalid digest \"\(text)\": \(problem)"
        case .invalidPlatform(let text, let problem): "invalid platform \"\(text)\": \(problem)"
        case .invalidReference(let text, let problem): "invalid image name \"\(text)\": \(problem)"
        case .invalidDocument(let kind, let detail): "invalid \(kind): \(detail)"
        }
    }
}

extension OCIFormatError.DigestProblem: CustomStringConvertible {
    /// The problem as the second half of a sentence.
    package var description: String {
        switch self {
        case .noAlgorithm: "it has no algorithm; write it as sha256:<64 hexadecimal digits>"
        case .unknownAlgorithm(let name): "the algorithm \"\(name)\" is not known, only sha256 and sha512 are"
        case .wrongLength(let expected, let found): "it needs \(expected) hexadecimal digits and has \(found)"
        case .notHexadecimal: "it may only have the digits 0-9 and a-f"
        }
    }
}

extension OCIFormatError.PlatformProblem: CustomStringConvertible {
    /// The problem as the second half of a sentence.
    package var description: String {
        switch self {
        case .empty: "a part of it is empty; write it as os/architecture, such as linux/amd64"
        case .tooManyParts: "it has more than three parts; write it as os/architecture[/variant]"
        case .unknownWord(let word):
            "\"\(word)\" is no known operating system or architecture; write it as os/architecture"
        case .invalidCharacter(let part): "\"\(part)\" may only have letters, digits, '_', '-' and '.'"
        }
    }
}

extension OCIFormatError.ReferenceProblem: CustomStringConvertible {
    /// The problem as the second half of a sentence.
    package var description: String {
        switch self {
        case .empty: "it is empty"
        case .uppercase(let suggestion): "the repository must be lower case; write \"\(suggestion)\""
        case .invalidComponent(let part):
            "\"\(part)\" may only have lower-case letters and digits, with '.', '_', '__' or '-' between them"
        case .invalidHost(let host): "\"\(host)\" is no host name with an optional port"
        case .invalidTag(let tag):
            "the tag \"\(tag)\" must be 1 to 128 letters, digits, '_', '.' or '-' and not begin with '.' or '-'"
        case .invalidDigest(let reason): reason
        case .tooLong(let count): "it has \(count) characters, and 255 are the most"
        case .looksLikeIdentifier: "64 hexadecimal digits are an identifier and no name"
        case .hasScheme(let scheme): "leave out \"\(scheme)\"; a registry is named by its host alone"
        }
    }
}

/// What can be wrong with a digest, a platform, an image name or an OCI document.
package enum OCIFormatError: Error, Hashable, Sendable {
    /// The text is no digest at all, or its algorithm, length or digits are wrong.
    case invalidDigest(text: String, problem: DigestProblem)
    /// The text is no `os[/architecture[/variant]]`.
    case invalidPlatform(text: String, problem: PlatformProblem)
    /// The text is no image name.
    case invalidReference(text: String, problem: ReferenceProblem)
    /// The bytes are no JSON document of the expected kind; `detail` names the member at fault.
    case invalidDocument(kind: String, detail: String)

    /// What is wrong with a digest.
    package enum DigestProblem: Hashable, Sendable {
        /// There is no colon between an algorithm and its digits.
        case noAlgorithm
        /// The algorithm is neither sha256 nor sha512.
        case unknownAlgorithm(String)
        /// The number of digits doesn't fit the algorithm.
        case wrongLength(expected: Int, found: Int)
        /// A character is no lower-case hexadecimal digit.
        case notHexadecimal
    }

    /// What is wrong with a platform.
    package enum PlatformProblem: Hashable, Sendable {
        /// The text or a part of it is empty.
        case empty
        /// There are more than three parts.
        case tooManyParts
        /// A single word is neither a known operating system nor a known architecture.
        case unknownWord(String)
        /// A part has a character other than letters, digits, `_`, `-` and `.`.
        case invalidCharacter(String)
    }

    /// What is wrong with an image name.
    package enum ReferenceProblem: Error, Hashable, Sendable {
        /// There is no name.
        case empty
        /// The repository has upper-case letters; `suggestion` is the name in lower case.
        case uppercase(suggestion: String)
        /// A component of the repository breaks the rules (empty, bad separator or character).
        case invalidComponent(String)
        /// The registry's host or port breaks the rules.
        case invalidHost(String)
        /// The tag breaks the rules.
        case invalidTag(String)
        /// The digest breaks the rules.
        case invalidDigest(String)
        /// The name is longer than 255 characters.
        case tooLong(Int)
        /// The name is 64 hexadecimal digits, which is how identifiers look.
        case looksLikeIdentifier
        /// The name begins with a URL scheme such as `https://`.
        case hasScheme(String)
    }
}

/// What a check found, with what its message names.
package enum CheckFinding: Hashable, Sendable {
    /// The two ways to write keywords.
    package enum Casing: String, Hashable, Sendable {
        /// Small letters.
        case lowercase
        /// Capitals.
        case uppercase
    }

    /// A stage's name as written.
    case stageNameCasing(String)
    /// The two keywords as written.
    case fromAsCasing(from: String, as: String)
    /// An empty line in a continued instruction.
    case emptyContinuation
    /// An instruction's word as written, and the case that most have.
    case instructionCasing(String, majority: Casing)
    /// A name that an earlier stage has.
    case duplicateStageName(String)
    /// A name that means something else.
    case reservedStageName(String)
    /// The instruction's word as written.
    case shellForm(instruction: String)
    /// MAINTAINER.
    case maintainer
    /// The argument, and the declared one that was probably meant.
    case undefinedArgumentInFrom(String, nearest: String?)
    /// The path as its variables leave it.
    case relativeWorkdir(String)
    /// The variable, and the defined one that was probably meant.
    case undefinedVariable(String, nearest: String?)
    /// The instruction's word as written; the finding stands at the earlier of the two.
    case overruledInstruction(String)
    /// The instruction's word as written.
    case legacyKeyValue(instruction: String)
    /// The image as written and the two platforms.
    case baseImagePlatform(image: String, expected: String, actual: String)
    /// The flag's value as written.
    case redundantPlatform(String)
    /// `ARG` or `ENV`, and the variable's name.
    case secret(instruction: String, name: String)
    /// The image's name as written.
    case invalidDefaultBase(String)
    /// The flag's value.
    case constantPlatform(String)
    /// `Copy` or `Add`, and the path.
    case ignoredFile(verb: String, path: String)
    /// `FROM` or `ARG`, and the name that the comment should begin with.
    case misplacedDescription(instruction: String, name: String)
    /// The text of EXPOSE.
    case protocolCasing(String)
    /// The text of EXPOSE.
    case publishedPort(String)
}

extension CheckFinding {
    /// The rule that was broken.
    package var rule: CheckRule {
        switch self {
        case .stageNameCasing: .stageNameCasing
        case .fromAsCasing: .fromAsCasing
        case .emptyContinuation: .noEmptyContinuation
        case .instructionCasing: .consistentInstructionCasing
        case .duplicateStageName: .duplicateStageName
        case .reservedStageName: .reservedStageName
        case .shellForm: .jsonArgsRecommended
        case .maintainer: .maintainerDeprecated
        case .undefinedArgumentInFrom: .undefinedArgInFrom
        case .relativeWorkdir: .workdirRelativePath
        case .undefinedVariable: .undefinedVar
        case .overruledInstruction: .multipleInstructionsDisallowed
        case .legacyKeyValue: .legacyKeyValueFormat
        case .baseImagePlatform: .invalidBaseImagePlatform
        case .redundantPlatform: .redundantTargetPlatform
        case .secret: .secretsUsedInArgOrEnv
        case .invalidDefaultBase: .invalidDefaultArgInFrom
        case .constantPlatform: .fromPlatformFlagConstDisallowed
        case .ignoredFile: .copyIgnoredFile
        case .misplacedDescription: .invalidDefinitionDescription
        case .protocolCasing: .exposeProtoCasing
        case .publishedPort: .exposeInvalidFormat
        }
    }

    /// The sentence that BuildKit says.
    package var message: String {
        switch self {
        case .stageNameCasing(let name): "Stage name '\(name)' should be lowercase"
        case .fromAsCasing(let from, let word): "'\(word)' and '\(from)' keywords' casing do not match"
        case .emptyContinuation: "Empty continuation line"
        case .instructionCasing(let word, let majority):
            "Command '\(word)' should match the case of the command majority (\(majority.rawValue))"
        case .duplicateStageName(let name):
            "Duplicate stage name \(name.goQuoted), stage names should be unique"
        case .reservedStageName(let name):
            "Stage name should not use the same name as reserved stage \(name.goQuoted)"
        case .shellForm(let word):
            "JSON arguments recommended for \(word) to prevent unintended behavior related to OS signals"
        case .maintainer: "Maintainer instruction is deprecated in favor of using label"
        case .undefinedArgumentInFrom(let name, let nearest):
            "FROM argument '\(name)' is not declared" + Self.hint(nearest)
        case .relativeWorkdir(let path):
            "Relative workdir \(path.goQuoted) can have unexpected results if the base image changes"
        case .undefinedVariable(let name, let nearest):
            "Usage of undefined variable '$\(name)'" + Self.hint(nearest.map { "$\($0)" })
        case .overruledInstruction(let word):
            "Multiple \(word) instructions should not be used in the same stage because only the last one will be used"
        case .legacyKeyValue(let word):
            "\"\(word) key=value\" should be used instead of legacy \"\(word) key value\" format"
        case .baseImagePlatform(let image, let expected, let actual):
            "Base image \(image) was pulled with platform \(actual.goQuoted), expected \(expected.goQuoted) for "
                + "current build"
        case .redundantPlatform(let value):
            "Setting platform to predefined \(value) in FROM is redundant as this is the default behavior"
        case .secret(let word, let name):
            "Do not use ARG or ENV instructions for sensitive data (\(word) \(name.goQuoted))"
        case .invalidDefaultBase(let name):
            "Default value for ARG \(name) results in empty or invalid base image name"
        case .constantPlatform(let value):
            "FROM --platform flag should not use constant value \(value.goQuoted)"
        case .ignoredFile(let verb, let path):
            "Attempting to \(verb) file \(path.goQuoted) that is excluded by .dockerignore"
        case .misplacedDescription(let word, let name):
            "Comment for \(word) should follow the format: `# \(name) <description>`"
        case .protocolCasing(let text): "Defined protocol '\(text)' in EXPOSE instruction should be lowercase"
        case .publishedPort(let text):
            "EXPOSE instruction should not define an IP address or host-port mapping, found '\(text)'"
        }
    }

    private static func hint(_ name: String?) -> String {
        name.map { " (did you mean \($0)?)" } ?? ""
    }
}

/// A rule that a Dockerfile is checked by; names and summaries are those of BuildKit's checks.
package enum CheckRule: String, Hashable, Sendable, CaseIterable {
    /// A stage's name has capitals.
    case stageNameCasing = "StageNameCasing"
    /// FROM and AS differ in case.
    case fromAsCasing = "FromAsCasing"
    /// A continued instruction has an empty line in it.
    case noEmptyContinuation = "NoEmptyContinuation"
    /// An instruction's word is not in the case that most have.
    case consistentInstructionCasing = "ConsistentInstructionCasing"
    /// Two stages have one name.
    case duplicateStageName = "DuplicateStageName"
    /// A stage has a name with a meaning of its own.
    case reservedStageName = "ReservedStageName"
    /// CMD or ENTRYPOINT runs through a shell.
    case jsonArgsRecommended = "JSONArgsRecommended"
    /// MAINTAINER is out of use.
    case maintainerDeprecated = "MaintainerDeprecated"
    /// FROM uses an argument that nothing declares.
    case undefinedArgInFrom = "UndefinedArgInFrom"
    /// A stage's first WORKDIR depends on the base image's.
    case workdirRelativePath = "WorkdirRelativePath"
    /// An instruction uses a variable that nothing defines.
    case undefinedVar = "UndefinedVar"
    /// An instruction is overruled by a later one of its stage.
    case multipleInstructionsDisallowed = "MultipleInstructionsDisallowed"
    /// ENV or LABEL without an equals sign.
    case legacyKeyValueFormat = "LegacyKeyValueFormat"
    /// The base image is for another platform than the one that is built.
    case invalidBaseImagePlatform = "InvalidBaseImagePlatform"
    /// `--platform` says what holds without it.
    case redundantTargetPlatform = "RedundantTargetPlatform"
    /// The name of an ARG or ENV is that of something secret.
    case secretsUsedInArgOrEnv = "SecretsUsedInArgOrEnv"
    /// Without build arguments, FROM names no image.
    case invalidDefaultArgInFrom = "InvalidDefaultArgInFrom"
    /// `--platform` of FROM is a constant.
    case fromPlatformFlagConstDisallowed = "FromPlatformFlagConstDisallowed"
    /// The ignore file leaves out what COPY or ADD asks for.
    case copyIgnoredFile = "CopyIgnoredFile"
    /// A comment above FROM or ARG does not describe it.
    case invalidDefinitionDescription = "InvalidDefinitionDescription"
    /// A protocol of EXPOSE has capitals.
    case exposeProtoCasing = "ExposeProtoCasing"
    /// EXPOSE names an address or a port of the host.
    case exposeInvalidFormat = "ExposeInvalidFormat"
}

extension CheckRule {
    private static let codePrefix = "check."

    /// The code of its findings, as `check.StageNameCasing`.
    package var code: String { Self.codePrefix + rawValue }

    /// The rule with a finding's code, nil for what is no finding.
    package init?(code: String) {
        guard code.hasPrefix(Self.codePrefix) else { return nil }
        self.init(rawValue: String(code.dropFirst(Self.codePrefix.count)))
    }

    /// Whether it is followed only where it is asked for.
    package var isExperimental: Bool { self == .invalidDefinitionDescription }

    /// The page that explains it; one rule has none.
    package var url: String? {
        guard self != .invalidBaseImagePlatform else { return nil }
        return "https://docs.docker.com/go/dockerfile/rule/\(pageName)/"
    }

    /// The name in small letters, its words joined by hyphens; a run of capitals is one word.
    var pageName: String {
        let letters = Array(rawValue)
        var result = ""
        for (index, letter) in letters.enumerated() {
            let followsSmall = index > 0 && letters[index - 1].isLowercase
            let endsCapitals =
                index > 0 && index + 1 < letters.count && letters[index - 1].isUppercase
                && letters[index + 1].isLowercase
            if letter.isUppercase, followsSmall || endsCapitals { result += "-" }
            result += letter.lowercased()
        }
        return result
    }

    /// What it asks for, in one sentence.
    package var summary: String {
        switch self {
        case .stageNameCasing: "Stage names should be lowercase"
        case .fromAsCasing: "The 'as' keyword should match the case of the 'from' keyword"
        case .noEmptyContinuation: "Empty continuation lines will become errors in a future release"
        case .consistentInstructionCasing:
            "All commands within the Dockerfile should use the same casing (either upper or lower)"
        case .duplicateStageName: "Stage names should be unique"
        case .reservedStageName: "Reserved words should not be used as stage names"
        case .jsonArgsRecommended:
            "JSON arguments recommended for ENTRYPOINT/CMD to prevent unintended behavior related to OS signals"
        case .maintainerDeprecated:
            "The MAINTAINER instruction is deprecated, use a label instead to define an image author"
        case .undefinedArgInFrom: "FROM command must use declared ARGs"
        case .workdirRelativePath:
            "Relative workdir without an absolute workdir declared within the build can have unexpected results if the "
                + "base image changes"
        case .undefinedVar: "Variables should be defined before their use"
        case .multipleInstructionsDisallowed:
            "Multiple instructions of the same type should not be used in the same stage"
        case .legacyKeyValueFormat: "Legacy key/value format with whitespace separator should not be used"
        case .invalidBaseImagePlatform: "Base image platform does not match expected target platform"
        case .redundantTargetPlatform:
            "Setting platform to predefined $TARGETPLATFORM in FROM is redundant as this is the default behavior"
        case .secretsUsedInArgOrEnv: "Sensitive data should not be used in the ARG or ENV commands"
        case .invalidDefaultArgInFrom:
            "Default value for global ARG results in an empty or invalid base image name"
        case .fromPlatformFlagConstDisallowed: "FROM --platform flag should not use a constant value"
        case .copyIgnoredFile: "Attempting to Copy file that is excluded by .dockerignore"
        case .invalidDefinitionDescription:
            "Comment for build stage or argument should follow the format: `# <arg/stage name> <description>`. If this "
                + "is not intended to be a description comment, add an empty line or comment between the instruction "
                + "and the comment."
        case .exposeProtoCasing: "Protocol in EXPOSE instruction should be lowercase"
        case .exposeInvalidFormat:
            "IP address and host-port mapping should not be used in EXPOSE instruction. This will become an error in a "
                + "future release"
        }
    }
}

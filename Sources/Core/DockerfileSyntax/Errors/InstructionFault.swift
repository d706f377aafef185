/// Why an instruction makes no sense.
package enum InstructionFault: Error, Hashable, Sendable {
    /// No instruction has this name.
    case unknown(String, suggestion: String?)
    /// The instruction stands before any FROM.
    case noStage(String)
    /// The file has ARGs only.
    case noStages
    /// The instruction needs an argument.
    case atLeastOneArgument(String)
    /// The instruction takes one argument.
    case exactlyOneArgument(String)
    /// COPY or ADD has fewer than two arguments.
    case noDestination(String)
    /// COPY or ADD has a here-document where its destination should be.
    case heredocDestination(String)
    /// A name is empty, as in `ENV =x`.
    case blankName(String)
    /// SHELL in its shell form.
    case notJSON(String)
    /// FROM has neither one nor three arguments.
    case fromArguments
    /// A stage's name has characters that no name may have.
    case invalidStageName(String)
    /// ONBUILD ONBUILD.
    case chainedOnbuild
    /// FROM or MAINTAINER behind ONBUILD.
    case forbiddenTrigger(String)
    /// A recorded trigger is not one instruction.
    case notOneTrigger
    /// Arguments behind HEALTHCHECK NONE.
    case healthcheckNoneArguments
    /// HEALTHCHECK CMD without a command.
    case healthcheckWithoutCommand
    /// HEALTHCHECK followed by neither CMD nor NONE.
    case healthcheckType(String)
    /// A VOLUME of spaces only.
    case emptyVolume
}

extension InstructionFault {
    var message: String {
        switch self {
        case .unknown(let name, let suggestion):
            "unknown instruction: \(name)" + (suggestion.map { " (did you mean \($0)?)" } ?? "")
        case .noStage: "no build stage in current context"
        case .noStages: "dockerfile contains no stages to build"
        case .atLeastOneArgument(let name): "\(name) requires at least one argument"
        case .exactlyOneArgument(let name): "\(name) requires exactly one argument"
        case .noDestination(let name):
            "\(name) requires at least two arguments, but only one was provided. Destination could not be determined"
        case .heredocDestination(let name): "\(name) cannot accept a heredoc as a destination"
        case .blankName(let name): "\(name) names can not be blank"
        case .notJSON(let name): "\(name) requires the arguments to be in JSON form"
        case .fromArguments: "FROM requires either one or three arguments"
        case .invalidStageName(let name):
            "invalid name for build stage: \(name.goQuoted), name can't start with a number or contain symbols"
        case .chainedOnbuild: "Chaining ONBUILD via `ONBUILD ONBUILD` isn't allowed"
        case .forbiddenTrigger(let name): "\(name) isn't allowed as an ONBUILD trigger"
        case .notOneTrigger: "onbuild trigger should be a single expression"
        case .healthcheckNoneArguments: "HEALTHCHECK NONE takes no arguments"
        case .healthcheckWithoutCommand: "Missing command after HEALTHCHECK CMD"
        case .healthcheckType(let type): "Unknown type \(type.goQuoted) in HEALTHCHECK (try CMD)"
        case .emptyVolume: "VOLUME specified can not be an empty string"
        }
    }

    var remedy: String {
        switch self {
        case .unknown(_, let suggestion):
            suggestion.map { "write \($0)" } ?? "start the line with an instruction, or end the line before it with \\"
        case .noStage(let name): "put a FROM before \(name); only ARG may stand above the first FROM"
        case .noStages: "add a FROM, as FROM debian:stable"
        case .atLeastOneArgument(let name), .exactlyOneArgument(let name): "write \(name) \(Self.form(of: name))"
        case .noDestination(let name): "name the destination last, as \(name) source… /destination/"
        case .heredocDestination(let name): "put the destination behind the here-document: \(name) <<EOF /path"
        case .blankName(let name): "put a name before the equals sign: \(name) NAME=value"
        case .notJSON(let name): "write \(name) [\"/bin/sh\", \"-c\"]"
        case .fromArguments: "write FROM image or FROM image AS name"
        case .invalidStageName: "use a letter first, then letters, digits, - _ and ."
        case .chainedOnbuild: "write ONBUILD once, before the instruction that is to run later"
        case .forbiddenTrigger: "put it into the Dockerfile that builds on this image"
        case .notOneTrigger: "record each instruction with an ONBUILD of its own"
        case .healthcheckNoneArguments: "write HEALTHCHECK NONE alone, or HEALTHCHECK CMD command"
        case .healthcheckWithoutCommand: "write HEALTHCHECK CMD command"
        case .healthcheckType: "write HEALTHCHECK [flags] CMD command, or HEALTHCHECK NONE"
        case .emptyVolume: "name a path, as VOLUME /data"
        }
    }

    var code: String {
        switch self {
        case .unknown: "dockerfile.unknown-instruction"
        case .noStage, .noStages: "dockerfile.no-stage"
        case .atLeastOneArgument, .exactlyOneArgument, .noDestination, .fromArguments: "dockerfile.missing-argument"
        case .invalidStageName: "dockerfile.bad-stage-name"
        case .notJSON: "dockerfile.bad-json"
        case .chainedOnbuild, .forbiddenTrigger, .notOneTrigger: "dockerfile.bad-trigger"
        case .healthcheckNoneArguments, .healthcheckWithoutCommand, .healthcheckType: "dockerfile.bad-healthcheck"
        case .heredocDestination, .blankName, .emptyVolume: "dockerfile.bad-argument"
        }
    }

    private static func form(of name: String) -> String {
        switch name {
        case "ENV", "LABEL": "NAME=value"
        case "ARG": "NAME or ARG NAME=default"
        case "EXPOSE": "port"
        case "VOLUME", "WORKDIR": "/path"
        case "USER": "name or USER uid:gid"
        case "STOPSIGNAL": "SIGTERM"
        case "SHELL": "[\"/bin/sh\", \"-c\"]"
        case "HEALTHCHECK": "CMD command"
        case "ONBUILD": "RUN command"
        default: "text"
        }
    }
}

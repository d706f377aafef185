import DockerfileSyntax

extension PlanFault {
    var message: String {
        switch self {
        case .foreignFrontend(let name): "frontend \(name.goQuoted) is not built in"
        case .blankBase(let written): "base name (\(written)) should not be blank"
        case .invalidImageName(let name, let problem, _):
            "failed to parse stage name \(name.goQuoted): invalid reference format: \(problem)"
        case .blankPlatform(let written): "empty platform value from expression \(written)"
        case .invalidPlatform(let written, let problem): "failed to parse platform \(written): \(problem)"
        case .unknownTarget(let name, _, let nearest):
            "target stage \(name.goQuoted) could not be found" + Self.hint(nearest)
        case .unknownContextStage(let name, let context, _, let nearest):
            "build context \(context.goQuoted) is target:\(name), and there is no such stage" + Self.hint(nearest)
        case .circularContexts(let names):
            "circular dependency detected on stage: \(names.first ?? "") (\(names.joined(separator: " needs ")))"
        case .invalidMultiPlatform(let text): "invalid boolean value for multi-platform: \(text)"
        case .severalPlatformsRefused:
            "conflicting config: returning multiple target platforms is not allowed"
        case .laterStage(let name, let current, .copy):
            "cannot copy from stage \(name.goQuoted), it needs to be defined before current stage \(current.goQuoted)"
        case .laterStage(let name, let current, .mount):
            "cannot mount from stage \(name.goQuoted), it needs to be defined before current stage \(current.goQuoted)"
        case .circularStage(let name): "circular dependency detected on stage: \(name)"
        case .invalidStageIndex(let text, _): "invalid stage index \(text)"
        case .invalidPort(let text, let problem): problem.message(for: text)
        case .invalidSignal(let text, let nearest): "invalid signal: \(text)" + Self.hint(nearest)
        case .blankVolume: "VOLUME specified can not be an empty string"
        case .invalidMode(let mode):
            "invalid chmod parameter: '\(mode)'. it should be octal, up to 07777, or symbolic as u=rwX"
        case .copyFromURL(let source): "source can't be a URL for COPY: \(source)"
        case .invalidAddress(let address, let fault): "invalid address \(address): \(fault)"
        case .checksumOfFiles: "checksum requires HTTP(S) or Git sources"
        case .checksumOfSeveral: "checksum can't be specified for multiple sources"
        case .invalidChecksum(let text, let problem): "invalid checksum \(text.goQuoted): \(problem)"
        case .invalidMountTarget(let target): "invalid mount target \(target.goQuoted)"
        case .sourceOfAgent: "ssh does not support source"
        case .unknownDevice(let name, _, _): "required device \(name.goQuoted) is not registered"
        case .devicesNotAllowed(let names):
            names.count == 1
                ? "device \(names[0]) is requested by the build but not allowed"
                : "devices \(names.joined(separator: ", ")) are requested by the build but not allowed"
        case .insecureNotAllowed: "security.insecure is not allowed"
        case .hostNetworkNotAllowed: "network.host is not allowed"
        case .emptyCommand: "RUN with an empty list has nothing to run"
        }
    }

    var code: String {
        switch self {
        case .foreignFrontend: "dockerfile.foreign-frontend"
        case .blankBase, .invalidImageName: "dockerfile.bad-image-name"
        case .blankPlatform, .invalidPlatform: "dockerfile.bad-platform"
        case .unknownTarget: "dockerfile.unknown-target"
        case .laterStage, .invalidStageIndex: "dockerfile.unknown-stage"
        case .unknownContextStage: "context.unknown-stage"
        case .circularStage, .circularContexts: "dockerfile.circular-stage"
        case .invalidMultiPlatform, .severalPlatformsRefused: "usage.platform"
        case .invalidPort: "dockerfile.bad-port"
        case .invalidSignal: "dockerfile.bad-signal"
        case .blankVolume: "dockerfile.bad-argument"
        case .invalidMode: "dockerfile.bad-flag"
        case .copyFromURL, .invalidAddress, .checksumOfFiles, .checksumOfSeveral, .invalidChecksum:
            "dockerfile.remote-source"
        case .invalidMountTarget, .sourceOfAgent: "dockerfile.bad-mount"
        case .unknownDevice: "dockerfile.unknown-device"
        case .insecureNotAllowed, .hostNetworkNotAllowed, .devicesNotAllowed: "dockerfile.not-allowed"
        case .emptyCommand: "dockerfile.missing-argument"
        }
    }

    private static func hint(_ nearest: String?) -> String {
        nearest.map { " (did you mean \($0)?)" } ?? ""
    }
}

extension PlanFault {
    var remedy: String {
        switch self {
        case .foreignFrontend: "remove the line, or write # syntax=docker/dockerfile:1, which needs no network"
        case .blankBase(let written):
            "give the variables of \(written) a value with --build-arg, or a default in an ARG above the first FROM"
        case .invalidImageName(_, _, let nearest?):
            "write \(nearest) for the stage of that name, in lower case; an image is named as registry/name:tag"
        case .invalidImageName: "name an image as registry/name:tag, in lower case, or an earlier stage"
        case .blankPlatform(let written):
            "give the variables of \(written) a value with --build-arg, or a default in an ARG above the first FROM"
        case .invalidPlatform: "write os/architecture, as --platform=linux/arm64 or --platform=$BUILDPLATFORM"
        case .unknownTarget(_, let stages, let nearest): Self.targetRemedy(stages: stages, nearest: nearest)
        case .unknownContextStage(_, let context, let stages, let nearest):
            Self.contextRemedy(context, stages: stages, nearest: nearest)
        case .circularContexts:
            "a --build-context NAME=target:… leads back to a stage that needs NAME: name another one"
        case .invalidMultiPlatform: "write --build-arg BUILDKIT_MULTI_PLATFORM=1, or leave it out"
        case .severalPlatformsRefused: "leave out --build-arg BUILDKIT_MULTI_PLATFORM, or all platforms but one"
        case .laterStage(let name, let current, _): "move the stage \(name) above the stage \(current)"
        case .circularStage: "copy and mount from earlier stages only; the stage's own files are there already"
        case .invalidStageIndex(_, let count):
            count == 1 ? "the only stage has number 0" : "use a number from 0 to \(count - 1), or a stage's name"
        case .invalidPort: "write a port or a range, as EXPOSE 80 or EXPOSE 8000-8003/udp"
        case .invalidSignal(_, let nearest): "write \(nearest ?? "a signal's name or number, as STOPSIGNAL SIGTERM")"
        case .blankVolume: "name a path, as VOLUME /data"
        case .invalidMode: "write --chmod=755 or --chmod=u=rwX,go=rX"
        case .copyFromURL: "fetch it with ADD, or copy a file of the build context"
        case .invalidAddress:
            "write URL.git#REF:FOLDER, or the keys branch, tag, ref, commit, subdir, submodules, keep-git-dir"
        case .checksumOfFiles: "remove --checksum; files of the build context are compared by their content anyway"
        case .checksumOfSeveral: "write an ADD for each source"
        case .invalidChecksum: "write --checksum=sha256:… with 64 digits for a file, or a commit's id for a repository"
        case .invalidMountTarget: "mount to a folder below the root: add target=/path"
        case .sourceOfAgent: "name the agent with id=NAME, as --ssh NAME=SOCKET gives it"
        case .unknownDevice(_, let known, let problems): Self.deviceRemedy(known, problems)
        case .devicesNotAllowed(let names):
            "build with \(names.map { "--allow device=\($0)" }.joined(separator: " ")), if you trust the Dockerfile"
        case .insecureNotAllowed: "build with --allow security.insecure, if you trust the Dockerfile"
        case .hostNetworkNotAllowed: "build with --allow network.host, if you trust the Dockerfile"
        case .emptyCommand: "name a program, as RUN [\"/bin/true\"]"
        }
    }

    private static func contextRemedy(_ context: String, stages: [String], nearest: String?) -> String {
        if let nearest { return "write --build-context \(context)=target:\(nearest)" }
        guard !stages.isEmpty else { return "no stage has a name; add one, as FROM image AS name" }
        return "the stages are \(stages.joined(separator: ", "))"
    }

    private static func deviceRemedy(_ known: [String], _ problems: [String]) -> String {
        if let first = problems.first { return "mend the CDI specification \(first)" }
        guard !known.isEmpty else {
            return "this machine describes no devices: put a CDI specification into /etc/cdi or /var/run/cdi"
        }
        return "the devices of this machine are \(known.joined(separator: ", "))"
    }

    private static func targetRemedy(stages: [String], nearest: String?) -> String {
        if let nearest { return "build with --target \(nearest)" }
        guard !stages.isEmpty else { return "no stage has a name; add one, as FROM image AS name" }
        return "the stages are \(stages.joined(separator: ", "))"
    }
}

extension PlanFault.PortProblem {
    fileprivate func message(for text: String) -> String {
        switch self {
        case .missing: "invalid port: \(text.goQuoted): no port specified"
        case .notANumber(let part): "invalid containerPort: \(part)"
        case .outOfRange(let part): "invalid containerPort: \(part): value out of range (0–65535)"
        case .reversed(let part): "invalid containerPort: \(part): the range ends before it starts"
        case .unknownProtocol(let word): "invalid port: \(text.goQuoted): invalid proto: \(word)"
        case .invalidAddress(let address): "invalid IP address: \(address)"
        case .rangesDiffer(let host, let container):
            "invalid ranges specified for container and host Ports: \(container) and \(host)"
        }
    }
}

package import OCIFormat

/// What is wrong with a Dockerfile that can be read, but not be planned.
package enum PlanFault: Error, Hashable, Sendable {
    /// Where a stage is referred to.
    package enum StageUse: Hashable, Sendable {
        /// `COPY --from`.
        case copy
        /// `RUN --mount=from=…`.
        case mount
    }

    /// What is wrong with a port of EXPOSE.
    package enum PortProblem: Error, Hashable, Sendable {
        /// There is no port in the text.
        case missing
        /// A part that should be a port is no number.
        case notANumber(String)
        /// A number is above 65535.
        case outOfRange(String)
        /// A range ends before it starts.
        case reversed(String)
        /// The protocol is none of tcp, udp and sctp.
        case unknownProtocol(String)
        /// What stands before the ports is no address.
        case invalidAddress(String)
        /// The ranges of the host's and the container's ports have different lengths.
        case rangesDiffer(String, String)
    }

    /// `# syntax` names a frontend that is not built in.
    case foreignFrontend(String)
    /// A FROM is empty once its variables are replaced.
    case blankBase(String)
    /// A FROM, `--from` or mount names what is neither a stage nor an image's name.
    case invalidImageName(String, problem: OCIFormatError, nearestStage: String?)
    /// `--platform` of FROM is empty once its variables are replaced.
    case blankPlatform(String)
    /// `--platform` of FROM is no platform.
    case invalidPlatform(String, problem: OCIFormatError)
    /// `--target` names no stage.
    case unknownTarget(String, stages: [String], nearest: String?)
    /// A named context stands for a stage that is not there.
    case unknownContextStage(String, context: String, stages: [String], nearest: String?)
    /// Stages need one another, since named contexts stand for some of them; from one back to it.
    case circularContexts([String])
    /// `BUILDKIT_MULTI_PLATFORM` is no Boolean.
    case invalidMultiPlatform(String)
    /// Several platforms, and `BUILDKIT_MULTI_PLATFORM=false`.
    case severalPlatformsRefused
    /// A stage is used before it is defined.
    case laterStage(String, current: String, use: StageUse)
    /// A stage copies or mounts from itself.
    case circularStage(String)
    /// `COPY --from` has a number that no stage has.
    case invalidStageIndex(String, count: Int)
    /// A text of EXPOSE is no port.
    case invalidPort(String, PortProblem)
    /// STOPSIGNAL names no signal.
    case invalidSignal(String, nearest: String?)
    /// A VOLUME is empty once its variables are replaced.
    case blankVolume
    /// `--chmod` is no mode once its variables are replaced.
    case invalidMode(String)
    /// COPY is given a URL or a git repository.
    case copyFromURL(String)
    /// The address of a repository can't be read.
    case invalidAddress(String, RemoteAddressFault)
    /// `--checksum` of ADD with files of the build context.
    case checksumOfFiles
    /// `--checksum` of ADD with more than one source.
    case checksumOfSeveral
    /// `--checksum` of ADD is none for its source.
    case invalidChecksum(String, problem: String)
    /// A mount would cover the root.
    case invalidMountTarget(String)
    /// A mount of an SSH agent names a source.
    case sourceOfAgent
    /// A device that must be there is not.
    case unknownDevice(String, known: [String], problems: [String])
    /// Devices that the Dockerfile asks for without leave.
    case devicesNotAllowed([String])
    /// `--security=insecure` without leave.
    case insecureNotAllowed
    /// `--network=host` without leave.
    case hostNetworkNotAllowed
    /// RUN with an empty JSON list.
    case emptyCommand
}

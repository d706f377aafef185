import Diagnostics
import FoundationEssentials

/// The Dockerfile of a build that BuildKit recorded, and which of its lines its vertices came from.
///
/// A build that ended well has them in its provenance, a failed one in the details of its error.
struct BuildKitSource: Sendable {
    /// The Dockerfile; nil where the record does not hold it.
    private(set) var file: SourceFile?
    /// The lines of vertices by digest, as `sha256:…`.
    private(set) var ranges: [String: SourceRange] = [:]
    /// The lines at fault.
    private(set) var fault: SourceRange?

    /// Looks into a SLSA provenance predicate of version 1; one of another form tells nothing.
    mutating func add(provenance bytes: [UInt8]) {
        guard let form = try? JSONDecoder().decode(Provenance.self, from: Data(bytes)),  // as said above
            let source = form.runDetails?.metadata?.buildkit?.source, let info = source.infos?.first
        else { return }
        let file = info.file
        self.file = file
        for (digest, step) in form.buildDefinition?.internalParameters?.buildConfig?.digestMapping ?? [:] {
            let stretches = source.locations?[step]?.locations?.first?.ranges ?? []
            if let range = Self.range(of: stretches, in: file) { ranges[digest] = range }
        }
    }

    /// Looks into an error as BuildKit keeps it: a `google.rpc.Status` with details, some of them JSON.
    mutating func add(status bytes: [UInt8]) {
        for field in ProtobufFields(bytes[...]) {
            guard case .bytes(3, let detail) = field else { continue }
            var (type, value) = ("", ArraySlice<UInt8>())
            for part in ProtobufFields(detail) {
                switch part {
                case .bytes(1, _): type = part.text
                case .bytes(2, let bytes): value = bytes
                default: break
                }
            }
            guard type.hasSuffix("errdefs.Source+json"),
                let form = try? JSONDecoder().decode(Fault.self, from: Data(value)),  // what is no source is no place
                let info = form.info
            else { continue }
            let file = info.file
            self.file = file
            fault = Self.range(of: form.ranges ?? [], in: file)
        }
    }

    private static func range(of stretches: [RawJSONStatus.Range], in file: SourceFile) -> SourceRange? {
        let ranges = stretches.compactMap { $0.range(in: file) }
        return ranges.dropFirst().reduce(ranges.first) { $0?.union($1) }
    }

    /// An event with the Dockerfile and the lines that belong to it.
    func completing(_ event: BuildEvent) -> BuildEvent {
        var event = event
        switch event.payload {
        case .buildStarted(var start):
            start.source = start.source ?? file
            event.payload = .buildStarted(start)
        case .stepsAnnounced(let steps):
            event.payload = .stepsAnnounced(
                steps.map { step in
                    var step = step
                    step.range = step.range ?? ranges[step.id.description]
                    return step
                })
        case .stepFinished(let step, .failed(var failure)):
            failure.diagnostic = placed(failure.diagnostic)
            event.payload = .stepFinished(step, .failed(failure))
        case .buildFinished(.failed(let step, let diagnostic)):
            event.payload = .buildFinished(.failed(step, placed(diagnostic)))
        default: break
        }
        return event
    }

    private func placed(_ diagnostic: Diagnostic) -> Diagnostic {
        guard let file, let fault, diagnostic.file == nil else { return diagnostic }
        var diagnostic = diagnostic
        (diagnostic.file, diagnostic.range) = (file, fault)
        return diagnostic
    }
}

extension RawJSONStatus.Source {
    fileprivate var file: SourceFile {
        SourceFile(name: filename ?? "Dockerfile", bytes: [UInt8](data ?? Data()))
    }
}

private struct Fault: Decodable {
    var info: RawJSONStatus.Source?
    var ranges: [RawJSONStatus.Range]?
}

/// What of a provenance predicate is looked at (slsa.dev/provenance/v1, with BuildKit's own members).
private struct Provenance: Decodable {
    struct Definition: Decodable {
        var internalParameters: Parameters?
    }

    struct Parameters: Decodable {
        var buildConfig: Config?
    }

    struct Config: Decodable {
        var digestMapping: [String: String]?
    }

    struct Details: Decodable {
        var metadata: Metadata?
    }

    struct Metadata: Decodable {
        private enum CodingKeys: String, CodingKey {
            case buildkit = "buildkit_metadata"
        }

        var buildkit: BuildKit?
    }

    struct BuildKit: Decodable {
        var source: Source?
    }

    struct Source: Decodable {
        var infos: [RawJSONStatus.Source]?
        var locations: [String: Locations]?
    }

    struct Locations: Decodable {
        var locations: [Location]?
    }

    struct Location: Decodable {
        var ranges: [RawJSONStatus.Range]?
    }

    var buildDefinition: Definition?
    var runDetails: Details?
}

import BuildEvents
import BuildProgress
import Foundation
import OCIFormat

/// What `--metadata-file` holds, with buildx's keys.
struct BuildMetadata {
    private struct Keys: Encodable {
        private enum CodingKeys: String, CodingKey {
            case build = "buildx.build.ref"
            case digest = "containerimage.digest"
            case configDigest = "containerimage.config.digest"
            case descriptor = "containerimage.descriptor"
            case name = "image.name"
        }

        var build: String
        var digest: Digest?
        var configDigest: Digest?
        var descriptor: Descriptor?
        var name: String?
    }

    private let keys: Keys
    private let warnings: [Any]

    /// Takes a build's result, and its warnings where they are wanted.
    init(build: String, result: BuildResult, warningsOf state: BuildState?) throws {
        keys = Keys(
            build: build, digest: result.image?.digest, configDigest: result.config, descriptor: result.image,
            name: result.names.isEmpty ? nil : result.names.joined(separator: ","))
        warnings = try state.map(Self.warnings) ?? []
    }

    /// Whether `BUILDX_METADATA_WARNINGS` asks for the warnings.
    static func wantsWarnings(_ environment: [String: String]) -> Bool {
        Bool(go: environment["BUILDX_METADATA_WARNINGS"] ?? "") ?? false
    }

    /// The file's text.
    func encoded() throws -> [UInt8] {
        let plain = try JSONSerialization.jsonObject(with: JSONEncoder().encode(keys))
        var members = plain as? [String: Any] ?? [:]
        if !warnings.isEmpty { members["buildx.build.warnings"] = warnings }
        return Array(
            try JSONSerialization.data(
                withJSONObject: members, options: [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]))
    }

    /// The warnings in the form of BuildKit's rawjson, which is that of buildx's file.
    private static func warnings(of state: BuildState) throws -> [Any] {
        var writer = RawJSONWriter()
        let steps = state.steps.prefix(1).map { StepDescription(id: $0.id, name: $0.description.name) }
        _ = writer.write(BuildEvent(sequence: 0, time: 0, payload: .stepsAnnounced(steps)))
        return try state.warnings.flatMap { warning in
            let event = BuildEvent(sequence: 0, time: 0, payload: .warning(warning.step, warning.diagnostic))
            let line = try JSONSerialization.jsonObject(with: Data(writer.write(event)))
            return (line as? [String: Any])?["warnings"] as? [Any] ?? []
        }
    }
}

/// What `--metadata-file` holds of a Dockerfile that was asked and not built, with buildx's keys.
struct CallMetadata {
    var text: String
    var json: String
    /// The exit code that the answer stands for; nil where it always is 0.
    var status: Int?

    /// The file's text.
    func encoded() throws -> [UInt8] {
        var members: [String: Any] = [
            "result.json": try JSONSerialization.jsonObject(with: Data(json.utf8)), "result.txt": text,
            "version": "1.0.0",
        ]
        if let status { members["result.statuscode"] = "\(status)" }
        return Array(
            try JSONSerialization.data(
                withJSONObject: members, options: [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]))
    }
}

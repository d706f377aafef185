import BuildGraph
package import Diagnostics
import FoundationEssentials
import OCIFormat

/// A build that BuildKit kept and `docker buildx history export` wrote, as strata's events.
///
/// Such a file is an OCI image layout in a gzipped tar. Each record has a manifest whose config is the record as JSON
/// and one of whose layers holds the build's status messages, each behind its length in four bytes, the lowest first.
package struct BuildKitRecord: Sendable {
    /// The record's identity, as `docker buildx history ls` shows it.
    package let reference: String
    /// When the build began, in seconds since 1970; 0 where the record does not tell.
    package let created: Double
    /// The build's events in their order.
    package let events: [BuildEvent]

    /// The records of a layout, the oldest first; `blob` gives the bytes of a digest, as `sha256:…`.
    ///
    /// - Throws: `Diagnostic` where the layout holds no record that can be read.
    package static func records(
        index: [UInt8], blob: (String) -> [UInt8]?
    ) throws(Diagnostic) -> [BuildKitRecord] {
        var records: [BuildKitRecord] = []
        var waiting = [index]
        var depth = 0
        while let bytes = waiting.popLast(), depth < 1000 {
            depth += 1
            // What is no manifest belongs to somebody else.
            guard let manifest = try? JSONDecoder().decode(Manifest.self, from: Data(bytes)) else { continue }
            if let config = manifest.config, config.mediaType == Manifest.recordType {
                if let record = try record(of: manifest, config, blob) { records.append(record) }
            }
            waiting += (manifest.manifests ?? []).compactMap { blob($0.digest) }
        }
        guard !records.isEmpty else {
            throw Diagnostic(
                code: "view.no-record", message: "it holds no build that BuildKit recorded",
                remedy: "write one with docker buildx history export, or with strata history export")
        }
        return records.sorted { $0.created < $1.created }
    }

    private static func record(
        of manifest: Manifest, _ config: Manifest.Descriptor, _ blob: (String) -> [UInt8]?
    ) throws(Diagnostic) -> BuildKitRecord? {
        guard let bytes = blob(config.digest) else { return nil }
        let form: RecordForm
        do {
            form = try JSONDecoder().decode(RecordForm.self, from: Data(bytes))
        } catch {
            throw Diagnostic(
                code: "view.damaged-record", message: "a record in it can't be read: \(error)",
                remedy: "export it once more with docker buildx history export")
        }
        func blobs(_ type: String) -> [[UInt8]] {
            (manifest.layers ?? []).filter { $0.mediaType == type }.compactMap { blob($0.digest) }
        }
        var source = BuildKitSource()
        for provenance in blobs(Manifest.attestationType) { source.add(provenance: provenance) }
        for status in blobs(Manifest.errorType) { source.add(status: status) }
        return BuildKitRecord(form, log: blobs(Manifest.logType).first ?? [], source)
    }

    private init(_ form: RecordForm, log: [UInt8], _ source: BuildKitSource) {
        reference = form.reference ?? ""
        created = form.created?.seconds ?? 0
        var fold = RawJSONFold()
        var events: [BuildEvent] = []
        for message in Self.messages(in: log) { events += fold.apply(RawJSONStatus(protobuf: message)) }
        events += fold.finish(error: form.error?.message)
        self.events = events.map { source.completing(form.completing($0)) }
    }

    private static func messages(in log: [UInt8]) -> [ArraySlice<UInt8>] {
        var messages: [ArraySlice<UInt8>] = []
        var rest = log[...]
        while rest.count >= 4 {
            let count = rest.prefix(4).reversed().reduce(0) { $0 << 8 | Int($1) }
            rest = rest.dropFirst(4)
            // A message that is cut off tells nothing.
            guard count <= rest.count else { break }
            messages.append(rest.prefix(count))
            rest = rest.dropFirst(count)
        }
        return messages
    }
}

/// An index or a manifest of the layout, whichever it is.
private struct Manifest: Decodable {
    static let recordType = "application/vnd.buildkit.historyrecord.v0"
    static let logType = "application/vnd.buildkit.status.v0"
    static let attestationType = "application/vnd.in-toto+json"
    /// So spelt.
    static let errorType = "application/vnd.googeapis.google.rpc.status+proto"

    struct Descriptor: Decodable {
        var mediaType: String?
        var digest: String
    }

    var manifests: [Descriptor]?
    var config: Descriptor?
    var layers: [Descriptor]?
}

/// The record as buildx writes it: Go's names, and a time as text or as its two numbers.
private struct RecordForm: Decodable {
    private enum CodingKeys: String, CodingKey {
        case reference = "Ref"
        case attributes = "FrontendAttrs"
        case created = "CreatedAt"
        case response = "ExporterResponse"
        case platform = "DefaultPlatform"
        case error
        case local = "localState"
    }

    struct Failure: Decodable {
        var message: String?
    }

    struct Local: Decodable {
        private enum CodingKeys: String, CodingKey {
            case context = "LocalPath"
            case dockerfile = "DockerfilePath"
        }

        var context: String?
        var dockerfile: String?
    }

    var reference: String?
    var attributes: [String: String]?
    var created: RecordTime?
    var response: [String: String]?
    var platform: String?
    var error: Failure?
    var local: Local?

    /// An event with what only the record tells.
    func completing(_ event: BuildEvent) -> BuildEvent {
        var event = event
        switch event.payload {
        case .buildStarted(var start):
            fill(&start)
            event.payload = .buildStarted(start)
        case .buildFinished(.succeeded(var result)):
            result.names = (response?["image.name"] ?? "").split(separator: ",").map(String.init)
            if let config = response?["containerimage.config.digest"] {
                // A digest of another form is of no use to anybody.
                result.config = try? Digest(parsing: config)
            }
            event.payload = .buildFinished(.succeeded(result))
        default: break
        }
        return event
    }

    private func fill(_ start: inout BuildStart) {
        start.build = reference ?? ""
        if let name = attributes?["filename"] ?? local?.dockerfile { start.dockerfile = name }
        start.context = local?.context ?? attributes?["context"] ?? attributes?["vcs:source"] ?? start.context
        start.target = attributes?["target"]
        let platforms = attributes?["platform"] ?? platform ?? ""
        start.platforms = platforms.split(separator: ",").compactMap { text in
            // As above: what names no platform is left out.
            try? Platform(parsing: String(text))
        }
        for (key, value) in (attributes ?? [:]).sorted(by: { $0.key < $1.key }) where key.hasPrefix("build-arg:") {
            start.arguments.append(EnvironmentVariable(String(key.dropFirst("build-arg:".count)), value))
        }
    }
}

private struct RecordTime: Decodable {
    private struct Parts: Decodable {
        var seconds: Int64?
        var nanos: Int64?
    }

    var seconds: Double

    init(from decoder: any Decoder) throws {
        // What is no text is the other form.
        if let text = try? decoder.singleValueContainer().decode(String.self) {
            seconds = Double(Timestamp.nanoseconds(of: text) ?? 0) / 1e9
            return
        }
        let parts = try Parts(from: decoder)
        seconds = Double(parts.seconds ?? 0) + Double(parts.nanos ?? 0) / 1e9
    }
}

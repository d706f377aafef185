import Diagnostics
import FoundationEssentials

/// One line of BuildKit's rawjson, as it stands there.
struct RawJSONStatus: Decodable {
    var vertexes: [Vertex]?
    var statuses: [Status]?
    var logs: [Log]?
    var warnings: [Warning]?

    struct Vertex: Decodable {
        var digest: String
        var inputs: [String]?
        var name: String?
        var started: String?
        var completed: String?
        var cached: Bool?
        var error: String?
        var progressGroup: Group?
        var verdict: CacheVerdict?
        var isSameResult: Bool?

        enum CodingKeys: String, CodingKey {
            case digest, inputs, name, started, completed, cached, error, progressGroup
            case verdict = "strata.verdict"
            case isSameResult = "strata.same"
        }
    }

    struct Group: Decodable {
        var id: String
        var name: String?
        var weak: Bool?
    }

    struct Status: Decodable {
        var id: String
        var vertex: String?
        var total: Int64?
        var current: Int64?
        var timestamp: String?
        var started: String?
        var completed: String?
    }

    struct Log: Decodable {
        var vertex: String?
        var stream: Int?
        var data: Data?
        var timestamp: String?
    }

    struct Warning: Decodable {
        var vertex: String?
        var short: Data?
        var detail: [Data]?
        var url: String?
        var sourceInfo: Source?
        var range: [Range]?
    }

    struct Source: Decodable {
        var filename: String?
        var data: Data?
    }

    struct Range: Decodable {
        var start: Position?
        var end: Position?
    }

    struct Position: Decodable {
        var line: Int?
        var character: Int?
    }
}

extension RawJSONStatus.Warning {
    /// The warning as ours; texts that are no UTF-8 have replacement characters.
    var diagnostic: Diagnostic {
        let (code, message) = WarningText.parse(Self.text(short))
        var diagnostic = Diagnostic(.warning, code: code, message: message)
        diagnostic.notes = (detail ?? []).map { Self.text($0) }
        diagnostic.url = url
        guard let sourceInfo else { return diagnostic }
        let file = SourceFile(name: sourceInfo.filename ?? "Dockerfile", bytes: [UInt8](sourceInfo.data ?? Data()))
        diagnostic.file = file
        let ranges = (range ?? []).compactMap { $0.range(in: file) }
        diagnostic.range = ranges.dropFirst().reduce(ranges.first) { $0?.union($1) }
        return diagnostic
    }

    private static func text(_ data: Data?) -> String {
        String(decoding: data ?? Data(), as: UTF8.self)
    }
}

extension RawJSONStatus.Range {
    /// The range in a file that has its lines; lines count from 1 and characters from 0, and zeros are left out.
    func range(in file: SourceFile) -> SourceRange? {
        guard let start, let first = Self.offset(of: start, in: file, whole: false) else { return nil }
        let last = end.flatMap { Self.offset(of: $0, in: file, whole: ($0.character ?? 0) == 0) } ?? first
        return file.range(first..<max(first, last))
    }

    /// A range without characters means its lines as a whole.
    private static func offset(of position: RawJSONStatus.Position, in file: SourceFile, whole: Bool) -> Int? {
        guard let line = position.line, let bytes = file.byteRange(ofLine: line) else { return nil }
        if whole { return bytes.upperBound }
        return bytes.lowerBound + min(max(0, position.character ?? 0), bytes.count)
    }
}

import Foundation
import Testing

/// A build as its raw progress tells it.
struct RecordedBuild {
    struct Step {
        var name: String
        var isCached = false
        /// RFC 3339 with nine decimals, so that they compare as texts.
        var started: String?
        var completed: String?
        var error: String?
        var log = ""
        /// Why it ran, in strata's words.
        var cause: String?

        /// Whether it did work: it began, ended, and was not found in the cache.
        var ran: Bool { started != nil && completed != nil && !isCached && error == nil }

        /// Whether both were under way at some instant.
        func overlaps(_ other: Step) -> Bool {
            guard let started, let completed, let begin = other.started, let end = other.completed else { return false }
            return started < end && begin < completed
        }
    }

    private struct Line: Decodable {
        var vertexes: [Vertex]?
        var logs: [Log]?
    }

    private struct Vertex: Decodable {
        var digest: String
        var name: String
        var cached: Bool?
        var started: String?
        var completed: String?
        var error: String?
        var cause: String?

        enum CodingKeys: String, CodingKey {
            case digest, name, cached, started, completed, error
            case cause = "strata.cause"
        }
    }

    private struct Log: Decodable {
        var vertex: String
        var data: Data
    }

    let code: Int32
    let output: Data
    /// What stood between the objects: the failure.
    let notes: String
    private var order: [String] = []
    private var byDigest: [String: Step] = [:]
    private var logBytes: [String: Data] = [:]

    /// Reads what a build wrote to standard error.
    init(_ finished: Finished) throws {
        code = finished.code
        output = finished.output
        var others: [String] = []
        var lines: [Line] = []
        for text in finished.errorText.split(separator: "\n") {
            if text.hasPrefix("{"), let line = try? JSONDecoder().decode(Line.self, from: Data(text.utf8)) {
                lines.append(line)
            } else {
                others.append(String(text))
            }
        }
        notes = others.joined(separator: "\n")
        for line in lines { take(line) }
    }

    private mutating func take(_ line: Line) {
        for vertex in line.vertexes ?? [] {
            if byDigest[vertex.digest] == nil { order.append(vertex.digest) }
            var step = byDigest[vertex.digest] ?? Step(name: vertex.name)
            step.name = vertex.name
            step.isCached = vertex.cached ?? false
            step.started = vertex.started.map(Self.padded) ?? step.started
            step.completed = vertex.completed.map(Self.padded) ?? step.completed
            step.error = vertex.error ?? step.error
            step.cause = vertex.cause ?? step.cause
            byDigest[vertex.digest] = step
        }
        for log in line.logs ?? [] { logBytes[log.vertex, default: Data()] += log.data }
    }

    private static func padded(_ time: String) -> String {
        let parts = time.dropLast().split(separator: ".")
        let fraction = parts.count > 1 ? parts[1] : ""
        return "\(parts[0]).\(fraction)\(String(repeating: "0", count: 9 - fraction.count))"
    }

    /// All steps, in the order of their first mention.
    var steps: [Step] {
        order.compactMap { digest in
            guard var step = byDigest[digest] else { return nil }
            step.log = String(decoding: logBytes[digest] ?? Data(), as: UTF8.self)
            return step
        }
    }

    /// The steps of the Dockerfile: those of stages, and not what strata does around them.
    private var stageSteps: [Step] {
        steps.filter { $0.name.hasPrefix("[") && !$0.name.hasPrefix("[internal]") && !$0.name.hasPrefix("[auth]") }
    }

    /// The texts of the Dockerfile's steps that did work, without the stage and number before them, sorted.
    var ran: [String] {
        stageSteps.filter { $0.ran && !Self.text(of: $0).hasPrefix("FROM ") }.map(Self.text).sorted()
    }

    /// Why steps ran, by their texts as in `ran`.
    var causes: [String: String] {
        let pairs = stageSteps.compactMap { step in step.cause.map { (Self.text(of: step), $0) } }
        return Dictionary(pairs) { first, _ in first }
    }

    /// Expects that exactly these steps did work, in any order.
    func expectRan(_ expected: String..., sourceLocation: SourceLocation = #_sourceLocation) {
        #expect(ran == expected.sorted(), sourceLocation: sourceLocation)
    }

    /// The texts of the Dockerfile's steps that were found in the cache, sorted.
    var cached: [String] { stageSteps.filter(\.isCached).map(Self.text).sorted() }

    /// Everything that the steps wrote.
    var logs: String { steps.map(\.log).joined() }

    /// The step whose name ends so.
    func step(_ text: String) -> Step? { steps.first { $0.name.hasSuffix(text) } }

    /// The standard output as text.
    var text: String { String(decoding: output, as: UTF8.self) }

    private static func text(of step: Step) -> String {
        step.name.firstRange(of: "] ").map { String(step.name[$0.upperBound...]) } ?? step.name
    }
}

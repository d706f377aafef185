import Diagnostics
import FoundationEssentials

/// Writes a build's events as BuildKit's `--progress=rawjson`, so that tools made for BuildKit read strata's builds.
///
/// Each event becomes at most one line. A vertex comes whole at each change; a cached one has started and completed at
/// one moment; at the build's end the final state of all comes once more. What BuildKit has no word for stands in keys that
/// begin with `strata.`, which its readers pass over.
package struct RawJSONWriter: Sendable {
    private struct Vertex {
        var inputs: [StepID]
        var name: String
        var started: Int64?
        var completed: Int64?
        var isCached = false
        var error = ""
        var verdict: CacheVerdict?
        var isSameResult = false
        /// When each part was first heard of.
        var items: [String: Int64] = [:]
    }

    /// How BuildKit's error texts end where a step was cancelled; readers tell the cause of a failure by it.
    static let cancelled = "context canceled"

    private var wallClock: Int64 = 0
    private var order: [StepID] = []
    private var vertices: [StepID: Vertex] = [:]

    /// Says why a step ran, for people; gives nil where it can't.
    package typealias Sentence = @Sendable (MissCause, _ name: (StepID) -> String?) -> String?

    private let sentence: Sentence

    /// Makes a writer for a build that has not begun; `sentence` puts the causes of misses in words.
    package init(sentence: @escaping Sentence = { _, _ in nil }) {
        self.sentence = sentence
    }

    /// The line for the next event with its newline, or nothing where BuildKit has no word for it.
    package mutating func write(_ event: BuildEvent) -> [UInt8] {
        let time = wallClock &+ event.time
        switch event.payload {
        case .buildStarted(let start):
            wallClock = Timestamp.nanoseconds(ofSeconds: start.wallClock) &- event.time
            return []
        case .stepsAnnounced(let steps):
            return announce(steps)
        case .stepStarted(let id):
            return change(id) { $0.started = time }
        case .log(let id, let stream, let bytes):
            return log(id, stream: stream, bytes: bytes, time: time)
        case .progress(let id, let item):
            return status(id, item: item, time: time)
        case .stepFinished(let id, let outcome):
            return finish(id, outcome: outcome, time: time)
        case .warning(let id, let diagnostic):
            return warning(id, diagnostic)
        case .buildFinished:
            return order.isEmpty ? [] : line(order)
        case .verdict(let id, let verdict):
            return change(id) { $0.verdict = verdict }
        case .dockerfileRead, .stagesAnnounced, .waiting:
            return []
        }
    }

    private mutating func announce(_ steps: [StepDescription]) -> [UInt8] {
        guard !steps.isEmpty else { return [] }
        for step in steps {
            order.append(step.id)
            vertices[step.id] = Vertex(inputs: step.inputs, name: step.name)
        }
        return line(steps.map(\.id))
    }

    private mutating func finish(_ id: StepID, outcome: StepOutcome, time: Int64) -> [UInt8] {
        if case .skipped = outcome { return [] }
        return change(id) { vertex in
            let started = vertex.started ?? time
            vertex.started = started
            vertex.completed = time
            switch outcome {
            case .cached:
                vertex.completed = started
                vertex.isCached = true
            case .failed(let failure): vertex.error = failure.diagnostic.message
            case .cancelled: vertex.error = Self.cancelled
            case .done(let result): vertex.isSameResult = result.isSameResult
            case .skipped: break
            }
        }
    }

    private mutating func change(_ id: StepID, _ body: (inout Vertex) -> Void) -> [UInt8] {
        guard var vertex = vertices[id] else { return [] }
        body(&vertex)
        vertices[id] = vertex
        return line([id])
    }

    private func line(_ ids: [StepID]) -> [UInt8] {
        Self.line("vertexes") { text in
            for id in ids {
                guard let vertex = vertices[id] else { continue }
                text.object {
                    Self.write(id, vertex, into: &$0)
                    writeOwn(vertex, into: &$0)
                }
            }
        }
    }

    private static func write(_ id: StepID, _ vertex: Vertex, into text: inout JSONText) {
        text.member("digest", id.description)
        if !vertex.inputs.isEmpty { text.member("inputs", list: vertex.inputs.map(\.description)) }
        text.member("name", vertex.name)
        text.member("started", ifPresent: vertex.started.map { Timestamp.text(nanoseconds: $0) })
        text.member("completed", ifPresent: vertex.completed.map { Timestamp.text(nanoseconds: $0) })
        if vertex.isCached { text.member("cached", true) }
        if !vertex.error.isEmpty { text.member("error", vertex.error) }
    }

    /// What only strata's own readers look at.
    private func writeOwn(_ vertex: Vertex, into text: inout JSONText) {
        if vertex.isSameResult { text.member("strata.same", true) }
        guard let verdict = vertex.verdict else { return }
        if case .miss(let cause) = verdict {
            text.member("strata.cause", ifPresent: sentence(cause) { vertices[$0]?.name })
        }
        // Nothing in a verdict can fail to be encoded; without it the line is BuildKit's alone.
        guard let encoded = try? JSONEncoder().encode(verdict) else { return }
        text.key("strata.verdict")
        text.json(encoded)
    }

    private func log(_ id: StepID, stream: OutputStream, bytes: [UInt8], time: Int64) -> [UInt8] {
        Self.line("logs") {
            $0.object {
                $0.member("vertex", id.description)
                $0.member("stream", stream.rawValue)
                $0.key("data")
                $0.base64(bytes)
                $0.member("timestamp", Timestamp.text(nanoseconds: time))
            }
        }
    }

    /// What a step does before it starts is left out: BuildKit's readers expect nothing of a vertex before that.
    private mutating func status(_ id: StepID, item: ProgressItem, time: Int64) -> [UInt8] {
        guard vertices[id]?.started != nil else { return [] }
        let started = vertices[id]?.items[item.id] ?? time
        vertices[id]?.items[item.id] = started
        return Self.line("statuses") {
            $0.object {
                $0.member("id", item.id)
                $0.member("vertex", id.description)
                if let total = item.total, total != 0 { $0.member("total", total) }
                $0.member("current", item.current)
                $0.member("timestamp", Timestamp.text(nanoseconds: time))
                $0.member("started", Timestamp.text(nanoseconds: started))
                if item.isComplete { $0.member("completed", Timestamp.text(nanoseconds: time)) }
            }
        }
    }

    /// A warning that belongs to no step is told of the first one, which reads the Dockerfile.
    private func warning(_ id: StepID?, _ diagnostic: Diagnostic) -> [UInt8] {
        Self.line("warnings") { text in
            text.object { text in
                text.member("vertex", ifPresent: (id ?? order.first)?.description)
                text.member("level", 1)
                text.key("short")
                text.base64(Array(WarningText.short(of: diagnostic).utf8))
                if !diagnostic.notes.isEmpty {
                    text.key("detail")
                    text.array(of: diagnostic.notes) { $0.base64(Array($1.utf8)) }
                }
                text.member("url", ifPresent: diagnostic.url)
                if let file = diagnostic.file { Self.write(file, diagnostic.range, into: &text) }
            }
        }
    }

    private static func write(_ file: SourceFile, _ range: SourceRange?, into text: inout JSONText) {
        text.key("sourceInfo")
        text.object {
            $0.member("filename", file.name)
            $0.key("data")
            $0.base64(file.bytes)
            $0.member("language", "Dockerfile")
        }
        guard let range else { return }
        text.key("range")
        text.array {
            $0.object {
                $0.key("start")
                write(line: range.start.line, into: &$0)
                $0.key("end")
                write(line: range.lines.upperBound, into: &$0)
            }
        }
    }

    /// BuildKit marks whole lines, without a character.
    private static func write(line: Int, into text: inout JSONText) {
        text.object { $0.member("line", line) }
    }

    private static func line(_ key: String, _ body: (inout JSONText) -> Void) -> [UInt8] {
        var text = JSONText()
        text.object {
            $0.key(key)
            $0.array(body)
        }
        text.newline()
        return text.bytes
    }
}

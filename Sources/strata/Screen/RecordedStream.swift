import BuildEvents
import Diagnostics
import SystemPackage

/// A stream of a build's events as it comes from a file or a pipe: strata's own lines, or BuildKit's rawjson.
struct RecordedStream {
    /// What the stream is, by its first line.
    private enum Form {
        case unknown
        case strata(EventLineReader)
        case buildKit(RawJSONReader)
    }

    /// No builder writes longer lines; what has none at all, as a disk image, must not fill the memory.
    private static let longestLine = 32 << 20

    private let name: String
    private var form = Form.unknown
    private var unfinished: [UInt8] = []
    /// Bytes since the last line end.
    private var lineLength = 0
    private var isEmpty = true

    /// Makes a reader; `name` is what errors call the stream.
    init(name: String) {
        self.name = name
    }

    /// Takes the next bytes and gives the events of the lines that are whole.
    mutating func read(_ bytes: [UInt8]) throws(Diagnostic) -> [BuildEvent] {
        try checkLine(bytes)
        return try take(bytes)
    }

    private mutating func take(_ bytes: [UInt8]) throws(Diagnostic) -> [BuildEvent] {
        switch form {
        case .buildKit(var reader):
            // Held once, so that it is changed in place.
            form = .unknown
            let events = reader.read(bytes)
            form = .buildKit(reader)
            isEmpty = isEmpty && events.isEmpty
            return events
        case .strata:
            return try readLines(bytes)
        case .unknown:
            let end = bytes.firstIndex(of: UInt8(ascii: "\n")).map { unfinished.count + $0 }
            unfinished += bytes
            guard let end else { return [] }
            return try begin(firstLine: unfinished[..<end])
        }
    }

    private mutating func checkLine(_ bytes: [UInt8]) throws(Diagnostic) {
        if let end = bytes.lastIndex(of: UInt8(ascii: "\n")) {
            lineLength = bytes.count - end - 1
        } else {
            lineLength += bytes.count
        }
        guard lineLength > Self.longestLine else { return }
        throw Diagnostic(
            code: "view.long-line", message: "\(name) has a line of more than \(Self.longestLine >> 20) MiB",
            remedy: "name a file that holds the events of a build")
    }

    /// Ends the stream; gives the events that close what is still open.
    mutating func finish() throws(Diagnostic) -> [BuildEvent] {
        var events: [BuildEvent] = []
        if case .unknown = form { events += try begin(firstLine: unfinished[...]) }
        if case .strata = form, !unfinished.isEmpty { events += try readLines([UInt8(ascii: "\n")]) }
        if case .buildKit(var reader) = form {
            let last = reader.finish()
            if isEmpty, events.isEmpty { throw nothing(reader.notes) }
            events += last
        }
        return events
    }

    private mutating func begin(firstLine: ArraySlice<UInt8>) throws(Diagnostic) -> [BuildEvent] {
        let bytes = unfinished
        unfinished = []
        var reader = EventLineReader()
        do {
            _ = try reader.decode(firstLine)
            form = .strata(EventLineReader())
        } catch .newerVersion(let version, let known) {
            throw fault(.newerVersion(version, known: known))
        } catch {
            form = .buildKit(RawJSONReader())
        }
        return try take(bytes)
    }

    private mutating func readLines(_ bytes: [UInt8]) throws(Diagnostic) -> [BuildEvent] {
        guard case .strata(var reader) = form else { return [] }
        var events: [BuildEvent] = []
        var rest = bytes[...]
        while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
            let line = unfinished + rest[..<end]
            unfinished = []
            rest = rest[(end + 1)...]
            do {
                if let event = try reader.decode(line) { events.append(event) }
            } catch {
                throw fault(error)
            }
        }
        unfinished += rest
        form = .strata(reader)
        isEmpty = isEmpty && events.isEmpty
        return events
    }

    private func fault(_ error: EventStreamError) -> Diagnostic {
        var diagnostic = error.diagnostic
        diagnostic.message = "\(name): \(diagnostic.message)"
        return diagnostic
    }

    private func nothing(_ notes: [String]) -> Diagnostic {
        var diagnostic = Diagnostic(
            code: "view.no-events", message: "\(name) holds no events of a build",
            remedy: "record one with `strata build --progress=rawjson . 2>FILE`, or with docker buildx build's")
        diagnostic.notes = notes.last.map { ["its last line: \($0.prefix(200))"] } ?? []
        return diagnostic
    }
}

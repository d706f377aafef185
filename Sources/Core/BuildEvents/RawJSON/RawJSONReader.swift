import FoundationEssentials

/// Reads BuildKit's `--progress=rawjson` as strata's events, so that every view can show another builder's build.
///
/// The stream may hold other text and may break off anywhere; nothing in it is an error. Time zero is the first start
/// in it. What BuildKit does not tell, verdicts above all, is not guessed.
package struct RawJSONReader: Sendable {
    /// The most lines of other text that are kept.
    private static let noteLimit = 1000

    private var unfinished: [UInt8] = []
    private var fold = RawJSONFold()

    /// Lines that are no JSON objects, in their order: what the command line tool printed among them.
    package private(set) var notes: [String] = []

    /// Makes a reader of a stream that has not begun.
    package init() {}

    /// All events of a whole stream.
    package static func events(in bytes: [UInt8]) -> [BuildEvent] {
        var reader = RawJSONReader()
        return reader.read(bytes) + reader.finish()
    }

    /// Takes the next bytes, which may end within a line, and gives the events of the lines that are whole.
    package mutating func read(_ bytes: [UInt8]) -> [BuildEvent] {
        var events: [BuildEvent] = []
        var rest = bytes[...]
        while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
            events += read(line: unfinished + rest[..<end])
            unfinished = []
            rest = rest[(end + 1)...]
        }
        unfinished += rest
        return events
    }

    /// Ends the stream: what is still open ends now, and the build with it.
    package mutating func finish() -> [BuildEvent] {
        let events = unfinished.isEmpty ? [] : read(line: unfinished)
        unfinished = []
        return events + fold.finish(error: errorNote)
    }

    private mutating func read(line: [UInt8]) -> [BuildEvent] {
        guard let first = line.first(where: { $0 > 0x20 }) else { return [] }
        if first == UInt8(ascii: "{") {
            do {
                return fold.apply(try JSONDecoder().decode(RawJSONStatus.self, from: Data(line)))
            } catch {
                // Not BuildKit's: kept as a note like any other text.
            }
        }
        if notes.count < Self.noteLimit { notes.append(String(decoding: line, as: UTF8.self)) }
        return []
    }

    /// What the command line tool gave as the build's error.
    private var errorNote: String? {
        let prefix = "ERROR: "
        return notes.last { $0.hasPrefix(prefix) }.map { String($0.dropFirst(prefix.count)) }
    }
}

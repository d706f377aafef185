import FoundationEssentials

/// The JSON lines of strata's own events: a header that names format and version, then an event a line.
package enum EventLine {
    /// The format's name, as the header has it.
    package static let format = "strata-events"
    /// The version that is written; every older one can be read.
    package static let version = 1

    fileprivate struct Header: Codable {
        var format: String
        var version: Int
    }

    /// The first line of a stream, with its newline.
    package static var header: [UInt8] {
        var text = JSONText()
        text.object {
            $0.member("format", format)
            $0.member("version", version)
        }
        text.newline()
        return text.bytes
    }

    /// An event as a line with its newline.
    package static func encode(_ event: BuildEvent) throws -> [UInt8] {
        if case .log(let step, let stream, let bytes) = event.payload {
            return encodeLog(event, step: step, stream: stream, bytes: bytes)
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return try [UInt8](encoder.encode(event)) + [UInt8(ascii: "\n")]
    }

    /// The same as the encoder writes, without its cost: most lines of a long stream are output.
    private static func encodeLog(
        _ event: BuildEvent, step: StepID, stream: OutputStream, bytes: [UInt8]
    ) -> [UInt8] {
        var text = JSONText()
        text.object {
            $0.key("data")
            $0.base64(bytes)
            $0.member("event", "log")
            $0.member("sequence", event.sequence)
            $0.member("step", step.description)
            $0.member("stream", stream.rawValue)
            $0.member("time", event.time)
        }
        text.newline()
        return text.bytes
    }
}

/// Reads the JSON lines of strata's own events, one after the other.
package struct EventLineReader: Sendable {
    /// Some 36 years, up to which times can be reckoned with freely.
    private static let latest: Int64 = 1 << 60

    private var line = 0

    /// Makes a reader that expects the header first.
    package init() {}

    /// Reads the next line, with or without its newline; gives nil for the header and for empty lines.
    package mutating func decode(_ bytes: some Collection<UInt8>) throws(EventStreamError) -> BuildEvent? {
        line += 1
        let data = Data(bytes)
        guard line > 1 else {
            try checkHeader(data)
            return nil
        }
        guard data.contains(where: { $0 > 0x20 }) else { return nil }
        let event: BuildEvent
        do {
            event = try JSONDecoder().decode(BuildEvent.self, from: data)
        } catch {
            throw .malformed(line: line, reason: String(describing: error))
        }
        guard (0...Self.latest).contains(event.time) else {
            throw .malformed(line: line, reason: "its time is not one of a build")
        }
        return event
    }

    /// Reads a whole stream.
    package static func events(in bytes: [UInt8]) throws(EventStreamError) -> [BuildEvent] {
        var reader = EventLineReader()
        var events: [BuildEvent] = []
        for line in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            if let event = try reader.decode(line) { events.append(event) }
        }
        return events
    }

    private func checkHeader(_ data: Data) throws(EventStreamError) {
        let header: EventLine.Header
        do {
            header = try JSONDecoder().decode(EventLine.Header.self, from: data)
        } catch {
            throw .notAnEventStream
        }
        guard header.format == EventLine.format else { throw .notAnEventStream }
        guard header.version <= EventLine.version else {
            throw .newerVersion(header.version, known: EventLine.version)
        }
    }
}

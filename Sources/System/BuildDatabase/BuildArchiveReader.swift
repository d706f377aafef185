package import Archives
package import BuildEvents
package import BuildGraph
import Diagnostics
import FoundationEssentials
import OCIFormat

/// Reads files of exported builds: strata's own, and those of `docker buildx history export`.
package final class BuildArchiveReader {
    /// What a file gives, piece by piece.
    package enum Item {
        /// A build begins.
        case header(BuildArchiveHeader)
        /// The next event of the build.
        case event(BuildEvent)
        /// What the key of one of its steps was made of.
        case key(StepID, [KeyComponent])
    }

    /// Which of a file's builds are wanted; strata's own hold one.
    package enum Choice: Sendable, Hashable {
        case all, newest
        /// The one whose identity begins so.
        case named(String)
    }

    /// Of what is read whole into memory nothing may be longer: a small file can unpack to any size.
    private static let longestMember: Int64 = 64 << 20
    private static let largestLayout = 192 << 20

    private let tar: TarReader
    private var lines = EventLineReader()
    private var unfinished: [UInt8] = []

    /// Begins to read a file from its first byte, compressed or not.
    package init(_ source: any ByteSource) throws {
        tar = try TarReader(try Compression.decompress(source).1)
    }

    /// Whether the first bytes of a stream are those of an archive and not of a stream of events.
    package static func recognizes(_ prefix: [UInt8]) -> Bool {
        Compression.detect(prefix) != .none || (prefix.count > 262 && Array(prefix[257..<262]) == Array("ustar".utf8))
    }

    /// How many first bytes `recognizes` wants to see at most.
    package static let prefixLength = 263

    /// Reads the whole file; gives each build's header, its events in their order, then the keys of its steps.
    ///
    /// Gives how many builds the file holds. Throws `Diagnostic` for a file of another kind and one without a build's
    /// events, and what reading and decoding throw.
    package func read(_ choice: Choice, _ body: (Item) throws -> Void) throws -> Int {
        guard let first = try tar.next() else { throw Self.notABuild }
        var hasEvents = false
        let look: (Item) throws -> Void = { item in
            if case .event = item { hasEvents = true }
            try body(item)
        }
        var count = 1
        if first.path == Array("build.json".utf8) {
            try readOwn(first, look)
        } else {
            count = try readLayout(first, choice, look)
        }
        guard hasEvents else { throw Self.withoutEvents }
        return count
    }

    private static var withoutEvents: Diagnostic {
        Diagnostic(
            code: "view.no-events", message: "it holds no events of a build",
            remedy: "export the build once more where its events still are, with strata history export")
    }

    private static var notABuild: Diagnostic {
        Diagnostic(
            code: "view.no-record", message: "it holds no recorded build",
            remedy: "write one with strata history export, or with docker buildx history export")
    }

    // MARK: strata's own

    private func readOwn(_ first: TarEntry, _ body: (Item) throws -> Void) throws {
        try body(.header(try header(try contents(of: first))))
        while let member = try tar.next() {
            guard member.kind == .file else { continue }
            let name = String(decoding: member.path, as: UTF8.self)
            if name.hasPrefix("events/") {
                let bytes = try contents(of: member)
                for event in try whole(name, { try events(in: bytes) }) { try body(.event(event)) }
            } else if name.hasPrefix("keys/") {
                // What is named otherwise belongs to a newer strata.
                guard let digest = try? Digest(parsing: "sha256:\(name.dropFirst(5))") else { continue }
                let bytes = try contents(of: member)
                try body(.key(StepID(digest), try whole(name) { try PackedComponents.unpack(bytes) }))
            }
        }
        // What was cut off within the compressed bytes is noticed only now.
        try tar.drain()
        if !unfinished.isEmpty {
            for event in try whole("events", { try events(in: [UInt8(ascii: "\n")]) }) { try body(.event(event)) }
        }
    }

    /// Reads a part of the file; what is wrong with it is not the store's, whatever the decoder says.
    private func whole<Part>(_ name: String, _ decode: () throws -> Part) throws -> Part {
        do {
            return try decode()
        } catch {
            throw Diagnostic(
                code: "view.damaged", message: "\(name) in it is damaged",
                remedy: "write it once more with strata history export")
        }
    }

    private func header(_ bytes: [UInt8]) throws -> BuildArchiveHeader {
        // What is no header at all is told as such, whatever the decoder says.
        guard let header = try? JSONDecoder().decode(BuildArchiveHeader.self, from: Data(bytes)),
            header.format == BuildArchiveHeader.format
        else { throw Self.notABuild }
        guard header.version <= BuildArchiveHeader.version else {
            throw Diagnostic(
                code: "view.newer-version",
                message: "it is of version \(header.version), and this strata knows \(BuildArchiveHeader.version)",
                remedy: "read it with the strata that wrote it, or a newer one")
        }
        return header
    }

    private func events(in bytes: [UInt8]) throws -> [BuildEvent] {
        var events: [BuildEvent] = []
        var rest = bytes[...]
        while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
            if let event = try lines.decode(unfinished + rest[..<end]) { events.append(event) }
            unfinished = []
            rest = rest[(end + 1)...]
        }
        unfinished += rest
        return events
    }

    private func contents(of member: TarEntry) throws -> [UInt8] {
        let name = String(decoding: member.path, as: UTF8.self)
        guard member.size <= Self.longestMember else {
            throw Diagnostic(
                code: "view.too-large", message: "\(name) in it is larger than 64 MiB",
                remedy: "no build's file has such a part; write it once more with strata history export")
        }
        var bytes: [UInt8] = []
        // A sparse member's holes would be filled by whoever unpacks it; a build's file has none.
        try tar.readContents { _, piece in bytes.append(contentsOf: piece) }
        return bytes
    }

    // MARK: BuildKit's

    private func readLayout(_ first: TarEntry, _ choice: Choice, _ body: (Item) throws -> Void) throws -> Int {
        var files: [String: [UInt8]] = [:]
        var sum = 0
        var next: TarEntry? = first
        while let member = next {
            if member.kind == .file {
                let name = String(decoding: member.path, as: UTF8.self)
                let bytes = try contents(of: member)
                sum += bytes.count
                guard sum <= Self.largestLayout else {
                    throw Diagnostic(
                        code: "view.too-large", message: "it unpacks to more than 192 MiB",
                        remedy: "export fewer builds at once: docker buildx history export BUILD")
                }
                files[name.hasPrefix("./") ? String(name.dropFirst(2)) : name] = bytes
            }
            next = try tar.next()
        }
        try tar.drain()
        guard let index = files["index.json"] else { throw Self.notABuild }
        let records = try BuildKitRecord.records(index: index) { digest in
            files["blobs/" + digest.split(separator: ":").joined(separator: "/")]
        }
        for record in try Self.choose(choice, from: records) {
            try body(.header(BuildArchiveHeader(build: record.reference, maker: "buildx", command: [])))
            for event in record.events { try body(.event(event)) }
        }
        return records.count
    }

    private static func choose(_ choice: Choice, from records: [BuildKitRecord]) throws -> [BuildKitRecord] {
        switch choice {
        case .all: return records
        case .newest: return records.suffix(1)
        case .named(let name):
            let found = records.filter { $0.reference.hasPrefix(name) }
            if found.count == 1 { return found }
            throw Diagnostic(
                code: "view.no-such-build",
                message: found.isEmpty ? "it holds no build \(name)" : "it holds several builds \(name)…",
                remedy: "name one of \(records.map(\.reference).joined(separator: ", "))")
        }
    }
}

import Archives
import BuildEvents
import Diagnostics
import FoundationEssentials
import OCIFormat
package import SystemPackage

/// Writes a recorded build as one file: a tar archive, compressed with zstd, of its header, its Dockerfile, its events
/// with the output among them, and what the keys of its steps were made of.
///
/// Of secrets the history holds nothing, and so does the file. Members are at most a few MiB, so that memory stays
/// constant however much the build wrote.
package struct BuildArchiveWriter {
    private static let memberSize = 4 << 20

    private let tar: TarWriter
    private let encoder: any StreamEncoder
    private let modified: Int64

    /// Writes a build of the history to a file that stays the caller's.
    ///
    /// Throws `Diagnostic` where its events are gone or damaged, beside what writing throws.
    package static func write(
        _ build: RecordedBuild, of database: StoreDatabase, to file: FileDescriptor
    ) async throws {
        let encoder = try Compression.zstd.encoder(level: 9, workers: 0) { bytes in
            _ = try file.writeAll(bytes)
        }
        let tar = try TarWriter { try encoder.write($0) }
        let writer = BuildArchiveWriter(
            tar: tar, encoder: encoder, modified: Int64(max(0, min(build.start.wallClock, 9e9))))
        try await writer.write(build, of: database)
    }

    private func write(_ build: RecordedBuild, of database: StoreDatabase) async throws {
        // Before anything is written: of a build without events nothing would be left to read.
        guard let events = try RecordedEvents(of: build.id, in: database) else { throw LogFault.withoutEvents(build) }
        var header = BuildArchiveHeader(build: build.id, maker: build.version, command: build.command)
        header.revision = build.revision
        header.origin = build.origin
        let form = JSONEncoder()
        form.outputFormatting = [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted]
        try add("build.json", [UInt8](form.encode(header)))
        if let source = try await database.source(of: build.id) { try add("Dockerfile", source.bytes) }
        try add(events)
        for step in try await database.steps(of: build.id) {
            let components = try await database.components(ofStep: step.position, of: build.id)
            if components.isEmpty { continue }
            try add("keys/\(step.id.digest.hex)", PackedComponents.bytes(of: components))
        }
        try tar.finish()
        try encoder.finish()
    }

    private func add(_ events: RecordedEvents) throws {
        var waiting = EventLine.header
        var number = 0
        func flush() throws {
            number += 1
            let digits = String(number)
            let name = String(repeating: "0", count: max(0, 6 - digits.count)) + digits
            try add("events/\(name).jsonl", waiting)
            waiting.removeAll(keepingCapacity: true)
        }
        while let event = try events.next() {
            waiting += try EventLine.encode(event)
            if waiting.count >= Self.memberSize { try flush() }
        }
        if !waiting.isEmpty { try flush() }
    }

    private func add(_ name: String, _ bytes: [UInt8]) throws {
        try tar.append(
            TarEntry(path: Array(name.utf8), kind: .file, mode: 0o644, size: Int64(bytes.count), modified: modified))
        try bytes.withUnsafeBytes { try tar.write($0) }
    }
}

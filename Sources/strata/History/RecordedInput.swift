import Archives
import BuildDatabase
import BuildEvents
import Diagnostics
import Foundation
import Glibc
import SystemPackage

/// A recording from a file or a pipe: the file of an exported build, strata's or buildx's, or a stream of events.
struct RecordedInput: Sendable {
    /// What errors call it.
    let name: String
    /// What it is read from; to be closed by whoever opened it.
    let descriptor: FileDescriptor

    /// Opens a file.
    static func open(_ path: String) throws(Diagnostic) -> RecordedInput {
        let descriptor: FileDescriptor
        do {
            descriptor = try FileDescriptor.open(FilePath(path), .readOnly, options: .closeOnExec)
        } catch {
            throw Diagnostic(code: "view.unreadable", message: "\(path): \(error)", remedy: "check the file's name")
        }
        var status = stat()
        // It opens like a file; told before there is a screen, it is no build that breaks off.
        guard fstat(descriptor.rawValue, &status) != 0 || status.st_mode & S_IFMT != S_IFDIR else {
            throw Diagnostic(
                code: "view.unreadable", message: "\(path) is a folder", remedy: "name the file of a recorded build")
        }
        return RecordedInput(name: FilePath(path).lastComponent?.string ?? path, descriptor: descriptor)
    }

    /// Reads all of it as it comes; gives how many builds the file holds.
    func read(
        _ choice: BuildArchiveReader.Choice, _ body: (BuildArchiveReader.Item) throws -> Void
    ) throws(Diagnostic) -> Int {
        do {
            let first = try firstBytes()
            if BuildArchiveReader.recognizes(first) {
                let source = MemorySource(first, then: FileSource(descriptor))
                return try BuildArchiveReader(source).read(choice, body)
            }
            try readStream(first) { try body(.event($0)) }
            return 1
        } catch let error as Diagnostic {
            throw named(error)
        } catch let error as any DiagnosticConvertible {
            throw named(error.diagnostic)
        } catch {
            throw Diagnostic(
                code: "view.unreadable", message: "\(name): \(error)",
                remedy: "it is no recording, or damaged: write it once more with strata history export")
        }
    }

    /// What comes first, enough of it to tell an archive from text, which is not waited for.
    private func firstBytes() throws -> [UInt8] {
        var bytes = try descriptor.nextBytes()
        while let first = bytes.first, first > 0x7E || first < 0x20 || first == UInt8(ascii: "("),
            bytes.count < BuildArchiveReader.prefixLength
        {
            let more = try descriptor.nextBytes()
            if more.isEmpty { break }
            bytes += more
        }
        return bytes
    }

    private func readStream(_ first: [UInt8], _ body: (BuildEvent) throws -> Void) throws {
        var stream = RecordedStream(name: name)
        var bytes = first
        while true {
            for event in try bytes.isEmpty ? stream.finish() : stream.read(bytes) { try body(event) }
            if bytes.isEmpty { return }
            bytes = try descriptor.nextBytes()
        }
    }

    private func named(_ error: Diagnostic) -> Diagnostic {
        var error = error
        if !error.message.hasPrefix(name) { error.message = "\(name): \(error.message)" }
        return error
    }
}

extension FileDescriptor {
    /// The next bytes as they come; none at the end.
    func nextBytes() throws -> [UInt8] {
        try [UInt8](unsafeUninitializedCapacity: 1 << 18) { buffer, count in
            count = try read(into: UnsafeMutableRawBufferPointer(buffer))
        }
    }
}

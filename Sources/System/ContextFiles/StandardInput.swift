package import Diagnostics
import Glibc
import LinuxSystem
package import SystemPackage

/// What tells an archive from a Dockerfile.
package enum ArchiveHead {
    /// How many of the first bytes are looked at.
    package static let length = 512

    private static let magics: [[UInt8]] = [
        [0x1F, 0x8B], Array("BZh".utf8), [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00], [0x28, 0xB5, 0x2F, 0xFD],
    ]

    /// Whether a file that begins so is a tar archive or a compressed one: gzip, bzip2, xz, zstd.
    package static func isArchive(_ head: [UInt8]) -> Bool {
        if magics.contains(where: { head.starts(with: $0) }) { return true }
        return head.count >= 262 && head[257..<262].elementsEqual("ustar".utf8)
    }

    /// Whether a file of this machine is one.
    package static func isArchive(at path: FilePath) throws -> Bool {
        try openFile(path).closingAfter { (file) throws(SystemError) in
            isArchive(try file.readToEnd(limit: length))
        }
    }
}

/// Standard input as a build context; blocks the calling thread.
package enum StandardInput {
    /// Reads its first bytes, enough to see what it is.
    package static func readHead() throws(ContextError) -> [UInt8] {
        do {
            return try FileDescriptor.standardInput.readToEnd(limit: ArchiveHead.length)
        } catch {
            throw ContextError(error, path: "-")
        }
    }

    /// Reads the rest of a Dockerfile.
    package static func readDockerfile(after head: [UInt8]) throws(ContextError) -> SourceFile {
        let limit = SmallFile.limit
        do {
            let rest = try FileDescriptor.standardInput.readToEnd(limit: limit + 1 - head.count)
            guard head.count + rest.count <= limit else {
                throw ContextError.tooLarge(path: "Dockerfile", limit: limit)
            }
            return SourceFile(name: "Dockerfile", bytes: head + rest)
        } catch let error as ContextError {
            throw error
        } catch {
            throw .system(call: "read", path: "-", errno: (error as? SystemError)?.errno ?? 0)
        }
    }

    /// Writes all of it to a new file, on a thread of its own; `onRead` is told of each piece's bytes.
    ///
    /// Throws `CancellationError` soon after the calling task is cancelled, whether or not more comes.
    package static func save(
        after head: [UInt8], to path: FilePath, onRead: @escaping @Sendable (_ count: Int64) -> Void
    ) async throws {
        try await Worker.run { worker in
            let file = try openFile(path, [.writeOnly, .create, .truncate], mode: 0o600)
            defer { file.closeQuietly() }
            try file.writeAllBytes(head)
            var buffer = [UInt8](repeating: 0, count: 1 << 18)
            while true {
                try waitForInput(worker)
                let count = try buffer.withUnsafeMutableBytes { try FileDescriptor.standardInput.read(into: $0) }
                if count == 0 { return }
                try file.writeAllBytes(Array(buffer[..<count]))
                onRead(Int64(count))
            }
        }
    }

    private static func waitForInput(_ worker: Worker) throws {
        var request = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
        // An interrupted call says nothing of the input.
        var count: Int32
        repeat {
            try worker.check()
            count = poll(&request, 1, 100)
        } while count == 0 || (count < 0 && errno == EINTR)
    }
}

import AsyncHTTPClient
import BuildGraph
import EnginePorts
import LinuxSystem
import NIOCore
import NIOHTTP1
import OCIFormat
import SystemPackage

/// Fetches one file from a web server, unless the store has what the server has.
struct HTTPFetch {
    let files: RemoteFiles
    let source: HTTPSource
    let watcher: any RemoteWatcher

    private static let fileMode: UInt32 = 0o600

    /// Asks the server whether the file changed, and fetches it if so.
    func resolve() async throws(RemoteSourceError) -> ResolvedSource {
        let folder = try files.storeFolder("http")
        let known = await remembered(in: folder)
        if let known, let checksum = source.checksum, checksum == known.digest { return answer(known, isKnown: true) }
        // A checksum of another kind than is remembered can only be compared with the contents themselves.
        let isComparable = source.checksum.map { $0.algorithm == .sha256 } ?? true
        let response = try await files.web.get(source.url, headers: isComparable ? known?.conditions ?? [] : [])
        if let known, response.status == .notModified {
            try check(sha256: known.digest)
            return answer(known, isKnown: true)
        }
        guard (200..<300).contains(response.status.code) else {
            throw .badStatus(source: WebAddress(source.url).shown, status: UInt(response.status.code))
        }
        let fetched = try await download(response, into: folder)
        if let known, known.digest != fetched.digest { forget(known, in: folder) }
        await files.settings.storage.save(fetched.bytes, recordName)
        return answer(fetched, isKnown: known?.digest == fetched.digest)
    }

    /// Puts the file under its name into a folder of its own.
    func layOut(revision: String) throws(RemoteSourceError) -> FilePath {
        let folder = try files.makeFolder()
        let body = try files.storeFolder("http").appending(bodyName(revision))
        let name = folder.appending(source.fileName)
        try system { () throws(SystemError) in
            try FileDescriptor.workingDirectory.makeHardLink(
                from: body, to: FileDescriptor.workingDirectory, at: name)
        }
        return folder
    }

    // MARK: What is remembered

    private var recordName: String { "http-source:\(RemoteFiles.key(of: source.url))" }

    private func bodyName(_ digest: String) -> String {
        "\(RemoteFiles.key(of: source.url))-\(digest.split(separator: ":").last ?? "")"
    }

    /// What the server said last, if the file is still in the store.
    private func remembered(in folder: FilePath) async -> HTTPRecord? {
        guard let bytes = await files.settings.storage.load(recordName), let record = HTTPRecord(bytes) else {
            return nil
        }
        let body = folder.appending(bodyName(record.digest.description))
        // A file that can't be looked at is fetched anew.
        let status = try? FileDescriptor.workingDirectory.statusIfPresent(at: body)
        return status.flatMap(\.self) == nil ? nil : record
    }

    private func forget(_ record: HTTPRecord, in folder: FilePath) {
        // Another build may have removed it; where it stays it only takes room.
        try? FileDescriptor.workingDirectory.removeFile(
            at: folder.appending(bodyName(record.digest.description)))
    }

    private func answer(_ record: HTTPRecord, isKnown: Bool) -> ResolvedSource {
        var hasher = DigestHasher()
        hasher.update(field: "http")
        hasher.update(field: source.fileName)
        hasher.update(field: record.digest)
        return ResolvedSource(
            source: .http(source), digest: hasher.finish(), revision: record.digest.description, isKnown: isKnown)
    }

    // MARK: Fetching

    private func download(
        _ response: HTTPClientResponse, into folder: FilePath
    ) async throws(RemoteSourceError) -> HTTPRecord {
        let path = try files.newPath()
        let file = try system { () throws(SystemError) in
            try openFile(path, [.writeOnly, .create, .truncate], mode: Self.fileMode)
        }
        let owned = OwnedDescriptor(file)
        let (digest, other) = try await receive(response, into: owned)
        try check(sha256: digest, other: other)
        let header = { (name: String) in
            (response.headers.first(name: name) ?? "").filter { !$0.isNewline }
        }
        let record = HTTPRecord(
            digest: digest, tag: header("etag"), modified: header("last-modified"), answered: header("date"))
        let time = FileTime(seconds: HTTPDate.seconds(record.modified) ?? 0, nanoseconds: 0)
        try system { () throws(SystemError) in
            try owned.descriptor.setPermissions(Self.fileMode)
            try owned.descriptor.setTimes(access: nil, modification: time)
            try FileDescriptor.workingDirectory.rename(
                path, to: FileDescriptor.workingDirectory, at: folder.appending(bodyName(digest.description)))
        }
        return record
    }

    /// Writes the body; gives its SHA-256, and the digest that the checksum asks for if that is another.
    private func receive(
        _ response: HTTPClientResponse, into file: OwnedDescriptor
    ) async throws(RemoteSourceError) -> (Digest, Digest?) {
        let total = response.headers.first(name: "content-length").flatMap { Int64($0) }
        var hasher = DigestHasher()
        var other = source.checksum.flatMap {
            $0.algorithm == .sha256 ? nil : DigestHasher(algorithm: $0.algorithm)
        }
        watcher.received(0, total: total)
        do {
            for try await buffer in response.body {
                let bytes = Array(buffer.readableBytesView)
                hasher.update(bytes)
                other?.update(bytes)
                try system { () throws(SystemError) in try file.descriptor.writeAllBytes(bytes) }
                watcher.received(Int64(bytes.count), total: total)
            }
        } catch {
            throw Task.isCancelled ? .cancelled : WebClient.failure(error, of: source.url)
        }
        return (hasher.finish(), other?.finish())
    }

    /// Compares the contents with the checksum, where one of that kind is known.
    private func check(sha256 digest: Digest, other: Digest? = nil) throws(RemoteSourceError) {
        guard let checksum = source.checksum else { return }
        guard let actual = checksum.algorithm == .sha256 ? digest : other, actual != checksum else { return }
        throw .wrongDigest(
            source: WebAddress(source.url).shown, expected: checksum.description, actual: actual.description)
    }
}

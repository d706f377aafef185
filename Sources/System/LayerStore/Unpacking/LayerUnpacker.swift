import Archives
import Dispatch
import EnginePorts
import LinuxSystem
import OCIFormat
import Synchronization
import SystemPackage

/// Unpacks a layer while its archive arrives: bytes wait in a bounded pipe, one thread decompresses and digests them,
/// another writes files.
final class LayerUnpacker: LayerUnpacking {
    private let folders: StoreFolders
    private let name: String
    private let pipe = BytePipe()
    private let outcome = Outcome()
    private let cancellation = Cancellation()

    init(name: String, folders: StoreFolders) throws {
        self.name = name
        self.folders = folders
        try folders.own.descriptor.makeDirectory(at: name, mode: 0o755)
        let root = try folders.own.folder(FileName(name))
        try root.descriptor.setPermissions(0o755)
        start(root)
    }

    deinit {
        // Ends the threads of an unpacking that was neither finished nor abandoned; after `finish` it does nothing.
        pipe.finish(throwing: CancellationError())
    }

    private func start(_ root: OpenFolder) {
        let (pipe, outcome, cancellation) = (pipe, outcome, cancellation)
        let path = folders.root
        DispatchQueue(label: "strata.unpack").async {
            do throws(LayerError) {
                let unpacked = try LayerFailure.translating(path) {
                    try Self.unpack(pipe, into: root, cancellation)
                }
                outcome.settle(.success(unpacked))
            } catch {
                outcome.settle(.failure(error))
            }
            pipe.stopReading()
        }
    }

    /// What the unpacking thread has found out.
    fileprivate struct Unpacked: Sendable {
        let diffID: Digest
        let size: Int64
    }

    private static func unpack(
        _ pipe: BytePipe, into root: OpenFolder, _ cancellation: Cancellation
    ) throws -> Unpacked {
        let hasher = SharedHasher(DigestHasher())
        let tally = LayerTally()
        let plain = PlainBytes(pipe, hasher)
        let extractor = TreeExtractor(root: root, whiteouts: .applied, tally: tally)
        try extractor.extract(ReadAhead(of: plain), cancellation: cancellation)
        return Unpacked(diffID: hasher.finish(), size: tally.size)
    }

    func write(_ bytes: [UInt8]) async throws(LayerError) {
        do {
            try await pipe.write(bytes)
        } catch is CancellationError {
            throw .cancelled
        } catch {
            // The other side has stopped, and says why; if it ended well, what follows the archive does not matter.
            if case .failure(let failure) = await outcome.value { throw failure }
        }
    }

    func finish() async throws(LayerError) -> UnpackedLayer {
        pipe.finish()
        let unpacked = try await outcome.value.get()
        return try await BlockingThread.run(folders.root) { [folders, name] _ in
            let id = try folders.commit(FilePath(name), index: nil)
            return UnpackedLayer(id: id, diffID: unpacked.diffID, size: unpacked.size)
        }
    }

    func abandon() async {
        cancellation.cancel()
        pipe.finish(throwing: CancellationError())
        _ = await outcome.value
        do throws(LayerError) {
            try await BlockingThread.run(folders.root) { [folders, name] _ in
                try folders.own.descriptor.removeTree(at: name)
            }
        } catch {
            // It lies in the process's folder, which is removed with the process.
        }
    }
}

/// Decompresses the pipe's bytes and digests them on their way; all of it on the thread that reads ahead.
private final class PlainBytes: ByteSource {
    private let pipe: BytePipe
    private let hasher: SharedHasher
    private var plain: (any ByteSource)?

    init(_ pipe: BytePipe, _ hasher: SharedHasher) {
        self.pipe = pipe
        self.hasher = hasher
    }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        let source = try plain ?? Compression.decompress(pipe).1
        plain = source
        let count = try source.read(into: buffer)
        hasher.update(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
        return count
    }
}

/// A hasher that one thread feeds and another asks for its result afterwards.
private final class SharedHasher: Sendable {
    private let hasher: Mutex<DigestHasher>

    init(_ hasher: DigestHasher) { self.hasher = Mutex(hasher) }

    func update(_ bytes: UnsafeRawBufferPointer) { hasher.withLock { $0.update(bytes) } }

    func finish() -> Digest { hasher.withLock { $0.finish() } }
}

/// A result that tasks wait for.
private final class Outcome: Sendable {
    typealias Value = Result<LayerUnpacker.Unpacked, LayerError>

    private struct State {
        var value: Value?
        var waiting: [CheckedContinuation<Value, Never>] = []
    }

    private let state = Mutex(State())

    func settle(_ value: Value) {
        let waiting = state.withLock { state in
            state.value = value
            defer { state.waiting = [] }
            return state.waiting
        }
        for continuation in waiting { continuation.resume(returning: value) }
    }

    var value: Value {
        get async {
            await withCheckedContinuation { continuation in
                let known = state.withLock { state in
                    if state.value == nil { state.waiting.append(continuation) }
                    return state.value
                }
                if let known { continuation.resume(returning: known) }
            }
        }
    }
}

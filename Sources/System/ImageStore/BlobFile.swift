import EnginePorts
import LinuxSystem
import OCIFormat
import SystemPackage

/// A blob under way: a file in the temporary folder that gets its name by its digest.
///
/// Used by one thread at a time.
final class BlobFile {
    private let layout: ImageLayout
    private let path: FilePath
    private let file: FileDescriptor
    private var hasher: DigestHasher
    private var isOpen = true
    /// Bytes written.
    private(set) var size: Int64 = 0

    /// Begins a blob; `path` is a new file on the layout's filesystem.
    init(_ path: FilePath, for layout: ImageLayout, algorithm: Digest.Algorithm = .sha256) throws(ImageStoreError) {
        self.layout = layout
        self.path = path
        hasher = DigestHasher(algorithm: algorithm)
        file = try LayoutFiles.perform("open", path) {
            try FileDescriptor.open(
                path, .writeOnly, options: [.create, .truncate, .closeOnExec],
                permissions: [.ownerReadWrite, .groupRead, .otherRead])
        }
    }

    deinit { abandon() }

    /// Takes the next bytes.
    func write(_ bytes: UnsafeRawBufferPointer) throws(ImageStoreError) {
        hasher.update(bytes)
        size += Int64(bytes.count)
        try LayoutFiles.perform("write", path) { _ = try file.writeAll(bytes) }
    }

    /// Takes the next bytes.
    func write(_ bytes: [UInt8]) throws(ImageStoreError) {
        hasher.update(bytes)
        size += Int64(bytes.count)
        try LayoutFiles.perform("write", path) { _ = try file.writeAll(bytes) }
    }

    /// Ends the blob and puts it into the layout; in place of one of the same digest, which may be damaged.
    ///
    /// Throws `ImageStoreError.damagedBlob`, naming `source`, and drops the bytes where their digest is not the expected
    /// one.
    func finish(
        expected: Digest? = nil, from source: String? = nil
    ) throws(ImageStoreError) -> (digest: Digest, size: Int64) {
        let digest = hasher.finish()
        if let expected, expected != digest {
            abandon()
            throw .damagedBlob(expected, path: source ?? path.string)
        }
        isOpen = false
        do throws(ImageStoreError) {
            try LayoutFiles.perform("close", path) { try file.close() }
            if digest.algorithm != .sha256 { try LayoutFiles.makeFolders(layout.blobFolder(digest.algorithm)) }
            try LayoutFiles.rename(path, to: layout.path(of: digest))
        } catch {
            LayoutFiles.remove(path)
            throw error
        }
        return (digest, size)
    }

    /// Drops the bytes; does nothing after `finish`.
    func abandon() {
        guard isOpen else { return }
        isOpen = false
        file.closeQuietly()
        LayoutFiles.remove(path)
    }
}

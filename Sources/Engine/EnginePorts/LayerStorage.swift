package import BuildGraph
package import OCIFormat
package import SystemPackage

/// Names a committed layer: the name of its folder in the store.
package struct LayerID: Hashable, Comparable, Sendable, Codable, CustomStringConvertible {
    /// The folder's name: letters and digits.
    package var rawValue: String

    /// Makes an identifier from a folder's name.
    package init(_ rawValue: String) {
        self.rawValue = rawValue
    }

    package init(from decoder: any Decoder) throws {
        rawValue = try decoder.singleValueContainer().decode(String.self)
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(rawValue)
    }

    package static func < (left: LayerID, right: LayerID) -> Bool {
        left.rawValue < right.rawValue
    }

    package var description: String { rawValue }
}

/// Overlay layers on disk.
///
/// Implemented by LayerStore.
package protocol LayerStorage: Sendable {
    /// Mounts layers, lowest first, with an empty upper directory that becomes a layer by `commit`.
    func mountWritable(on layers: [LayerID]) async throws(LayerError) -> LayerMount

    /// Mounts layers, lowest first, for reading only. No layers at all give an empty folder.
    func mountReadOnly(_ layers: [LayerID]) async throws(LayerError) -> LayerMount

    /// Ends a mount; what a writable one held and was not committed is dropped.
    func unmount(_ mount: LayerMount) async

    /// Makes the upper directory of a writable mount an immutable layer and ends the mount.
    ///
    /// With `digesting`, the layer's own digest is computed (names, types, modes, owners, xattrs, link targets, devices,
    /// contents, removals; no times). With `previous`, files equal to the same path of that layer are hard-linked
    /// from it. Directories that differ in nothing, whiteouts of nothing and files rewritten identically (content,
    /// attributes and mtime) are not kept.
    func commit(_ mount: LayerMount, digesting: Bool, previous: LayerID?) async throws(LayerError) -> CommittedLayer

    /// Begins to unpack a layer's archive, compressed or not; it is unpacked while its bytes are written.
    func beginUnpacking() async throws(LayerError) -> any LayerUnpacking

    /// Writes a layer as an uncompressed OCI layer archive, in a fixed order, chunk by chunk.
    ///
    /// `below` are the layers that it stands on, lowest first, needed for opaque directories and parents' attributes.
    /// Entries newer than `latestTime` (seconds since 1970), where given, get that time.
    func archive(
        _ layer: LayerID, below: [LayerID], latestTime: Int64?, into sink: @escaping @Sendable ([UInt8]) throws -> Void
    ) async throws(LayerError)

    /// Copies selected files into a writable mount as COPY and ADD do.
    func copy(_ request: CopyRequest, into mount: LayerMount) async throws(LayerError)

    /// Makes a folder and the missing ones above it, links resolved inside the root; `owner` is for the new ones.
    func makeDirectory(_ path: String, owner: FileOwner, in mount: LayerMount) async throws(LayerError)

    /// Reads a regular file inside a mount, at most `limit` bytes; nil where there is none.
    func readFile(_ path: String, in mount: LayerMount, limit: Int) async throws(LayerError) -> [UInt8]?

    /// Writes merged filesystems, one for each platform, as files of this machine (`type=local`).
    ///
    /// With `time`, in seconds since 1970, all files have that time instead of their own. `onWrite` is told of the bytes
    /// of each file that was written. Throws `conflictingFiles` before anything is written if two would write the same
    /// file.
    func exportTrees(
        _ parts: [PlatformFiles], to folder: FilePath, time: Int64?,
        onWrite: @escaping @Sendable (_ count: Int64) -> Void
    ) async throws(LayerError)

    /// Writes merged filesystems as one tar stream (`type=tar`); throws as `exportTrees` does.
    func exportArchive(
        _ parts: [PlatformFiles], time: Int64?, into sink: @escaping @Sendable ([UInt8]) throws -> Void
    ) async throws(LayerError)

    /// What a layer adds, changes and removes, sorted by path, against the layers that it stands on.
    func changes(of layer: LayerID, below: [LayerID]) async throws(LayerError) -> [LayerChange]

    /// Whether a layer is there.
    func contains(_ layer: LayerID) -> Bool

    /// All committed layers.
    func list() async throws(LayerError) -> [LayerID]

    /// Removes a layer that nothing uses any more.
    func remove(_ layer: LayerID) async throws(LayerError)

    /// A folder that outlives builds, for a cache mount; made from `seed` (a mount's folder) or empty if it is new.
    func cacheFolder(_ id: String, owner: FileOwner, mode: UInt32, seed: FilePath?) async throws(LayerError) -> FilePath
}

/// A mounted filesystem.
package struct LayerMount: Sendable, Hashable {
    /// Tells mounts of one store apart.
    package var id: UInt64
    /// The root folder, on this machine.
    package var root: FilePath
    /// The layers below, lowest first.
    package var layers: [LayerID]
    /// Whether there is an upper directory to commit.
    package var isWritable: Bool

    /// Makes a mount.
    package init(id: UInt64, root: FilePath, layers: [LayerID], isWritable: Bool) {
        self.id = id
        self.root = root
        self.layers = layers
        self.isWritable = isWritable
    }
}

/// A layer just committed.
package struct CommittedLayer: Sendable, Hashable {
    /// The layer.
    package var id: LayerID
    /// Digest of what the layer itself holds, if it was asked for.
    package var digest: Digest?
    /// Bytes of its regular files.
    package var size: Int64
    /// How many entries it has.
    package var entryCount: Int

    /// Makes a committed layer.
    package init(id: LayerID, digest: Digest?, size: Int64, entryCount: Int) {
        self.id = id
        self.digest = digest
        self.size = size
        self.entryCount = entryCount
    }
}

/// One difference that a layer makes.
package struct LayerChange: Sendable, Hashable, Codable {
    /// What happened to the path.
    package enum Kind: String, Sendable, Codable { case added, changed, removed }

    /// Path from the root, without a leading slash.
    package var path: String
    /// What happened to it.
    package var kind: Kind
    /// Type and permission bits as in `st_mode`; 0 for removed paths.
    package var mode: UInt32
    /// Bytes of a regular file.
    package var size: Int64

    /// Makes a change.
    package init(path: String, kind: Kind, mode: UInt32, size: Int64) {
        self.path = path
        self.kind = kind
        self.mode = mode
        self.size = size
    }
}

/// A layer that is being unpacked while its archive arrives.
package protocol LayerUnpacking: Sendable {
    /// Takes the next bytes of the archive; waits while unpacking is behind.
    func write(_ bytes: [UInt8]) async throws(LayerError)

    /// Ends the archive and commits the layer.
    func finish() async throws(LayerError) -> UnpackedLayer

    /// Drops what was unpacked so far.
    func abandon() async
}

/// A layer unpacked from an archive.
package struct UnpackedLayer: Sendable, Hashable {
    /// The layer.
    package var id: LayerID
    /// SHA-256 of the uncompressed archive.
    package var diffID: Digest
    /// Bytes of its regular files.
    package var size: Int64

    /// Makes an unpacked layer.
    package init(id: LayerID, diffID: Digest, size: Int64) {
        self.id = id
        self.diffID = diffID
        self.size = size
    }
}

/// A user and a group by number.
package struct FileOwner: Sendable, Hashable, Codable {
    /// The user.
    package var uid: UInt32
    /// The group.
    package var gid: UInt32

    /// Makes an owner.
    package init(uid: UInt32, gid: UInt32) {
        self.uid = uid
        self.gid = gid
    }

    /// User 0, group 0.
    package static let root = FileOwner(uid: 0, gid: 0)
}

/// What COPY or ADD puts where.
package struct CopyRequest: Sendable {
    /// Where the bytes come from.
    package enum Item: Sendable {
        /// Files of a tree, selected.
        case files(SelectedFiles)
        /// The same, never unpacked: what was fetched.
        case whole(SelectedFiles)
        /// A file with these bytes, mode 0644.
        case inline(name: String, contents: [UInt8])
    }

    /// What is copied, in order.
    package var items: [Item]
    /// Absolute path inside the root; a trailing slash says that it is a folder.
    package var destination: String
    /// Owner of everything copied; nil keeps an archive's own when unpacking, and means 0:0 for all else.
    package var owner: FileOwner?
    /// What happens to the modes; nil keeps them.
    package var mode: ModeChange?
    /// Whether owners of the source files are kept (COPY --from without --chown).
    package var keepsOwners: Bool
    /// Whether the destination is made without looking at what lies below (`--link`).
    package var isLinked: Bool
    /// Whether folders of each source's path are kept (`--parents`).
    package var keepsParents: Bool
    /// When archives are unpacked.
    package var unpacking: CopyOperation.Unpacking
    /// The layer that the same instruction left before: files in common are linked from it instead of copied.
    package var previous: LayerID?

    /// Makes a plain copy.
    package init(items: [Item], destination: String) {
        self.items = items
        self.destination = destination
        owner = nil
        mode = nil
        keepsOwners = false
        isLinked = false
        keepsParents = false
        unpacking = .never
        previous = nil
    }
}

/// One platform's files in an export of several.
package struct PlatformFiles: Sendable, Hashable {
    /// The platform, for messages.
    package var platform: String
    /// The folder that they go to; nil for the export's own root.
    package var folder: String?
    /// The layers, lowest first.
    package var layers: [LayerID]

    /// Makes a part of an export.
    package init(platform: String, folder: String?, layers: [LayerID]) {
        self.platform = platform
        self.folder = folder
        self.layers = layers
    }
}

/// Why the layer store could not do something.
package enum LayerError: Error, Sendable, Hashable {
    /// A system call failed on a path of the store or of this machine.
    case system(call: String, path: String, errno: Int32)
    /// The disk (or the quota) is full.
    case diskFull(path: String)
    /// The store's filesystem can't hold overlay layers; with its name and what failed.
    case unsuitableFilesystem(path: String, filesystem: String, reason: String)
    /// A stack has more layers than overlayfs takes (500).
    case tooManyLayers(Int)
    /// A layer is not in the store.
    case missingLayer(LayerID)
    /// An archive is damaged or no archive.
    case badArchive(String)
    /// COPY or ADD can't be done as asked; the path is that inside the root.
    case badCopy(path: String, CopyProblem)
    /// Two platforms have a file of the same path, and are exported into one folder.
    case conflictingFiles(path: String, first: String, second: String)
    /// The operation was cancelled.
    case cancelled
}

/// Why COPY or ADD can't put something where it was asked to.
package enum CopyProblem: Sendable, Hashable {
    /// A folder belongs where a file or a symbolic link is.
    case notAFolder
    /// A file belongs where a folder is.
    case folderInTheWay
    /// Symbolic links of the destination lead in a circle.
    case tooManyLinks
    /// The source is not what it was when it was digested.
    case changedWhileRead
    /// A folder of the destination went away meanwhile.
    case vanished
}

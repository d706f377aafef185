package import OCIFormat
package import SystemPackage

/// Finds and digests the files that a COPY or a bind mount reads.
///
/// Implemented by ContextFiles.
package protocol FileTrees: Sendable {
    /// Resolves what `selection` names in a tree and digests exactly that.
    ///
    /// In a context, .dockerignore applies, owners count as 0:0 and contents come from the stat cache where a file's
    /// inode, size, mtime and ctime are as remembered. In a folder (a mounted filesystem), every access is resolved
    /// inside it and nothing is ignored.
    ///
    /// `onRead` is told of bytes that had to be read, while they are, from several threads.
    func select(
        _ selection: FileSelection, in tree: FileTree, onRead: @escaping @Sendable (_ count: Int64) -> Void
    ) async throws(FileTreeError) -> SelectedFiles

    /// What leaves out a file that is there, as the ignore file and its line: `.dockerignore:3`.
    ///
    /// Nil for a file that is not there or not left out, and where there is no context of the name.
    func ignoringLine(of path: String, inContext name: String) async -> String?
}

extension FileTrees {
    /// As above, for those who do not ask how far it has come.
    package func select(
        _ selection: FileSelection, in tree: FileTree
    ) async throws(FileTreeError) -> SelectedFiles {
        try await select(selection, in: tree, onRead: { _ in })
    }
}

/// A tree of files to select from.
package enum FileTree: Sendable, Hashable {
    /// The build context of a name, opened before the build.
    case context(String)
    /// The root of a mounted filesystem.
    case folder(FilePath)
}

/// What is selected of a tree.
package struct FileSelection: Sendable, Hashable {
    /// COPY's source patterns with `*`, `?`, `[…]`, relative to the tree's root; or one plain path for a bind mount.
    package var patterns: [String]
    /// `--exclude` patterns, relative to each source.
    package var excludes: [String]
    /// Whether the folders of each source's path belong to the selection (`--parents`).
    package var keepsParents: Bool
    /// Whether patterns are plain paths, without wildcards, as for bind mounts.
    package var isPlainPath: Bool

    /// Makes a selection of patterns, with wildcards and nothing excluded.
    package init(patterns: [String]) {
        self.patterns = patterns
        excludes = []
        keepsParents = false
        isPlainPath = false
    }
}

/// The files that a selection stands for, in a fixed order.
package struct SelectedFiles: Sendable {
    /// The folder on this machine below which `SelectedSource.path` is found.
    package var root: FilePath
    /// The sources, in the order of the patterns and, within one, of their names.
    package var sources: [SelectedSource]
    /// Digest over all entries as design.md's content key has it; times do not enter.
    package var digest: Digest

    /// Makes a selection's result.
    package init(root: FilePath, sources: [SelectedSource], digest: Digest) {
        self.root = root
        self.sources = sources
        self.digest = digest
    }
}

/// One file or folder that a pattern matched, with all below it.
package struct SelectedSource: Sendable, Hashable {
    /// Path below the tree's root, links in its folders resolved, without a leading slash; empty for the root itself.
    package var path: FilePath
    /// The name that the source has as written, for the destination: the last part of the matched path; empty for the
    /// root.
    package var name: FilePath
    /// With `--parents`: the folders from the root (or the `/./` mark) down to the source, outermost first.
    package var parents: [FileEntry]
    /// The source first (its path empty), then what is below it, each folder before its contents, sorted by name.
    package var entries: [FileEntry]

    /// Makes a source.
    package init(path: FilePath, name: FilePath, parents: [FileEntry], entries: [FileEntry]) {
        self.path = path
        self.name = name
        self.parents = parents
        self.entries = entries
    }
}

/// One file of a selection.
package struct FileEntry: Sendable, Hashable {
    /// What a file is.
    package enum Kind: UInt8, Sendable, Hashable, Codable {
        case regular, directory, symbolicLink, characterDevice, blockDevice, fifo, socket
    }

    /// Path relative to the source; empty for the source itself.
    package var path: FilePath
    /// What it is.
    package var kind: Kind
    /// Permission bits, 12 of them.
    package var mode: UInt32
    /// Owner.
    package var uid: UInt32
    /// Group.
    package var gid: UInt32
    /// Bytes of a regular file; else 0.
    package var size: Int64
    /// Modification time in nanoseconds since 1970.
    package var mtime: Int64
    /// SHA-256 of a regular file's contents; nil for the rest.
    package var contents: Digest?
    /// A symbolic link's target.
    package var linkTarget: FilePath?
    /// A device's major and minor number.
    package var device: DeviceNumber?
    /// Extended attributes, sorted by name.
    package var attributes: [ExtendedAttribute]
    /// Equal for the names of one inode within the selection; 0 for files with one name.
    package var linkGroup: UInt64

    /// Makes an entry without contents, links, devices or attributes.
    package init(path: FilePath, kind: Kind, mode: UInt32, uid: UInt32, gid: UInt32, size: Int64, mtime: Int64) {
        self.path = path
        self.kind = kind
        self.mode = mode
        self.uid = uid
        self.gid = gid
        self.size = size
        self.mtime = mtime
        contents = nil
        linkTarget = nil
        device = nil
        attributes = []
        linkGroup = 0
    }
}

/// A device's numbers.
package struct DeviceNumber: Sendable, Hashable, Codable {
    /// The major number.
    package var major: UInt32
    /// The minor number.
    package var minor: UInt32

    /// Makes a device number.
    package init(major: UInt32, minor: UInt32) {
        self.major = major
        self.minor = minor
    }
}

/// A file's extended attribute.
package struct ExtendedAttribute: Sendable, Hashable {
    /// Full name: `security.capability`.
    package var name: String
    /// The value's bytes.
    package var value: [UInt8]

    /// Makes an attribute.
    package init(name: String, value: [UInt8]) {
        self.name = name
        self.value = value
    }
}

/// Why files could not be selected.
package enum FileTreeError: Error, Sendable, Hashable {
    /// A pattern matched nothing; with what .dockerignore or `--exclude` hid (a rule and its line), and a near name.
    case notFound(pattern: String, hiddenBy: String?, nearest: String?)
    /// A pattern is malformed.
    case badPattern(String)
    /// No context of that name was opened.
    case unknownContext(String)
    /// A system call failed.
    case system(call: String, path: String, errno: Int32)
    /// A file changed while it was read.
    case changedWhileRead(path: String)
}

import Archives
import BuildGraph
import EnginePorts
import LinuxSystem
import SystemPackage

extension TreeCopier {
    /// Unpacks a source into the destination, as ADD does, if its contents are a tar archive; tells whether it was.
    func unpack(_ source: SelectedSource, from root: OpenFolder) throws -> Bool {
        guard try Self.isArchive(source, in: root) else { return false }
        let file = try root.descriptor.openInRoot(source.path, .nonBlocking)
        defer { file.closeQuietly() }
        try jobs.flush()
        var tree = tree
        tree.folderAttributes.mode = 0o755
        let folder = try tree.folder(destination).materialized()
        let (_, plain) = try Compression.decompress(FileSource(file))
        let extractor = TreeExtractor(root: folder, whiteouts: .ignored, owner: request.owner, tally: tally)
        try extractor.extract(plain, cancellation: cancellation)
        if let entry = source.entries.first {
            try SourceState(entry).check(file, path: source.path.string)
        }
        return true
    }

    /// Whether a source is a regular file that holds a tar archive.
    static func isArchive(_ source: SelectedSource, in root: OpenFolder) throws -> Bool {
        guard source.entries.first?.kind == .regular else { return false }
        let file = try root.descriptor.openInRoot(source.path, .nonBlocking)
        defer { file.closeQuietly() }
        return try TarReader.recognizes(FileSource(file))
    }

    /// Whether a request unpacks something: files may then have to be removed that lower layers hold.
    static func unpacksSomething(_ request: CopyRequest) throws -> Bool {
        if request.unpacking == .never { return false }
        for case .files(let files) in request.items {
            let root = try OpenFolder.folder(files.root)
            for source in files.sources where try isArchive(source, in: root) { return true }
        }
        return false
    }
}

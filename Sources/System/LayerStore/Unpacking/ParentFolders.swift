import EnginePorts
import LinuxSystem
import SystemPackage

/// The folders that members are put into, kept open for the next members; made where an archive leaves them out,
/// and root's then.
struct ParentFolders {
    private let root: OpenFolder
    private var open: [[UInt8]: OpenFolder] = [:]
    private static let limit = 128

    init(root: OpenFolder) {
        self.root = root
    }

    /// Closes all, after something that might be one of them was replaced.
    mutating func forgetAll() { open = [:] }

    /// The folder of a path, links resolved inside the root; it and those above it are made where missing.
    mutating func open(_ path: [UInt8]) throws -> OpenFolder {
        if path.isEmpty { return root }
        if let known = open[path] { return known }
        let folder = try openIfPresent(path) ?? make(path)
        if open.count >= Self.limit { forgetAll() }
        open[path] = folder
        return folder
    }

    /// The folder of a path, links resolved inside the root; nil where there is none.
    func openIfPresent(_ path: [UInt8]) throws -> OpenFolder? {
        if path.isEmpty { return root }
        if let known = open[path] { return known }
        do {
            return OpenFolder(try root.descriptor.openInRoot(PathBytes(path), .directory))
        } catch {
            guard error.code == .noSuchFileOrDirectory || error.code == .notDirectory else { throw error }
            return nil
        }
    }

    /// Makes a folder below one that is opened first.
    ///
    /// Where a file or a link that leads nowhere is in its place, the archive contradicts itself, or tries to get out.
    private mutating func make(_ path: [UInt8]) throws -> OpenFolder {
        let place = MemberPlace(path)
        guard let name = place.name else { return root }
        let parent = try open(place.parent)
        guard try parent.descriptor.makeDirectoryIfMissing(at: name, mode: 0o700) else {
            let text = String(decoding: path, as: UTF8.self)
            throw LayerError.badArchive("a member lies below /\(text), which is no folder")
        }
        let folder = try parent.folder(name)
        try FileAttributes().apply(to: folder.descriptor)
        return folder
    }
}

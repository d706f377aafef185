import EnginePorts
import LinuxSystem
import SystemPackage

/// A folder that is copied into: what is written to the new layer there, over what shows from below.
///
/// The layer's folders come into being when something is written into them: one that exists below is then made with
/// the attributes that it has there, as overlayfs itself would. So a copy can be written past the overlay mount. With
/// no view of what is below (`--link`, or the merged root of a mount as `own`) the same code writes to `own` alone.
final class DestinationFolder {
    /// The path inside the root.
    let path: PathBytes
    /// The folder above; nil for the root.
    let parent: DestinationFolder?
    /// Whether this copy has just made it, so that nothing can be in it but what the same source put there.
    let isNew: Bool
    private let name: FileName
    private let below: OpenFolder?
    private var own: OpenFolder?
    private let tally: LayerTally

    /// What a name stands for.
    enum Existing {
        case nothing
        case folder(FileStatus)
        /// Anything else; `isOwn` if it was written to the new layer.
        case other(FileStatus, isOwn: Bool)
    }

    /// The root of a destination.
    init(root own: OpenFolder, below: OpenFolder?, tally: LayerTally) {
        path = PathBytes()
        parent = nil
        name = FileName("")
        isNew = false
        self.own = own
        self.below = below
        self.tally = tally
    }

    private init(_ name: FileName, in parent: DestinationFolder, own: OpenFolder?, below: OpenFolder?, isNew: Bool) {
        self.name = name
        self.parent = parent
        self.own = own
        self.below = below
        self.isNew = isNew
        path = parent.path.appending(name)
        tally = parent.tally
    }

    /// What a name stands for in the merged view.
    func find(_ name: FileName) throws -> Existing {
        if let status = try own?.descriptor.statusIfPresent(at: name) {
            return status.kind == .directory ? .folder(status) : .other(status, isOwn: true)
        }
        guard let status = try below?.descriptor.statusIfPresent(at: name) else { return .nothing }
        return status.kind == .directory ? .folder(status) : .other(status, isOwn: false)
    }

    /// The target of a symbolic link.
    func linkTarget(_ name: FileName, isOwn: Bool) throws -> PathBytes {
        guard let folder = isOwn ? own : below else { return PathBytes() }
        return PathBytes(try folder.descriptor.readLink(at: name))
    }

    /// A folder that `find` has found.
    func subfolder(_ name: FileName) throws -> DestinationFolder {
        DestinationFolder(
            name, in: self, own: try own?.folderIfPresent(name), below: try below?.folderIfPresent(name), isNew: false)
    }

    /// Makes a folder where there is nothing.
    func makeSubfolder(_ name: FileName, _ attributes: FileAttributes) throws -> DestinationFolder {
        let folder = try make(name, attributes)
        return DestinationFolder(name, in: self, own: folder, below: nil, isNew: true)
    }

    /// Opens a file that shows from below.
    func openBelow(_ name: FileName) throws -> OwnedDescriptor? {
        guard let below else { return nil }
        return OwnedDescriptor(try below.descriptor.openAt(name, [.noFollow, .nonBlocking]))
    }

    /// Gives this folder other attributes than it has.
    func setAttributes(_ attributes: FileAttributes) throws {
        try materialized().with { try attributes.apply(to: $0) }
    }

    /// This folder in the new layer, made there if it was not.
    func materialized() throws -> OpenFolder {
        if let own { return own }
        guard let parent, let below else { throw LayerError.badCopy(path: path.pathText, .vanished) }
        let status = try below.descriptor.status()
        let attributes = FileAttributes(
            owner: FileOwner(uid: status.owner, gid: status.group), mode: status.permissions)
        let made = try parent.make(name, attributes)
        for attribute in try below.descriptor.attributeNames() where AttributeNames.isContent(attribute) {
            guard let value = try below.descriptor.attribute(attribute) else { continue }
            try made.descriptor.setAttribute(attribute, value)
        }
        own = made
        return made
    }

    private func make(_ name: FileName, _ attributes: FileAttributes) throws -> OpenFolder {
        let folder = try materialized()
        try folder.descriptor.makeDirectory(at: name, mode: 0o700)
        let made = try folder.folder(name)
        try attributes.apply(to: made.descriptor)
        tally.count(bytes: 0)
        return made
    }
}

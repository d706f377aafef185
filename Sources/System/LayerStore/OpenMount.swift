import EnginePorts
import LinuxSystem
import Synchronization
import SystemPackage

/// A mount of the store and the folders behind it, in `tmp/PROCESS/mN/`: `root` where it is seen, and for one that is
/// written `upper` and `work`.
final class OpenMount: Sendable {
    let mount: LayerMount
    private let folders: StoreFolders
    /// The mount's folder relative to the process's.
    private let name: String
    let tally = LayerTally()
    private let isAttached = Mutex(false)

    /// Makes the folders and mounts.
    init(id: UInt64, layers: [LayerID], isWritable: Bool, in folders: StoreFolders) throws {
        self.folders = folders
        name = "m\(id)"
        let bare = isWritable && layers.isEmpty
        mount = LayerMount(
            id: id, root: folders.ownPath.appending(name).appending(bare ? "upper" : "root"), layers: layers,
            isWritable: isWritable)
        try makeFolders()
        try attach()
    }

    /// The folder that becomes the layer, relative to the process's.
    var upper: FilePath { FilePath(name).appending("upper") }

    /// Opens the folder that becomes the layer.
    func openUpper() throws -> OpenFolder { try folders.own.descendant(PathBytes(upper)) }

    /// The layers below as one read-only filesystem that is mounted nowhere; nil where there are none.
    func viewBelow() throws -> OpenFolder? {
        mount.layers.isEmpty ? nil : try LayerView.open(mount.layers, in: folders)
    }

    /// Whether the root is a mount, and not the new layer's folder itself.
    var isOverlay: Bool { !(mount.isWritable && mount.layers.isEmpty) && !(mount.layers.isEmpty) }

    /// Gives the overlay its place, where it has none.
    func attach() throws {
        guard isOverlay, !isAttached.withLock(\.self) else { return }
        var parts = try LayerView.parts(mount.layers, in: folders)
        if mount.isWritable {
            let own = folders.ownFromLayers.appending(name)
            parts.upper = own.appending("upper")
            parts.work = own.appending("work")
            // What a volatile mount leaves in its work folder forbids another one.
            try folders.own.descriptor.removeTree(at: "\(name)/work")
            try folders.own.descriptor.makeDirectory(at: "\(name)/work", mode: 0o755)
        }
        try LayerView.explaining(folders) { () throws(SystemError) in try parts.mount(at: mount.root) }
        isAttached.withLock { $0 = true }
    }

    /// Takes the overlay away; what was written stays in the upper folder.
    func detach() throws {
        guard isAttached.withLock(\.self) else { return }
        try Mounts.unmount(mount.root)
        isAttached.withLock { $0 = false }
    }

    /// Takes all away that is not committed.
    func drop() throws {
        try detach()
        try folders.own.descriptor.removeTree(at: name)
    }

    /// A new mount's layer begins as the root of the layers below is: with its mode and owner.
    private func makeFolders() throws {
        let own = folders.own.descriptor
        try own.makeDirectory(at: name, mode: 0o711)
        for part in mount.isWritable ? ["root", "upper", "work"] : ["root"] {
            try own.makeDirectory(at: "\(name)/\(part)", mode: 0o755)
        }
        guard mount.isWritable else { return }
        let upper = try openUpper()
        guard let top = mount.layers.last else { return try upper.descriptor.setPermissions(0o755) }
        let status = try folders.open(top).with { try $0.status() }
        try FileAttributes(owner: FileOwner(uid: status.owner, gid: status.group), mode: status.permissions)
            .apply(to: upper.descriptor)
    }
}

/// Stacks of layers as they are mounted.
enum LayerView {
    /// The parts of a mount of layers, given lowest first.
    ///
    /// An empty folder below them all makes whiteouts of the lowest one invisible, and gives the kernel the second
    /// folder that it asks for.
    static func parts(_ layers: [LayerID], in folders: StoreFolders) throws -> OverlayLayers {
        if layers.count >= OverlayLayers.limit { throw LayerError.tooManyLayers(layers.count) }
        for layer in layers where try !folders.contains(layer) { throw LayerError.missingLayer(layer) }
        try folders.own.descriptor.makeDirectoryIfMissing(at: "empty", mode: 0o755)
        // The kernel refuses a folder that it has already; what it holds shows at its topmost place.
        var seen: Set<LayerID> = []
        let visible = layers.reversed().filter { seen.insert($0).inserted }
        let lower = visible.map { FilePath($0.rawValue) } + [folders.ownFromLayers.appending("empty")]
        return OverlayLayers(base: folders.layers.descriptor, lower: lower)
    }

    /// Mounts layers for reading, nowhere: the filesystem goes with its descriptor.
    static func open(_ layers: [LayerID], in folders: StoreFolders) throws -> OpenFolder {
        let parts = try parts(layers, in: folders)
        let mount = OwnedDescriptor(
            try explaining(folders) { () throws(SystemError) in try parts.mountDetached() })
        // The descriptor of a new mount is for its place alone; reading folders needs one that is open for it.
        return OpenFolder(try mount.descriptor.openAt(".", .directory))
    }

    /// Runs a mount; if it fails because the store's filesystem can't hold overlay layers, says that instead.
    static func explaining<Result>(
        _ folders: StoreFolders, _ body: () throws(SystemError) -> Result
    ) throws -> Result {
        do {
            return try body()
        } catch {
            try FilesystemCheck.explain(folders)
            throw LayerFailure.system(error.call, error.errno, path: folders.root)
        }
    }
}

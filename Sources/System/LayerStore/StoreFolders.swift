import EnginePorts
import LinuxSystem
import SystemPackage

/// The folders of a store that layers live in.
struct StoreFolders: Sendable {
    /// The store.
    let root: FilePath
    /// Committed layers, each a folder named by its id, and beside some an index `ID.files`.
    let layers: OpenFolder
    /// What this process is making.
    let own: OpenFolder
    /// Folders of cache mounts.
    let caches: OpenFolder
    /// `own` relative to `layers`.
    let ownFromLayers: FilePath
    let ownPath: FilePath

    /// Opens the folders, made where missing; `process` is this process's folder in `tmp`.
    init(root: FilePath, process: String) throws {
        self.root = root
        ownPath = root.appending("tmp").appending(process)
        ownFromLayers = FilePath("../tmp").appending(process)
        let layersPath = root.appending("layers")
        let cachesPath = root.appending("caches")
        for path in [root, layersPath, cachesPath, root.appending("tmp"), ownPath] {
            try FileDescriptor.workingDirectory.makeDirectoryIfMissing(at: path, mode: 0o711)
        }
        layers = try OpenFolder.folder(layersPath)
        caches = try OpenFolder.folder(cachesPath)
        own = try OpenFolder.folder(ownPath)
    }

    /// A name for a new layer: short, since old kernels take all names of a stack in one page.
    func newLayerID() throws -> LayerID {
        while true {
            let letters = Array("abcdefghijklmnopqrstuvwxyz234567".utf8)
            let id = LayerID(String(decoding: (0..<6).map { _ in letters[Int.random(in: 0..<32)] }, as: UTF8.self))
            if try !contains(id) { return id }
        }
    }

    /// Whether a layer is there.
    func contains(_ layer: LayerID) throws(SystemError) -> Bool {
        try layers.descriptor.statusIfPresent(at: layer.rawValue)?.kind == .directory
    }

    /// Opens a layer's folder.
    func open(_ layer: LayerID) throws -> OpenFolder {
        guard isName(layer.rawValue), try contains(layer) else { throw LayerError.missingLayer(layer) }
        return try layers.folder(FileName(layer.rawValue))
    }

    /// Gives a folder of this process its place among the layers; with it goes its index.
    func commit(_ folder: FilePath, index: LayerIndex?) throws -> LayerID {
        let id = try newLayerID()
        if let index, !index.files.isEmpty {
            let file = try own.descriptor.openAt(id.rawValue, [.create, .writeOnly, .truncate], mode: 0o600)
            defer { file.closeQuietly() }
            try file.writeAllBytes(try index.encoded())
            try own.descriptor.rename(id.rawValue, to: layers.descriptor, at: indexName(id))
        }
        do {
            try own.descriptor.rename(folder, to: layers.descriptor, at: id.rawValue, .keepTarget)
            return id
        } catch {
            guard error.code == .fileExists else { throw error }
            return try commit(folder, index: index)
        }
    }

    /// The index of a layer that a copy left; nil where there is none that can be read.
    func index(of layer: LayerID) -> LayerIndex? {
        do {
            let file = try layers.descriptor.openAt(indexName(layer), .noFollow)
            defer { file.closeQuietly() }
            return LayerIndex(decoding: try file.readToEnd())
        } catch {
            return nil
        }
    }

    /// Removes a layer: it vanishes at once, and then its files.
    func remove(_ layer: LayerID) throws {
        guard isName(layer.rawValue) else { throw LayerError.missingLayer(layer) }
        let name = "removed-\(layer.rawValue)"
        try layers.descriptor.removeTree(at: indexName(layer))
        do {
            try layers.descriptor.rename(layer.rawValue, to: own.descriptor, at: name)
        } catch {
            guard error.code == .noSuchFileOrDirectory else { throw error }
            throw LayerError.missingLayer(layer)
        }
        try own.descriptor.removeTree(at: name)
    }

    /// All committed layers, sorted.
    func list() throws -> [LayerID] {
        try layers.descriptor.directoryEntriesAnew().map(\.name.description).filter(isName).sorted().map { LayerID($0) }
    }

    private func indexName(_ layer: LayerID) -> String { layer.rawValue + ".files" }

    private func isName(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x7a).contains($0) }
    }
}

extension FileDescriptor {
    /// The entries of a folder whose descriptor others use at the same time.
    func directoryEntriesAnew() throws(SystemError) -> [DirectoryEntry] { try directoryEntries(at: ".") }
}

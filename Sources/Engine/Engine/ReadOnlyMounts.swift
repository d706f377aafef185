import EnginePorts

/// Read-only mounts of results, each made once and kept until the build ends.
actor ReadOnlyMounts {
    private let layers: any LayerStorage
    private var open: [LayerMount] = []

    init(layers: any LayerStorage) {
        self.layers = layers
    }

    /// The mount of a stack of layers, lowest first.
    func mount(_ stack: [LayerID]) async throws -> LayerMount {
        if let known = open.first(where: { $0.layers == stack }) { return known }
        let mount = try await layers.mountReadOnly(stack)
        if let known = open.first(where: { $0.layers == stack }) {
            await layers.unmount(mount)
            return known
        }
        open.append(mount)
        return mount
    }

    /// Ends all mounts.
    func closeAll() async {
        let ended = open
        open = []
        for mount in ended { await layers.unmount(mount) }
    }
}

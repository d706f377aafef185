import EnginePorts
import LinuxSystem
import SystemPackage

/// Copies into a writable mount by the shortest way that is right.
struct CopyWork {
    let mount: OpenMount
    let folders: StoreFolders
    let cancellation: Cancellation

    func perform(_ request: CopyRequest) throws {
        let direct = try isDirect(request)
        if !direct { mount.tally.markMerged() }
        // Writing into the upper folder of a mounted overlay is undefined, so it is taken away until it is needed.
        if direct { try mount.detach() } else { try mount.attach() }
        let upper = direct ? try mount.openUpper() : try OpenFolder.folder(mount.mount.root)
        let below = direct && !request.isLinked ? try mount.viewBelow() : nil
        let root = DestinationFolder(root: upper, below: below, tally: mount.tally)
        try TreeCopier(
            request, root: root, tally: mount.tally, previous: try previousVersion(request), cancellation: cancellation
        ).perform()
    }

    /// Straight into the upper folder if only this store has written there and nothing has to be taken away from what
    /// lower layers hold.
    ///
    /// A linked copy always: it does not look below, and what it makes hides what is there.
    private func isDirect(_ request: CopyRequest) throws -> Bool {
        if mount.tally.isMerged { return false }
        if request.isLinked || mount.mount.layers.isEmpty { return true }
        if try TreeCopier.unpacksSomething(request) { return false }
        return try mount.tally.entryCount > 0 || mount.openUpper().with { try $0.directoryEntries().isEmpty }
    }

    private func previousVersion(_ request: CopyRequest) throws -> PreviousVersion? {
        guard let previous = request.previous, try folders.contains(previous), let index = folders.index(of: previous)
        else { return nil }
        return PreviousVersion(folder: try folders.open(previous), index: index)
    }
}

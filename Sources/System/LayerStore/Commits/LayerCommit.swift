import EnginePorts
import LinuxSystem
import OCIFormat
import SystemPackage

/// Makes what was written to a mount a layer.
struct LayerCommit {
    let mount: OpenMount
    let folders: StoreFolders
    let digesting: Bool
    let previous: LayerID?
    let cancellation: Cancellation

    func perform() throws -> CommittedLayer {
        guard mount.mount.isWritable else {
            throw LayerError.system(
                call: "commit", path: mount.mount.root.string, errno: Errno.readOnlyFileSystem.rawValue)
        }
        try mount.detach()
        let upper = try mount.openUpper()
        let wroteAllItself = mount.tally.entryCount > 0 && !mount.tally.isMerged
        let below = wroteAllItself && !digesting ? nil : try mount.viewBelow()
        let tally = wroteAllItself ? mount.tally : try clean(upper, below: below)
        let digest = digesting ? try LayerDigest(cancellation: cancellation).compute(upper, below: below) : nil
        if let previous, !wroteAllItself, try folders.contains(previous) {
            try LinkMerger(cancellation: cancellation).link(upper, to: try folders.open(previous))
        }
        let id = try folders.commit(mount.upper, index: wroteAllItself ? mount.tally.index : nil)
        return CommittedLayer(id: id, digest: digest, size: tally.size, entryCount: tally.entryCount)
    }

    private func clean(_ upper: OpenFolder, below: OpenFolder?) throws -> LayerTally {
        let cleaner = UpperCleaner(cancellation: cancellation)
        for attribute in try upper.descriptor.attributeNames() where AttributeNames.isOverlay(attribute) {
            try upper.descriptor.removeAttribute(attribute)
        }
        try cleaner.clean(upper, below: below)
        return cleaner.tally
    }
}

/// Replaces files of a new layer by links to equal ones of an earlier layer.
struct LinkMerger {
    let cancellation: Cancellation

    /// Links what is equal at the same path: contents, mode, owner, mtime and attributes, with one name in its layer.
    func link(_ layer: OpenFolder, to previous: OpenFolder) throws {
        var used: Set<UInt64> = []
        try LayerWalk(cancellation: cancellation).visit(layer, below: previous) { visit in
            guard visit.status.kind == .regular, visit.status.linkCount == 1, let below = visit.below,
                let earlier = try visit.statusBelow(), try isEqual(visit, earlier, below),
                used.insert(earlier.inode).inserted
            else { return }
            try replace(visit, byLinkTo: below)
        }
    }

    private func replace(_ visit: LayerWalk.Visit, byLinkTo below: OpenFolder) throws {
        let spare = FileName(".strata-link")
        let time = try visit.folder.descriptor.status().modificationTime
        do {
            try below.descriptor.makeHardLink(from: visit.name, to: visit.folder.descriptor, at: spare)
        } catch {
            guard error.code == .tooManyLinks || error.code == .improperLink else { throw error }
            return
        }
        try visit.folder.descriptor.rename(spare, to: visit.folder.descriptor, at: visit.name)
        try visit.folder.descriptor.setTimes(access: nil, modification: time)
    }

    private func isEqual(_ visit: LayerWalk.Visit, _ earlier: FileStatus, _ below: OpenFolder) throws -> Bool {
        let status = visit.status
        guard status.mode == earlier.mode, status.size == earlier.size, status.owner == earlier.owner,
            status.group == earlier.group, status.modificationTime == earlier.modificationTime,
            status.inode != earlier.inode
        else { return false }
        guard
            try AttributeList.read(visit.folder.descriptor, visit.name)
                == AttributeList.read(below.descriptor, visit.name)
        else { return false }
        return try FileComparison.haveEqualContents(visit.name, visit.folder, below)
    }
}

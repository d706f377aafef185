import EnginePorts
import LinuxSystem
import SystemPackage

/// Takes out of an upper folder what is no change against the layers below: whiteouts of what is not there, opaque
/// marks over nothing, folders that differ in nothing, files rewritten as they were, and overlayfs's bookkeeping.
final class UpperCleaner {
    let tally = LayerTally()
    private let cancellation: Cancellation
    private var inodes = InodeNames()

    init(cancellation: Cancellation) { self.cancellation = cancellation }

    /// Cleans a folder against what shows below it.
    func clean(_ folder: OpenFolder, below: OpenFolder?) throws {
        try cancellation.check()
        for entry in try folder.descriptor.directoryEntries() {
            guard let status = try folder.descriptor.statusIfPresent(at: entry.name) else { continue }
            if status.kind == .directory {
                try cleanFolder(entry.name, status, in: folder, below: below)
            } else {
                try cleanFile(entry.name, status, in: folder, below: below)
            }
        }
    }

    private func cleanFile(_ name: FileName, _ status: FileStatus, in folder: OpenFolder, below: OpenFolder?) throws {
        let lower = try below?.descriptor.statusIfPresent(at: name)
        if status.isWhiteout {
            if lower == nil { return try folder.descriptor.removeFile(at: name) }
            return tally.count(bytes: 0)
        }
        if let lower, let below, try isRewritten(name, status, in: folder, lower, below) {
            return try folder.descriptor.removeFile(at: name)
        }
        for attribute in try folder.descriptor.attributeNames(at: name) where AttributeNames.isOverlay(attribute) {
            try remove(attribute, of: name, in: folder)
        }
        let isFirstName = inodes.earlierName(of: status, at: PathBytes()) == nil
        tally.count(bytes: status.kind == .regular && isFirstName ? status.size : 0)
    }

    private func remove(_ attribute: String, of name: FileName, in folder: OpenFolder) throws {
        let file = try folder.descriptor.openAt(name, [.path, .noFollow])
        defer { file.closeQuietly() }
        try file.removeAttribute(attribute)
    }

    private func cleanFolder(_ name: FileName, _ status: FileStatus, in folder: OpenFolder, below: OpenFolder?) throws {
        let own = try folder.folder(name)
        let lower = try below?.folderIfPresent(name)
        let isOpaque = try cleanMarks(of: own, lower)
        try clean(own, below: isOpaque ? nil : lower)
        if !isOpaque, let lower, try isUnchanged(own, status, lower), try own.descriptor.directoryEntries().isEmpty {
            return try folder.descriptor.removeDirectory(at: name)
        }
        if try own.descriptor.status().modificationTime != status.modificationTime {
            try own.descriptor.setTimes(access: nil, modification: status.modificationTime)
        }
        tally.count(bytes: 0)
    }

    /// Removes overlayfs's attributes but a mark that hides something; tells whether that one stays.
    private func cleanMarks(of own: OpenFolder, _ lower: OpenFolder?) throws -> Bool {
        let hidesSomething = try lower.map { try !$0.descriptor.directoryEntries().isEmpty } ?? false
        var isOpaque = false
        for attribute in try own.descriptor.attributeNames() where AttributeNames.isOverlay(attribute) {
            if attribute == AttributeNames.opaque, hidesSomething, try own.descriptor.attribute(attribute) == [0x79] {
                isOpaque = true
            } else {
                try own.descriptor.removeAttribute(attribute)
            }
        }
        return isOpaque
    }

    private func isUnchanged(_ own: OpenFolder, _ status: FileStatus, _ lower: OpenFolder) throws -> Bool {
        let below = try lower.descriptor.status()
        guard (status.permissions, status.owner, status.group) == (below.permissions, below.owner, below.group) else {
            return false
        }
        return try AttributeList.read(own.descriptor) == AttributeList.read(lower.descriptor)
    }

    private func isRewritten(
        _ name: FileName, _ status: FileStatus, in folder: OpenFolder, _ lower: FileStatus, _ below: OpenFolder
    ) throws -> Bool {
        guard status.mode == lower.mode, status.owner == lower.owner, status.group == lower.group,
            status.modificationTime == lower.modificationTime, status.size == lower.size,
            status.deviceMajor == lower.deviceMajor, status.deviceMinor == lower.deviceMinor
        else { return false }
        guard try AttributeList.read(folder.descriptor, name) == AttributeList.read(below.descriptor, name) else {
            return false
        }
        switch status.kind {
        case .symbolicLink: return try folder.descriptor.readLink(at: name) == below.descriptor.readLink(at: name)
        case .regular: return try FileComparison.haveEqualContents(name, folder, below)
        default: return true
        }
    }
}

/// The attributes of files that belong to a layer.
enum AttributeList {
    /// Those of an open file, sorted by name.
    static func read(_ file: FileDescriptor) throws -> [ExtendedAttribute] {
        try file.attributeNames().filter(AttributeNames.isContent).compactMap { name in
            try file.attribute(name).map { ExtendedAttribute(name: name, value: $0) }
        }
    }

    /// Those of a name in a folder, sorted by name.
    static func read(_ folder: FileDescriptor, _ name: FileName) throws -> [ExtendedAttribute] {
        try folder.attributeNames(at: name).filter(AttributeNames.isContent).compactMap { attribute in
            try folder.attribute(attribute, at: name).map { ExtendedAttribute(name: attribute, value: $0) }
        }
    }
}

import EnginePorts
import LinuxSystem
import SystemPackage

/// Places in a root where something is mounted for a step, made before it where they are missing and removed after it,
/// so that they get into no layer.
struct MountPoints {
    private struct Made {
        var names: [String]
        var isFolder: Bool
        /// The times of the folder that it is in, before and after it was made.
        var before: FileStatus
        var after: FileStatus
    }

    private let path: RootPath
    private var made: [Made] = []

    init(root: FileDescriptor) {
        path = RootPath(root: root)
    }

    /// Makes sure that a place for a folder or a file is there, and gives its path without links.
    mutating func prepare(_ target: String, isFolder: Bool) throws(SystemError) -> String {
        let resolved = try path.resolve(target)
        if resolved.existing == resolved.names.count, (resolved.kind == .directory) != isFolder {
            let reason: Errno = isFolder ? .notDirectory : .isDirectory
            throw SystemError(call: "mount", errno: reason.rawValue, path: target)
        }
        for count in resolved.existing..<max(resolved.existing, resolved.names.count) {
            let isLast = count == resolved.names.count - 1
            try make(Array(resolved.names[...count]), isFolder: isFolder || !isLast)
        }
        return resolved.path
    }

    /// Makes a folder and those above it where they are missing; they stay, and belong to a user.
    func makeFolder(_ target: String, owner: ResolvedUser) throws(SystemError) {
        let resolved = try path.resolve(target)
        for count in resolved.existing..<max(resolved.existing, resolved.names.count) {
            let folder = try path.openFolder(resolved.names[..<count])
            defer { folder.closeQuietly() }
            let name = resolved.names[count]
            guard try folder.makeDirectoryIfMissing(at: name, mode: 0o755) else { continue }
            try folder.setOwner(at: name, owner: owner.uid, group: owner.gid)
            try folder.setPermissions(at: name, 0o755)
        }
    }

    /// The permission bits of a folder that is there; nil where there is none.
    func permissions(ofFolder target: String) throws(SystemError) -> UInt32? {
        let resolved = try path.resolve(target)
        guard resolved.existing == resolved.names.count, resolved.kind == .directory else { return nil }
        return try path.openFolder(resolved.names[...]).closingAfter { (folder) throws(SystemError) in
            try folder.status().permissions
        }
    }

    private mutating func make(_ names: [String], isFolder: Bool) throws(SystemError) {
        guard let name = names.last else { return }
        let folder = try path.openFolder(names.dropLast())
        defer { folder.closeQuietly() }
        let before = try folder.status()
        if isFolder {
            guard try folder.makeDirectoryIfMissing(at: name, mode: 0o755) else { return }
        } else {
            try folder.openAt(name, [.create, .exclusive, .writeOnly], mode: 0o644).closeQuietly()
        }
        // Whatever the umask of whoever started strata is.
        try folder.setPermissions(at: name, isFolder ? 0o755 : 0o644)
        made.append(Made(names: names, isFolder: isFolder, before: before, after: try folder.status()))
    }

    /// Removes what was made, the last first, unless the step put something there.
    ///
    /// A folder that lost its place again has its old times, unless the step changed it meanwhile.
    mutating func remove() {
        while let place = made.popLast() {
            // What can't be removed any more belongs to the step.
            try? remove(place)
        }
    }

    private func remove(_ place: Made) throws(SystemError) {
        guard let name = place.names.last else { return }
        let folder = try path.openFolder(place.names.dropLast())
        defer { folder.closeQuietly() }
        let current = try folder.status()
        if place.isFolder {
            try folder.removeDirectory(at: name)
        } else {
            let status = try folder.status(at: name)
            guard status.kind == .regular, status.size == 0, status.permissions == 0o644 else { return }
            try folder.removeFile(at: name)
        }
        let isUntouched = current.modificationTime == place.after.modificationTime
        try folder.setTimes(
            access: place.before.accessTime,
            modification: isUntouched ? place.before.modificationTime : current.modificationTime)
    }
}

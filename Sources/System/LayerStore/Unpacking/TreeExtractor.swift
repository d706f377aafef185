import Archives
import EnginePorts
import LinuxSystem
import SystemPackage

/// Writes the members of an archive below a folder, which is the root to them: `..` and links cannot leave it.
final class TreeExtractor {
    /// What names beginning with `.wh.` mean.
    enum Whiteouts {
        /// They take away what lower layers have, and become overlayfs's own marks.
        case applied
        /// They are passed over, as by ADD.
        case ignored
    }

    private let root: OpenFolder
    private let whiteouts: Whiteouts
    private let owner: FileOwner?
    private let tally: LayerTally
    private var folders: ParentFolders
    /// Names that this archive has given a whiteout: a folder that comes later must hide what the whiteout hid.
    private var whitedOut: Set<[UInt8]> = []
    /// Folders' times, which writing into them would change.
    private var times: [[UInt8]: FileTime] = [:]

    /// With `owner`, everything belongs to it instead of whom the archive names.
    init(root: OpenFolder, whiteouts: Whiteouts, owner: FileOwner? = nil, tally: LayerTally) {
        self.root = root
        self.whiteouts = whiteouts
        self.owner = owner
        self.tally = tally
        folders = ParentFolders(root: root)
    }

    /// Unpacks all members and reads the archive to its end.
    func extract(_ source: any ByteSource, cancellation: Cancellation) throws {
        let reader = try TarReader(source)
        while let entry = try reader.next() {
            try cancellation.check()
            let place = MemberPlace(entry.path)
            do {
                try extract(entry, at: place, reader)
            } catch {
                throw LayerFailure.translate(error, path: PathBytes(place.path))
            }
        }
        // A layer's bytes are digested to their end; what may follow an archive that ADD unpacks is nobody's affair.
        if whiteouts == .applied { try reader.drain() }
        try finish()
    }

    private func extract(_ entry: TarEntry, at place: MemberPlace, _ reader: TarReader) throws {
        guard let name = place.name else { return try extractRoot(entry) }
        if let whiteout = Whiteout(name) {
            if whiteouts == .applied { try apply(whiteout, in: place.parent) }
            return
        }
        let parent = try folders.open(place.parent)
        let existing = try parent.descriptor.statusIfPresent(at: name)
        if entry.kind == .directory, existing?.kind == .directory {
            return try parent.folder(name).with { try setAttributes(entry, of: $0, at: place) }
        }
        if existing != nil {
            try parent.descriptor.removeTree(at: name)
            folders.forgetAll()
        }
        try create(entry, in: parent, name, at: place, reader)
        tally.count(bytes: entry.size)
    }

    /// An archive's `./` gives a layer's root its attributes; ADD's destination keeps its own.
    private func extractRoot(_ entry: TarEntry) throws {
        guard whiteouts == .applied, entry.kind == .directory else { return }
        try setAttributes(entry, of: root.descriptor, at: MemberPlace([]))
    }

    private func create(
        _ entry: TarEntry, in parent: OpenFolder, _ name: FileName, at place: MemberPlace, _ reader: TarReader
    ) throws {
        let folder = parent.descriptor
        switch entry.kind {
        case .file: return try createFile(entry, in: folder, name, reader)
        case .directory: return try createFolder(entry, in: parent, name, at: place)
        case .hardLink(let target):
            try link(to: MemberPlace(target), in: folder, name)
            // As in BuildKit, ADD lets the last name of a file say what all of them are.
            guard whiteouts == .ignored, try folder.status(at: name).kind != .symbolicLink else { return }
        case .symlink(let target): try folder.makeSymbolicLink(at: name, to: PathBytes(target))
        case .fifo: try folder.makeNode(at: name, kind: .fifo, permissions: 0o600)
        case .characterDevice(let major, let minor):
            guard try makeDevice(.characterDevice, major, minor, in: folder, name) else { return }
        case .blockDevice(let major, let minor):
            guard try makeDevice(.blockDevice, major, minor, in: folder, name) else { return }
        }
        let owner = owner(of: entry)
        try folder.setOwner(at: name, owner: owner.uid, group: owner.gid)
        if case .symlink = entry.kind {} else { try folder.setPermissions(at: name, UInt32(entry.mode)) }
        for xattr in entry.xattrs {
            try AttributeWriter.set(xattr) { (key, value) throws(SystemError) in
                try folder.setAttribute(key, value, at: name)
            }
        }
        try folder.setTimes(at: name, access: nil, modification: time(of: entry))
    }

    private func createFile(_ entry: TarEntry, in folder: FileDescriptor, _ name: FileName, _ reader: TarReader) throws
    {
        let file = try folder.openAt(name, [.create, .exclusive, .writeOnly, .noFollow], mode: 0o600)
        defer { file.closeQuietly() }
        var end: Int64 = 0
        try reader.readContents { offset, bytes in
            try file.writeAll(toAbsoluteOffset: offset, bytes)
            end = offset + Int64(bytes.count)
        }
        if end < entry.size { try file.setSize(entry.size) }
        try setAttributes(entry, of: file)
        try folder.setTimes(at: name, access: nil, modification: time(of: entry))
    }

    private func createFolder(
        _ entry: TarEntry, in parent: OpenFolder, _ name: FileName, at place: MemberPlace
    ) throws {
        try parent.descriptor.makeDirectory(at: name, mode: 0o700)
        let folder = try parent.folder(name)
        if whitedOut.remove(place.path) != nil { try folder.descriptor.setAttribute(AttributeNames.opaque, [0x79]) }
        try setAttributes(entry, of: folder.descriptor, at: place)
    }

    private func link(to target: MemberPlace, in folder: FileDescriptor, _ name: FileName) throws {
        guard let targetName = target.name else { throw LayerError.badArchive("a hard link to the root") }
        let parent = try folders.open(target.parent)
        try parent.descriptor.makeHardLink(from: targetName, to: folder, at: name)
    }

    /// In a user namespace no devices can be made; they are left out then, as every rootless builder does.
    private func makeDevice(
        _ kind: FileKind, _ major: UInt32, _ minor: UInt32, in folder: FileDescriptor, _ name: FileName
    ) throws -> Bool {
        do {
            try folder.makeNode(at: name, kind: kind, permissions: 0o600, major: major, minor: minor)
            return true
        } catch {
            guard error.code == .notPermitted else { throw error }
            return false
        }
    }

    private func apply(_ whiteout: Whiteout, in parentPath: [UInt8]) throws {
        let parent = try folders.open(parentPath)
        switch whiteout {
        case .opaque: try parent.descriptor.setAttribute(AttributeNames.opaque, [0x79])
        case .ignored: return
        case .name(let name):
            let path = MemberPlace.join(parentPath, name.bytes)
            guard let status = try parent.descriptor.statusIfPresent(at: name) else {
                try parent.descriptor.makeNode(at: name, kind: .characterDevice, permissions: 0)
                whitedOut.insert(path)
                tally.count(bytes: 0)
                return
            }
            // It hides what lower layers have there, but not this layer's own folder of that name.
            guard status.kind == .directory else { return }
            try parent.folder(name).with { try $0.setAttribute(AttributeNames.opaque, [0x79]) }
        }
    }

    private func setAttributes(_ entry: TarEntry, of folder: FileDescriptor, at place: MemberPlace) throws {
        try setAttributes(entry, of: folder)
        times[place.path] = time(of: entry)
    }

    private func setAttributes(_ entry: TarEntry, of file: FileDescriptor) throws {
        try FileAttributes(owner: owner(of: entry), mode: UInt32(entry.mode)).apply(to: file)
        for xattr in entry.xattrs {
            try AttributeWriter.set(xattr) { (key, value) throws(SystemError) in try file.setAttribute(key, value) }
        }
    }

    private func owner(of entry: TarEntry) -> FileOwner { owner ?? FileOwner(uid: entry.uid, gid: entry.gid) }

    /// As in BuildKit, ADD takes a time before 1970 as 1970.
    private func time(of entry: TarEntry) -> FileTime {
        if whiteouts == .ignored, entry.modified < 0 { return FileTime(seconds: 0, nanoseconds: 0) }
        return FileTime(seconds: entry.modified, nanoseconds: Int64(entry.modifiedNanoseconds))
    }

    private func finish() throws {
        for (path, time) in times {
            // A member may have been replaced by a later one, or lie behind a link of the archive.
            guard let folder = try folders.openIfPresent(path) else { continue }
            try folder.descriptor.setTimes(access: nil, modification: time)
        }
    }
}

/// Sets attributes that archives hold.
enum AttributeWriter {
    /// Sets one unless it is overlayfs's own.
    ///
    /// What this filesystem or this user may not keep is left out, but for capabilities, without which a program does
    /// not work.
    static func set(_ xattr: TarEntry.Xattr, _ body: (String, [UInt8]) throws(SystemError) -> Void) throws {
        if AttributeNames.isOverlay(xattr.name) || xattr.name.hasPrefix("trusted.") { return }
        do {
            try body(xattr.name, xattr.value)
        } catch {
            guard xattr.name != FileAttributes.capabilityName && isRefusal(error) else { throw error }
            return
        }
    }

    private static func isRefusal(_ error: SystemError) -> Bool {
        [.notSupported, .notPermitted, .permissionDenied, .notSupportedOnSocket, .invalidArgument].contains(error.code)
    }
}

import Archives
import EnginePorts
import LinuxSystem
import SystemPackage

/// Writes a layer, or a merged filesystem, as a tar archive.
///
/// It is sorted, hard links are kept, sockets left out, and whiteouts have OCI's form.
final class TreeArchiver {
    private let writer: TarWriter
    private let times: EntryTimes
    private let cancellation: Cancellation
    private var inodes = InodeNames()
    private var prefix: [UInt8] = []
    private let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 256 << 10, alignment: 64)

    init(
        times: EntryTimes, cancellation: Cancellation, sink: @escaping @Sendable ([UInt8]) throws -> Void
    ) throws {
        self.times = times
        self.cancellation = cancellation
        writer = try TarWriter { try sink([UInt8]($0)) }
    }

    deinit { buffer.deallocate() }

    /// Writes all that is below a folder, and the archive's end.
    func archive(_ root: OpenFolder) throws {
        try addAll(of: root)
        try finish()
    }

    /// Writes all that is below a folder into a folder of the archive, or into its root.
    func add(_ root: OpenFolder, below folder: String?) throws {
        inodes = InodeNames()
        prefix = folder.map { Array("\($0)/".utf8) } ?? []
        if folder != nil {
            var entry = TarEntry(path: prefix, kind: .directory, mode: 0o755)
            entry.modified = times.ofNothing
            try writer.append(entry)
        }
        try addAll(of: root)
    }

    /// Writes the archive's end.
    func finish() throws {
        try writer.finish()
    }

    private func addAll(of root: OpenFolder) throws {
        try LayerWalk(cancellation: cancellation).visit(root) { visit in
            do {
                try add(visit)
            } catch {
                throw LayerFailure.translate(error, path: visit.path)
            }
        }
    }

    private func add(_ visit: LayerWalk.Visit) throws {
        if visit.status.kind == .socket { return }
        let path = prefix + visit.path.bytes
        if visit.status.isWhiteout { return try addWhiteout(of: visit.name, in: visit.path.parent) }
        var entry = TarEntry(
            path: path, kind: .file, mode: UInt16(visit.status.permissions), uid: visit.status.owner,
            gid: visit.status.group)
        let time = times.time(of: visit.status)
        entry.modified = time.seconds
        entry.modifiedNanoseconds = Int32(time.nanoseconds)
        if let earlier = inodes.earlierName(of: visit.status, at: visit.path) {
            entry.kind = .hardLink(prefix + earlier.bytes)
            return try writer.append(entry)
        }
        entry.xattrs = try AttributeList.read(visit.folder.descriptor, visit.name).map {
            TarEntry.Xattr(name: $0.name, value: $0.value)
        }
        try addContents(of: visit, &entry)
    }

    private func addContents(of visit: LayerWalk.Visit, _ entry: inout TarEntry) throws {
        let (major, minor) = (visit.status.deviceMajor, visit.status.deviceMinor)
        switch visit.status.kind {
        case .socket: return
        case .regular: return try addFile(visit, &entry)
        case .directory:
            entry.kind = .directory
            entry.path.append(UInt8(ascii: "/"))
        case .symbolicLink: entry.kind = .symlink(try visit.folder.descriptor.readLink(at: visit.name))
        case .characterDevice: entry.kind = .characterDevice(major: major, minor: minor)
        case .blockDevice: entry.kind = .blockDevice(major: major, minor: minor)
        case .fifo: entry.kind = .fifo
        }
        try writer.append(entry)
        if visit.isOpaque { try addOpaqueMark(in: visit.path) }
    }

    private func addFile(_ visit: LayerWalk.Visit, _ entry: inout TarEntry) throws {
        let file = try visit.folder.descriptor.openAt(visit.name, [.noFollow, .nonBlocking])
        defer { file.closeQuietly() }
        entry.size = visit.status.size
        try writer.append(entry)
        var left = entry.size
        while left > 0 {
            try cancellation.check()
            let part = UnsafeMutableRawBufferPointer(rebasing: buffer[..<Int(min(left, Int64(buffer.count)))])
            let count = try file.readBytes(into: part)
            if count == 0 {
                throw LayerError.system(call: "read", path: visit.path.pathText, errno: Errno.ioError.rawValue)
            }
            try writer.write(UnsafeRawBufferPointer(rebasing: part[..<count]))
            left -= Int64(count)
        }
    }

    private func addWhiteout(of name: FileName, in folder: PathBytes) throws {
        try addMark(folder.appending(FileName(Whiteout.prefix + name.bytes)))
    }

    private func addOpaqueMark(in folder: PathBytes) throws {
        try addMark(folder.appending(FileName(Whiteout.opaqueName)))
    }

    private func addMark(_ path: PathBytes) throws {
        try writer.append(TarEntry(path: prefix + path.bytes, kind: .file, mode: 0o600))
    }
}

import LinuxSystem
import SystemPackage

/// An open folder of a layer, a mount or a source.
typealias OpenFolder = OwnedDescriptor

extension OwnedDescriptor {
    /// Opens a folder of this machine by its path.
    static func folder(_ path: FilePath) throws(SystemError) -> OpenFolder {
        OpenFolder(try FileDescriptor.workingDirectory.openAt(path, .directory))
    }

    /// Gives the descriptor to a closure and stays open until it returns, which a temporary value else need not.
    func with<Result, Failure: Error>(
        _ body: (FileDescriptor) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        defer { withExtendedLifetime(self) {} }
        return try body(descriptor)
    }

    /// Opens a folder in this one; a symbolic link is an error.
    func folder(_ name: FileName) throws(SystemError) -> OpenFolder {
        OpenFolder(try descriptor.openAt(name, [.directory, .noFollow]))
    }

    /// Opens a folder in this one, or gives nil where the name is missing or something else.
    func folderIfPresent(_ name: FileName) throws(SystemError) -> OpenFolder? {
        guard let status = try descriptor.statusIfPresent(at: name), status.kind == .directory else { return nil }
        return try folder(name)
    }

    /// Opens a folder some levels below this one, no part of whose path is a link; an empty path means this one.
    func descendant(_ path: FilePath) throws(SystemError) -> OpenFolder {
        if path.isEmpty { return OpenFolder(try descriptor.duplicated()) }
        return OpenFolder(try descriptor.openBeneath(path, .directory))
    }
}

extension FilePath {
    /// The names of a path, without its root, `.` and empty ones; `..` stay.
    var names: [FileName] {
        components.filter { $0.kind != .currentDirectory }.map { component in
            FileName(component.withPlatformString { bytes(of: $0) })
        }
    }

    /// The path's bytes.
    var rawBytes: [UInt8] { withPlatformString { bytes(of: $0) } }

    /// Makes a path of bytes, as link targets are; nothing after a NUL counts.
    init(bytes: [UInt8]) {
        self = (bytes + [0]).withUnsafeBytes { raw in
            guard let start = raw.baseAddress else { return FilePath() }
            return FilePath(platformString: start.assumingMemoryBound(to: CChar.self))
        }
    }

    /// The path with a name appended.
    func appending(_ name: FileName) -> FilePath { appending(FilePath(bytes: name.bytes).components) }

    /// The path without its root.
    var relative: FilePath {
        var path = self
        path.root = nil
        return path
    }
}

private func bytes(of start: UnsafePointer<CChar>) -> [UInt8] {
    var end = start
    while end.pointee != 0 { end += 1 }
    return [UInt8](UnsafeRawBufferPointer(start: start, count: end - start))
}

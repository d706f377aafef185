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
    func descendant(_ path: PathBytes) throws(SystemError) -> OpenFolder {
        if path.bytes.isEmpty { return OpenFolder(try descriptor.duplicated()) }
        return OpenFolder(try descriptor.openBeneath(path, .directory))
    }
}

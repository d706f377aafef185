package import Diagnostics
import LinuxSystem
package import SystemPackage

/// Finds and reads a Dockerfile and the ignore file that belongs to it.
///
/// Blocks the calling thread.
package enum DockerfileReader {
    /// Reads the Dockerfile at a path of this machine; `name` is what messages call it, as the user wrote it.
    package static func read(_ path: FilePath, name: String) throws(ContextError) -> SourceFile {
        if let file = try SmallFile.read(path, name: name) { return file }
        throw .missingDockerfile(path: name, nearest: nearest(to: path))
    }

    /// Reads `Dockerfile` of a context folder, or `dockerfile` where there is none of that name.
    package static func readDefault(in folder: FilePath) throws(ContextError) -> (path: FilePath, file: SourceFile) {
        for name in ["Dockerfile", "dockerfile"] {
            let path = folder.appending(name)
            if let file = try SmallFile.read(path, name: name) { return (path, file) }
        }
        try requireFolder(folder)
        throw .missingDockerfile(path: "Dockerfile", nearest: nearest(to: folder.appending("Dockerfile")))
    }

    /// Reads a Dockerfile of a folder that is not trusted, and `NAME.dockerignore` beside it: links lead nowhere else.
    ///
    /// Without a name it is `Dockerfile`, or `dockerfile` where there is none of that name.
    package static func read(
        _ name: String?, inside folder: FilePath
    ) throws(ContextError) -> (file: SourceFile, ignoreFile: SourceFile?) {
        let names = name.map { [$0] } ?? ["Dockerfile", "dockerfile"]
        for name in names {
            guard let file = try SmallFile.read(FilePath(name), in: folder, name: name) else { continue }
            let ignoreName = name + ".dockerignore"
            return (file, try SmallFile.read(FilePath(ignoreName), in: folder, name: ignoreName))
        }
        throw .missingDockerfile(path: names[0], nearest: nil)
    }

    /// Where the folder itself is missing, that is the fault, and not the file in it.
    package static func requireFolder(_ folder: FilePath) throws(ContextError) {
        do {
            try openFile(folder.isEmpty ? "." : folder, [.directory]).closeQuietly()
        } catch {
            switch error.code {
            case .noSuchFileOrDirectory: throw .missingFolder(path: folder.string)
            case .notDirectory: throw .notAFolder(path: folder.string)
            default: throw ContextError(error, path: folder.string)
            }
        }
    }

    /// Reads a Dockerfile from an open file, such as standard input.
    package static func read(_ descriptor: FileDescriptor, name: String) throws(ContextError) -> SourceFile {
        try SmallFile.read(descriptor, name: name)
    }

    /// Reads `NAME.dockerignore` beside a Dockerfile of that name; nil where there is none.
    package static func ignoreFile(beside dockerfile: FilePath) throws(ContextError) -> SourceFile? {
        guard let last = dockerfile.lastComponent else { return nil }
        let name = last.string + ".dockerignore"
        return try SmallFile.read(dockerfile.removingLastComponent().appending(name), name: name)
    }

    /// A name near to a path's last one in the same folder; nil where there is none.
    package static func nearest(to path: FilePath) -> String? {
        guard let name = path.lastComponent?.string else { return nil }
        let folder = path.removingLastComponent()
        // A folder that can't be listed has no names to offer.
        guard let open = try? openFile(folder.isEmpty ? "." : folder, [.directory]) else { return nil }
        let entries = (try? open.closingAfter { (folder) throws(SystemError) in try folder.directoryEntries() }) ?? []
        return NearestName.suggestion(for: name, among: entries.map(\.name.description).sorted())
    }
}

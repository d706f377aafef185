import EnginePorts
import LinuxSystem
import SystemPackage

/// Finds and makes the folders that a copy names, with symbolic links resolved inside the root.
struct DestinationTree {
    let root: DestinationFolder
    /// What folders get that have to be made on the way.
    var folderAttributes: FileAttributes
    /// As many links as the kernel itself follows.
    private static let linkLimit = 40

    /// Where a file is to be put: a folder that is there, and a name in it.
    enum Place {
        case folder(DestinationFolder)
        case file(DestinationFolder, FileName)
    }

    /// The folder of a path, made with all those above it where missing.
    func folder(_ path: PathBytes) throws -> DestinationFolder {
        var links = 0
        return try walk(path.names, from: root, links: &links, of: path)
    }

    /// What a path stands for, its last name followed through links; the folders above it are made where missing.
    func place(_ path: PathBytes) throws -> Place {
        var links = 0
        var names = path.names
        var start = root
        while let last = names.popLast() {
            let folder = try walk(names, from: start, links: &links, of: path)
            if last.bytes == Array("..".utf8) { return .folder(folder.parent ?? folder) }
            switch try folder.find(last) {
            case .folder: return .folder(try folder.subfolder(last))
            case .other(let status, let isOwn) where status.kind == .symbolicLink:
                let target = try followed(last, in: folder, isOwn: isOwn, links: &links)
                start = target.isAbsolute ? root : folder
                names = target.names
                if names.isEmpty { return .folder(start) }
            default: return .file(folder, last)
            }
        }
        return .folder(start)
    }

    private func walk(
        _ names: [FileName], from start: DestinationFolder, links: inout Int, of path: PathBytes
    ) throws -> DestinationFolder {
        var current = start
        var pending = Array(names.reversed())
        while let name = pending.popLast() {
            if name.bytes == Array("..".utf8) {
                current = current.parent ?? current
                continue
            }
            switch try current.find(name) {
            case .folder: current = try current.subfolder(name)
            case .nothing: current = try current.makeSubfolder(name, folderAttributes)
            case .other(let status, let isOwn) where status.kind == .symbolicLink:
                let target = try followed(name, in: current, isOwn: isOwn, links: &links)
                if target.isAbsolute { current = root }
                pending += target.names.reversed()
            case .other: throw CopyFailure.notAFolder(path)
            }
        }
        return current
    }

    private func followed(
        _ name: FileName, in folder: DestinationFolder, isOwn: Bool, links: inout Int
    ) throws -> PathBytes {
        links += 1
        let path = folder.path.appending(name)
        if links > Self.linkLimit {
            throw LayerError.badCopy(path: path.pathText, .tooManyLinks)
        }
        return try folder.linkTarget(name, isOwn: isOwn)
    }
}

/// Copies that cannot be done.
enum CopyFailure {
    static func notAFolder(_ path: PathBytes) -> LayerError { .badCopy(path: path.pathText, .notAFolder) }

    static func folderInTheWay(_ path: PathBytes) -> LayerError { .badCopy(path: path.pathText, .folderInTheWay) }
}

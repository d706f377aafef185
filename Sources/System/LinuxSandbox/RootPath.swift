import LinuxSystem
import SystemPackage

/// Resolves a path inside a root with its links, also where its last parts are missing.
struct RootPath {
    /// The root, open.
    let root: FileDescriptor

    /// A path without links, by its names from the root, and what is there.
    struct Resolved {
        var names: [String]
        /// How many of the names exist.
        var existing: Int
        /// What the last name is; nil where it is missing.
        var kind: FileKind?

        var path: String { "/" + names.joined(separator: "/") }
    }

    /// Resolves a path; `..` does not leave the root, and links are followed, the last name's too.
    func resolve(_ path: String) throws(SystemError) -> Resolved {
        var pending = Array(path.split(separator: "/").map(String.init).reversed())
        var resolved = Resolved(names: [], existing: 0, kind: .directory)
        var links = 0
        while let name = pending.popLast() {
            if name == "." { continue }
            if name == ".." {
                if !resolved.names.isEmpty { resolved.names.removeLast() }
                resolved.existing = min(resolved.existing, resolved.names.count)
                if resolved.existing == resolved.names.count { resolved.kind = .directory }
                continue
            }
            let kind = resolved.existing == resolved.names.count ? try self.kind(of: resolved.names + [name]) : nil
            guard kind == .symbolicLink else {
                if kind != nil { resolved.existing += 1 }
                resolved.names.append(name)
                resolved.kind = kind
                continue
            }
            links += 1
            if links > 40 { throw SystemError(call: "readlinkat", errno: 40, path: path) }
            let target = try linkTarget(resolved.names + [name])
            if target.hasPrefix("/") { resolved = Resolved(names: [], existing: 0, kind: .directory) }
            pending += target.split(separator: "/").map(String.init).reversed()
        }
        return resolved
    }

    /// Opens a folder by its names, none of which may be a link.
    func openFolder(_ names: ArraySlice<String>) throws(SystemError) -> FileDescriptor {
        try root.openAt(names.isEmpty ? "." : names.joined(separator: "/"), [.directory], resolve: [.inRoot, .noLinks])
    }

    private func kind(of names: [String]) throws(SystemError) -> FileKind? {
        do {
            let file = try root.openAt(names.joined(separator: "/"), [.path, .noFollow], resolve: [.inRoot])
            defer { file.closeQuietly() }
            return try file.status().kind
        } catch  where error.code == .noSuchFileOrDirectory || error.code == .notDirectory {
            return nil
        }
    }

    private func linkTarget(_ names: [String]) throws(SystemError) -> String {
        let link = try root.openAt(names.joined(separator: "/"), [.path, .noFollow], resolve: [.inRoot])
        defer { link.closeQuietly() }
        return String(decoding: try link.readLink(at: ""), as: UTF8.self)
    }
}

/// Files of a project by their names: those that may matter to a command, besides the ones that it is known to read.
///
/// Paths are relative to the project's folder.
struct OtherFiles: Sendable, Hashable {
    /// Names, in whatever folder.
    var names: Set<String> = []
    /// Beginnings of names, in whatever folder.
    var beginnings: [String] = []
    /// Ends of names, in whatever folder.
    var endings: [String] = []
    /// Folders, with all that is in them.
    var folders: [String] = []
    /// Folders with lists of requirements, where any text may be another one; empty where such lists don't matter.
    var listFolders: Set<String> = []

    /// Whether a path is one of them.
    func contains(_ path: String) -> Bool {
        let (folder, name) = path.dividedPath
        return names.contains(name) || beginnings.contains(where: name.hasPrefix)
            || endings.contains(where: name.hasSuffix) || folders.contains { path == $0 || path.hasPrefix($0 + "/") }
            || isList(path, folder, name)
    }

    /// Whether it may be a list of requirements: a text beside one, or one that is called so.
    private func isList(_ path: String, _ folder: String, _ name: String) -> Bool {
        guard !listFolders.isEmpty else { return false }
        let (path, name) = (path.lowercased(), name.lowercased())
        guard [".txt", ".in", ".pip", ".lock"].contains(where: name.hasSuffix) else { return false }
        if listFolders.contains(folder), !Self.documents.contains(name) { return true }
        return ["require", "constraint", "reqs", "deps", "pip"].contains(where: path.contains)
    }

    private static let documents: Set<String> = [
        "authors.txt", "changelog.txt", "changes.txt", "copying.txt", "humans.txt", "licence.txt", "license.txt",
        "manifest.in", "notice.txt", "readme.txt", "robots.txt",
    ]
}

extension String {
    /// A path's folder, empty for none, and its last name.
    var dividedPath: (folder: String, name: String) {
        guard let slash = lastIndex(of: "/") else { return ("", self) }
        return (String(self[..<slash]), String(self[index(after: slash)...]))
    }
}

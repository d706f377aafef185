/// Paths of an image as text, joined and cleaned by their spelling alone.
///
/// Nothing is looked up here: the engine resolves the result inside the root filesystem.
enum PathText {
    /// The shortest spelling of a path: no empty part, no `.`, and `..` taken back where a part stands before it.
    static func clean(_ path: String) -> String {
        let isAbsolute = path.hasPrefix("/")
        var parts: [Substring] = []
        for part in path.split(separator: "/") where part != "." {
            if part != ".." {
                parts.append(part)
            } else if let last = parts.last, last != ".." {
                parts.removeLast()
            } else if !isAbsolute {
                parts.append(part)
            }
        }
        let joined = parts.joined(separator: "/")
        return isAbsolute ? "/" + joined : (joined.isEmpty ? "." : joined)
    }

    /// A path as seen from a folder, cleaned; an absolute one is the same from everywhere.
    static func absolute(_ path: String, in folder: String) -> String {
        clean(path.hasPrefix("/") ? path : "/\(folder)/\(path)")
    }

    /// The path of a folder to copy to ends in a slash, if it was written so.
    static func destination(_ path: String, in folder: String) -> String {
        let cleaned = absolute(path, in: folder)
        let isFolder = path.isEmpty || path == "." || path.hasSuffix("/") || path.hasSuffix("/.")
        return isFolder && cleaned != "/" ? cleaned + "/" : cleaned
    }

    /// The last part of a path.
    static func lastComponent(_ path: String) -> String {
        path.split(separator: "/").last.map { String($0) } ?? path
    }
}

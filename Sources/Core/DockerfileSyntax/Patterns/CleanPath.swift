/// Shortens paths by their text alone, as Go's path.Clean does.
package enum CleanPath {
    /// The shortest path of the same meaning: no `.`, no double slash, `..` only at the start; `.` for an empty one.
    package static func clean(_ path: String) -> String {
        let isRooted = path.utf8.first == UInt8(ascii: "/")
        var parts: [Substring.UTF8View] = []
        for part in path.utf8.split(separator: UInt8(ascii: "/")) {
            let text = String(Substring(part))
            if text == "." {
                continue
            }
            guard text == ".." else {
                parts.append(part)
                continue
            }
            if let last = parts.last, String(Substring(last)) != ".." {
                parts.removeLast()
            } else if !isRooted {
                parts.append(part)
            }
        }
        let joined = parts.map { String(Substring($0)) }.joined(separator: "/")
        return isRooted ? "/" + joined : (joined.isEmpty ? "." : joined)
    }
}

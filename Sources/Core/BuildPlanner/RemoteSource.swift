/// Tells sources of ADD that have to be fetched from those that are files.
enum RemoteSource {
    /// Whether a source is a URL or names a git repository, as `git@host:path` does.
    static func isRemote(_ source: String) -> Bool {
        if ["http://", "https://", "git://", "ssh://"].contains(where: { source.hasPrefix($0) }) { return true }
        guard let at = source.firstIndex(of: "@"), let colon = source[at...].firstIndex(of: ":") else { return false }
        let isName = { (character: Character) in
            character.isASCII && (character.isLetter || character.isNumber || "-_.".contains(character))
        }
        return !source[..<at].isEmpty && source[..<at].allSatisfy(isName)
            && source[source.index(after: at)..<colon].allSatisfy(isName)
    }
}

import BuildGraph

/// The query form of a repository's address: `?branch=main&subdir=sub`.
struct GitQuery: Sendable {
    private var values: [(key: String, value: String)] = []

    init(_ query: String?) throws(RemoteAddressFault) {
        for part in (query ?? "").split(separator: "&") {
            let words = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                .map { PercentText.decoded(String($0.map { $0 == "+" ? " " : $0 })) }
            let key = words[0]
            guard Self.known.contains(key) else { throw .unknownKey(key) }
            guard self[key] == nil else { throw .repeated(key) }
            values.append((key, words.count > 1 ? words[1] : ""))
            if self[key]?.isEmpty == true, !Self.switches.contains(key) { throw .noValue(key) }
        }
    }

    /// Adds what the query says to what the fragment said.
    func apply(to source: inout GitSource) throws(RemoteAddressFault) {
        if let ref = self["ref"] { source.ref = try agreed("ref", source.ref, ref) }
        if let folder = self["subdir"] { source.subfolder = try agreed("subdir", source.subfolder, folder) }
        if self["tag"] != nil, self["branch"] != nil { throw .branchAndTag }
        for (key, prefix) in [("tag", "refs/tags/"), ("branch", "refs/heads/")] {
            guard let name = self[key] else { continue }
            source.ref = try agreed("ref", source.ref, name.hasPrefix(prefix) ? name : prefix + name)
        }
        if let checksum = self["checksum"], let commit = self["commit"], checksum != commit {
            throw .conflict("commit", checksum, commit)
        }
        if let commit = self["checksum"] ?? self["commit"] {
            guard GitSource.isCommitPrefix(commit) else { throw .invalidValue("commit", commit) }
            source.commit = commit
        }
        source.keepsGitFolder = try flag("keep-git-dir") ?? source.keepsGitFolder
        source.hasSubmodules = try flag("submodules") ?? source.hasSubmodules
    }

    private static let switches: Set<String> = ["keep-git-dir", "submodules"]
    private static let known: Set<String> = switches.union([
        "ref", "tag", "branch", "subdir", "checksum", "commit",
    ])

    private subscript(key: String) -> String? {
        values.first { $0.key == key }?.value
    }

    private func agreed(_ what: String, _ earlier: String?, _ value: String) throws(RemoteAddressFault) -> String {
        if let earlier, earlier != value { throw .conflict(what, earlier, value) }
        return value
    }

    private func flag(_ key: String) throws(RemoteAddressFault) -> Bool? {
        guard let text = self[key] else { return nil }
        switch text {
        case "", "1", "t", "T", "true", "TRUE", "True": return true
        case "0", "f", "F", "false", "FALSE", "False": return false
        default: throw .invalidValue(key, text)
        }
    }
}

extension GitSource {
    /// Whether a text can be the beginning of a commit's id.
    static func isCommitPrefix(_ text: String) -> Bool {
        (7...64).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                    || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
            }
    }
}

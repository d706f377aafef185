package import OCIFormat

/// Files from the network: what an ADD fetches, and build contexts that are no folder of this machine.
///
/// Like a build context it has files, but no layers; what a step reads of it counts by the source's revision.
package enum RemoteSource: Hashable, Sendable {
    /// One file from a web server.
    case http(HTTPSource)
    /// The files of a commit.
    case git(GitSource)

    /// What people call it, without credentials.
    package var name: String {
        switch self {
        case .http(let http): Self.withoutPassword(http.url)
        case .git(let git): git.name
        }
    }

    /// The server that is asked, for messages.
    package var host: String {
        let address =
            switch self {
            case .http(let http): http.url
            case .git(let git): git.remote
            }
        let rest = address.firstRange(of: "://").map { address[$0.upperBound...] } ?? address[...]
        let authority = rest.prefix { !"/?#".contains($0) }
        let host = authority.lastIndex(of: "@").map { authority[authority.index(after: $0)...] } ?? authority
        return address.contains("://") ? String(host) : String(host.prefix { $0 != ":" })
    }

    /// An address as it may be shown: of `http` and `https` without the user, which may be a token alone, of others
    /// without the password: `ssh://user:xxxxx@host/`.
    package static func withoutPassword(_ address: String) -> String {
        guard let scheme = address.firstRange(of: "://") else { return address }
        let authority = address[scheme.upperBound...].prefix { !"/?#".contains($0) }
        guard let at = authority.lastIndex(of: "@") else { return address }
        if ["http", "https"].contains(address[..<scheme.lowerBound].lowercased()) {
            return "\(address[..<scheme.upperBound])\(address[address.index(after: at)...])"
        }
        guard let colon = authority[..<at].firstIndex(of: ":") else { return address }
        return "\(address[...colon])xxxxx\(address[at...])"
    }
}

/// One file from a web server.
package struct HTTPSource: Hashable, Sendable {
    /// The address, with user and password if it was written so.
    package var url: String
    /// The name that the file gets.
    package var fileName: String
    /// The digest that its contents must have (`--checksum`).
    package var checksum: Digest?

    /// Makes a source whose contents may be anything.
    package init(url: String, fileName: String, checksum: Digest? = nil) {
        self.url = url
        self.fileName = fileName
        self.checksum = checksum
    }
}

/// The files of a commit of a git repository.
package struct GitSource: Hashable, Sendable {
    /// The repository as git takes it.
    package var remote: String
    /// A branch, a tag, a full ref or a commit; nil for the default branch.
    package var ref: String?
    /// The folder whose contents are meant, without slashes around it; nil for the whole tree.
    package var subfolder: String?
    /// What the commit's id has to begin with.
    package var commit: String?
    /// Whether the `.git` folder belongs to the files.
    package var keepsGitFolder: Bool
    /// Whether the files of submodules are fetched too.
    package var hasSubmodules: Bool

    /// Makes a source for the tree of the default branch, with submodules and without `.git`.
    package init(remote: String) {
        self.remote = remote
        ref = nil
        subfolder = nil
        commit = nil
        keepsGitFolder = false
        hasSubmodules = true
    }

    /// What people call it: `URL#REF:FOLDER`, without credentials.
    package var name: String {
        var name = RemoteSource.withoutPassword(remote)
        if ref != nil || subfolder != nil { name += "#\(ref ?? "")" }
        if let subfolder { name += ":\(subfolder)" }
        return name
    }
}

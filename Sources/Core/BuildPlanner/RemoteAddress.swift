package import BuildGraph
import DockerfileSyntax

/// Reads the addresses of repositories and files that ADD and build contexts take.
package enum RemoteAddress {
    /// Where an address stands, which decides what is taken for a repository.
    package enum Use: Hashable, Sendable {
        /// A source of ADD.
        case add
        /// A build context, where `github.com/user/repository` is one too.
        case context
    }

    /// The source that an address names; nil for what is no address of the network.
    ///
    /// `http` and `https` mean a repository only where the path ends in `.git`.
    package static func source(
        _ text: String, for use: Use = .add
    ) throws(RemoteAddressFault) -> RemoteSource? {
        if let git = try git(text, for: use) { return .git(git) }
        guard text.hasPrefix("http://") || text.hasPrefix("https://") else { return nil }
        return .http(HTTPSource(url: text, fileName: fileName(of: text)))
    }

    /// Whether a text is an address of the network, be it a good one or not.
    static func isRemote(_ text: String) -> Bool {
        do {
            return try source(text) != nil
        } catch {
            return true
        }
    }

    private static func git(_ text: String, for use: Use) throws(RemoteAddressFault) -> GitSource? {
        if use == .context, text.hasPrefix("github.com/") { return try source(URLParts("https://\(text)")) }
        if let scheme = URLParts.scheme(of: text) {
            guard ["http", "https", "ssh", "git"].contains(scheme) else { return nil }
            let parts = URLParts(text)
            if scheme.hasPrefix("http"), !parts.path.hasSuffix(".git") { return nil }
            return try source(parts)
        }
        guard isSecureCopy(text) else { return nil }
        return try source(URLParts(text))
    }

    /// Whether a text has the form `user@host:path` that ssh programs take.
    private static func isSecureCopy(_ text: String) -> Bool {
        guard let at = text.firstIndex(of: "@"), let colon = text[at...].firstIndex(of: ":") else { return false }
        let user = text[..<at]
        let host = text[text.index(after: at)..<colon]
        let isName = { (name: Substring, others: String) in
            !name.isEmpty && name.first != "-"
                && name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || others.contains($0)) }
        }
        return isName(user, "-_") && isName(host, "-.")
    }

    private static func source(_ parts: URLParts) throws(RemoteAddressFault) -> GitSource {
        var source = GitSource(remote: parts.base)
        if let fragment = parts.fragment {
            let words = fragment.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            source.ref = words[0].isEmpty ? nil : words[0]
            source.subfolder = words.count > 1 && !words[1].isEmpty ? words[1] : nil
        }
        try GitQuery(parts.query).apply(to: &source)
        if let ref = source.ref, ref.hasPrefix("-") || ref.contains(where: \.isWhitespace) {
            throw .invalidValue("ref", ref)
        }
        source.subfolder = try source.subfolder.flatMap { (folder) throws(RemoteAddressFault) in try clean(folder) }
        return source
    }

    /// A folder of the tree in its shortest spelling; nil for the tree itself.
    private static func clean(_ folder: String) throws(RemoteAddressFault) -> String? {
        guard !folder.contains(where: { $0 == "\0" || $0.isNewline }) else { throw .invalidValue("subdir", folder) }
        let path = PathText.absolute(folder, in: "/").dropFirst()
        return path.isEmpty ? nil : String(path)
    }

    /// The name that a fetched file gets: the last part of the path.
    private static func fileName(of url: String) -> String {
        let path = URLParts(url).path
        let name = PathText.clean(PercentText.decoded(path)).split(separator: "/").last.map(String.init) ?? ""
        return name.isEmpty || name == "." || name == ".." || name.contains("\0") ? "__unnamed__" : name
    }
}

/// What is wrong with the address of a repository.
package enum RemoteAddressFault: Error, Hashable, Sendable, CustomStringConvertible {
    /// A key of the query that means nothing.
    case unknownKey(String)
    /// A key without a value.
    case noValue(String)
    /// A key that stands twice.
    case repeated(String)
    /// A key whose value is none for it.
    case invalidValue(String, String)
    /// Two parts that say different things.
    case conflict(String, String, String)
    /// Both a branch and a tag.
    case branchAndTag

    /// The fault in words.
    package var description: String {
        switch self {
        case .unknownKey(let key): "unexpected query \(key.goQuoted)"
        case .noValue(let key): "query \(key.goQuoted) has no value"
        case .repeated(let key): "query \(key.goQuoted) has multiple values"
        case .invalidValue(let key, let value): "invalid \(key) value: \(value.goQuoted)"
        case .conflict(let what, let one, let other): "\(what) conflicts: \(one.goQuoted) vs \(other.goQuoted)"
        case .branchAndTag: "branch conflicts with tag"
        }
    }
}

import EnginePorts
import FoundationEssentials

/// The members of Docker's config.json and podman's auth.json that concern registries.
struct DockerConfigFile: Decodable, Sendable {
    /// Credentials kept in the file itself.
    struct Entry: Decodable, Sendable {
        var auth: String?
        var username: String?
        var password: String?
        var identitytoken: String?
        var registrytoken: String?
    }

    private var auths: [String: Entry?]?
    private var credHelpers: [String: String]?
    private var credsStore: String?

    /// Reads the JSON of a file or variable, named by `source` for errors.
    static func parse(_ bytes: [UInt8], source: String) throws(RegistryError) -> DockerConfigFile {
        do {
            return try JSONDecoder().decode(DockerConfigFile.self, from: Data(bytes))
        } catch {
            throw .badCredentials(source: source, reason: "it is no JSON of Docker's config.json: \(error)")
        }
    }

    /// The helper that keeps a server's credentials; helpers of one server come before the store of all.
    func helper(for servers: [String]) -> String? {
        let own = servers.compactMap { credHelpers?[$0] }.first
        let name = own ?? credsStore
        return name?.isEmpty == false ? name : nil
    }

    /// The credentials in the file: of the longest key that is the host or a beginning of host and repository.
    func credentials(for servers: [String], repository: String) throws(CredentialProblem) -> Credentials? {
        let wanted = servers.map { "\(Self.bareKey($0))/\(repository)/" }
        let matching = (auths ?? [:]).filter { key, _ in
            let key = Self.bareKey(key) + "/"
            return wanted.contains { $0.hasPrefix(key) }
        }
        guard let best = matching.max(by: { $0.key.count < $1.key.count }), let entry = best.value else { return nil }
        return try Self.credentials(of: entry, key: best.key)
    }

    private static func credentials(of entry: Entry, key: String) throws(CredentialProblem) -> Credentials? {
        if let token = entry.registrytoken, !token.isEmpty { return .registryToken(token) }
        if let token = entry.identitytoken, !token.isEmpty { return .identityToken(token) }
        if let user = entry.username, let password = entry.password, !user.isEmpty {
            return .password(user: user, password: password)
        }
        guard let auth = entry.auth, !auth.isEmpty else { return nil }
        guard let decoded = Data(base64Encoded: auth) else { throw CredentialProblem(key: key) }
        let text = String(decoding: decoded, as: UTF8.self)
        guard let colon = text.firstIndex(of: ":") else { throw CredentialProblem(key: key) }
        let password = text[text.index(after: colon)...].prefix { $0 != "\0" }
        return .password(user: String(text[..<colon]), password: String(password))
    }

    /// A key without its scheme and without the version path that old logins wrote.
    private static func bareKey(_ key: String) -> String {
        var bare = Substring(key)
        for scheme in ["https://", "http://"] where bare.hasPrefix(scheme) { bare = bare.dropFirst(scheme.count) }
        for path in ["/v1/", "/v2/", "/v1", "/v2", "/"] where bare.hasSuffix(path) {
            bare = bare.dropLast(path.count)
            break
        }
        return String(bare)
    }
}

/// An `auth` member that is no base64 of `user:password`.
struct CredentialProblem: Error {
    var key: String
}

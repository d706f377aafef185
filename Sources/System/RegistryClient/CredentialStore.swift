import EnginePorts
import FoundationEssentials
import Synchronization
package import SystemPackage

/// Where a user's credentials lie.
package struct CredentialSources: Sendable {
    /// The environment: `DOCKER_AUTH_CONFIG`, `REGISTRY_AUTH_FILE`, `DOCKER_CONFIG`, `XDG_RUNTIME_DIR`.
    package var environment: [String: String]
    /// The user's home folder, nil where there is none.
    package var home: FilePath?
    /// Runs a credential helper.
    package var helper: CredentialHelper

    /// Names the sources.
    package init(environment: [String: String], home: FilePath?, helper: @escaping CredentialHelper) {
        self.environment = environment
        self.home = home
        self.helper = helper
    }
}

/// Finds credentials as Docker does; each file is read once, each helper asked once a server.
final class CredentialStore: Sendable {
    private let sources: CredentialSources
    private let known = Mutex<[String: Credentials?]>([:])
    private let files = Mutex<[Document]?>(nil)

    private struct Document: Sendable {
        var source: String
        var file: DockerConfigFile
    }

    init(_ sources: CredentialSources) {
        self.sources = sources
    }

    /// The credentials for a repository at a host, or nil to ask without.
    func credentials(for authority: String, repository: String) async throws(RegistryError) -> Credentials? {
        let key = "\(authority)/\(repository)"
        if let found = known.withLock({ $0[key] }) { return found }
        let found = try await find(authority, repository)
        known.withLock { $0[key] = .some(found) }
        return found
    }

    private func find(_ authority: String, _ repository: String) async throws(RegistryError) -> Credentials? {
        let servers = Self.names(of: authority)
        for document in try documents() {
            if let program = document.file.helper(for: servers),
                let found = try await ask(program, servers[0], document.source)
            {
                return found
            }
            do {
                if let found = try document.file.credentials(for: servers, repository: repository) { return found }
            } catch {
                let reason = "\"auth\" of \(error.key) is no base64 of user:password"
                throw .badCredentials(source: document.source, reason: reason)
            }
        }
        return nil
    }

    /// The names that a host has in files, that for helpers first.
    private static func names(of authority: String) -> [String] {
        guard authority == RegistryConfiguration.hub.authority else { return [authority] }
        return ["https://index.docker.io/v1/", "index.docker.io", "docker.io", authority]
    }

    private func ask(_ name: String, _ server: String, _ source: String) async throws(RegistryError) -> Credentials? {
        let program = "docker-credential-\(name)"
        let answer: CredentialHelperOutput
        do {
            answer = try await sources.helper(program, ["get"], server)
        } catch {
            throw .badCredentials(source: source, reason: "\(program) could not be run: \(error)")
        }
        let text = String(decoding: answer.output, as: UTF8.self)
        guard answer.exitCode == 0 else {
            if text.contains("credentials not found") { return nil }
            let reason = "\(program) ended with \(answer.exitCode): \(text.prefix(200))"
            throw .badCredentials(source: source, reason: reason)
        }
        struct Answer: Decodable {
            var Username: String?
            var Secret: String?
        }
        do {
            let decoded = try JSONDecoder().decode(Answer.self, from: Data(answer.output))
            guard let secret = decoded.Secret, !secret.isEmpty else { return nil }
            let user = decoded.Username ?? ""
            return user == "<token>" ? .identityToken(secret) : .password(user: user, password: secret)
        } catch {
            throw .badCredentials(source: source, reason: "\(program) gave no JSON with Username and Secret")
        }
    }

    private func documents() throws(RegistryError) -> [Document] {
        if let read = files.withLock({ $0 }) { return read }
        var found: [Document] = []
        if let text = sources.environment["DOCKER_AUTH_CONFIG"], !text.isEmpty {
            let source = "$DOCKER_AUTH_CONFIG"
            found.append(Document(source: source, file: try .parse(Array(text.utf8), source: source)))
        }
        for path in paths {
            guard let bytes = try Self.read(path) else { continue }
            found.append(Document(source: path.string, file: try .parse(bytes, source: path.string)))
        }
        let result = found
        files.withLock { $0 = result }
        return result
    }

    private var paths: [FilePath] {
        func variable(_ name: String) -> FilePath? {
            sources.environment[name].flatMap { $0.isEmpty ? nil : FilePath($0) }
        }
        let docker = variable("DOCKER_CONFIG") ?? sources.home?.appending(".docker")
        let candidates = [
            variable("REGISTRY_AUTH_FILE"), docker?.appending("config.json"),
            variable("XDG_RUNTIME_DIR")?.appending("containers").appending("auth.json"),
        ]
        return candidates.compactMap { $0 }
    }

    /// The bytes of a file, nil where there is none.
    private static func read(_ path: FilePath) throws(RegistryError) -> [UInt8]? {
        do {
            let file = try FileDescriptor.open(path, .readOnly, options: [.closeOnExec])
            return try file.closeAfter {
                var bytes: [UInt8] = []
                var chunk = [UInt8](repeating: 0, count: 65536)
                while true {
                    let count = try chunk.withUnsafeMutableBytes { try file.read(into: $0) }
                    guard count > 0 else { return bytes }
                    bytes += chunk[..<count]
                }
            }
        } catch Errno.noSuchFileOrDirectory, Errno.notDirectory {
            return nil
        } catch {
            throw .badCredentials(source: path.string, reason: "it can't be read: \(error)")
        }
    }
}

import Foundation

/// Debian's docker-registry on a free port of the loopback address, ended when the test ends.
final class LocalRegistry {
    static let isInstalled = Tools.has("docker-registry", "skopeo")

    struct NoAddress: Error {}

    /// `127.0.0.1:PORT`.
    let authority: String
    private let program: Program
    private let folder: URL
    private let credentials: String?

    /// Starts it; when locked it wants user `ada` with password `secret`.
    init(isLocked: Bool = false) throws {
        folder = try Scratch.folder("registry")
        let users = folder.appendingPathComponent("users")
        try Data("ada:$2b$05$abcdefghijklmnopqrstuuOQiyCxlgf/oeuTqixKmWdcYUh4Hjl0a\n".utf8).write(to: users)
        let lock = isLocked ? "auth: {htpasswd: {realm: test, path: \(users.path)}}" : ""
        let text = """
            version: 0.1
            log: {level: info, accesslog: {disabled: true}}
            storage: {filesystem: {rootdirectory: \(folder.appendingPathComponent("data").path)}}
            http: {addr: "127.0.0.1:0"}
            \(lock)
            """
        let config = folder.appendingPathComponent("config.yml")
        try Data(text.utf8).write(to: config)
        program = try Program(
            ["docker-registry", "serve", config.path], environment: ["PATH": Tools.path], directory: folder)
        guard try program.says("listening on 127.0.0.1:"), let address = try program.match(Self.address) else {
            throw NoAddress()
        }
        authority = address
        credentials = isLocked ? "ada:secret" : nil
    }

    deinit {
        program.signal(SIGTERM)
        _ = try? program.finish()
        Scratch.remove(folder.path)
    }

    private static func address(in text: String) -> String? {
        text.firstMatch(of: /listening on (127\.0\.0\.1:\d+)/).map { String($0.output.1) }
    }

    /// Ends it: nobody answers any more.
    func stop() throws {
        program.signal(SIGTERM)
        _ = try program.finish()
    }

    /// Copies an image from an archive or layout (in skopeo's words) into the registry.
    func push(_ source: String, as name: String) throws {
        let login = credentials.map { "--dest-creds=\($0)" } ?? "--dest-no-creds"
        try Tools.run(
            "skopeo", "--insecure-policy", "copy", "--quiet", "--dest-tls-verify=false", login, source,
            "docker://\(authority)/\(name)")
    }

    /// The configuration that makes it Docker Hub's mirror.
    var mirrorConfiguration: String {
        """
        [registry."docker.io"]
        mirrors = ["\(authority)"]

        [registry."\(authority)"]
        http = true

        """
    }
}

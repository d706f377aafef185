import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import OCIFormat

@testable import RegistryClient

/// A real registry on a free port of the loopback address, ended when the test ends.
final class RegistryProcess {
    static let executable = "/usr/bin/docker-registry"
    static let isInstalled = FileManager.default.isExecutableFile(atPath: executable)

    let authority: String
    /// The PEM file of the registry's certificate, which is its own authority.
    let certificate: String
    private let scheme: String
    private let process: Process
    private let folder: URL

    /// Starts the registry and waits until it says where it listens.
    ///
    /// With `isLocked` it wants user `ada`, password `secret`; with `hasTLS` it has a certificate that it signed itself.
    init(isLocked: Bool = false, hasTLS: Bool = false) throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("registry-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let users = folder.appendingPathComponent("users")
        try Data("ada:$2b$05$abcdefghijklmnopqrstuuOQiyCxlgf/oeuTqixKmWdcYUh4Hjl0a\n".utf8).write(to: users)
        let config = folder.appendingPathComponent("config.yml")
        let lock = isLocked ? "auth: {htpasswd: {realm: test, path: \(users.path)}}" : ""
        let tls = hasTLS ? try Self.makeCertificate(in: folder) : nil
        scheme = hasTLS ? "https" : "http"
        certificate = tls?.certificate ?? ""
        let security = tls.map { ", tls: {certificate: \($0.certificate), key: \($0.key)}" } ?? ""
        let text = """
            version: 0.1
            log: {level: info, accesslog: {disabled: true}}
            storage: {filesystem: {rootdirectory: \(folder.appendingPathComponent("data").path)}}
            http: {addr: "127.0.0.1:0"\(security)}
            \(lock)
            """
        try Data(text.utf8).write(to: config)
        process = Process()
        process.executableURL = URL(fileURLWithPath: Self.executable)
        process.arguments = ["serve", config.path]
        let output = Pipe()
        process.standardError = output
        process.standardOutput = output
        try process.run()
        authority = try Self.address(in: output)
    }

    deinit {
        process.terminate()
        process.waitUntilExit()
        // A folder that stays behind in the temporary folder does no harm.
        try? FileManager.default.removeItem(at: folder)
    }

    private static func address(in output: Pipe) throws -> String {
        var text = ""
        while true {
            let data = output.fileHandleForReading.availableData
            guard !data.isEmpty else { throw NoAddress(output: text) }
            text += String(decoding: data, as: UTF8.self)
            if let match = text.firstMatch(of: /listening on (127\.0\.0\.1:\d+)/) { return String(match.output.1) }
        }
    }

    private static func makeCertificate(in folder: URL) throws -> (certificate: String, key: String) {
        let files = ["cert.pem", "key.pem"].map { folder.appendingPathComponent($0).path }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/openssl")
        process.arguments = [
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
            "-subj", "/CN=registry", "-addext", "subjectAltName=IP:127.0.0.1", "-out", files[0], "-keyout", files[1],
        ]
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw NoAddress(output: "openssl made no certificate") }
        return (files[0], files[1])
    }

    struct NoAddress: Error {
        var output: String
    }

    /// Uploads a blob.
    func push(_ bytes: [UInt8], to repository: String, user: String? = nil) async throws {
        var begin = request("\(repository)/blobs/uploads/", user)
        begin.method = .POST
        let begun = try await HTTPClient.shared.execute(begin, timeout: .seconds(10))
        let location = begun.headers.first(name: "location") ?? ""
        var put = request("", user)
        put.url = "\(location)&digest=\(percentEncoded(Digest.sha256(of: bytes).description))"
        put.method = .PUT
        put.body = .bytes(bytes)
        try await expectCreated(put)
    }

    /// Uploads a manifest or an index under a tag.
    func push(
        manifest: [UInt8], _ type: MediaType, as tag: String, to repository: String, user: String? = nil
    ) async throws {
        var put = request("\(repository)/manifests/\(tag)", user)
        put.method = .PUT
        put.headers.add(name: "content-type", value: type.rawValue)
        put.body = .bytes(manifest)
        try await expectCreated(put)
    }

    /// Uploads a whole image of one layer and gives what its tag stands for.
    func pushImage(layer: [UInt8], as tag: String, to repository: String, user: String? = nil) async throws -> Manifest
    {
        let config = try OCIDocument.encode(
            ImageConfig(rootfs: .init(diffIDs: [.sha256(of: layer)]), history: [HistoryEntry(createdBy: "test")]))
        try await push(layer, to: repository, user: user)
        try await push(config, to: repository, user: user)
        let manifest = Manifest(
            config: Descriptor(mediaType: .config, content: config),
            layers: [Descriptor(mediaType: .layer, content: layer)])
        try await push(
            manifest: try OCIDocument.encode(manifest), .manifest, as: tag, to: repository, user: user)
        return manifest
    }

    private func request(_ path: String, _ user: String?) -> HTTPClientRequest {
        var request = HTTPClientRequest(url: "http://\(authority)/v2/\(path)")
        if let user { request.setBasicAuth(username: user, password: "secret") }
        return request
    }

    private func expectCreated(_ request: HTTPClientRequest) async throws {
        let response = try await HTTPClient.shared.execute(request, timeout: .seconds(10))
        guard response.status == .created else { throw NoAddress(output: "\(response.status)") }
    }
}

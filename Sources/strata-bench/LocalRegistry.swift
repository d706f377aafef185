import Foundation
import Glibc

/// An image registry on the loopback interface, with its own folder.
final class LocalRegistry {
    let address: String
    private let server: Server
    private let bench: Workbench

    /// Whether the programs it needs are here.
    static var isAvailable: Bool { Command.path(of: "docker-registry") != nil && Command.path(of: "skopeo") != nil }

    init(_ bench: Workbench) throws {
        self.bench = bench
        address = "127.0.0.1:\(try Self.freePort())"
        let folder = try bench.makeFolder("registry")
        let configuration = """
            version: 0.1
            storage:
              filesystem:
                rootdirectory: \(folder.path)/data
            http:
              addr: \(address)
            """
        let file = folder.appendingPathComponent("config.yml")
        try configuration.write(to: file, atomically: true, encoding: .utf8)
        let program = Command.path(of: "docker-registry") ?? "docker-registry"
        server = try Server(
            "docker-registry", bench.command([program, "serve", file.path], logName: "registry.log"))
        let port = address.split(separator: ":").last.flatMap { UInt16($0) } ?? 0
        try server.waitUntilReady { Self.accepts(port) }
    }

    /// Puts an image of one layer, made of a root filesystem's tar, under a name; it is then `address/name`.
    func push(rootfs: URL, as name: String) throws {
        let script = """
            set -e
            ln -f "$0" layer.tar
            sum=$(sha256sum layer.tar | cut -d ' ' -f 1)
            cat >config.json <<CONFIG
            {"architecture": "$(uname -m | sed 's/x86_64/amd64/; s/aarch64/arm64/')", "os": "linux",
             "config": {"Env": ["PATH=/usr/local/bin:/usr/bin:/bin"]},
             "rootfs": {"type": "layers", "diff_ids": ["sha256:$sum"]}}
            CONFIG
            echo '[{"Config": "config.json", "RepoTags": [], "Layers": ["layer.tar"]}]' >manifest.json
            tar -cf image.tar manifest.json config.json layer.tar
            skopeo copy --dest-tls-verify=false docker-archive:image.tar "docker://$1"
            rm image.tar layer.tar
            """
        var command = bench.command(["sh", "-c", script, rootfs.path, "\(address)/\(name)"])
        command.folder = try bench.makeFolder("push")
        try command.run()
    }

    func stop() { server.stop() }

    private static func loopback(_ port: UInt16) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        return address
    }

    private static func withSocket(_ port: UInt16, _ body: (Int32, UnsafePointer<sockaddr>, socklen_t) -> Int32) -> Bool
    {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = loopback(port)
        return withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
    }

    private static func accepts(_ port: UInt16) -> Bool { withSocket(port) { connect($0, $1, $2) } }

    private static func freePort() throws(BenchError) -> UInt16 {
        let ports = UInt16(20_000)...UInt16(30_000)
        guard let port = ports.first(where: { withSocket($0) { bind($0, $1, $2) } }) else {
            throw .missing(what: "a free port on 127.0.0.1", remedy: "end the servers on ports 20000 to 30000")
        }
        return port
    }
}

import Foundation

/// A Go project with a Dockerfile of its own, and the OCI layout of the image that it starts from.
struct Guide {
    /// The folder with go.mod and `dockerfile`.
    let project: URL
    let dockerfile: String
    /// An OCI layout of one image, as "DIR:TAG".
    let layout: String
    /// The name that the project's Dockerfile begins with, as "golang:1.21-alpine".
    let image: String

    func push(to registry: LocalRegistry, _ bench: Workbench) throws {
        let target = "docker://\(registry.address)/library/\(image)"
        try bench.command(["skopeo", "copy", "--dest-tls-verify=false", "oci:\(layout)", target]).run()
    }

    /// A copy of the project whose image comes from the registry, so that every builder finds it by the same name.
    func request(_ turn: Turn) throws -> BuildRequest {
        let registry = try turn.bench.startedRegistry()
        if turn.round == 0 { try push(to: registry, turn.bench) }
        let text = try String(contentsOf: project.appendingPathComponent(dockerfile), encoding: .utf8)
        let request = try turn.build(text.replacingOccurrences(of: image, with: "\(registry.address)/library/\(image)"))
        for name in try FileManager.default.contentsOfDirectory(atPath: project.path) where name != "Dockerfile" {
            let copy = request.context.appendingPathComponent(name)
            try FileManager.default.copyIfAbsent(project.appendingPathComponent(name), to: copy)
        }
        return request
    }
}

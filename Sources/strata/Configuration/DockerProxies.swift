import BuildGraph
import Foundation

/// The proxies that Docker's config.json names for builds.
enum DockerProxies {
    private struct File: Decodable {
        var proxies: [String: Proxies]?
    }

    private struct Proxies: Decodable {
        var httpProxy: String?
        var httpsProxy: String?
        var noProxy: String?
        var ftpProxy: String?
    }

    /// The build arguments that they stand for; those of the daemon that $DOCKER_HOST names go before the usual ones.
    static func arguments(environment: [String: String]) -> [EnvironmentVariable] {
        func folder(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }
        guard let folder = folder("DOCKER_CONFIG") ?? folder("HOME").map({ "\($0)/.docker" }),
            let bytes = HostFile.read("\(folder)/config.json"),
            // A file that is no JSON is told of where its credentials are needed.
            let proxies = (try? JSONDecoder().decode(File.self, from: Data(bytes)))?.proxies
        else { return [] }
        let daemon = environment["DOCKER_HOST"] ?? "unix:///var/run/docker.sock"
        guard let chosen = proxies[daemon] ?? proxies["default"] else { return [] }
        let values = [
            ("HTTP_PROXY", chosen.httpProxy), ("HTTPS_PROXY", chosen.httpsProxy), ("NO_PROXY", chosen.noProxy),
            ("FTP_PROXY", chosen.ftpProxy),
        ]
        return values.compactMap { name, value in
            value.flatMap { $0.isEmpty ? nil : EnvironmentVariable(name, $0) }
        }
    }
}

extension BuildRequest {
    /// Adds the proxies of Docker's config.json, unless the command line has them in whatever spelling.
    mutating func addProxies() {
        let given = Set(arguments.map { $0.name.lowercased() })
        arguments += DockerProxies.arguments(environment: environment).filter { !given.contains($0.name.lowercased()) }
    }
}

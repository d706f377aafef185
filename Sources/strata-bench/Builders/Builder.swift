import Foundation

/// One build that every builder is asked for in its own words.
struct BuildRequest {
    enum Output {
        /// An image in the builder's own store.
        case image
        /// An OCI archive whose layers are compressed with gzip.
        case archive(URL)
    }

    var context: URL
    var dockerfile = "Dockerfile"
    var target: String?
    var arguments: [String: String] = [:]
    var output = Output.image
}

/// A program that builds Dockerfiles, with a store that belongs to the benchmark.
protocol Builder: AnyObject {
    var name: String { get }
    /// What a Dockerfile's `ARG BASE` must be, so that `FROM ${BASE}` is the base image for this builder.
    var baseName: String { get }
    /// Starts what must run beside it.
    func start() throws
    func stop()
    /// Empties its store, then brings the base image back.
    func reset() throws
    /// What a build takes: all of its commands are run and measured together. Nil where the builder cannot do it.
    func commands(for request: BuildRequest) -> [Command]?
    /// Runs a build; nil where it cannot do it.
    func build(_ request: BuildRequest) throws -> Measurement?
}

extension Builder {
    func start() throws {}
    func stop() {}

    func build(_ request: BuildRequest) throws -> Measurement? { try runCommands(for: request) }

    /// Runs what a build takes, one after the other.
    func runCommands(for request: BuildRequest) throws -> Measurement? {
        guard let commands = commands(for: request) else { return nil }
        var seconds = 0.0
        var peak = 0
        for command in commands {
            let measured = try command.run()
            seconds += measured.seconds
            peak = max(peak, measured.peakBytes)
        }
        return Measurement(seconds: seconds, peakBytes: peak)
    }

    /// The flags that docker, buildx, buildah and strata share.
    func sharedFlags(_ request: BuildRequest) -> [String] {
        var flags = ["-f", request.context.appendingPathComponent(request.dockerfile).path]
        if let target = request.target { flags += ["--target", target] }
        for (name, value) in request.arguments.sorted(by: { $0.key < $1.key }) {
            flags += ["--build-arg", "\(name)=\(value)"]
        }
        return flags + ["--build-arg", "BASE=\(baseName)"]
    }
}

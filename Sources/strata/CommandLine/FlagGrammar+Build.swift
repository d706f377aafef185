import Diagnostics

extension FlagGrammar {
    /// The commands that take the flags of `docker buildx build`.
    static let buildCommands: Set<String> = ["build", "check", "context", "outline", "targets"]

    /// The flags of `strata build`; those of `docker buildx build` first, then those that Docker hides, then our own.
    static let build = FlagGrammar(
        flags: [
            "add-host": .list, "allow": .value, "annotation": .value, "attest": .value, "build-arg": .value,
            "build-context": .value, "builder": .value, "cache-from": .value, "cache-to": .value, "call": .value,
            "cgroup-parent": .value, "check": .toggleAlias(of: "call=check"), "debug": .toggle, "file": .value,
            "iidfile": .value, "label": .value, "load": .toggle, "metadata-file": .value, "network": .value,
            "no-cache": .toggle, "no-cache-filter": .value, "output": .value, "platform": .value, "policy": .value,
            "progress": .value, "provenance": .value, "pull": .toggle, "push": .toggle, "quiet": .toggle,
            "resource": .value, "sbom": .value, "secret": .value, "shm-size": .value, "ssh": .value, "tag": .value,
            "target": .value, "ulimit": .value,

            "compress": .toggle, "cpu-period": .keyed(of: "resource"), "cpu-quota": .keyed(of: "resource"),
            "cpu-shares": .keyed(of: "resource"), "cpuset-cpus": .keyed(of: "resource"),
            "cpuset-mems": .keyed(of: "resource"), "force-rm": .toggle, "isolation": .value,
            "memory": .keyed(of: "resource"), "memory-swap": .keyed(of: "resource"), "print": .alias(of: "call"),
            "rm": .toggle, "security-opt": .list, "squash": .toggle,

            "dry-run": .toggle, "format": .value, "group": .toggle, "jobs": .value, "json": .toggle,
            "no-early-cutoff": .toggle, "root": .value, "summary": .value, "theme": .value,
        ],
        shorthands: [
            "D": "debug", "c": "cpu-shares", "f": "file", "m": "memory", "o": "output", "q": "quiet", "t": "tag",
        ])

    /// The program's arguments with the flags of a build in the one form that is parsed.
    ///
    /// `--debug` and `--builder` may stand before the command's name, as in `docker buildx --builder NAME build`.
    static func normalize(_ arguments: [String]) throws(Diagnostic) -> [String] {
        var leading: [String] = []
        var rest = arguments[...]
        while let first = rest.first, first.hasPrefix("-") {
            let isBuilder = first == "--builder"
            guard isBuilder || ["-D", "--debug"].contains(first) || first.hasPrefix("--builder=") else { break }
            leading += rest.prefix(isBuilder ? 2 : 1)
            rest = rest.dropFirst(isBuilder ? 2 : 1)
        }
        guard let command = rest.first, buildCommands.contains(command) else { return arguments }
        return [command] + (try build.normalized(leading + rest.dropFirst()))
    }
}

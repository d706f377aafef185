import BuildGraph
import EnginePorts
import LinuxSystem

/// The files of /etc that tell a step of its network.
struct NetworkFiles {
    var command: SandboxCommand

    /// Path inside, name in the bundle and contents of each.
    var files: [(target: String, name: String, contents: [UInt8])] {
        [
            ("/etc/resolv.conf", "resolv.conf", resolvers),
            ("/etc/hosts", "hosts", Array(hosts.utf8)),
        ]
    }

    /// The machine's own: a step on its network also reaches a resolver that listens on its loopback.
    private var resolvers: [UInt8] {
        readFileIfPossible("/etc/resolv.conf") ?? []
    }

    private var hosts: String {
        var text = "127.0.0.1\tlocalhost \(command.hostname)\n::1\tlocalhost ip6-localhost ip6-loopback\n"
        for entry in command.extraHosts { text += "\(entry.address)\t\(entry.name)\n" }
        return text
    }
}

import BuildEvents
import BuildGraph
import BuildProgress
import OCIFormat
import Quantities
import TerminalCells
import TerminalThemes

/// What a step is made of, as it was announced: the command and what it sees, the image that it stands for.
struct InfoFacts {
    let facts: StepFacts
    let scene: Scene

    /// The sections that there is something to say in.
    var sections: [[PageBlock]] { [command, environment, mounts, image] }

    private func field(_ label: String, _ value: String?) -> PageBlock? {
        value.flatMap { $0.isEmpty ? nil : .field(label, [.outside($0)]) }
    }

    private func section(_ title: String, _ fields: [PageBlock?]) -> [PageBlock] {
        let known = fields.compactMap { $0 }
        return known.isEmpty ? [] : [.heading(title)] + known
    }

    private var command: [PageBlock] {
        let runs = !facts.command.isEmpty
        let hosts = facts.hosts.map { "\($0.name) \($0.address)" }.joined(separator: "\n")
        let limits = facts.limits.map { "\($0.name) \($0.soft):\($0.hard)" }.joined(separator: "\n")
        return section(
            runs ? "Command" : "Folder",
            [
                field("runs", facts.command.map(Self.quoted).joined(separator: " ")),
                field("in", facts.workingDirectory),
                runs ? field("as", facts.user.isEmpty ? "root" : facts.user) : nil,
                field("network", facts.network.map(Self.text)),
                field("security", facts.security == .insecure ? "insecure: not confined" : nil),
                field("hosts", hosts), field("limits", limits),
                field("shm", facts.sharedMemorySize.map { HumanSize.text($0) }),
            ])
    }

    private static func text(_ network: RunOperation.Network) -> String {
        switch network {
        case .default: "default"
        case .none: "none"
        case .host: "the host's"
        }
    }

    /// An argument as a shell would take it.
    private static func quoted(_ argument: String) -> String {
        let plain = argument.utf8.allSatisfy { byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x80...: true
            default: "-_./:=,@%+".utf8.contains(byte)
            }
        }
        if plain, !argument.isEmpty { return argument }
        return "'" + argument.replacing("'", with: "'\\''") + "'"
    }

    private var environment: [PageBlock] {
        let arguments = Set(facts.argumentNames)
        return section(
            "Environment",
            facts.environment.map { variable in
                var inks: [Ink] = [.outside(variable.name, .syntaxVariable), Ink("=", .dim), .outside(variable.value)]
                if arguments.contains(variable.name) { inks.append(Ink("  ARG", .dim)) }
                return .text(inks)
            })
    }

    private var mounts: [PageBlock] {
        section(
            "Mounts",
            facts.mounts.map { mount in
                var words = [mount.id, mount.source].compactMap { $0 }
                if let from = mount.from { words.append("of \(scene.name(of: from))") }
                let inks: [Ink] = [
                    Ink("\(mount.kind.rawValue) ", .dim), .outside(mount.target.isEmpty ? "a variable" : mount.target),
                    .outside("  " + (words + mount.options).joined(separator: " "), .dim),
                ]
                return .text(inks, target: mount.from.flatMap { scene.build.position(of: $0) })
            })
    }

    private var image: [PageBlock] {
        guard let image = facts.image else { return [] }
        return section(
            "Image",
            [
                field("name", image.name), field("manifest", Digests.short(image.manifest.description)),
                field("layers", Grouped.text(Int64(image.diffIDs.count))),
                field("size", "\(HumanSize.text(image.size)) compressed"),
            ])
    }
}

import LinuxSystem
import SystemPackage

/// The device files that a step without confinement has beside the usual ones, as BuildKit gives them.
struct UnconfinedDevices {
    /// The path inside.
    var path: String
    /// `c` or `b`, as the runtime specification has it.
    var type: String
    var major: Int64
    var minor: Int64

    /// All of them, with as many loop devices as the machine has and eight more.
    static var list: [UnconfinedDevices] {
        let characters: [(String, Int64, Int64)] = [
            ("kmsg", 1, 11), ("cuse", 10, 203), ("fuse", 10, 229), ("kvm", 10, 232), ("net/tun", 10, 200),
            ("loop-control", 10, 237),
        ]
        let loops = (0..<loopDevices + 8).map {
            UnconfinedDevices(path: "/dev/loop\($0)", type: "b", major: 7, minor: Int64($0))
        }
        return characters.map { UnconfinedDevices(path: "/dev/\($0.0)", type: "c", major: $0.1, minor: $0.2) } + loops
    }

    private static let loopDevices: Int = {
        // Where /dev can't be read the eight have to do.
        let names = try? FileDescriptor.workingDirectory.directoryEntries(at: "/dev" as FilePath).map(
            \.name.description)
        return (names ?? []).count { $0.hasPrefix("loop") && Int($0.dropFirst(4)) != nil }
    }()

    var json: JSONValue {
        ["path": .string(path), "type": .string(type), "major": .number(major), "minor": .number(minor)]
    }
}

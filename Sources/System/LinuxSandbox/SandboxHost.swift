import EnginePorts
import LinuxSystem
package import SystemPackage

/// What a sandbox needs to know of the machine, found out once.
struct SandboxHost: Sendable {
    /// What strata may pass on to a step without confinement, and at most to others.
    var bounding: [String]
    /// Whether strata is in another user namespace than the first, be it of its own making.
    var isRootless: Bool
    /// The users and groups that there are in strata's namespace.
    var users = IDRanges.all
    var groups = IDRanges.all

    init(bounding: [String], isRootless: Bool) {
        self.bounding = bounding
        self.isRootless = isRootless
    }

    init(isRootless: Bool) {
        let status = String(decoding: readFileIfPossible("/proc/self/status") ?? [], as: UTF8.self)
        bounding = Capabilities.bounding(status: status)
        // Root of another namespace, as in a container of an ordinary user, has no more rights than that user.
        self.isRootless = isRootless || !Self.isInFirstUserNamespace
        guard self.isRootless else { return }
        users = IDRanges(map: readFileIfPossible("/proc/self/uid_map"))
        groups = IDRanges(map: readFileIfPossible("/proc/self/gid_map"))
    }

    /// Whether the user namespace is the one that the machine began with.
    static var isInFirstUserNamespace: Bool {
        let map = String(decoding: readFileIfPossible("/proc/self/uid_map") ?? [], as: UTF8.self)
        return map.split(whereSeparator: \.isWhitespace) == ["0", "0", "4294967295"]
    }

    /// Makes sure that all users and groups that a command names can be had.
    func check(_ command: SandboxCommand) throws(SandboxError) {
        var owners = [FileOwner(uid: command.user.uid, gid: command.user.gid)]
        for mount in command.mounts {
            switch mount.source {
            case .contents(_, _, let owner), .agent(_, _, let owner): owners.append(owner)
            case .bind, .temporary: break
            }
        }
        for id in owners.map(\.uid) where !users.contains(id) {
            throw .unmappedID(id, isGroup: false, count: users.count)
        }
        for id in owners.map(\.gid) + command.user.groups where !groups.contains(id) {
            throw .unmappedID(id, isGroup: true, count: groups.count)
        }
    }
}

/// The ids of a user namespace.
struct IDRanges: Hashable, Sendable {
    private var ranges: [Range<UInt64>]

    /// Every id.
    static let all = IDRanges(ranges: [0..<(1 << 32)])

    private init(ranges: [Range<UInt64>]) {
        self.ranges = ranges
    }

    /// Reads /proc/PID/uid_map or gid_map; without one every id counts as there.
    init(map: [UInt8]?) {
        guard let map else {
            self = .all
            return
        }
        ranges = String(decoding: map, as: UTF8.self).split(separator: "\n").compactMap { line in
            let numbers = line.split(separator: " ").compactMap { UInt64($0) }
            return numbers.count == 3 ? numbers[0]..<(numbers[0] + numbers[2]) : nil
        }
    }

    /// Whether there is such an id.
    func contains(_ id: UInt32) -> Bool { ranges.contains { $0.contains(UInt64(id)) } }

    /// One more than the greatest id.
    var count: UInt32 { UInt32(clamping: ranges.map(\.upperBound).max() ?? 0) }
}

/// The program that runs containers.
package struct ContainerRuntime: Hashable, Sendable {
    /// Which one it is.
    package enum Kind: String, Hashable, Sendable {
        case crun, runc
    }

    /// Which one it is.
    package var kind: Kind
    /// Where it is.
    package var program: FilePath

    /// Looks for crun, then for runc, in a PATH and where distributions put such programs.
    package static func find(searchPath: String) -> ContainerRuntime? {
        find([.crun, .runc], searchPath: searchPath)
    }

    static func find(_ kinds: [Kind], searchPath: String) -> ContainerRuntime? {
        let folders = searchPath.split(separator: ":").map(String.init) + ["/usr/bin", "/usr/sbin", "/usr/local/bin"]
        for kind in kinds {
            for folder in folders where folder.hasPrefix("/") {
                let program = FilePath(folder).appending(kind.rawValue)
                guard let file = try? openFile(program, .path) else { continue }  // looked for elsewhere then
                defer { file.closeQuietly() }
                if let status = try? file.status(), status.kind == .regular, status.mode & 0o111 != 0 {
                    return ContainerRuntime(kind: kind, program: program)
                }
            }
        }
        return nil
    }
}

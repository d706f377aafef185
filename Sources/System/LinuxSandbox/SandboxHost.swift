import LinuxSystem
package import SystemPackage

/// What a sandbox needs to know of the machine, found out once.
struct SandboxHost: Sendable {
    /// What strata may pass on to a step without confinement, and at most to others.
    var bounding: [String]
    /// Whether strata is in another user namespace than the first, be it of its own making.
    var isRootless: Bool

    init(bounding: [String], isRootless: Bool) {
        self.bounding = bounding
        self.isRootless = isRootless
    }

    init(isRootless: Bool) {
        let status = String(decoding: readFileIfPossible("/proc/self/status") ?? [], as: UTF8.self)
        bounding = Capabilities.bounding(status: status)
        // Root of another namespace, as in a container of an ordinary user, has no more rights than that user.
        self.isRootless = isRootless || !Self.isInFirstUserNamespace
    }

    /// Whether the user namespace is the one that the machine began with.
    static var isInFirstUserNamespace: Bool {
        let map = String(decoding: readFileIfPossible("/proc/self/uid_map") ?? [], as: UTF8.self)
        return map.split(whereSeparator: \.isWhitespace) == ["0", "0", "4294967295"]
    }
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
        let folders = searchPath.split(separator: ":").map(String.init) + ["/usr/bin", "/usr/sbin", "/usr/local/bin"]
        for kind in [Kind.crun, .runc] {
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

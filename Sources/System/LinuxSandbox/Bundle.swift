import BuildGraph
import EnginePorts
import LinuxSystem
import SystemPackage

/// The folder that a runtime reads a command from, with the files that are mounted from there; gone after `remove`.
struct Bundle {
    let path: FilePath
    private let folder: FileDescriptor
    private let parent: FileDescriptor
    private let name: String
    private let root: FileDescriptor
    private var points: MountPoints
    private var memory: FileDescriptor?
    private var hasDevices = false
    private var relays: [AgentRelay] = []
    private var mounts: [BundleMount] = []

    /// Makes the folder for a command.
    init(name: String, in parent: FilePath, root: FilePath) throws(SystemError) {
        self.name = name
        path = parent.appending(name)
        let opened = try openFile(parent, [.directory])
        self.parent = opened
        do throws(SystemError) {
            try opened.makeDirectory(at: name, mode: 0o700)
            let made = try opened.openAt(name, [.directory])
            folder = made
            do throws(SystemError) {
                self.root = try openFile(root, [.directory])
            } catch {
                made.closeQuietly()
                throw error
            }
        } catch {
            opened.closeQuietly()
            throw error
        }
        points = MountPoints(root: self.root)
    }

    /// Writes all that the command needs.
    ///
    /// After an error the bundle still has to be removed.
    mutating func prepare(
        _ command: SandboxCommand, runtime: ContainerRuntime.Kind, host: SandboxHost, seccomp: String?,
        edits: ContainerEdits
    ) throws(SystemError) {
        for target in StandardMounts.targets { _ = try points.prepare(target, isFolder: true) }
        for file in NetworkFiles(command: command).files {
            try write(file.contents, file.name, mode: 0o644)
            try add(file.target, from: path.appending(file.name), ["bind", "ro", "nosuid", "nodev", "noexec"], false)
        }
        for (index, mount) in command.mounts.enumerated() { try add(mount, index) }
        for node in edits.nodes { try add(node) }
        for mount in edits.mounts { try add(mount) }
        try points.makeFolder(command.workingDirectory, owner: command.user)
        var spec = RuntimeSpec(
            command: command, runtime: runtime, host: host, mounts: mounts, seccomp: seccomp, edits: edits, name: name)
        if !host.isRootless, command.security == .sandbox { spec.nullDevice = try makeNullDevice() }
        try write(spec.document.encoded, "config.json", mode: 0o600)
    }

    private mutating func add(_ mount: SandboxMount, _ index: Int) throws(SystemError) {
        switch mount.source {
        case .bind(let source, let isWritable):
            let isFolder = try openFile(source, .path).closingAfter {
                (file) throws(SystemError) in try file.status().kind == .directory
            }
            try add(mount.target, from: source, ["rbind", "nodev", isWritable ? "rw" : "ro"], isFolder)
        case .temporary(let size):
            let limit = size.map { ["size=\($0)"] } ?? []
            // A folder that is there keeps its mode, as runc has it.
            let mode = String(try points.permissions(ofFolder: mount.target) ?? 0o1777, radix: 8)
            let target = try place(mount.target, isFolder: true)
            mounts.append(
                BundleMount(
                    target: target, type: "tmpfs", source: "tmpfs",
                    options: ["nosuid", "nodev", "mode=\(mode)"] + limit))
        case .contents(let bytes, let mode, let owner):
            let source = try keepInMemory(bytes, "\(index)", mode: mode, owner: owner)
            let options = ["bind", "ro", "nosuid", "nodev"] + (mode & 0o111 == 0 ? ["noexec"] : [])
            try add(mount.target, from: source, options, false)
        case .agent(let socket, let mode, let owner):
            let source = try relay(socket, "\(index)", mode: mode, owner: owner)
            try add(mount.target, from: source, ["bind", "rw", "nosuid", "nodev", "noexec"], false)
        }
    }

    /// A null device of the step's own: runtimes give it to the step's user, and the machine's must stay root's.
    private mutating func makeNullDevice() throws(SystemError) -> String {
        try folder.makeDirectory(at: "devices", mode: 0o700)
        try Mounts.nullDevice(at: path.appending("devices"))
        hasDevices = true
        return path.appending("devices").appending("null").string
    }

    /// A device file of the machine; one that was made inside would open no device.
    private mutating func add(_ node: ContainerEdits.Node) throws(SystemError) {
        let options = ["bind", "nosuid", "noexec", node.isWritable ? "rw" : "ro"]
        try add(node.path, from: FilePath(node.hostPath), options, false)
    }

    private mutating func add(_ mount: ContainerEdits.Mount) throws(SystemError) {
        var isFolder = true
        if mount.type == "bind" {
            isFolder = try openFile(mount.hostPath, .path).closingAfter {
                (file) throws(SystemError) in try file.status().kind == .directory
            }
        }
        let target = try place(mount.containerPath, isFolder: isFolder)
        mounts.append(BundleMount(target: target, type: mount.type, source: mount.hostPath, options: mount.options))
    }

    /// A socket that stands for an agent outside.
    private mutating func relay(
        _ agent: FilePath, _ name: String, mode: UInt32, owner: FileOwner
    ) throws(SystemError) -> FilePath {
        let memory = try mountedMemory()
        relays.append(try AgentRelay(for: agent, in: memory, at: name))
        try memory.setOwner(at: name, owner: owner.uid, group: owner.gid)
        try memory.setPermissions(at: name, mode)
        return path.appending("memory").appending(name)
    }

    private mutating func add(
        _ target: String, from source: FilePath, _ options: [String], _ isFolder: Bool
    ) throws(SystemError) {
        let target = try place(target, isFolder: isFolder)
        mounts.append(BundleMount(target: target, type: "bind", source: source.string, options: options))
    }

    /// A place inside; below the standard mounts the runtime makes it, in memory.
    private mutating func place(_ target: String, isFolder: Bool) throws(SystemError) -> String {
        let normal = FilePath(target).lexicallyNormalized()
        for standard in StandardMounts.targets where normal.starts(with: FilePath(standard)) { return normal.string }
        // A place below an earlier mount of this command is made there and stays, as it would in any container.
        for mount in mounts where mount.target != normal.string && normal.starts(with: FilePath(mount.target)) {
            return normal.string
        }
        return try points.prepare(target, isFolder: isFolder)
    }

    private func write(_ bytes: [UInt8], _ name: String, mode: UInt32) throws(SystemError) {
        try folder.openAt(name, [.create, .exclusive, .writeOnly], mode: mode).closingAfter {
            (file) throws(SystemError) in
            try file.writeAllBytes(bytes)
            try file.setPermissions(mode)
        }
    }

    private mutating func keepInMemory(
        _ bytes: [UInt8], _ name: String, mode: UInt32, owner: FileOwner
    ) throws(SystemError) -> FilePath {
        let memory = try mountedMemory()
        try memory.openAt(name, [.create, .exclusive, .writeOnly], mode: 0o600).closingAfter {
            (file) throws(SystemError) in
            try file.writeAllBytes(bytes)
            try file.setOwner(owner.uid, group: owner.gid)
            try file.setPermissions(mode)
        }
        return path.appending("memory").appending(name)
    }

    private mutating func mountedMemory() throws(SystemError) -> FileDescriptor {
        if let memory { return memory }
        try folder.makeDirectory(at: "memory", mode: 0o700)
        try Mounts.temporary(at: path.appending("memory"), mode: 0o700)
        let opened = try folder.openAt("memory", [.directory])
        memory = opened
        return opened
    }

    /// What the runtime wrote about its own failure.
    func runtimeLog() -> String {
        String(decoding: readFileIfPossible(path.appending("log")) ?? [], as: UTF8.self)
    }

    /// Removes the folder, its mounts, and what was made in the root for mounts.
    mutating func remove() {
        for relay in relays { relay.close() }
        relays = []
        points.remove()
        if let memory {
            memory.closeQuietly()
            // The mount goes with strata's namespace at the latest, and so does what it holds.
            try? Mounts.unmount(path.appending("memory"))
        }
        memory = nil
        // As above.
        if hasDevices { try? Mounts.unmount(path.appending("devices")) }
        hasDevices = false
        for descriptor in [root, folder] { descriptor.closeQuietly() }
        // Folders that are left are removed at the next start.
        try? parent.removeTree(at: name)
        parent.closeQuietly()
    }
}

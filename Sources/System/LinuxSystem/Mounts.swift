import CLinux
package import SystemPackage

/// How mounts and unmounts spread between a mount and its copies in other mount namespaces.
package enum MountPropagation: UInt, Sendable {
    /// Neither way.
    case isolated = 0x40000
    /// Into this one only.
    case slave = 0x80000
    /// Both ways.
    case shared = 0x100000
}

/// Mounts in the mount namespace of this process.
package enum Mounts {
    /// Sets how mounts spread, for a mount point and all below it.
    package static func setPropagation(
        _ propagation: MountPropagation, of path: some PathArgument
    ) throws(SystemError) {
        try perform("mount(propagation)", on: path.pathText) {
            path.withCPath { linux_mount(nil, $0, nil, propagation.rawValue | UInt(MS_REC), nil) }
        }
    }

    /// A copy of a mounted file or folder that has no place yet; it goes with its descriptor unless attached.
    package static func detachedCopy(
        of source: FileDescriptor, recursive: Bool = false
    ) throws(SystemError) -> FileDescriptor {
        let flags = UInt32(linux_open_tree_clone) | UInt32(bitPattern: linux_at_empty_path) | (recursive ? 0x8000 : 0)
        return FileDescriptor(
            rawValue: Int32(try perform("open_tree") { linux_open_tree(source.rawValue, "", flags) }))
    }

    /// Gives a mount without a place its place.
    package static func attach(_ mount: FileDescriptor, at target: some PathArgument) throws(SystemError) {
        try perform("move_mount", on: target.pathText) {
            target.withCPath { linux_move_mount(mount.rawValue, "", linux_at_cwd, $0, 0x04) }
        }
    }

    /// Gives a mount without a place its place, which is open as `target` (a `path` descriptor will do).
    package static func attach(_ mount: FileDescriptor, at target: FileDescriptor) throws(SystemError) {
        try perform("move_mount") { linux_move_mount(mount.rawValue, "", target.rawValue, "", 0x04 | 0x40) }
    }

    /// Mounts an open file or folder at a second place.
    package static func bind(
        _ source: FileDescriptor, at target: some PathArgument, readOnly: Bool = false, recursive: Bool = false
    ) throws(SystemError) {
        try detachedCopy(of: source, recursive: recursive).closingAfter { (copy) throws(SystemError) in
            if readOnly { try setReadOnly(copy, recursive: recursive) }
            try attach(copy, at: target)
        }
    }

    /// Makes a mount read-only, by a descriptor of its root.
    package static func setReadOnly(_ mount: FileDescriptor, recursive: Bool = false) throws(SystemError) {
        let attributes = linux_mount_attributes(set: 1, clear: 0, propagation: 0, user_namespace: 0)
        let flags = UInt32(bitPattern: linux_at_empty_path) | (recursive ? 0x8000 : 0)
        try perform("mount_setattr") { linux_mount_setattr(mount.rawValue, "", flags, attributes) }
    }

    /// Mounts the kernel's list of programs that run those of other machines (binfmt_misc).
    package static func binaryFormats(at target: some PathArgument) throws(SystemError) {
        let context = try FilesystemContext("binfmt_misc")
        defer { context.close() }
        try context.mount().closingAfter { (mount) throws(SystemError) in try attach(mount, at: target) }
    }

    /// A new memory filesystem without a place.
    package static func detachedTemporary(size: Int64?, mode: UInt32) throws(SystemError) -> FileDescriptor {
        let context = try FilesystemContext("tmpfs")
        defer { context.close() }
        if let size { try context.set("size", "\(size)") }
        try context.set("mode", String(mode, radix: 8))
        return try context.mount()
    }

    /// Mounts an empty memory filesystem; `size` in bytes, else half of the machine's memory.
    package static func temporary(
        at target: some PathArgument, size: Int64? = nil, mode: UInt32 = 0o755
    ) throws(SystemError) {
        try detachedTemporary(size: size, mode: mode).closingAfter { (mount) throws(SystemError) in
            try attach(mount, at: target)
        }
    }

    /// Mounts a memory filesystem on which device files can be opened; it holds `null`, a null device of its own.
    ///
    /// Only root can make devices.
    package static func nullDevice(at target: some PathArgument) throws(SystemError) {
        let context = try FilesystemContext("tmpfs")
        defer { context.close() }
        try context.set("mode", "700")
        try context.mount(attributes: 0).closingAfter { (mount) throws(SystemError) in
            try mount.makeNode(at: "null", kind: .characterDevice, permissions: 0o666, major: 1, minor: 3)
            try mount.setPermissions(at: "null", 0o666)
            try attach(mount, at: target)
        }
    }

    /// Takes a mount and those below it out of sight; it ends when nothing uses it any more.
    package static func unmount(_ target: some PathArgument) throws(SystemError) {
        try perform("umount2", on: target.pathText) {
            target.withCPath { linux_umount($0, Int32(MNT_DETACH) | linux_umount_no_follow) }
        }
    }
}

/// A filesystem being configured (fsopen(2)).
struct FilesystemContext {
    let descriptor: FileDescriptor

    init(_ type: String) throws(SystemError) {
        descriptor = FileDescriptor(rawValue: Int32(try perform("fsopen", on: type) { linux_fsopen(type) }))
    }

    func set(_ key: String, _ value: String) throws(SystemError) {
        try perform("fsconfig", on: "\(key)=\(value)") {
            value.withCString { linux_fsconfig(descriptor.rawValue, 1, key, $0, 0) }
        }
    }

    func set(flag key: String) throws(SystemError) {
        try perform("fsconfig", on: key) { linux_fsconfig(descriptor.rawValue, 0, key, nil, 0) }
    }

    /// Makes the filesystem and a mount of it without a place; device files on it can't be opened.
    func mount() throws(SystemError) -> FileDescriptor {
        try mount(attributes: linux_mount_attribute_no_devices)
    }

    /// The same with other attributes; none lets device files be opened.
    func mount(attributes: UInt32) throws(SystemError) -> FileDescriptor {
        try perform("fsconfig(create)") { linux_fsconfig(descriptor.rawValue, 6, nil, nil, 0) }
        let mount = try perform("fsmount") { linux_fsmount(descriptor.rawValue, attributes) }
        return FileDescriptor(rawValue: Int32(mount))
    }

    func close() {
        descriptor.closeQuietly()
    }
}

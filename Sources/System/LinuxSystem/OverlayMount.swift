import CLinux
package import SystemPackage

/// The parts of an overlay mount, each a path relative to one folder.
package struct OverlayLayers: Sendable {
    /// Most lower layers that are mounted together; the kernel's own limit.
    package static let limit = 500

    /// The folder that the other paths are relative to; open for reading or as `path`.
    package var base: FileDescriptor
    /// Lower folders, the topmost first; at least one, or two where there is no upper folder.
    package var lower: [FilePath]
    /// The folder that takes what is written; nil for a mount that is only read.
    package var upper: FilePath?
    /// An empty folder on the same filesystem as `upper`, and given with it.
    package var work: FilePath?

    /// Makes the parts of a mount.
    package init(base: FileDescriptor, lower: [FilePath], upper: FilePath? = nil, work: FilePath? = nil) {
        self.base = base
        self.lower = lower
        self.upper = upper
        self.work = work
    }

    /// Options beside the folders.
    ///
    /// `volatile` is for mounts that are written; nothing waits for a sync then.
    private var options: [(key: String, value: String?)] {
        var options: [(String, String?)] = [
            ("userxattr", nil), ("redirect_dir", "nofollow"), ("metacopy", "off"), ("index", "off"), ("xino", "off"),
        ]
        if upper != nil { options.append(("volatile", nil)) }
        return options
    }

    /// Mounts them for reading and writing files, not for opening devices, which a step could otherwise make for itself.
    ///
    /// They are mounted with attribute names `user.overlay.*`, for root too, and gives the mount without a place; it goes
    /// with its descriptor unless `Mounts.attach` gives it one.
    package func mountDetached() throws(SystemError) -> FileDescriptor {
        if OverlayLayers.takesLayersOneByOne {
            return try mountByContext()
        }
        return try mountByOptions()
    }

    /// Mounts them at a place.
    package func mount(at target: some PathArgument) throws(SystemError) {
        try mountDetached().closingAfter { (mount) throws(SystemError) in try Mounts.attach(mount, at: target) }
    }

    /// The kernel takes at most 255 bytes in a value here, so paths go by way of the base's descriptor.
    private func mountByContext() throws(SystemError) -> FileDescriptor {
        let context = try FilesystemContext("overlay")
        defer { context.close() }
        let base = descriptorPath(base)
        for path in lower { try context.set("lowerdir+", "\(base)/\(path.string)") }
        if let upper { try context.set("upperdir", "\(base)/\(upper.string)") }
        if let work { try context.set("workdir", "\(base)/\(work.string)") }
        for option in options {
            guard let value = option.value else {
                try context.set(flag: option.key)
                continue
            }
            try context.set(option.key, value)
        }
        // An id of the mount's own would be kept as an attribute of the upper folder, and so get into the layer.
        try context.set("uuid", "null")
        return try context.mount()
    }

    /// The way before Linux 6.8: all options in one page, which short names relative to the base keep within bounds.
    func mountByOptions() throws(SystemError) -> FileDescriptor {
        var text = "lowerdir=" + lower.map(\.string).joined(separator: ":")
        if let upper { text += ",upperdir=\(upper.string)" }
        if let work { text += ",workdir=\(work.string)" }
        for option in options { text += option.value.map { ",\(option.key)=\($0)" } ?? ",\(option.key)" }
        if text.utf8.count >= 4096 { throw SystemError(call: "mount(overlay)", errno: E2BIG, path: nil) }
        return FileDescriptor(
            rawValue: Int32(try perform("mount(overlay)") { linux_mount_overlay(base.rawValue, text) }))
    }

    /// Whether the kernel takes lower layers one by one (since Linux 6.8 or so), found out once.
    package static var takesLayersOneByOne: Bool { oneByOne }

    private static let oneByOne: Bool = {
        guard let context = try? FilesystemContext("overlay") else { return false }  // no answer counts as no
        defer { context.close() }
        return linux_fsconfig(context.descriptor.rawValue, 1, "lowerdir+", "/", 0) == 0
    }()
}

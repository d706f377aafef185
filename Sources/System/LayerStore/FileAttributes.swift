import EnginePorts
import LinuxSystem
import SystemPackage

/// What a file in a layer has beside its contents.
struct FileAttributes: Sendable, Equatable {
    var owner: FileOwner
    /// The twelve permission bits.
    var mode: UInt32
    /// nil leaves the time of writing.
    var modified: FileTime?
    /// The value of security.capability, the one attribute that copies carry.
    var capability: [UInt8]?

    static let capabilityName = "security.capability"

    init(owner: FileOwner = .root, mode: UInt32 = 0o755, modified: FileTime? = nil, capability: [UInt8]? = nil) {
        self.owner = owner
        self.mode = mode
        self.modified = modified
        self.capability = capability
    }

    /// Whether a file already has this owner, mode and, if one is asked for, time.
    func match(_ status: FileStatus) -> Bool {
        status.owner == owner.uid && status.group == owner.gid && status.permissions == mode
            && (modified == nil || modified == status.modificationTime)
    }

    /// Gives an open file the owner, then the mode (a change of owner clears set-id bits), then the capability (which
    /// it clears as well).
    ///
    /// The time is set last of all, by whoever knows that nothing more is written.
    func apply(to file: FileDescriptor, changingOwner: Bool = true) throws(SystemError) {
        if changingOwner { try file.setOwner(owner.uid, group: owner.gid) }
        try file.setPermissions(mode)
        if let capability { try file.setAttribute(Self.capabilityName, capability) }
    }
}

/// Names of extended attributes.
enum AttributeNames {
    /// Marks a folder below which nothing of lower layers shows; mounted with `userxattr`.
    static let opaque = "user.overlay.opaque"

    /// Whether an attribute is overlayfs's own bookkeeping, which no archive or digest holds and no archive may set.
    static func isOverlay(_ name: String) -> Bool {
        name.hasPrefix("user.overlay.") || name.hasPrefix("trusted.overlay.") || name == "user.fuseoverlayfs.opaque"
    }

    /// Whether an attribute belongs to a layer: not overlayfs's, no ACL, and of the security ones only the capability.
    static func isContent(_ name: String) -> Bool {
        if isOverlay(name) || name.hasPrefix("system.") { return false }
        return !name.hasPrefix("security.") || name == FileAttributes.capabilityName
    }
}

import CLinux

/// How a file is opened; the descriptor is always closed on exec.
package struct OpenFlags: OptionSet, Sendable {
    /// The kernel's bits.
    package let rawValue: Int32

    /// Makes flags from the kernel's bits.
    package init(rawValue: Int32) {
        self.rawValue = rawValue
    }

    /// For reading, which is what no flag means.
    package static let readOnly: OpenFlags = []
    /// For writing.
    package static let writeOnly = OpenFlags(rawValue: O_WRONLY)
    /// For both.
    package static let readWrite = OpenFlags(rawValue: O_RDWR)
    /// Made if missing.
    package static let create = OpenFlags(rawValue: O_CREAT)
    /// An error if it is there.
    package static let exclusive = OpenFlags(rawValue: O_EXCL)
    /// Emptied.
    package static let truncate = OpenFlags(rawValue: O_TRUNC)
    /// Written at its end.
    package static let append = OpenFlags(rawValue: O_APPEND)
    /// A folder, or an error.
    package static let directory = OpenFlags(rawValue: O_DIRECTORY)
    /// An error (or with `path` the link itself) if the last part is a symbolic link.
    package static let noFollow = OpenFlags(rawValue: O_NOFOLLOW)
    /// The place alone, without access to contents; needs no permission on the file.
    package static let path = OpenFlags(rawValue: linux_open_path)
    /// A file without a name in the given folder.
    package static let temporary = OpenFlags(rawValue: linux_open_temporary)
    /// Without waiting for a reader or writer of a fifo.
    package static let nonBlocking = OpenFlags(rawValue: O_NONBLOCK)
    /// Without changing its access time; only the owner may.
    package static let noAccessTime = OpenFlags(rawValue: linux_open_noatime)
}

/// How the parts of a path are resolved (openat2(2)).
package struct ResolveFlags: OptionSet, Sendable {
    /// The kernel's bits.
    package let rawValue: UInt64

    /// Makes flags from the kernel's bits.
    package init(rawValue: UInt64) {
        self.rawValue = rawValue
    }

    /// No mount point is crossed.
    package static let noMounts = ResolveFlags(rawValue: 0x01)
    /// No link of /proc that leads to an object.
    package static let noMagicLinks = ResolveFlags(rawValue: 0x02)
    /// No symbolic link at all.
    package static let noLinks = ResolveFlags(rawValue: 0x04)
    /// An error where the path leaves the folder.
    package static let beneath = ResolveFlags(rawValue: 0x08)
    /// The folder is the root: absolute links and `..` stay inside it.
    package static let inRoot = ResolveFlags(rawValue: 0x10)
}

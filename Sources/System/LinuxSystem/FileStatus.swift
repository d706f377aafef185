import CLinux
package import SystemPackage

/// What a file is.
package enum FileKind: UInt8, Hashable, Sendable {
    case regular, directory, symbolicLink, characterDevice, blockDevice, fifo, socket

    /// The kind in a mode's type bits; nil for bits that no Linux filesystem gives.
    package init?(mode: UInt32) {
        self.init(directoryType: UInt8(truncatingIfNeeded: (mode & 0o170000) >> 12))
    }

    /// The kind by the number that folders keep for their entries; nil where a filesystem keeps none.
    package init?(directoryType: UInt8) {
        switch directoryType {
        case 1: self = .fifo
        case 2: self = .characterDevice
        case 4: self = .directory
        case 6: self = .blockDevice
        case 8: self = .regular
        case 10: self = .symbolicLink
        case 12: self = .socket
        default: return nil
        }
    }

    /// The mode's type bits.
    package var modeBits: UInt32 {
        let type: UInt32 =
            switch self {
            case .fifo: 1
            case .characterDevice: 2
            case .directory: 4
            case .blockDevice: 6
            case .regular: 8
            case .symbolicLink: 10
            case .socket: 12
            }
        return type << 12
    }
}

/// A moment as filesystems keep it.
package struct FileTime: Hashable, Comparable, Sendable {
    /// Seconds since 1970.
    package var seconds: Int64
    /// Nanoseconds, 0 to 999,999,999.
    package var nanoseconds: Int64

    /// Makes a time.
    package init(seconds: Int64, nanoseconds: Int64) {
        self.seconds = seconds
        self.nanoseconds = nanoseconds
    }

    /// Makes a time from nanoseconds since 1970.
    package init(totalNanoseconds total: Int64) {
        let (quotient, remainder) = total.quotientAndRemainder(dividingBy: 1_000_000_000)
        self.init(
            seconds: remainder < 0 ? quotient - 1 : quotient,
            nanoseconds: remainder < 0 ? remainder + 1_000_000_000 : remainder)
    }

    /// Nanoseconds since 1970; times beyond the years 1678 to 2262 become the nearest that fits.
    package var totalNanoseconds: Int64 {
        let (product, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        let (sum, carried) = product.addingReportingOverflow(nanoseconds)
        return overflow || carried ? (seconds < 0 ? .min : .max) : sum
    }

    package static func < (left: FileTime, right: FileTime) -> Bool {
        (left.seconds, left.nanoseconds) < (right.seconds, right.nanoseconds)
    }
}

/// All that stat(2) tells of a file.
package struct FileStatus: Hashable, Sendable {
    /// The filesystem's device number.
    package var device: UInt64
    /// The inode.
    package var inode: UInt64
    /// Type and permission bits.
    package var mode: UInt32
    /// Number of names.
    package var linkCount: UInt64
    /// Owner.
    package var owner: UInt32
    /// Group.
    package var group: UInt32
    /// Major number of a device file.
    package var deviceMajor: UInt32
    /// Minor number of a device file.
    package var deviceMinor: UInt32
    /// Bytes.
    package var size: Int64
    /// Blocks of 512 bytes in use.
    package var blocks: Int64
    /// Last read.
    package var accessTime: FileTime
    /// Last change of the contents.
    package var modificationTime: FileTime
    /// Last change of anything.
    package var changeTime: FileTime

    /// What it is.
    package var kind: FileKind { FileKind(mode: mode) ?? .regular }
    /// The twelve permission bits.
    package var permissions: UInt32 { mode & 0o7777 }
    /// Whether it is how overlayfs marks a name that is gone.
    package var isWhiteout: Bool { kind == .characterDevice && deviceMajor == 0 && deviceMinor == 0 }

    init(_ raw: linux_status) {
        device = raw.device
        inode = raw.inode
        mode = raw.mode
        linkCount = raw.link_count
        owner = raw.owner
        group = raw.group
        deviceMajor = raw.device_major
        deviceMinor = raw.device_minor
        size = raw.size
        blocks = raw.blocks
        accessTime = FileTime(seconds: raw.access_seconds, nanoseconds: raw.access_nanoseconds)
        modificationTime = FileTime(seconds: raw.modification_seconds, nanoseconds: raw.modification_nanoseconds)
        changeTime = FileTime(seconds: raw.change_seconds, nanoseconds: raw.change_nanoseconds)
    }
}

extension FileDescriptor {
    /// The status of this very file, also of a `path` descriptor.
    package func status() throws(SystemError) -> FileStatus {
        var raw = linux_status()
        try perform("fstat") { linux_fstatat(rawValue, "", linux_at_empty_path, &raw) }
        return FileStatus(raw)
    }

    /// The status of a name in this folder; of the link itself unless told to follow.
    ///
    /// Folders of the path are followed, so below a root filesystem give a single name.
    package func status(
        at path: some PathArgument, followingLinks: Bool = false
    ) throws(SystemError) -> FileStatus {
        var raw = linux_status()
        try perform("fstatat", on: path.pathText) {
            path.withCPath { linux_fstatat(rawValue, $0, followingLinks ? 0 : AT_SYMLINK_NOFOLLOW, &raw) }
        }
        return FileStatus(raw)
    }

    /// Like `status(at:)`, but nil where there is no such name.
    package func statusIfPresent(
        at path: some PathArgument, followingLinks: Bool = false
    ) throws(SystemError) -> FileStatus? {
        var raw = linux_status()
        let found = try perform("fstatat", on: path.pathText, unless: .noSuchFileOrDirectory) {
            path.withCPath { linux_fstatat(rawValue, $0, followingLinks ? 0 : AT_SYMLINK_NOFOLLOW, &raw) }
        }
        return found == nil ? nil : FileStatus(raw)
    }
}

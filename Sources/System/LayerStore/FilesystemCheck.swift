import EnginePorts
import LinuxSystem
import SystemPackage

/// Finds out why a store's filesystem cannot hold overlay layers.
enum FilesystemCheck {
    /// Throws `LayerError.unsuitableFilesystem` if a small overlay cannot be mounted in the store either.
    static func explain(_ folders: StoreFolders) throws {
        let filesystem = name(of: try folders.own.descriptor.filesystemStatus().type)
        do {
            try KernelFeatures.probeOverlay(in: folders.own.descriptor)
        } catch {
            // Missing rights say nothing about the filesystem.
            if error.code == .notPermitted || error.code == .permissionDenied { return }
            throw LayerError.unsuitableFilesystem(
                path: folders.root.string, filesystem: filesystem, reason: error.description)
        }
    }

    /// The filesystem's name by its magic number (statfs(2)).
    private static func name(of type: UInt64) -> String {
        names[type] ?? "type 0x" + String(type, radix: 16)
    }

    private static let names: [UInt64: String] = [
        0xef53: "ext4", 0x5846_5342: "xfs", 0x9123_683e: "btrfs", 0x0102_1994: "tmpfs", 0x794c_7630: "overlayfs",
        0x6969: "nfs", 0xff53_4d42: "cifs", 0xfe53_4d42: "smb2", 0x6573_5546: "fuse", 0x4d44: "vfat",
        0x5346_544e: "ntfs", 0x0102_1997: "9p", 0xf15f: "ecryptfs", 0x2fc1_2fc1: "zfs", 0x858458f6: "ramfs",
        0x2011_bab0: "exfat", 0xf2f5_2010: "f2fs",
    ]
}

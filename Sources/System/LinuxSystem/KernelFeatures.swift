import CLinux
package import SystemPackage

/// What the running kernel can do, as far as strata depends on it.
package enum KernelFeatures {
    /// The kernel's release: `6.8.0-45-generic`.
    package static var release: String {
        line(readFileIfPossible("/proc/sys/kernel/osrelease"))
    }

    /// The architecture that this program was made for, as the kernel calls it: `x86_64`, `aarch64`.
    package static var machine: String {
        #if arch(x86_64)
            "x86_64"
        #elseif arch(arm64)
            "aarch64"
        #else
            "unknown"
        #endif
    }

    private static func line(_ bytes: [UInt8]?) -> String {
        String(decoding: (bytes ?? []).prefix { $0 != 0x0A }, as: UTF8.self)
    }

    /// Whether the kernel is of this version or newer.
    package static func isAtLeast(_ major: Int, _ minor: Int) -> Bool {
        let numbers = release.split { !$0.isNumber }.prefix(2).compactMap { Int($0) }
        guard numbers.count == 2 else { return false }
        return (numbers[0], numbers[1]) >= (major, minor)
    }

    /// Mounts a small overlay in a folder, writes through it and removes a file, then drops it: throws what a
    /// filesystem answers that can't hold overlay layers.
    ///
    /// Changes nothing that stays.
    package static func probeOverlay(in folder: FileDescriptor) throws(SystemError) {
        let name = ".strata-probe-\(linux_process_id())"
        try folder.makeDirectory(at: name, mode: 0o700)
        // What is left of a probe is removed with the folder that it is in, so failing to clean up is no failure.
        defer { try? folder.removeTree(at: name) }
        let base = try folder.openAt(name, [.directory])
        defer { base.closeQuietly() }
        for part in ["lower", "upper", "work"] { try base.makeDirectory(at: part, mode: 0o700) }
        try base.openAt("lower/file", [.create, .writeOnly], mode: 0o600).closeQuietly()
        let layers = OverlayLayers(base: base, lower: ["lower"], upper: "upper", work: "work")
        let mount = try layers.mountDetached()
        defer { mount.closeQuietly() }
        try mount.removeFile(at: "file")
        try mount.makeDirectory(at: "folder")
    }
}

import CLinux
package import SystemPackage

extension FileDescriptor {
    /// Gives a name in this folder another owner; of the link itself.
    package func setOwner(
        at path: some PathArgument, owner: UInt32, group: UInt32
    ) throws(SystemError) {
        try perform("fchownat", on: path.pathText) {
            path.withCPath { linux_fchownat(rawValue, $0, owner, group, AT_SYMLINK_NOFOLLOW) }
        }
    }

    /// Gives this very file another owner, also by a `path` descriptor.
    ///
    /// Clears set-id bits and capabilities.
    package func setOwner(_ owner: UInt32, group: UInt32) throws(SystemError) {
        try perform("fchownat") { linux_fchownat(rawValue, "", owner, group, linux_at_empty_path) }
    }

    /// Sets the permission bits of a name in this folder, which must be no symbolic link.
    package func setPermissions(at path: some PathArgument, _ permissions: UInt32) throws(SystemError) {
        let done = try perform("fchmodat", on: path.pathText, unless: .noFunction) {
            path.withCPath { linux_fchmodat2(rawValue, $0, permissions, AT_SYMLINK_NOFOLLOW) }
        }
        if done != nil { return }
        try openAt(path, [.path, .noFollow]).closingAfter { (file) throws(SystemError) in
            try file.setPermissions(permissions)
        }
    }

    /// Sets this very file's permission bits, also by a `path` descriptor.
    package func setPermissions(_ permissions: UInt32) throws(SystemError) {
        let done = try perform("fchmod", unless: .badFileDescriptor) { linux_fchmod(rawValue, permissions) }
        if done != nil { return }
        let path = descriptorPath(self)
        try perform("chmod", on: path) { linux_chmod(path, permissions) }
    }

    /// Sets the times of a name in this folder, of the link itself; nil leaves one as it is.
    package func setTimes(
        at path: some PathArgument, access: FileTime?, modification: FileTime?
    ) throws(SystemError) {
        try perform("utimensat", on: path.pathText) {
            path.withCPath {
                linux_utimensat(rawValue, $0, rawTime(access), rawTime(modification), AT_SYMLINK_NOFOLLOW)
            }
        }
    }

    /// Sets this very file's times, also by a `path` descriptor; nil leaves one as it is.
    package func setTimes(access: FileTime?, modification: FileTime?) throws(SystemError) {
        let path = descriptorPath(self)
        try perform("utimensat", on: path) {
            linux_utimensat(linux_at_cwd, path, rawTime(access), rawTime(modification), 0)
        }
    }

    /// Sets the size, filling with zeros or cutting off.
    package func setSize(_ size: Int64) throws(SystemError) {
        try perform("ftruncate") { linux_ftruncate(rawValue, size) }
    }
}

private func rawTime(_ time: FileTime?) -> linux_time {
    guard let time else { return linux_time(seconds: 0, nanoseconds: linux_time_omit) }
    return linux_time(seconds: time.seconds, nanoseconds: time.nanoseconds)
}

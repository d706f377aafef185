import CLinux
package import SystemPackage

/// What renameat2(2) does about a target that is there.
package enum RenameRule: UInt32, Sendable {
    /// The target is replaced.
    case replace = 0
    /// An error (`fileExists`) if the target is there.
    case keepTarget = 1
    /// Both change places.
    case exchange = 2
}

extension FileDescriptor {
    /// Makes a folder; `mode` is subject to the umask.
    package func makeDirectory(at path: some PathArgument, mode: UInt32 = 0o777) throws(SystemError) {
        try perform("mkdirat", on: path.pathText) { path.withCPath { linux_mkdirat(rawValue, $0, mode) } }
    }

    /// Makes a folder unless the name is taken; tells whether it made it.
    @discardableResult
    package func makeDirectoryIfMissing(at path: some PathArgument, mode: UInt32 = 0o777) throws(SystemError) -> Bool {
        let made = try perform("mkdirat", on: path.pathText, unless: .fileExists) {
            path.withCPath { linux_mkdirat(rawValue, $0, mode) }
        }
        return made != nil
    }

    /// Makes a device, fifo, socket or empty file; `permissions` are subject to the umask.
    package func makeNode(
        at path: some PathArgument, kind: FileKind, permissions: UInt32, major: UInt32 = 0, minor: UInt32 = 0
    ) throws(SystemError) {
        try perform("mknodat", on: path.pathText) {
            path.withCPath { linux_mknodat(rawValue, $0, kind.modeBits | permissions, major, minor) }
        }
    }

    /// Makes a symbolic link in this folder.
    package func makeSymbolicLink(
        at path: some PathArgument, to target: some PathArgument
    ) throws(SystemError) {
        try perform("symlinkat", on: path.pathText) {
            path.withCPath { name in target.withCPath { linux_symlinkat($0, rawValue, name) } }
        }
    }

    /// Gives the file at `path` in this folder a second name in another folder; links are not followed.
    package func makeHardLink(
        from path: some PathArgument, to folder: FileDescriptor, at name: some PathArgument
    ) throws(SystemError) {
        try perform("linkat", on: name.pathText) {
            path.withCPath { old in name.withCPath { linux_linkat(rawValue, old, folder.rawValue, $0, 0) } }
        }
    }

    /// Gives this open file a name: for files made with `temporary`.
    package func link(into folder: FileDescriptor, at name: some PathArgument) throws(SystemError) {
        let source = descriptorPath(self)
        try perform("linkat", on: name.pathText) {
            name.withCPath { linux_linkat(linux_at_cwd, source, folder.rawValue, $0, AT_SYMLINK_FOLLOW) }
        }
    }

    /// Removes a name that is no folder.
    package func removeFile(at path: some PathArgument) throws(SystemError) {
        try perform("unlinkat", on: path.pathText) { path.withCPath { linux_unlinkat(rawValue, $0, 0) } }
    }

    /// Removes an empty folder.
    package func removeDirectory(at path: some PathArgument) throws(SystemError) {
        try perform("unlinkat", on: path.pathText) { path.withCPath { linux_unlinkat(rawValue, $0, AT_REMOVEDIR) } }
    }

    /// Moves a name of this folder to another folder of the same filesystem.
    package func rename(
        _ path: some PathArgument, to folder: FileDescriptor, at name: some PathArgument, _ rule: RenameRule = .replace
    ) throws(SystemError) {
        try perform("renameat2", on: path.pathText) {
            path.withCPath { old in
                name.withCPath { linux_renameat2(rawValue, old, folder.rawValue, $0, rule.rawValue) }
            }
        }
    }

    /// The target of a symbolic link, as its bytes; an empty path means this very link (a `path` descriptor).
    package func readLink(at path: some PathArgument) throws(SystemError) -> [UInt8] {
        var capacity = 256
        while true {
            var buffer = [UInt8](repeating: 0, count: capacity)
            let length = try perform("readlinkat", on: path.pathText) {
                path.withCPath { name in
                    buffer.withUnsafeMutableBytes {
                        linux_readlinkat(rawValue, name, $0.baseAddress, $0.count)
                    }
                }
            }
            if length < capacity { return Array(buffer[..<length]) }
            capacity *= 4
        }
    }
}

package import Diagnostics

/// A failed system call in words, with the remedy where the number alone tells one.
package enum SystemFault {
    /// The diagnostic of a failed call.
    ///
    /// - Parameters:
    ///   - code: The diagnostic's code.
    ///   - call: The system call, perhaps with what it was about: `mount(overlay)`.
    ///   - path: The path; empty where there is none.
    ///   - errno: The number; see errno(3).
    /// - Returns: The diagnostic.
    package static func diagnostic(code: String, call: String, path: String, errno: Int32) -> Diagnostic {
        let place = path.isEmpty ? "" : " \(path)"
        return Diagnostic(
            code: code, message: "\(call)\(place): \(name(errno))", remedy: remedy(errno))
    }

    /// The message of an error number, with its name.
    package static func name(_ errno: Int32) -> String {
        names[errno] ?? "error \(errno)"
    }

    private static func remedy(_ errno: Int32) -> String? {
        switch errno {
        case 28, 122:
            "free space on the disk (`strata cache ls` shows what the cache holds) or use --root on another one"
        case 30: "the filesystem is mounted read-only: use --root DIR on one that can be written"
        case 13: "check the owner and the permissions of the path"
        case 23, 24: "raise the limit of open files: `ulimit -n`"
        default: nil
        }
    }

    /// The messages of Linux's error numbers that file operations meet.
    private static let names: [Int32: String] = [
        1: "operation not permitted (EPERM)", 2: "no such file or directory (ENOENT)", 4: "interrupted (EINTR)",
        5: "input/output error (EIO)", 9: "bad file descriptor (EBADF)", 11: "try again (EAGAIN)",
        12: "out of memory (ENOMEM)", 13: "permission denied (EACCES)", 16: "device or resource busy (EBUSY)",
        17: "file exists (EEXIST)", 18: "not on the same filesystem (EXDEV)", 20: "not a directory (ENOTDIR)",
        21: "is a directory (EISDIR)", 22: "invalid argument (EINVAL)", 23: "too many open files in system (ENFILE)",
        24: "too many open files (EMFILE)", 26: "text file busy (ETXTBSY)", 27: "file too large (EFBIG)",
        28: "no space left on device (ENOSPC)", 30: "read-only file system (EROFS)", 31: "too many links (EMLINK)",
        32: "broken pipe (EPIPE)", 36: "file name too long (ENAMETOOLONG)", 38: "not known to this kernel (ENOSYS)",
        39: "directory not empty (ENOTEMPTY)", 40: "too many levels of symbolic links (ELOOP)",
        61: "no data available (ENODATA)", 75: "value too large (EOVERFLOW)", 95: "not supported (EOPNOTSUPP)",
        116: "stale file handle (ESTALE)", 122: "disk quota exceeded (EDQUOT)",
    ]
}

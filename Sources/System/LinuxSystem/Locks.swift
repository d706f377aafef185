import CLinux
package import SystemPackage

/// Who else may hold a lock.
package enum LockKind: Sendable {
    /// Other shared holders.
    case shared
    /// Nobody.
    case exclusive
}

extension FileDescriptor {
    /// Waits for a lock on this open file (flock(2)); blocks the thread.
    ///
    /// It ends when the last descriptor of this open file closes, however the process ends.
    package func lock(_ kind: LockKind) throws(SystemError) {
        try perform("flock") { linux_flock(rawValue, kind == .shared ? LOCK_SH : LOCK_EX) }
    }

    /// Takes a lock on this open file if it is free; tells whether it has it.
    package func tryLock(_ kind: LockKind) throws(SystemError) -> Bool {
        let operation = (kind == .shared ? LOCK_SH : LOCK_EX) | LOCK_NB
        return try perform("flock", unless: .wouldBlock) { linux_flock(rawValue, operation) } != nil
    }

    /// Gives a lock back.
    package func unlock() throws(SystemError) {
        try perform("flock") { linux_flock(rawValue, LOCK_UN) }
    }

    /// Takes an open-file-description lock (fcntl(2)) on the whole file if it is free; unlike flock(2) it also holds
    /// over NFS.
    package func tryRecordLock(_ kind: LockKind) throws(SystemError) -> Bool {
        let type = Int16(kind == .shared ? F_RDLCK : F_WRLCK)
        return try perform("fcntl(OFD_SETLK)", unless: .wouldBlock) { linux_ofd_lock(rawValue, type, 0) } != nil
    }
}

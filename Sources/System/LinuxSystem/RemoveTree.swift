import CLinux
package import SystemPackage

extension FileDescriptor {
    /// Removes a name in this folder with all below it; no error where it is missing.
    ///
    /// No link is followed, and mounts below are not entered (`resourceBusy`). Folders without permissions are opened up
    /// first. Trees of any depth need at most some thirty open descriptors.
    package func removeTree(at name: some PathArgument) throws(SystemError) {
        if try removeSimple(name) { return }
        var queue = [name.withCPath { FileName(bytes(of: $0)) }]
        var moved = 0
        while let next = queue.popLast() {
            var deep: [FileName] = []
            do {
                try removeDirectoryTree(next, depth: 0) { (folder, child) throws(SystemError) in
                    let place = FileName(".strata-removing-\(linux_process_id())-\(next.bytes.count)-\(moved)")
                    moved += 1
                    try folder.rename(child, to: self, at: place)
                    deep.append(place)
                }
            } catch  where error.errno == ENOENT {
                continue
            }
            queue += deep
        }
    }

    /// Removes what is no folder, or is not there at all; tells whether it is gone.
    private func removeSimple(_ name: some PathArgument) throws(SystemError) -> Bool {
        do {
            try removeFile(at: name)
            return true
        } catch {
            if error.errno == ENOENT { return true }
            if error.errno == EISDIR || error.errno == EPERM { return false }
            throw error
        }
    }

    /// Removes a folder; what lies too deep is handed to `tooDeep`, which moves it away.
    private func removeDirectoryTree(
        _ name: FileName, depth: Int, tooDeep: (FileDescriptor, FileName) throws(SystemError) -> Void
    ) throws(SystemError) {
        let folder = try openForRemoval(name)
        defer { folder.closeQuietly() }
        for entry in try folder.directoryEntries() {
            if entry.kind != .directory, try folder.removeSimple(entry.name) { continue }
            if depth >= 24 {
                try tooDeep(folder, entry.name)
            } else {
                try folder.removeDirectoryTree(entry.name, depth: depth + 1, tooDeep: tooDeep)
            }
        }
        try removeDirectory(at: name)
    }

    /// Opens a folder whose entries can be removed, giving its owner all rights where some are missing.
    private func openForRemoval(_ name: FileName) throws(SystemError) -> FileDescriptor {
        do {
            let folder = try openAt(name, [.directory, .noFollow])
            if linux_access_all(folder.rawValue) < 0 { try? folder.setPermissions(0o700) }  // else unlinkat says why
            return folder
        } catch  where error.errno == EACCES {
            try setPermissions(at: name, 0o700)
            return try openAt(name, [.directory, .noFollow])
        }
    }
}

private func bytes(of pointer: UnsafePointer<CChar>) -> [UInt8] {
    UnsafeBufferPointer(start: pointer, count: strlen(pointer)).map { UInt8(bitPattern: $0) }
}

package import Diagnostics

extension LayerError: DiagnosticConvertible {
    package var diagnostic: Diagnostic {
        switch self {
        case .system(let call, let path, 22) where call.hasPrefix("fchown"):
            // EINVAL: a user namespace has no such number.
            Diagnostic(
                code: "layer.unmapped-owner",
                message: "\(path) is to belong to a user or group whose number is beyond your range of subordinate ids",
                remedy:
                    "sudo usermod --add-subuids 1000000-2000000 --add-subgids 1000000-2000000 $USER, or build as root")
        case .system(let call, let path, let errno):
            SystemFault.diagnostic(code: "layer.system", call: call, path: path, errno: errno)
        case .diskFull(let path):
            SystemFault.diagnostic(code: "layer.disk-full", call: "write", path: path, errno: 28)
        case .unsuitableFilesystem(let path, let filesystem, let reason):
            Diagnostic(
                code: "layer.unsuitable-filesystem",
                message: "the store \(path) lies on \(filesystem), which can't hold overlay layers: \(reason)",
                remedy: "use --root DIR (or STRATA_ROOT) on ext4, xfs or btrfs")
        case .tooManyLayers(let count):
            Diagnostic(
                code: "layer.too-many", message: "\(count) layers are more than overlayfs takes (500)",
                remedy: "join RUN and COPY instructions, or start from an image with fewer layers")
        case .missingLayer(let layer):
            Diagnostic(
                code: "layer.missing", message: "layer \(layer) is not in the store any more",
                remedy: "build again; the steps that need it run again")
        case .badArchive(let reason):
            Diagnostic(code: "layer.bad-archive", message: "damaged archive: \(reason)")
        case .badCopy(let path, let problem):
            Diagnostic(code: "copy.failed", message: problem.message(path), remedy: problem.remedy)
        case .conflictingFiles(let path, let first, let second):
            Diagnostic(
                code: "export.conflict",
                message: "cannot overwrite \(path) from \(first) with \(second) when split option is disabled",
                remedy: "leave out platform-split=false, so that each platform has a folder, or name the files apart")
        case .cancelled:
            Diagnostic(code: "build.cancelled", message: "cancelled")
        }
    }
}

extension CopyProblem {
    fileprivate func message(_ path: String) -> String {
        switch self {
        case .notAFolder: "cannot copy to non-directory: \(path)"
        case .folderInTheWay: "cannot replace to directory \(path) with file"
        case .tooManyLinks: "too many levels of symbolic links: \(path)"
        case .changedWhileRead: "changed while it was read: \(path)"
        case .vanished: "a folder went away while it was copied to: \(path)"
        }
    }

    fileprivate var remedy: String {
        switch self {
        case .notAFolder: "copy to another path, or remove the file or symbolic link first (RUN rm)"
        case .folderInTheWay: "copy under another name, or remove the folder first (RUN rm -r)"
        case .tooManyLinks: "name the folder that is meant instead of the link"
        case .changedWhileRead, .vanished: "build again"
        }
    }
}

extension ImageStoreError: DiagnosticConvertible {
    package var diagnostic: Diagnostic {
        switch self {
        case .system(let call, let path, let errno):
            SystemFault.diagnostic(code: "image.system", call: call, path: path, errno: errno)
        case .diskFull(let path):
            SystemFault.diagnostic(code: "image.disk-full", call: "write", path: path, errno: 28)
        case .missingBlob(let digest):
            Diagnostic(
                code: "image.missing-blob", message: "blob \(digest) is not in the store",
                remedy: "build with --pull to fetch the image again, or load it again")
        case .damagedBlob(let digest, let path):
            Diagnostic(
                code: "image.damaged-blob",
                message: "blob \(digest) is damaged: \(path) has other contents than its name",
                remedy: "remove that file and build with --pull; nothing else of the store is touched")
        case .notAnImage(let path, let reason):
            Diagnostic(
                code: "image.not-an-image", message: "\(path) is no image: \(reason)",
                remedy: "give an OCI image layout, or an archive made by `docker save` or `skopeo copy`")
        case .unknownTag(let tag, let path, let known):
            Diagnostic(
                code: "image.unknown-tag", message: "\(path) has no image tagged \(tag)",
                remedy: known.isEmpty ? "it has no tags" : "it has \(known.joined(separator: ", "))")
        case .consumerFailed, .producerFailed:
            Diagnostic(code: "image.interrupted", message: "the transfer of an image was interrupted")
        }
    }
}

extension DatabaseError: DiagnosticConvertible {
    package var diagnostic: Diagnostic {
        switch self {
        case .newerStore(let path, let version, let known):
            Diagnostic(
                code: "store.newer",
                message: "\(path) was made by a newer strata (schema \(version), this one knows \(known))",
                remedy: "use that strata, or another store with --root DIR; this one is left as it is")
        case .damaged(let path, let message):
            Diagnostic(
                code: "store.damaged", message: "\(path) is damaged: \(message)",
                remedy: "move it away: images stay, the cache and the history begin anew")
        case .diskFull(let path):
            SystemFault.diagnostic(code: "store.disk-full", call: "write", path: path, errno: 28)
        case .unwritable(let path, let errno):
            Diagnostic(
                code: "store.unwritable",
                message: "the store's file \(path) can't be written: \(SystemFault.name(errno))",
                remedy: "use another store with --root DIR (or STRATA_ROOT), or check who owns this one")
        case .busy(let path):
            Diagnostic(
                code: "store.busy", message: "another strata holds \(path)",
                remedy: "wait for it to end, or use another store with --root DIR")
        case .failed(let path, let message):
            Diagnostic(code: "store.failed", message: "\(path): \(message)")
        }
    }
}

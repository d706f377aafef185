import Diagnostics
import Foundation
import Glibc
import LinuxSystem
import OCIFormat
import Reports
import SystemPackage

/// What a build writes in the end.
extension BuildRequest {
    /// The outputs asked for, and the store where a name, `--load` or an image's digest needs it.
    ///
    /// Without any, the result stays in the cache: packing layers that nobody asked for would only take time.
    var effectiveOutputs: [OutputOption] {
        var result = outputs.filter { $0.kind != .cacheonly }
        if needsStore { result.append(.store()) }
        for index in result.indices { result[index].annotations.merge(annotations) }
        return result
    }

    private var needsStore: Bool {
        if outputs.contains(where: { $0.kind == .image }) { return false }
        if loads { return true }
        if outputs.isEmpty {
            let isUndone = Bool(go: environment["BUILDX_NO_DEFAULT_LOAD"] ?? "") ?? false
            let wantsImage = !tags.isEmpty || progress == .quiet || identifierFile != nil || metadataFile != nil
            return wantsImage && !isUndone
        }
        return !tags.isEmpty && outputs.allSatisfy { $0.kind == .local || $0.kind == .tar }
    }

    /// Checks the outputs before anything is done, so that nobody waits for a build that can't be written.
    func checkOutputs() throws(Diagnostic) {
        if identifierFile != nil, let output = outputs.first(where: { $0.kind == .local || $0.kind == .tar }) {
            throw Diagnostic(
                code: "usage.output",
                message: "local and tar exporters are incompatible with image ID file: type=\(output.kind.rawValue)",
                remedy: "leave --iidfile out, or add an output that makes an image alone")
        }
        var seen: Set<String> = []
        for output in outputs {
            guard let destination = output.destination else { continue }
            guard seen.insert(destination).inserted else {
                throw Diagnostic(
                    code: "usage.output",
                    message: destination == "-"
                        ? "multiple outputs configured to write to stdout"
                        : "several outputs go to \(destination)",
                    remedy: "give each a place of its own")
            }
            try check(output, destination)
        }
    }

    private func check(_ output: OutputOption, _ destination: String) throws(Diagnostic) {
        let isFolder = output.kind == .local || !output.isArchive
        if destination == "-", !isFolder {
            guard isatty(STDOUT_FILENO) == 0 else {
                throw Diagnostic(
                    code: "usage.output",
                    message: "dest file is required for \(output.kind.rawValue) exporter. refusing to write to console",
                    remedy: "give dest=FILE, or send standard output to a file or a pipe")
            }
            return
        }
        // What can't be looked at shows its reason when it is written.
        guard
            let status = try? FileDescriptor.workingDirectory.statusIfPresent(at: destination, followingLinks: true)
        else { return try checkParent(of: destination) }
        if isFolder, status.kind != .directory {
            throw Diagnostic(
                code: "usage.output", message: "destination directory \(destination) is a file",
                remedy: "name another folder, or remove the file")
        }
        if !isFolder, status.kind == .directory {
            throw Diagnostic(
                code: "usage.output", message: "destination file \(destination) is a directory",
                remedy: "name a file in it: dest=\(destination)/result.tar")
        }
    }

    /// Throws if the folder in which an output is to be made, or what is in its place, takes no new files.
    private func checkParent(of destination: String) throws(Diagnostic) {
        var parent = FilePath(destination)
        repeat {
            parent = parent.removingLastComponent()
            if parent.isEmpty { parent = "." }
        } while access(parent.string, F_OK) != 0 && [ENOENT, ENOTDIR].contains(errno) && ![".", "/"].contains(parent)
        // What can't be looked at shows its reason when it is written.
        let status = try? FileDescriptor.workingDirectory.statusIfPresent(at: parent.string, followingLinks: true)
        let problem: String
        if let status, status.kind != .directory {
            problem = "\(parent) is a file"
        } else if access(parent.string, W_OK | X_OK) != 0, [EACCES, EROFS].contains(errno) {
            problem = "you may not write in \(parent)"
        } else {
            return
        }
        throw Diagnostic(
            code: "usage.output", message: "destination \(destination) can't be made: \(problem)",
            remedy: "name another place, or check the owner and the mode of that one")
    }

    /// Removes the image's digest of an earlier build, which would be taken for this one's if it fails.
    func removeStaleIdentifier() throws(Diagnostic) {
        guard let identifierFile, HostFile.isRegular(identifierFile) else { return }
        do throws(Errno) {
            try HostFile.remove(FilePath(identifierFile))
        } catch {
            guard error != .noSuchFileOrDirectory else { return }
            throw Diagnostic(
                code: "output.unwritable", message: "removing image ID file \(identifierFile): \(error)",
                remedy: "name another file with --iidfile")
        }
    }

    /// Tells what is to be known before the build begins.
    func tellNotices() {
        for notice in notices where progress != .rawjson {
            let remedy = notice.remedy.map { "\nremedy: \($0)" } ?? ""
            let text = PlainText.lines("\(notice.message)\(remedy)")
            FileHandle.standardError.write(Data("WARNING: \(text)\n".utf8))
        }
    }

    /// Where buildx looks for a policy unasked, where the Dockerfile is a file of this machine.
    var policyBesideDockerfile: String? {
        guard dockerfile != "-", context != "-" else { return nil }
        if let dockerfile { return "\(dockerfile).rego" }
        return HostFile.exists(context) ? "\(context)/Dockerfile.rego" : nil
    }
}

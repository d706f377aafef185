import Diagnostics
import DockerfileSyntax
import EnginePorts
import LinuxSystem
import SystemPackage

/// A tree of files below one folder: lists it as far as it is asked for, and never leaves it.
///
/// Folders are opened below the root without following links, so what is found is what was found before or an error,
/// whatever others do to the tree meanwhile.
final class FileTreeReader: Sendable {
    /// What leaves files out, and the file that says so.
    struct Ignoring: Sendable {
        var rules: IgnoreRules
        var file: SourceFile
    }

    let folder: FilePath
    let root: TreeNode
    let ignoring: Ignoring?
    private let descriptor: OwnedDescriptor

    init(folder: FilePath, ignoring: Ignoring? = nil) throws(SystemError) {
        self.folder = folder
        self.ignoring = ignoring
        descriptor = OwnedDescriptor(try openFile(folder, [.path, .directory]))
        root = TreeNode(name: [], path: .root, status: try descriptor.descriptor.status())
    }

    /// Opens a file of the tree.
    func open(_ path: BytePath, _ flags: OpenFlags) throws(SystemError) -> FileDescriptor {
        if path.bytes.isEmpty { return try descriptor.descriptor.openAt(".", flags) }
        return try descriptor.descriptor.openBeneath(path, flags)
    }

    /// What a path of the tree is, even if the rules leave it out.
    func status(_ path: BytePath) throws(SystemError) -> FileStatus {
        try open(path, [.path, .noFollow]).closingAfter { (file) throws(SystemError) in try file.status() }
    }

    /// What is in a folder, sorted by name, without what the rules leave out for good.
    func children(of node: TreeNode) throws(SystemError) -> [TreeNode] {
        if let children = node.children { return children }
        let children = try open(node.path, [.directory]).closingAfter { (folder) throws(SystemError) in
            var children: [TreeNode] = []
            for entry in try folder.directoryEntries() {
                let verdict = entry.kind.flatMap {
                    self.verdict(entry.name.bytes, in: node, isDirectory: $0 == .directory)
                }
                if let verdict, verdict.isExcluded, !verdict.mayHoldIncluded { continue }
                guard let child = try look(entry.name, in: node, folder, verdict), child.mayShow else { continue }
                children.append(child)
            }
            return children
        }.sorted { $0.name.lexicographicallyPrecedes($1.name) }
        node.children = children
        return children
    }

    /// The file of a name in a folder, even if the rules leave it out; nil where there is none.
    func child(_ name: [UInt8], of node: TreeNode) throws(SystemError) -> TreeNode? {
        if let found = node.children?.first(where: { $0.name == name }) { return found }
        return try open(node.path, [.path, .directory]).closingAfter { (folder) throws(SystemError) in
            try look(FileName(name), in: node, folder)
        }
    }

    /// Whether a file is in: not left out, or a folder with something that is in.
    func shows(_ node: TreeNode) throws(SystemError) -> Bool {
        if !node.isExcluded { return true }
        guard node.isDirectory, node.mayShow else { return false }
        for child in try children(of: node) where try shows(child) { return true }
        return false
    }

    /// What leaves out a file that is there, as the ignore file and its line; nil where nothing does.
    func ignoringLine(of path: BytePath) -> String? {
        // One that can't be looked at is as good as gone.
        guard let ignoring, let status = try? status(path) else { return nil }
        let rules = ignoring.rules
        let last = rules.decisions(for: path.bytes, isDirectory: status.kind == .directory).last
        guard let rule = last.map({ rules.rules[$0.rule] }), !rule.isException else { return nil }
        return "\(ignoring.file.name):\(rule.line)"
    }

    /// Lists a folder and all below it, several folders at a time.
    func load(_ node: TreeNode, _ worker: Worker) throws {
        var level = node.isDirectory ? [node] : []
        while !level.isEmpty {
            let folders = level
            let next = try worker.map(folders.count) { index in
                try self.children(of: folders[index]).filter(\.isDirectory)
            }
            level = next.flatMap(\.self)
        }
    }

    private func look(
        _ name: FileName, in parent: TreeNode, _ folder: FileDescriptor, _ verdict: IgnoreRules.Verdict? = nil
    ) throws(SystemError) -> TreeNode? {
        guard let status = try folder.statusIfPresent(at: name) else { return nil }
        return TreeNode(
            name: name.bytes, path: parent.path.appending(name.bytes), status: status,
            linkTarget: status.kind == .symbolicLink ? try folder.readLink(at: name) : nil,
            verdict: verdict ?? self.verdict(name.bytes, in: parent, isDirectory: status.kind == .directory))
    }

    private func verdict(_ name: [UInt8], in parent: TreeNode, isDirectory: Bool) -> IgnoreRules.Verdict? {
        guard let ignoring else { return nil }
        let path = parent.path.appending(name)
        return ignoring.rules.verdict(for: path.bytes, isDirectory: isDirectory, parent: parent.verdict?.state)
    }
}

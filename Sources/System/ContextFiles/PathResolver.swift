import Diagnostics
import DockerfileSyntax
import EnginePorts
import LinuxSystem

/// Follows paths in a tree as if its root were the root of the machine.
struct PathResolver {
    /// As many links as the kernel itself follows.
    private static let linkLimit = 40

    let tree: FileTreeReader

    /// Where a path leads.
    enum Place {
        /// The folders from the root down, then the file.
        case found([TreeNode])
        /// Nowhere: the deepest folder that was reached, the name that it lacks, and what is there but left out.
        case missing(folder: TreeNode, name: [UInt8], hidden: TreeNode?)
    }

    /// Follows names from a folder, whose way from the root is given; a link as the last name only if asked to.
    func resolve(
        _ names: [[UInt8]], from start: [TreeNode]? = nil, followingLast: Bool = true
    ) throws -> Place {
        var links = 0
        return try resolve(names, from: start ?? [tree.root], followingLast, &links)
    }

    private func resolve(
        _ names: [[UInt8]], from start: [TreeNode], _ followingLast: Bool, _ links: inout Int
    ) throws -> Place {
        var way = start
        for (index, name) in names.enumerated() {
            if name == Self.dot { continue }
            if name == Self.dots {
                if way.count > 1 { way.removeLast() }
                continue
            }
            let isLast = index == names.count - 1
            let folder = way[way.count - 1]
            guard folder.isDirectory, let child = try tree.child(name, of: folder) else {
                return .missing(folder: folder, name: name, hidden: nil)
            }
            guard isLast ? try tree.shows(child) : child.mayShow else {
                return .missing(folder: folder, name: name, hidden: child)
            }
            guard let target = child.linkTarget, !isLast || followingLast else {
                way.append(child)
                continue
            }
            links += 1
            if links > Self.linkLimit {
                throw SystemError(call: "open", errno: Self.tooManyLinks, path: child.path.text)
            }
            let base = target.first == BytePath.slash ? [tree.root] : way
            guard case .found(let found) = try resolve(BytePath.names(target), from: base, true, &links) else {
                return .missing(folder: folder, name: name, hidden: nil)
            }
            way = found
        }
        return .found(way)
    }

    private static let dot = Array(".".utf8)
    private static let dots = Array("..".utf8)
    /// ELOOP.
    private static let tooManyLinks: Int32 = 40
}

extension FileTreeReader {
    /// The error for a path that leads nowhere.
    func notFound(_ pattern: String, folder: TreeNode, name: [UInt8], hidden: TreeNode?) -> FileTreeError {
        let wanted = String(decoding: name, as: UTF8.self)
        // A folder that can't be listed has no names to offer.
        let names = ((try? children(of: folder)) ?? []).map { String(decoding: $0.name, as: UTF8.self) }
        let nearest = hidden == nil ? NearestName.suggestion(for: wanted, among: names) : nil
        let path = nearest.map { folder.path.appending(Array($0.utf8)).text }
        return .notFound(pattern: pattern, hiddenBy: hidden.flatMap(rule(hiding:)), nearest: path)
    }

    /// The rule that leaves a file out, with its file and line: `.dockerignore:3: *.log`.
    private func rule(hiding node: TreeNode) -> String? {
        guard let ignoring, let index = node.verdict?.decidingRule else { return nil }
        let rule = ignoring.rules.rules[index]
        return "\(ignoring.file.name):\(rule.line): \(ignoring.file.line(rule.line) ?? rule.pattern)"
    }
}

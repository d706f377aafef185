import DockerfileSyntax
import EnginePorts
import LinuxSystem

/// A file or folder that a pattern has matched.
struct MatchedSource {
    /// The file itself, links followed.
    var node: TreeNode
    /// The name that it has as written.
    var name: [UInt8]
    /// With `--parents`: the folders above it, from the pattern's base down.
    var parents: [TreeNode] = []
    /// With `--parents`: the path from the pattern's base, to which `--exclude` is relative; else empty.
    var path = BytePath.root
    /// With `--parents`: whether it stands for a base in which nothing matched, so that nothing of it is copied; the
    /// destination is made nevertheless.
    var isEmpty = false
}

/// Finds what patterns match in a tree, as BuildKit's COPY does: links in the path of a source are followed inside the
/// root, and a source that is a link itself as well; a pattern with wildcards may match nothing.
struct SourceSelector {
    let tree: FileTreeReader
    let worker: Worker
    private let resolver: PathResolver

    init(tree: FileTreeReader, worker: Worker) {
        self.tree = tree
        self.worker = worker
        resolver = PathResolver(tree: tree)
    }

    func sources(of pattern: SourcePattern) throws -> [MatchedSource] {
        let way = try resolve(pattern.literalNames, pattern: pattern.text)
        if pattern.literalCount == pattern.parts.count {
            let node = way[way.count - 1]
            return [MatchedSource(node: node, name: pattern.literalNames.last ?? [])]
        }
        return try expand(pattern.parts.dropFirst(pattern.literalCount), at: way, pattern: pattern.text)
    }

    /// The sources of a `--parents` pattern: the uppermost files that it matches below its base, no links followed.
    func sources(of pattern: ParentsPattern, excluding excludes: IgnoreRules) throws -> [MatchedSource] {
        var kept: [MatchedSource] = []
        for base in try sources(of: pattern.base) {
            let found = try matches(of: pattern, below: base)
            let shown = found.filter { source in
                let verdict = excludes.verdict(for: source.path.bytes, isDirectory: source.node.isDirectory)
                return source.path == .root || !verdict.isExcluded || verdict.mayHoldIncluded
            }
            if shown.isEmpty, pattern.mustMatch {
                throw FileTreeError.notFound(pattern: pattern.text, hiddenBy: "--exclude", nearest: nil)
            }
            kept += shown.isEmpty ? [MatchedSource(node: base.node, name: [], isEmpty: true)] : shown
        }
        return kept
    }

    private func matches(of pattern: ParentsPattern, below base: MatchedSource) throws -> [MatchedSource] {
        if pattern.mustMatch || pattern.names.isEmpty { return [try plainSource(of: pattern, below: base.node)] }
        guard base.node.isDirectory else { return [base] }
        try worker.check()
        try tree.load(base.node, worker)
        var found: [MatchedSource] = []
        try search(MatchedSource(node: base.node, name: []), pattern.rules, nil, into: &found)
        return found
    }

    private func resolve(_ names: [[UInt8]], from start: [TreeNode]? = nil, pattern: String) throws -> [TreeNode] {
        switch try resolver.resolve(names, from: start) {
        case .found(let way): return way
        case .missing(let folder, let name, let hidden):
            throw tree.notFound(pattern, folder: folder, name: name, hidden: hidden)
        }
    }

    private func expand(
        _ parts: ArraySlice<SourcePattern.Part>, at way: [TreeNode], pattern: String
    ) throws -> [MatchedSource] {
        guard let part = parts.first, let folder = way.last, folder.isDirectory else { return [] }
        let rest = parts.dropFirst()
        var found: [MatchedSource] = []
        for child in try tree.children(of: folder) where part.matches(child.name) {
            if !rest.isEmpty {
                if child.isDirectory { found += try expand(rest, at: way + [child], pattern: pattern) }
            } else if try tree.shows(child) {
                let target = try resolve([child.name], from: way, pattern: pattern)
                found.append(MatchedSource(node: target[target.count - 1], name: child.name))
            }
        }
        return found
    }

    private func plainSource(of pattern: ParentsPattern, below base: TreeNode) throws -> MatchedSource {
        var source = MatchedSource(node: base, name: [])
        for name in pattern.names {
            let child = source.node.isDirectory ? try tree.child(name, of: source.node) : nil
            guard let child, try tree.shows(child) else {
                throw tree.notFound(pattern.text, folder: source.node, name: name, hidden: child)
            }
            source.descend(to: child)
        }
        return source
    }

    private func search(
        _ folder: MatchedSource, _ rules: IgnoreRules, _ state: IgnoreRules.FolderState?,
        into found: inout [MatchedSource]
    ) throws {
        for child in try tree.children(of: folder.node) {
            var source = folder
            source.descend(to: child)
            let verdict = rules.verdict(for: source.path.bytes, isDirectory: child.isDirectory, parent: state)
            if verdict.isExcluded {
                if try tree.shows(child) { found.append(source) }
            } else if child.isDirectory {
                try search(source, rules, verdict.state, into: &found)
            }
        }
    }
}

extension MatchedSource {
    /// Goes one name down from a folder; the base itself is no parent, since what is copied lands in it.
    fileprivate mutating func descend(to child: TreeNode) {
        if path != .root { parents.append(node) }
        node = child
        name = child.name
        path = path.appending(child.name)
    }
}

extension SourcePattern.Part {
    fileprivate func matches(_ name: [UInt8]) -> Bool {
        switch self {
        case .literal(let literal): literal == name
        case .wildcard(let glob): glob.matches(name)
        }
    }
}

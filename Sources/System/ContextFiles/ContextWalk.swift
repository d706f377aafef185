import BuildGraph
import Diagnostics
import DockerfileSyntax
import LinuxSystem

/// Lists all files of a context, those left out too, with the rules that decided.
struct ContextWalk {
    private let tree: FileTreeReader
    private let worker: Worker
    private(set) var survey: ContextSurvey
    /// Where files that are in stand in the survey.
    private(set) var places: [ObjectIdentifier: Int] = [:]
    private var rulings: [[ContextSurvey.RuleLine]: Int] = [:]

    init(tree: FileTreeReader, worker: Worker, survey: ContextSurvey) {
        self.tree = tree
        self.worker = worker
        self.survey = survey
        if let ignoring = tree.ignoring { self.survey.ignoreFile = ignoring.file.name }
    }

    mutating func run() throws {
        try walk(tree.root)
    }

    private mutating func walk(_ folder: TreeNode) throws {
        try worker.check()
        let shown: [TreeNode]
        let hidden: [DirectoryEntry]
        do throws(SystemError) {
            shown = try tree.children(of: folder)
            hidden = tree.ignoring == nil ? [] : try entries(of: folder.path, without: shown)
        } catch {
            var file = ContextSurvey.File(
                path: folder.path.text, kind: .folder, size: 0, ruling: nil, isIgnored: false)
            file.isUnreadable = true
            survey.files.append(file)
            return
        }
        var pending = hidden[...]
        for child in shown {
            while let entry = pending.first, entry.name.bytes.lexicographicallyPrecedes(child.name) {
                pending.removeFirst()
                try addIgnored(entry, in: folder.path, ruling: nil)
            }
            if child.isDirectory { try walk(child) } else { add(child) }
        }
        for entry in pending { try addIgnored(entry, in: folder.path, ruling: nil) }
    }

    private mutating func add(_ node: TreeNode) {
        var ruling: Int?
        if node.verdict?.decidingRule != nil { ruling = self.ruling(of: node.path, isDirectory: false) }
        var file = ContextSurvey.File(
            path: node.path.text, kind: .init(node.status.kind), size: Self.size(node.status), ruling: ruling,
            isIgnored: false)
        file.isUnreadable = isUnreadable(node)
        places[ObjectIdentifier(node)] = survey.files.count
        survey.files.append(file)
    }

    /// Adds what the rules leave out; a folder with all that is in it, for nothing in it can be taken back in.
    private mutating func addIgnored(_ entry: DirectoryEntry, in folder: BytePath, ruling known: Int?) throws {
        let path = folder.appending(entry.name.bytes)
        // What went away since the folder was listed, or can't be looked at, is left out all the same.
        guard let status = try? tree.status(path) else { return }
        let ruling = known ?? self.ruling(of: path, isDirectory: status.kind == .directory)
        guard status.kind == .directory else {
            survey.files.append(
                .init(
                    path: path.text, kind: .init(status.kind), size: Self.size(status), ruling: ruling,
                    isIgnored: true))
            return
        }
        try worker.check()
        // A folder that is left out need not be readable.
        for child in (try? entries(of: path, without: [])) ?? [] {
            try addIgnored(child, in: path, ruling: folderRuling(ruling, path))
        }
    }

    private func entries(of path: BytePath, without shown: [TreeNode]) throws(SystemError) -> [DirectoryEntry] {
        let names = Set(shown.map(\.name))
        return try tree.open(path, [.directory, .noFollow]).closingAfter { (folder) throws(SystemError) in
            try folder.directoryEntries()
        }
        .filter { !names.contains($0.name.bytes) }
        .sorted { $0.name.bytes.lexicographicallyPrecedes($1.name.bytes) }
    }

    /// Whether a file that is in can't be read; where everybody may read it, that is not even tried.
    private func isUnreadable(_ node: TreeNode) -> Bool {
        guard node.status.kind == .regular, node.status.permissions & 0o444 != 0o444 else { return false }
        do {
            try tree.open(node.path, [.noFollow, .nonBlocking]).closeQuietly()
            return false
        } catch {
            return true
        }
    }

    private static func size(_ status: FileStatus) -> Int64 {
        status.kind == .regular ? status.size : 0
    }
}

/// Which lines decided.
extension ContextWalk {
    private mutating func ruling(of path: BytePath, isDirectory: Bool) -> Int? {
        guard let ignoring = tree.ignoring else { return nil }
        let decisions = ignoring.rules.decisions(for: path.bytes, isDirectory: isDirectory)
        return index(
            of: decisions.map { decision in
                let rule = ignoring.rules.rules[decision.rule]
                let isAbove = decision.matchedCount < path.bytes.count
                return ContextSurvey.RuleLine(
                    line: rule.line, text: ignoring.file.line(rule.line) ?? rule.pattern,
                    isException: rule.isException,
                    folder: isAbove ? BytePath(bytes: Array(path.bytes[..<decision.matchedCount])).text : nil)
            })
    }

    /// The ruling of what is in a folder with a ruling: what matched the folder itself matched a folder of theirs.
    private mutating func folderRuling(_ ruling: Int?, _ folder: BytePath) -> Int? {
        guard let ruling else { return nil }
        return index(
            of: survey.rulings[ruling].map { line in
                var line = line
                line.folder = line.folder ?? folder.text
                return line
            })
    }

    private mutating func index(of lines: [ContextSurvey.RuleLine]) -> Int? {
        if lines.isEmpty { return nil }
        if let known = rulings[lines] { return known }
        rulings[lines] = survey.rulings.count
        survey.rulings.append(lines)
        return survey.rulings.count - 1
    }
}

extension ContextSurvey.Kind {
    fileprivate init(_ kind: FileKind) {
        switch kind {
        case .regular: self = .file
        case .directory: self = .folder
        case .symbolicLink: self = .link
        case .characterDevice, .blockDevice, .fifo, .socket: self = .special
        }
    }
}

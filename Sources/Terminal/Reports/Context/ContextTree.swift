import BuildGraph
import Quantities

/// The folders and files that make out most of a context, as a tree.
struct ContextTree {
    /// What has less than this part of the bytes is counted with the rest of its folder.
    private static let leastShare: Int64 = 20
    private static let deepest = 3
    private static let mostChildren = 8

    private final class Node {
        var amount = ContextSurvey.Amount()
        var folders: [Substring: Node] = [:]
        var files: [(name: Substring, file: ContextSurvey.File)] = []
    }

    private let root = Node()

    /// Gathers the files that are in.
    init(_ survey: ContextSurvey) {
        for file in survey.files where !file.isIgnored {
            var node = root
            node.amount.add(file)
            let names = file.path.utf8.split(separator: UInt8(ascii: "/")).map { Substring($0) }
            for (depth, name) in names.dropLast().prefix(Self.deepest).enumerated() {
                let next = node.folders[name] ?? Node()
                node.folders[name] = next
                next.amount.add(file)
                node = next
                // What lies deeper than is shown needs no nodes of its own.
                if depth + 1 == Self.deepest { break }
            }
            if names.count <= Self.deepest, let name = names.last { node.files.append((name, file)) }
        }
    }

    /// A line for each folder or file, the largest first, what is in a folder further in.
    func lines() -> [String] {
        var lines: [String] = []
        add(root, depth: 0, to: &lines)
        return lines
    }

    private func add(_ node: Node, depth: Int, to lines: inout [String]) {
        let folders = node.folders.map { (name: "\($0.key)/", amount: $0.value.amount, node: Optional($0.value)) }
        let files = node.files.map { entry in
            var amount = ContextSurvey.Amount()
            amount.add(entry.file)
            return (name: String(entry.name), amount: amount, node: Node?.none)
        }
        let least = root.amount.size / Self.leastShare
        let entries = (folders + files).filter { $0.amount.size >= max(1, least) }
            .sorted { ($1.amount.size, $0.name) < ($0.amount.size, $1.name) }
        for entry in entries.prefix(Self.mostChildren) {
            let size = HumanSize.text(entry.amount.size)
            let count = entry.node == nil ? "" : "  (\(Grouped.text(entry.amount.count)))"
            let padding = String(repeating: " ", count: max(0, 6 - size.count) + 2 * depth)
            lines.append("\(padding)\(size)  \(ShownPath.text(entry.name))\(count)")
            if let folder = entry.node, depth + 1 < Self.deepest { add(folder, depth: depth + 1, to: &lines) }
        }
    }
}

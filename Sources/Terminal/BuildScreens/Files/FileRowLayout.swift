import Quantities
import TerminalCells
import TerminalThemes

/// The columns of the tree's rows: change, name, how many files, mode, size.
struct FileRowLayout {
    private static let modeColumns = 10
    private static let narrowest = 20

    private let name: Int
    private let count: Int
    private let mode: Int
    private let size: Int

    /// Takes the rows that are in view for the widths of what stands at the right.
    init(view: FileView, columns: Int) {
        let counts = view.tree.mostFiles
        let sizes = 6
        var room = columns - 2
        size = room >= Self.narrowest + sizes + 2 ? sizes : 0
        room -= size > 0 ? size + 2 : 0
        mode = room >= Self.narrowest + Self.modeColumns + 2 ? Self.modeColumns : 0
        room -= mode > 0 ? mode + 2 : 0
        let files = counts > 0 ? Grouped.text(Int64(counts), "file").count : 0
        count = files > 0 && room >= Self.narrowest + files + 2 ? files : 0
        room -= count > 0 ? count + 2 : 0
        name = max(0, room)
    }

    func draw(_ view: FileView, on screen: inout Screen, in area: Rect, _ scene: Scene) {
        for (offset, index) in view.rows.indices.dropFirst(view.top).prefix(area.rows).enumerated() {
            draw(index, of: view, on: &screen, in: area.row(offset), scene)
        }
    }

    private func draw(_ index: Int, of view: FileView, on screen: inout Screen, in line: Rect, _ scene: Scene) {
        let row = view.rows[index]
        let isChosen = index == view.cursor
        let node = view.tree.nodes[row.node]
        let base = isChosen ? scene.style(scene.isFocused ? .selection : .selectionInactive) : .plain
        if isChosen { screen.fill(line, style: base) }
        if let change = node.change {
            screen.draw(change.sign, at: line.origin, in: line, style: scene.style(change.role).over(base))
        }
        let label = [Ink(title(of: row, view, scene), node.change?.role ?? .folder)]
        let cell = Rect(line.left + 2, line.top, name, 1)
        screen.draw(label.spans(scene), at: cell.origin, in: cell, over: base)
        mark(scene.query, in: label[0].text, of: cell, on: &screen, scene)
        let rest = line.split(left: cell.right - line.left).1
        drawFigures(node, on: &screen, in: rest, scene, base)
    }

    private func title(of row: FileView.Row, _ view: FileView, _ scene: Scene) -> String {
        let node = view.tree.nodes[row.node]
        let glyphs = scene.look.glyphs
        let sign =
            node.isFolder && !node.children.isEmpty ? (view.isOpen(row.node) ? glyphs.expanded : glyphs.collapsed) : " "
        let indent = String(repeating: " ", count: min(2 * row.depth, max(0, name / 2)))
        let text = "\(indent)\(sign) \(Cleaning.line(node.name))\(node.isFolder ? "/" : "")"
        return TextLayout.cut(text, to: name, ellipsis: glyphs.ellipsis)
    }

    private func mark(_ query: String?, in text: String, of cell: Rect, on screen: inout Screen, _ scene: Scene) {
        guard let query else { return }
        let style = scene.style(.match)
        for match in TextMatches.ranges(of: query, in: text) {
            let rect = Rect(cell.left + match.lowerBound, cell.top, match.count, 1)
            screen.restyle(rect.intersection(cell)) { $0 = style.over($0) }
        }
    }

    private func drawFigures(
        _ node: FileTree.Node, on screen: inout Screen, in area: Rect, _ scene: Scene, _ base: Style
    ) {
        var column = area.left
        func draw(_ text: String, _ width: Int, _ role: Role) {
            guard width > 0 else { return }
            column += 2
            let start = column + max(0, width - Width.columns(of: text))
            screen.draw(text, at: Point(start, area.top), in: area, style: scene.style(role).over(base))
            column += width
        }
        draw(node.isFolder && node.files > 0 ? Grouped.text(Int64(node.files), "file") : "", count, .dim)
        draw(FileMode.text(node.mode), mode, .dim)
        let isSized = node.mode & FileMode.typeMask != FileMode.link && node.change != .removed
        draw(isSized && (!node.isFolder || node.size > 0) ? HumanSize.text(node.size) : "", size, .text)
    }
}

extension FileListing.Entry.Change {
    /// A sign beside the colour.
    fileprivate var sign: String {
        switch self {
        case .added: "+"
        case .changed: "~"
        case .removed: "-"
        }
    }

    fileprivate var role: Role {
        switch self {
        case .added: .added
        case .changed: .changed
        case .removed: .removed
        }
    }
}

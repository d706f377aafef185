/// Where the boxes and lines of a page's graph stand, in pixels: columns from left to right, and lines only between boxes.
struct PageLayout {
    /// A row of a box.
    struct Port: Hashable {
        var box: Int
        /// From 0, below the box's title.
        var row: Int
    }

    /// A line from what is read to what reads it.
    struct Line: Hashable {
        var from: Port
        var to: Port
    }

    /// What is known of a box before it has a place.
    struct Shape {
        var rows: Int
        /// The width that it would like.
        var width: Int
    }

    /// A box in its place.
    struct Box: Hashable {
        var x: Int
        var y: Int
        var width: Int
        var height: Int
    }

    /// A corner of a line.
    struct Point: Hashable {
        var x: Int
        var y: Int
    }

    /// The height of a row, of a title, of the space between boxes and of a passage through it.
    static let unit = 24

    /// The boxes, as the shapes have them.
    private(set) var boxes: [Box] = []
    /// The lines, those together that share parts: each is joined from point to point, across and upright.
    private(set) var nets: [[[Point]]] = []
    /// The extent of it all.
    private(set) var size = (width: 0, height: 0)

    /// Lays out boxes and lines, of which none may lead back to where it came from; always in the same way.
    init(_ shapes: [Shape], _ lines: [Line]) {
        let nets = PageNets(shapes, columns: Self.columns(shapes.count, lines), lines)
        var order = PageOrder(nets)
        order.shorten(nets, PageRows(nets, order))
        let rows = PageRows(nets, order)
        let gutters = PageGutters(nets, rows)
        var lefts: [Int] = []
        var widths: [Int] = []
        var x = 0
        for (column, slots) in order.columns.enumerated() {
            if column > 0 { x += gutters.width(behind: column - 1) }
            lefts.append(x)
            widths.append(slots.filter { nets.slots[$0].isBox }.map { shapes[$0].width }.max() ?? 0)
            x += widths[column]
        }
        boxes = shapes.indices.map { box in
            let slot = nets.slots[box]
            return Box(x: lefts[slot.column], y: rows.tops[box], width: widths[slot.column], height: slot.height)
        }
        let rights = lefts.indices.map { lefts[$0] + widths[$0] }
        self.nets = nets.lines.indices.map { net in
            nets.lines[net].map { gutters.points(of: $0, net: net, lefts: lefts, rights: rights) }
        }
        let bottoms = nets.slots.indices.map { rows.tops[$0] + nets.slots[$0].height }
        size = (x, bottoms.max() ?? 0)
    }

    /// The column of each box: behind all that it reads, as far to the left as can be.
    private static func columns(_ count: Int, _ lines: [Line]) -> [Int] {
        var columns = Array(repeating: 0, count: count)
        var waiting = Array(repeating: 0, count: count)
        var readers = Array(repeating: [Int](), count: count)
        for line in lines {
            readers[line.from.box].append(line.to.box)
            waiting[line.to.box] += 1
        }
        var ready = columns.indices.filter { waiting[$0] == 0 }
        while let box = ready.popLast() {
            for reader in readers[box] {
                columns[reader] = max(columns[reader], columns[box] + 1)
                waiting[reader] -= 1
                if waiting[reader] == 0 { ready.append(reader) }
            }
        }
        return columns
    }
}

import TerminalCells
import TerminalThemes

/// Lines of a graph as they are joined in cells, before they are drawn.
struct LineCanvas {
    /// How much a line stands out.
    enum Rank: UInt8, Comparable {
        case plain = 1, near, critical

        static func < (left: Rank, right: Rank) -> Bool { left.rawValue < right.rawValue }
    }

    /// The sides to which a cell's lines lead.
    private struct Sides {
        static let up: UInt8 = 1
        static let right: UInt8 = 2
        static let down: UInt8 = 4
        static let left: UInt8 = 8
    }

    private struct Joint: Equatable {
        var sides: UInt8 = 0
        var rank: UInt8 = 0
        var net: Int32 = -1
    }

    /// The part of the plane that is drawn.
    private let window: Rect
    private var joints: [Joint]

    /// Makes an empty canvas for a part of the plane.
    init(window: Rect) {
        self.window = window
        joints = Array(repeating: Joint(), count: window.columns * window.rows)
    }

    /// Draws a line; those of higher rank come later and lie over the others.
    mutating func add(_ stroke: GraphLayout.Stroke, _ rank: Rank) {
        // The first cell lies on the border of a box, which draws the joint itself.
        guard let first = stroke.points.first else { return }
        var start = first.moved(by: 1, 0)
        var isFirst = true
        for end in stroke.points.dropFirst() where end != start {
            if start.row == end.row {
                across(start, end, enters: isFirst, stroke.net, rank)
            } else {
                upright(start, end, stroke.net, rank)
            }
            start = end
            isFirst = false
        }
    }

    private mutating func across(_ start: Point, _ end: Point, enters: Bool, _ net: Int, _ rank: Rank) {
        guard start.row >= window.top, start.row < window.bottom else { return }
        let (low, high) = (min(start.column, end.column), max(start.column, end.column))
        for column in max(low, window.left)..<max(low, window.left, min(high + 1, window.right)) {
            var sides: UInt8 = 0
            if column > low || enters { sides |= Sides.left }
            if column < high { sides |= Sides.right }
            join(Point(column, start.row), sides, net, rank)
        }
    }

    private mutating func upright(_ start: Point, _ end: Point, _ net: Int, _ rank: Rank) {
        guard start.column >= window.left, start.column < window.right else { return }
        let (low, high) = (min(start.row, end.row), max(start.row, end.row))
        for row in max(low, window.top)..<max(low, window.top, min(high + 1, window.bottom)) {
            var sides: UInt8 = 0
            if row > low { sides |= Sides.up }
            if row < high { sides |= Sides.down }
            join(Point(start.column, row), sides, net, rank)
        }
    }

    private mutating func join(_ point: Point, _ sides: UInt8, _ net: Int, _ rank: Rank) {
        let index = (point.row - window.top) * window.columns + point.column - window.left
        var joint = joints[index]
        // The critical path lies over the lines of others, which go on behind it.
        if rank == .critical, joint.rank < rank.rawValue, joint.net != Int32(net) { joint.sides = 0 }
        joint.sides |= sides
        joint.rank = max(joint.rank, rank.rawValue)
        joint.net = Int32(net)
        joints[index] = joint
    }

    /// Draws all lines with the window's corner at a place.
    func draw(on screen: inout Screen, at origin: Point, _ scene: Scene) {
        let glyphs = scene.look.glyphs
        let styles = [Rank.plain, .near, .critical].map { scene.style($0.role) }
        let tables = [glyphs.rounded, glyphs.rounded, glyphs.heavy].map { lines in
            (0..<16).map { lines.joint(UInt8($0)) }
        }
        for row in 0..<window.rows {
            var column = 0
            while column < window.columns {
                let joint = joints[row * window.columns + column]
                var end = column + 1
                if joint.rank > 0 {
                    while end < window.columns, joints[row * window.columns + end].sides == joint.sides,
                        joints[row * window.columns + end].rank == joint.rank
                    {
                        end += 1
                    }
                    let kind = Int(joint.rank) - 1
                    screen.fill(
                        Rect(origin.column + column, origin.row + row, end - column, 1),
                        with: tables[kind][Int(joint.sides)], style: styles[kind])
                }
                column = end
            }
        }
    }
}

extension LineCanvas.Rank {
    /// How such a line looks.
    var role: Role {
        switch self {
        case .plain: .edge
        case .near: .borderFocused
        case .critical: .edgeCritical
        }
    }
}

extension GlyphSet.Lines {
    /// The character of lines that lead up (1), right (2), down (4) and left (8).
    fileprivate func joint(_ sides: UInt8) -> Character {
        switch sides {
        case 1, 4, 5: vertical
        case 2, 8, 10: horizontal
        case 3: bottomLeft
        case 6: topLeft
        case 9: bottomRight
        case 12: topRight
        case 7: joinRight
        case 13: joinLeft
        case 14: joinDown
        case 11: joinUp
        case 15: cross
        default: " "
        }
    }
}

import TerminalCells
import Testing

@testable import BuildScreens

@Suite struct GraphLayoutTests {
    @Test func aChainGoesToTheRightOnOneRow() {
        #expect(
            diagram("a; b: a; c: b") == """
                +-a-+    +-b-+    +-c-+
                |   |--->|   |--->|   |
                +---+    +---+    +---+
                """)
    }

    @Test func aDiamondHasATrunkWithTwoBranches() {
        #expect(
            diagram("a; b: a; c: a; d: b c") == """
                +-a-+    +-b-+    +-d-+
                |   |-+->|   |-+->|   |
                +---+ |  +---+ |  +---+
                      |        |
                      |  +-c-+ |
                      +->|   |-+
                         +---+
                """)
    }

    @Test func manyThatAreReadByOneJoinBeforeIt() {
        #expect(
            diagram("a; b; c; d: a b c") == """
                +-a-+
                |   |-+
                +---+ |
                      |
                +-b-+ |  +-d-+
                |   |-+->|   |
                +---+ |  +---+
                      |
                +-c-+ |
                |   |-+
                +---+
                """)
    }

    @Test func aLineOverAColumnPassesBetweenItsBoxes() {
        #expect(
            diagram("a; b: a; c: a b") == """
                +-a-+    +-b-+    +-c-+
                |   |-+->|   |-+->|   |
                +---+ |  +---+ |  +---+
                      |        |
                      +--------+
                """)
    }

    @Test func whatIsNotJoinedStandsBelow() {
        #expect(
            diagram("a; b: a; c; d: c") == """
                +-a-+    +-b-+
                |   |--->|   |
                +---+    +---+

                +-c-+    +-d-+
                |   |--->|   |
                +---+    +---+
                """)
    }

    @Test func boxesChangePlacesSoThatLinesDontCross() {
        #expect(
            diagram("a; b; c: b; d: a") == """
                +-a-+    +-d-+
                |   |--->|   |
                +---+    +---+

                +-b-+    +-c-+
                |   |--->|   |
                +---+    +---+
                """)
    }

    @Test func columnsThatHaveNoRoomGoOnBelow() {
        #expect(
            diagram("a; b: a; c: b; d: c", band: 2) == """
                +-a-+    +-b-+
                |   |--->|   |-+
                +---+    +---+ |
                +--------------+
                |
                |  +-c-+    +-d-+
                +->|   |--->|   |
                   +---+    +---+
                """)
    }

    @Test func boxesOfOneDepthStandInSeveralColumnsWhereTheyAreTooManyForOne() {
        #expect(
            diagram("a; b; c; d: a b c", limit: 7) == """
                +-a-+    +-c-+    +-d-+
                |   |-+  |   |-+->|   |
                +---+ |  +---+ |  +---+
                      |        |
                +-b-+ +--------+
                |   |-+
                +---+
                """)
    }

    @Test func boxesThatReadEachOtherInACircleAreDrawnOnceEach() {
        let layout = GraphLayout(plan("a: b; b: a; c: b"), measures(3))
        #expect(layout.boxes.count == 3)
        #expect(faults(layout).isEmpty)
    }

    @Test func linesThatTradeTheirRowsTurnTwice() {
        let tracks = GraphTracks([
            GraphTracks.Net(lefts: [1], rights: [5]), GraphTracks.Net(lefts: [5], rights: [1]),
        ])
        #expect(tracks.count == 3)
        #expect(tracks.ways == [.jog(0, row: 2, 2), .track(1)])
    }

    @Test func linesLeaveTheRowThatIsReadAndEndAtTheRowThatReads() {
        let lines = [
            GraphPlan.Line(from: GraphPlan.Port(node: 0, row: 2), to: GraphPlan.Port(node: 1, row: 1))
        ]
        let layout = GraphLayout(
            GraphPlan(nodes: [GraphPlan.Node(rows: 4), GraphPlan.Node(rows: 2)], lines: lines), measures(2))
        #expect(layout.strokes[0].points.first?.row == layout.boxes[0].top + 3)
        #expect(layout.strokes[0].points.last?.row == layout.boxes[1].top + 2)
        #expect(layout.boxes[1].top == 1, "so that the line is straight")
    }

    @Test(arguments: 0..<40)
    func anyGraphHasItsBoxesApartAndItsLinesAroundThem(seed: Int) {
        var random = FixedRandom(seed: UInt64(seed))
        let plan = random.plan(nodes: 1 + random.next(45))
        for (limit, band) in [(nil, nil), (20, nil), (nil, 2), (nil, 1)] as [(Int?, Int?)] {
            let layout = GraphLayout(plan, measures(plan.nodes.count), limit: limit, band: band)
            #expect(faults(layout).isEmpty)
            #expect(layout.strokes.count == Set(plan.lines).count)
        }
    }

    @Test func fortyAndFiveHundredStagesAreLaidOutWithoutFault() {
        for count in [40, 500] {
            var random = FixedRandom(seed: 7)
            let plan = random.plan(nodes: count)
            #expect(faults(GraphLayout(plan, measures(count))).isEmpty)
        }
    }

    @Test func theSamePlanIsAlwaysLaidOutInTheSameWay() {
        var random = FixedRandom(seed: 3)
        let plan = random.plan(nodes: 60)
        #expect(GraphLayout(plan, measures(60)) == GraphLayout(plan, measures(60)))
    }
}

/// Boxes of one row, each with the boxes that it reads: `a; b: a; c: a b`.
private func plan(_ text: String) -> GraphPlan {
    let parts = text.split(separator: ";").map { $0.split(separator: ":").map { $0.split(separator: " ") } }
    let names = parts.map { $0[0][0] }
    let lines = parts.enumerated().flatMap { node, part in
        (part.count > 1 ? part[1] : []).compactMap { name in
            names.firstIndex(of: name).map {
                GraphPlan.Line(from: GraphPlan.Port(node: $0, row: 0), to: GraphPlan.Port(node: node, row: 0))
            }
        }
    }
    return GraphPlan(nodes: names.map { _ in GraphPlan.Node(rows: 1) }, lines: lines)
}

private func measures(_ count: Int) -> GraphLayout.Measures {
    GraphLayout.Measures(wishes: Array(repeating: 5, count: count), least: 5, area: Size(columns: 80, rows: 0))
}

/// A layout of boxes named a, b, c… in ASCII.
private func diagram(_ text: String, limit: Int? = nil, band: Int? = nil) -> String {
    let plan = plan(text)
    let layout = GraphLayout(plan, measures(plan.nodes.count), limit: limit, band: band)
    var screen = Screen(size: layout.size)
    for stroke in layout.strokes {
        for (start, end) in zip(stroke.points, stroke.points.dropFirst()) {
            for cell in cells(start, end) {
                let isCorner = stroke.points.dropFirst().dropLast().contains(cell)
                let old = screen[cell].text
                let line = start.row == end.row ? "-" : "|"
                let isJoined = isCorner || old == "+" || (old != " " && old != line)
                screen.draw(isJoined ? "+" : line, at: cell, in: screen.area)
            }
        }
    }
    for stroke in layout.strokes { screen.draw(">", at: stroke.points.last ?? .zero, in: screen.area) }
    for (box, name) in zip(layout.boxes, "abcdefgh") {
        screen.drawBox(box, "++++-|")
        screen.draw(String(name), at: box.origin.moved(by: 2, 0), in: screen.area)
    }
    return screen.text.map { line in String(line.reversed().drop { $0 == " " }.reversed()) }.joined(separator: "\n")
}

/// The cells from one corner of a line to the next.
private func cells(_ start: Point, _ end: Point) -> [Point] {
    if start.row == end.row {
        return (min(start.column, end.column)...max(start.column, end.column)).map { Point($0, start.row) }
    }
    return (min(start.row, end.row)...max(start.row, end.row)).map { Point(start.column, $0) }
}

/// What is wrong with a layout: boxes over each other, lines in boxes, lines that can't be told apart.
private func faults(_ layout: GraphLayout) -> [String] {
    var faults: [String] = []
    var boxOfCell: [Point: Int] = [:]
    for (index, box) in layout.boxes.enumerated() {
        for row in box.top..<box.bottom {
            for column in box.left..<box.right where boxOfCell.updateValue(index, forKey: Point(column, row)) != nil {
                faults.append("box \(index) lies over another")
            }
        }
    }
    var across: [Point: [Int]] = [:]
    var upright: [Point: [Int]] = [:]
    for (index, stroke) in layout.strokes.enumerated() {
        for (start, end) in zip(stroke.points, stroke.points.dropFirst()) where start != end {
            if start.row != end.row, start.column != end.column { faults.append("stroke \(index) is slanted") }
            for cell in cells(start, end) where cell != stroke.points.first {
                if boxOfCell[cell] != nil { faults.append("stroke \(index) goes through a box") }
                if start.row == end.row { across[cell, default: []].append(index) }
                if start.row != end.row { upright[cell, default: []].append(index) }
            }
        }
    }
    for shared in Array(across.values) + Array(upright.values) {
        let strokes = Set(shared).map { layout.strokes[$0] }
        for stroke in strokes.dropFirst() where stroke.net != strokes[0].net && stroke.line.to != strokes[0].line.to {
            faults.append("lines of different steps lie over each other: \(stroke), \(strokes[0])")
        }
    }
    return faults
}

/// Numbers that are the same in every run.
struct FixedRandom {
    private var state: UInt64

    init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 1 }

    /// A number from 0, below the limit.
    mutating func next(_ limit: Int) -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int((state >> 33) % UInt64(limit))
    }

    /// Boxes of a few rows that read some of those before.
    fileprivate mutating func plan(nodes count: Int) -> GraphPlan {
        let nodes = (0..<count).map { _ in GraphPlan.Node(rows: 1 + next(6)) }
        var lines: [GraphPlan.Line] = []
        for node in nodes.indices.dropFirst() {
            for _ in 0..<next(4) {
                let other = max(0, node - 1 - next(30))
                let line = GraphPlan.Line(
                    from: GraphPlan.Port(node: other, row: next(nodes[other].rows)),
                    to: GraphPlan.Port(node: node, row: next(nodes[node].rows)))
                if !lines.contains(line) { lines.append(line) }
            }
        }
        return GraphPlan(nodes: nodes, lines: lines)
    }
}

import BuildEvents
import BuildGraph
import BuildRecords

/// The stages of a build as boxes of steps, from left to right, joined where one reads another.
struct PageGraph {
    private static let width = 330
    private static let gap = (x: 70, y: 22)
    private static let row = 22
    private static let head = 34
    /// So many letters of a step's text fit into its box.
    private static let letters = 34

    private struct Box {
        var stage: Int
        var steps: [StepSummary]
        /// The boxes that its steps read.
        var sources: [Int] = []
        var column = 0
        var x = 0
        var y = 0

        var height: Int { PageGraph.head + steps.count * PageGraph.row + 10 }
    }

    /// A step that reads one of another stage.
    private struct Edge: Hashable {
        var from: Int
        var to: Int
    }

    private let build: BuildRecord
    private var boxes: [Box] = []
    private var edges: [Edge] = []
    /// For each step that is shown, its box and its row.
    private var places: [Int: (box: Int, row: Int)] = [:]
    private var size = (width: 0, height: 0)

    init(_ build: BuildRecord) {
        self.build = build
        var members: [Int: [StepSummary]] = [:]
        for step in build.steps {
            if let stage = step.description.stage { members[stage, default: []].append(step) }
        }
        for stage in members.keys.sorted() {
            let steps = members[stage] ?? []
            for (row, step) in steps.enumerated() { places[step.position] = (boxes.count, row) }
            boxes.append(Box(stage: stage, steps: steps))
        }
        connect()
        arrange()
    }

    var isEmpty: Bool { boxes.isEmpty }

    // MARK: Layout

    private mutating func connect() {
        var positions: [StepID: Int] = [:]
        for step in build.steps { positions[step.description.id] = step.position }
        for box in boxes.indices {
            for step in boxes[box].steps {
                for input in step.description.inputs {
                    guard let position = positions[input], let place = places[position], place.box != box else {
                        continue
                    }
                    edges.append(Edge(from: position, to: step.position))
                    boxes[box].sources.append(place.box)
                }
            }
        }
    }

    private mutating func arrange() {
        // A step stands behind those that it reads, so one walk in their order finds all columns.
        for edge in edges.sorted(by: { $0.to < $1.to }) {
            guard let from = places[edge.from]?.box, let to = places[edge.to]?.box else { continue }
            boxes[to].column = max(boxes[to].column, min(boxes[from].column + 1, boxes.count))
        }
        let columns = Dictionary(grouping: boxes.indices) { boxes[$0].column }
        for column in columns.keys.sorted() {
            let members = (columns[column] ?? []).map { (center: center(of: $0), box: $0) }
            var y = 0
            for (_, box) in members.sorted(by: { ($0.center, $0.box) < ($1.center, $1.box) }) {
                boxes[box].x = column * (Self.width + Self.gap.x)
                boxes[box].y = y
                y += boxes[box].height + Self.gap.y
            }
            size.height = max(size.height, y - Self.gap.y)
            size.width = max(size.width, (column + 1) * (Self.width + Self.gap.x) - Self.gap.x)
        }
    }

    /// Where the boxes stand that a box reads, in the middle; these are in columns before its own.
    private func center(of box: Int) -> Int {
        let sources = boxes[box].sources
        guard !sources.isEmpty else { return 0 }
        return sources.reduce(0) { $0 + boxes[$1].y + boxes[$1].height / 2 } / sources.count
    }

    // MARK: Drawing

    func write(into html: inout HTMLText) {
        let (width, height) = (size.width + 4, size.height + 4)
        html.element(
            "svg",
            [
                "xmlns": "http://www.w3.org/2000/svg", "width": String(width), "height": String(height),
                "viewBox": "-2 -2 \(width) \(height)", "style": "min-width: \(width * 7 / 10)px", "role": "img",
                "aria-label": "The stages of the build and what they read of each other",
            ]
        ) { svg in
            for edge in edges { draw(edge, into: &svg) }
            for box in boxes { draw(box, into: &svg) }
        }
    }

    private func draw(_ edge: Edge, into svg: inout HTMLText) {
        guard let from = places[edge.from], let to = places[edge.to] else { return }
        let (start, end) = (boxes[from.box], boxes[to.box])
        let (x1, x2) = (start.x + Self.width, end.x)
        let y1 = start.y + Self.head + from.row * Self.row + 7
        let y2 = end.y + Self.head + to.row * Self.row + 7
        let bend = max(35, (x2 - x1) / 2)
        svg.element(
            "path", ["class": "edge", "d": "M\(x1) \(y1) C\(x1 + bend) \(y1) \(x2 - bend) \(y2) \(x2) \(y2)"])
        svg.element("circle", ["cx": String(x2), "cy": String(y2), "r": "3", "class": "small"])
    }

    private func draw(_ box: Box, into svg: inout HTMLText) {
        svg.element(
            "rect",
            [
                "class": "box", "x": String(box.x), "y": String(box.y), "width": String(Self.width),
                "height": String(box.height), "rx": "9",
            ])
        svg.element("text", ["class": "title", "x": String(box.x + 14), "y": String(box.y + 22)], text: title(of: box))
        for (row, step) in box.steps.enumerated() {
            draw(step, x: box.x, y: box.y + Self.head + row * Self.row + 11, into: &svg)
        }
    }

    private func title(of box: Box) -> String {
        guard build.stages.indices.contains(box.stage) else { return "" }
        let stage = build.stages[box.stage]
        let platforms = Set(build.stages.map(\.platform))
        return platforms.count > 1 ? "\(stage.name)  \(stage.platform)" : stage.name
    }

    private func draw(_ step: StepSummary, x: Int, y: Int, into svg: inout HTMLText) {
        let words = step.description.instruction.isEmpty ? step.description.name : step.description.instruction
        let text = PlainText.clean(words)
        let short = text.count > Self.letters ? text.prefix(Self.letters - 1) + "…" : text[...]
        svg.element("a", ["href": "#step-\(step.position + 1)", "class": step.result.rawValue]) { svg in
            svg.element("title", text: "\(words): \(step.word) \(step.time) \(step.reason)")
            svg.element("text", ["class": "state", "x": String(x + 14), "y": String(y)], text: step.glyph)
            svg.element("text", ["x": String(x + 32), "y": String(y)], text: String(short))
            svg.element(
                "text",
                ["class": "small", "x": String(x + Self.width - 12), "y": String(y), "text-anchor": "end"],
                text: step.time)
        }
    }
}

import BuildEvents
import BuildProgress
import TerminalCells

/// What the graph draws of a build but for states and times: it changes only when steps become known.
struct GraphContent: Sendable, Hashable {
    /// A step's text in one clean line.
    struct Label: Sendable, Hashable {
        var text: String
        var columns: Int
    }

    /// One step that another of another box reads.
    struct Link: Sendable, Hashable {
        var from: Int
        var to: Int
    }

    /// The steps by box.
    private(set) var outline = Outline()
    /// The text of each step.
    private(set) var labels: [Label] = []
    /// The clean title of each box.
    private(set) var titles: [Label] = []
    /// Where each step stands in its box.
    private(set) var indexInBox: [Int] = []
    /// What is read between boxes; loading is read by almost all and left out.
    private(set) var links: [Link] = []
    /// The boxes that are exported.
    private(set) var targets: Set<Int> = []
    /// The width of all boxes of dots.
    private(set) var dotsWidth = 14

    /// Nothing.
    init() {}

    /// Takes the build's steps; takes time in proportion to them and to what they read.
    init(_ build: BuildState, _ outline: Outline) {
        self.outline = outline
        labels = build.steps.map { Self.label(StepTitle.text(of: $0.description)) }
        titles = outline.groups.map { Self.label($0.label) }
        dotsWidth = min(max((titles.map(\.columns).max() ?? 0) + 6, dotsWidth), 22)
        indexInBox = Array(repeating: 0, count: build.steps.count)
        for group in outline.groups {
            for (index, step) in group.steps.enumerated() { indexInBox[step] = index }
        }
        link(build)
    }

    private mutating func link(_ build: BuildState) {
        var isRead = Set<Int>()
        for (box, group) in outline.groups.enumerated() where group.kind != .load {
            for step in group.steps {
                for input in build.inputPositions(of: step) {
                    let other = outline.groupOfStep[input]
                    guard other != box, outline.groups[other].kind != .load else { continue }
                    links.append(Link(from: input, to: step))
                    isRead.insert(other)
                    if group.kind == .export { targets.insert(other) }
                }
            }
        }
        guard targets.isEmpty else { return }
        // Streams don't say what an export reads: it is what no stage reads.
        targets = Set(outline.groups.indices.filter { outline.groups[$0].isStage && !isRead.contains($0) })
        let tasks = outline.groups.first { $0.kind == .export }?.steps ?? []
        guard let export = tasks.first(where: { build.steps[$0].description.kind == "export" }) else { return }
        for box in targets.sorted() {
            if let last = outline.groups[box].steps.last { links.append(Link(from: last, to: export)) }
        }
    }

    private static func label(_ text: String) -> Label {
        Label(text: text, columns: Width.columns(of: text))
    }
}

extension GraphContent {
    /// Where lines of a step begin and end at a scale.
    func port(of step: Int, _ scale: GraphScale) -> GraphPlan.Port {
        GraphPlan.Port(node: outline.groupOfStep[step], row: scale == .steps ? indexInBox[step] : 0)
    }

    /// The boxes and lines at a scale; `columns` is how many dots stand in a row.
    func plan(_ scale: GraphScale, dotColumns columns: Int) -> GraphPlan {
        let nodes = outline.groups.map { group in
            GraphPlan.Node(
                rows: rows(of: group, scale, columns),
                place: group.kind == .load ? .first : group.kind == .export ? .last : .byDepth)
        }
        var seen: Set<GraphPlan.Line> = []
        let lines = links.map { GraphPlan.Line(from: port(of: $0.from, scale), to: port(of: $0.to, scale)) }
            .filter { seen.insert($0).inserted }
        return GraphPlan(nodes: nodes, lines: lines, spacing: scale == .dots ? 0 : 1)
    }

    private func rows(of group: Outline.Group, _ scale: GraphScale, _ columns: Int) -> Int {
        switch scale {
        case .steps: group.steps.count
        case .stages: 2
        case .dots: max(1, (group.steps.count + columns - 1) / max(1, columns))
        }
    }

    /// The columns that each box would like at a scale, with its borders.
    func wishes(_ scale: GraphScale) -> [Int] {
        outline.groups.indices.map { box in
            let title = titles[box].columns + 6
            if scale == .dots { return dotsWidth }
            guard scale == .steps else { return max(title, 30) }
            let widest = outline.groups[box].steps.map { labels[$0].columns }.max() ?? 0
            return min(GraphPane.widest, max(title, widest + GraphPane.rowExtras))
        }
    }
}

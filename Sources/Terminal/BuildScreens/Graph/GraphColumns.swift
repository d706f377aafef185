/// Puts boxes into columns by their depth.
struct GraphColumns: Sendable {
    /// The column of each node.
    private(set) var columnOf: [Int]
    /// How many columns there are.
    private(set) var count = 0
    /// The lines that lead to the right; those that would close a circle are left out.
    private(set) var lines: [GraphPlan.Line] = []

    private let plan: GraphPlan
    private var readers: [[Int]]
    private var missing: [Int]

    /// Puts each box behind all that it reads, as far to the left as can be.
    ///
    /// Where a limit is given, a column gets no more boxes than have room in so many rows, and the rest stand in the
    /// next; those come first that most depends on. Takes time in proportion to nodes and lines.
    init(_ plan: GraphPlan, limit: Int? = nil) {
        self.plan = plan
        columnOf = Array(repeating: -1, count: plan.nodes.count)
        readers = Array(repeating: [], count: plan.nodes.count)
        missing = Array(repeating: 0, count: plan.nodes.count)
        let links = Set(plan.lines.map { [$0.from.node, $0.to.node] }).filter { $0[0] != $0[1] }
        for link in links.sorted(by: { ($0[0], $0[1]) < ($1[0], $1[1]) }) {
            readers[link[0]].append(link[1])
            missing[link[1]] += 1
        }
        place(limit: limit)
        lines = plan.lines.filter { columnOf[$0.from.node] < columnOf[$0.to.node] }
    }

    private mutating func place(limit: Int?) {
        let urgency = limit == nil ? [] : heights()
        var ready = plan.nodes.indices.filter { missing[$0] == 0 && plan.nodes[$0].place != .last }
        var rest = Set(plan.nodes.indices.filter { plan.nodes[$0].place != .last })
        while !rest.isEmpty {
            // Nothing is ready although something is left where boxes read each other in a circle.
            if ready.isEmpty { ready = rest.min().map { [$0] } ?? [] }
            var placed = ready
            if let limit {
                placed = fitting(ready.sorted { (-urgency[$0], $0) < (-urgency[$1], $1) }, in: limit)
            }
            for node in placed {
                columnOf[node] = count
                rest.remove(node)
            }
            ready = ready.filter { columnOf[$0] < 0 } + newlyReady(behind: placed)
            ready.sort()
            count += 1
        }
        let last = plan.nodes.indices.filter { plan.nodes[$0].place == .last }
        for node in last { columnOf[node] = count }
        if !last.isEmpty { count += 1 }
    }

    private mutating func newlyReady(behind placed: [Int]) -> [Int] {
        var ready: [Int] = []
        for node in placed {
            for reader in readers[node] where columnOf[reader] < 0 && plan.nodes[reader].place != .last {
                missing[reader] -= 1
                if missing[reader] == 0 { ready.append(reader) }
            }
        }
        return ready
    }

    private func fitting(_ nodes: [Int], in limit: Int) -> [Int] {
        var rows = 0
        let fitting = nodes.prefix {
            rows += plan.nodes[$0].height + plan.spacing
            return rows - plan.spacing <= limit
        }
        return fitting.isEmpty ? Array(nodes.prefix(1)) : Array(fitting)
    }

    /// How many boxes stand one behind the other from each to the last that depends on it.
    private func heights() -> [Int] {
        var heights = [Int](repeating: 0, count: plan.nodes.count)
        var open = missing
        var order = plan.nodes.indices.filter { open[$0] == 0 }
        var next = 0
        while next < order.count {
            for reader in readers[order[next]] {
                open[reader] -= 1
                if open[reader] == 0 { order.append(reader) }
            }
            next += 1
        }
        for node in order.reversed() {
            for reader in readers[node] { heights[node] = max(heights[node], heights[reader] + 1) }
        }
        return heights
    }
}

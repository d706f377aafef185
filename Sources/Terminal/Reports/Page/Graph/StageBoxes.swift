import BuildEvents
import BuildRecords

/// The boxes of a page's graph: the steps of each stage, and the lines from steps to those of other stages that read them.
struct StageBoxes {
    /// A stage, or a part of one.
    struct Box {
        /// Index into the build's stages.
        var stage: Int
        /// Its steps, one below the other.
        var steps: [StepSummary] = []
        /// Whether an earlier box has the first steps of the stage.
        var isContinued = false
    }

    /// The boxes in the order of their stages; no two of them read each other, not even by way of others.
    private(set) var boxes: [Box] = []
    /// The lines between boxes, each once.
    private(set) var lines: [PageLayout.Line] = []

    private var ports: [StepID: PageLayout.Port] = [:]
    private var lastBoxes: [Int: Int] = [:]
    /// The boxes that read each box.
    private var readers: [Set<Int>] = []

    /// Makes the boxes of a build's steps, each of which stands behind those that it reads.
    init(_ steps: [StepSummary]) {
        for step in steps {
            guard let stage = step.description.stage else { continue }
            add(step, of: stage)
        }
        sort()
    }

    private mutating func add(_ step: StepSummary, of stage: Int) {
        let sources = step.description.inputs.compactMap { ports[$0] }
        let box = box(of: stage, reading: Set(sources.map(\.box)))
        let port = PageLayout.Port(box: box, row: boxes[box].steps.count)
        boxes[box].steps.append(step)
        ports[step.description.id] = port
        var seen: Set<PageLayout.Port> = []
        for source in sources where source.box != box && seen.insert(source).inserted {
            lines.append(PageLayout.Line(from: source, to: port))
            readers[source.box].insert(box)
        }
    }

    /// The last box of a stage; a new one where two boxes would read each other, as those of stages that share a FROM.
    private mutating func box(of stage: Int, reading sources: Set<Int>) -> Int {
        let last = lastBoxes[stage]
        if let last, !leads(from: last, to: sources.subtracting([last])) { return last }
        boxes.append(Box(stage: stage, isContinued: last != nil))
        readers.append([])
        lastBoxes[stage] = boxes.count - 1
        return boxes.count - 1
    }

    private func leads(from box: Int, to others: Set<Int>) -> Bool {
        guard !others.isEmpty else { return false }
        var seen: Set<Int> = [box]
        var open = [box]
        while let next = open.popLast() {
            if others.contains(next) { return true }
            for reader in readers[next] where seen.insert(reader).inserted { open.append(reader) }
        }
        return false
    }

    private mutating func sort() {
        let order = boxes.indices.sorted { (boxes[$0].stage, $0) < (boxes[$1].stage, $1) }
        let places = Dictionary(uniqueKeysWithValues: order.enumerated().map { ($1, $0) })
        boxes = order.map { boxes[$0] }
        for line in lines.indices {
            lines[line].from.box = places[lines[line].from.box] ?? 0
            lines[line].to.box = places[lines[line].to.box] ?? 0
        }
    }
}

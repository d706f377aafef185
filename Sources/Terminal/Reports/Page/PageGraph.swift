import BuildGraph
import BuildRecords

/// The stages of a build as boxes of steps, from left to right, joined where one reads another.
struct PageGraph {
    /// So wide, in tenths of a pixel, is a letter of a step's text, and one of its time.
    private static let letter = (text: 73, time: 67)
    /// What stands beside a step's text: the edge and the sign before it, and the edge behind it.
    private static let edges = (left: 32, right: 14)
    /// Between text and time.
    private static let space = 12
    private static let widths = 190...340

    private let build: BuildRecord
    private let stages: StageBoxes
    private let layout: PageLayout
    private let tellsPlatforms: Bool

    init(_ build: BuildRecord) {
        self.build = build
        stages = StageBoxes(build.steps)
        tellsPlatforms = Set(build.stages.map(\.platform)).count > 1
        let tellsPlatforms = tellsPlatforms
        let shapes = stages.boxes.map { box in
            let rows = box.steps.map { Self.width($0.title, time: $0.time) }
            let width = max(rows.max() ?? 0, Self.width(Self.title(of: box, build, tellsPlatforms), time: "failed"))
            return PageLayout.Shape(
                rows: box.steps.count, width: min(max(width, Self.widths.lowerBound), Self.widths.upperBound))
        }
        layout = PageLayout(shapes, stages.lines)
    }

    var isEmpty: Bool { stages.boxes.isEmpty }

    // MARK: Text

    /// The width of a box for a row.
    private static func width(_ text: String, time: String) -> Int {
        let text = (PageText.width(PlainText.clean(text)) * letter.text + 9) / 10
        return edges.left + text + edges.right + (time.isEmpty ? 0 : space + time.count * letter.time / 10)
    }

    /// As much of a text as has room in so many pixels.
    private static func fitting(_ text: String, in room: Int) -> String {
        PageText.cut(PlainText.clean(text), to: max(1, room * 10 / letter.text))
    }

    private static func title(of box: StageBoxes.Box, _ build: BuildRecord, _ tellsPlatforms: Bool) -> String {
        guard build.stages.indices.contains(box.stage) else { return "" }
        let stage = build.stages[box.stage]
        let name = box.isContinued ? "\(stage.name), continued" : stage.name
        return tellsPlatforms ? "\(name)  \(stage.platform)" : name
    }

    // MARK: Drawing

    func write(into html: inout HTMLText) {
        let (width, height) = (layout.size.width + 4, layout.size.height + 4)
        html.element(
            "svg",
            [
                "xmlns": "http://www.w3.org/2000/svg", "width": String(width), "height": String(height),
                "viewBox": "-2 -2 \(width) \(height)", "style": "min-width: \(width * 17 / 20)px", "role": "img",
                "aria-label": "The stages of the build and what they read of each other",
            ]
        ) { svg in
            for net in layout.nets { draw(net, into: &svg) }
            for (stage, box) in zip(stages.boxes, layout.boxes) { draw(stage, box, into: &svg) }
        }
    }

    /// One path for all lines of a net, so that what they share is drawn once.
    private func draw(_ net: [[PageLayout.Point]], into svg: inout HTMLText) {
        svg.element("path", ["class": "edge", "d": net.map(Self.path).joined(separator: " ")])
        var seen: Set<PageLayout.Point> = []
        for end in net.compactMap(\.last) where seen.insert(end).inserted {
            svg.element("circle", ["class": "end", "cx": String(end.x), "cy": String(end.y), "r": "3"])
        }
    }

    /// A line as SVG draws it, with round corners.
    private static func path(_ points: [PageLayout.Point]) -> String {
        guard let first = points.first, let last = points.last else { return "" }
        var path = "M\(first.x) \(first.y)"
        for index in points.indices.dropFirst().dropLast() {
            let (before, corner, after) = (points[index - 1], points[index], points[index + 1])
            let radius = min(8, distance(before, corner) / 2, distance(corner, after) / 2)
            let (start, end) = (moved(corner, to: before, by: radius), moved(corner, to: after, by: radius))
            path += " L\(start.x) \(start.y) Q\(corner.x) \(corner.y) \(end.x) \(end.y)"
        }
        return path + " L\(last.x) \(last.y)"
    }

    private static func distance(_ one: PageLayout.Point, _ other: PageLayout.Point) -> Int {
        abs(one.x - other.x) + abs(one.y - other.y)
    }

    private static func moved(
        _ point: PageLayout.Point, to other: PageLayout.Point, by distance: Int
    ) -> PageLayout.Point {
        PageLayout.Point(
            x: point.x + (other.x - point.x).signum() * distance, y: point.y + (other.y - point.y).signum() * distance)
    }

    private func draw(_ stage: StageBoxes.Box, _ box: PageLayout.Box, into svg: inout HTMLText) {
        let hasFailed = stage.steps.contains { $0.result == .failed }
        svg.element(
            "rect",
            [
                "class": hasFailed ? "box failed" : "box", "x": String(box.x), "y": String(box.y),
                "width": String(box.width), "height": String(box.height), "rx": "9",
            ])
        let title = Self.title(of: stage, build, tellsPlatforms)
        let y = box.y + PageLayout.unit / 2 + 5
        // It begins where the signs of the rows do.
        let room = box.width - Self.width("", time: hasFailed ? "failed" : "") + Self.edges.left - Self.edges.right
        svg.element(
            "text", ["class": "title", "x": String(box.x + Self.edges.right), "y": String(y)],
            text: Self.fitting(title, in: room))
        if hasFailed {
            svg.element(
                "text",
                [
                    "class": "small failed", "x": String(box.x + box.width - Self.edges.right), "y": String(y),
                    "text-anchor": "end",
                ], text: "failed")
        }
        for (row, step) in stage.steps.enumerated() { draw(step, row: row + 1, box, into: &svg) }
    }

    private func draw(_ step: StepSummary, row: Int, _ box: PageLayout.Box, into svg: inout HTMLText) {
        let y = String(box.y + row * PageLayout.unit + PageLayout.unit / 2 + 4)
        svg.element("a", ["href": "#step-\(step.position + 1)", "class": step.result.rawValue]) { svg in
            svg.element("title", text: "\(step.title): \(step.story)")
            svg.element(
                "text", ["class": "state", "x": String(box.x + Self.edges.right), "y": y], text: step.result.glyph)
            svg.element(
                "text", ["x": String(box.x + Self.edges.left), "y": y],
                text: Self.fitting(step.title, in: box.width - Self.width("", time: step.time)))
            if step.time.isEmpty { return }
            svg.element(
                "text",
                ["class": "small", "x": String(box.x + box.width - Self.edges.right), "y": y, "text-anchor": "end"],
                text: step.time)
        }
    }
}

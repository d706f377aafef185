import BuildEvents
import BuildRecords
import Quantities

/// When each step of a build worked, as bars.
struct PageTimeline {
    private static let label = 300
    private static let width = 1080
    private static let row = 24
    private static let head = 26
    /// Beyond this many rows nobody looks at them all: those that took longest are shown.
    private static let mostRows = 200

    private let steps: [StepSummary]
    private let hidden: Int
    private let total: Int64

    init(_ build: BuildRecord) {
        let started = build.steps.filter { $0.started != nil && ($0.result != .hit || !$0.isOwnTask) }
        let shown = Set(
            started.sorted { $0.duration > $1.duration }.prefix(Self.mostRows).map(\.position))
        steps = started.filter { shown.contains($0.position) }.sorted {
            ($0.started ?? 0, $0.position) < ($1.started ?? 0, $1.position)
        }
        hidden = started.count - steps.count
        total = max(1, build.summary?.duration ?? 1, started.compactMap(\.ended).max() ?? 1)
    }

    var isEmpty: Bool { steps.isEmpty }

    func write(into html: inout HTMLText) {
        let height = Self.head + steps.count * Self.row
        html.element(
            "svg",
            [
                "xmlns": "http://www.w3.org/2000/svg", "width": String(Self.width), "height": String(height),
                "viewBox": "0 0 \(Self.width) \(height)", "style": "min-width: \(Self.width * 7 / 10)px",
                "role": "img", "aria-label": "When each step worked",
            ]
        ) { svg in
            drawGrid(height: height, into: &svg)
            for (row, step) in steps.enumerated() { draw(step, row: row, into: &svg) }
        }
        if hidden > 0 {
            html.element("p", ["class": "dim"], text: "\(hidden) shorter steps are not shown.")
        }
    }

    private func x(_ time: Int64) -> Double {
        let share = Double(min(max(0, time), total)) / Double(total)
        return Double(Self.label) + share * Double(Self.width - Self.label - 70)
    }

    private func drawGrid(height: Int, into svg: inout HTMLText) {
        let step = Self.interval(total)
        var time: Int64 = 0
        while time <= total {
            let place = Self.number(x(time))
            svg.element("line", ["class": "grid", "x1": place, "x2": place, "y1": "18", "y2": String(height)])
            svg.element(
                "text", ["class": "small", "x": place, "y": "11", "text-anchor": "middle"],
                text: time == 0 ? "0" : HumanDuration.text(nanoseconds: time))
            time += step
        }
    }

    private func draw(_ step: StepSummary, row: Int, into svg: inout HTMLText) {
        let y = Self.head + row * Self.row
        let name = PlainText.clean(step.label)
        svg.element("a", ["href": "#step-\(step.position + 1)", "class": step.result.rawValue]) { svg in
            svg.element("title", text: "\(name): \(step.story)")
            svg.element("text", ["x": "0", "y": String(y + 12)], text: PageText.cut(name, to: 40))
            let start = x(step.started ?? 0)
            if step.result == .hit {
                let diamond = "M\(Self.number(start)) \(y + 3) l5 5 l-5 5 l-5 -5 Z"
                svg.element("path", ["class": "bar", "d": diamond])
                return
            }
            let end = max(start + 2, x(step.ended ?? total))
            svg.element(
                "rect",
                [
                    "class": "bar", "x": Self.number(start), "y": String(y + 1), "width": Self.number(end - start),
                    "height": "14", "rx": "3",
                ])
            svg.element("text", ["class": "small", "x": Self.number(end + 6), "y": String(y + 12)], text: step.time)
        }
    }

    /// Some six lines at round times.
    private static func interval(_ total: Int64) -> Int64 {
        let milliseconds: [Int64] = [1, 2, 5, 10, 20, 50, 100, 200, 500]
        let seconds: [Int64] = [1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1800, 3600, 7200, 21_600, 86_400]
        let choices: [Int64] = milliseconds + seconds.map { $0 * 1000 }
        for choice in choices where total / (choice * 1_000_000) <= 7 { return choice * 1_000_000 }
        return max(1, total / 6)
    }

    /// A number with one decimal, as SVG takes it.
    private static func number(_ value: Double) -> String {
        let tenths = Int64((value * 10).rounded())
        return "\(tenths / 10).\(abs(tenths % 10))"
    }
}

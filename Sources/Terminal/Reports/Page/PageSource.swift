import BuildEvents
import BuildGraph
import BuildRecords
import Diagnostics
import OCIFormat

/// The Dockerfile of a page, with how each instruction ended beside its first line, on every platform.
struct PageSource {
    private let source: SourceFile
    private let stages: [Stage]
    /// The steps that are shown at a line, one for each platform: of several the first that did not hit.
    private var steps: [Int: [StepSummary]] = [:]

    init(_ source: SourceFile, _ build: BuildRecord) {
        self.source = source
        stages = build.stages
        for step in build.steps {
            guard let line = step.description.range?.start.line else { continue }
            add(step, at: line)
        }
    }

    private mutating func add(_ step: StepSummary, at line: Int) {
        let platform = platform(of: step)
        guard let known = steps[line]?.firstIndex(where: { self.platform(of: $0) == platform }) else {
            steps[line, default: []].append(step)
            return
        }
        if steps[line]?[known].result == .hit { steps[line]?[known] = step }
    }

    func write(into html: inout HTMLText) {
        html.element("h2", text: source.name)
        html.element("figure", ["class": "source"]) { html in
            html.element("ol") { html in
                let count = source.lineCount - (source.bytes.last == UInt8(ascii: "\n") ? 1 : 0)
                for number in 1..<max(1, count + 1) {
                    write(source.line(number) ?? "", steps[number] ?? [], into: &html)
                }
            }
        }
    }

    private func write(_ line: String, _ steps: [StepSummary], into html: inout HTMLText) {
        let shown = steps.first { $0.result == .failed } ?? steps.first { $0.result != .hit } ?? steps.first
        html.element("li", ["class": shown?.result.rawValue ?? ""]) { html in
            html.element("i", ["title": shown?.word ?? ""], text: shown?.result.glyph ?? "")
            html.element("code", text: line)
            html.element("span") { html in
                // Where it is the same everywhere, once.
                let times = Set(steps.map(Self.time))
                for step in times.count > 1 ? steps : Array(steps.prefix(1)) {
                    let words = times.count > 1 ? [platform(of: step), Self.time(of: step)] : [Self.time(of: step)]
                    html.element(
                        "a", ["href": "#step-\(step.position + 1)"],
                        text: words.filter { !$0.isEmpty }.joined(separator: " "))
                }
            }
        }
    }

    private static func time(of step: StepSummary) -> String {
        step.time.isEmpty ? step.word : step.time
    }

    /// The platform that a step's image is for, wherever it runs; `linux/`, which almost all have, is left out.
    private func platform(of step: StepSummary) -> String {
        let stage = step.description.stage.flatMap { stages.indices.contains($0) ? stages[$0].platform : nil }
        guard let platform = (stage ?? step.description.platform)?.description else { return "" }
        return platform.hasPrefix("linux/") ? String(platform.dropFirst(6)) : platform
    }
}

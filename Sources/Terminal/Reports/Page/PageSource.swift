import BuildEvents
import BuildRecords
import Diagnostics

/// The Dockerfile of a page, with how each instruction ended beside its first line.
struct PageSource {
    private let source: SourceFile
    /// The step that is shown at a line: of several for one instruction the first that did not hit.
    private var steps: [Int: StepSummary] = [:]

    init(_ source: SourceFile, _ build: BuildRecord) {
        self.source = source
        for step in build.steps {
            guard let line = step.description.range?.start.line else { continue }
            if let known = steps[line], known.result != .hit { continue }
            steps[line] = step
        }
    }

    func write(into html: inout HTMLText) {
        html.element("h2", text: source.name)
        html.element("figure", ["class": "source"]) { html in
            html.element("ol") { html in
                let count = source.lineCount - (source.bytes.last == UInt8(ascii: "\n") ? 1 : 0)
                for number in 1..<max(1, count + 1) {
                    write(source.line(number) ?? "", steps[number], into: &html)
                }
            }
        }
    }

    private func write(_ line: String, _ step: StepSummary?, into html: inout HTMLText) {
        html.element("li", ["class": step?.result.rawValue ?? ""]) { html in
            html.element("i", ["title": step?.word ?? ""], text: step?.glyph ?? "")
            html.element("code", text: line)
            html.element("span") { html in
                guard let step else { return }
                html.element(
                    "a", ["href": "#step-\(step.position + 1)"], text: step.time.isEmpty ? step.word : step.time)
            }
        }
    }
}

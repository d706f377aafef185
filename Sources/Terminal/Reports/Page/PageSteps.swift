import BuildEvents
import BuildGraph
import BuildRecords
import Diagnostics
import OCIFormat
import Quantities

/// The steps of a page: each with why it ran, what it was and what it wrote, unfolded by a click.
struct PageSteps {
    private let build: BuildRecord
    private let outputs: StepOutputs

    init(_ build: BuildRecord, outputs: StepOutputs) {
        self.build = build
        self.outputs = outputs
    }

    func write(into html: inout HTMLText) {
        html.element("h2", text: "Steps")
        html.element("section", ["aria-label": "Steps"]) { html in
            for step in build.steps { write(step, into: &html) }
        }
    }

    private func write(_ step: StepSummary, into html: inout HTMLText) {
        html.raw("<details class=\"step \(step.result.rawValue)\" id=\"step-\(step.position + 1)\"")
        html.raw(step.result == .failed ? " open>" : ">")
        html.element("summary") { html in
            html.element("span", ["class": "number"], text: "#\(step.position + 1)")
            html.element("span", ["class": "glyph", "title": step.word, "role": "img", "aria-label": step.word]) {
                $0.line(step.glyph)
            }
            html.element("span") { html in
                html.element("code", text: step.description.name)
                if !step.reason.isEmpty { html.element("span", ["class": "why"], text: step.reason) }
            }
            html.element("span", ["class": "time"], text: step.time.isEmpty ? step.word : step.time)
            html.element("span", ["class": "size"], text: step.layer)
        }
        html.element("div", ["class": "body"]) { writeBody(of: step, into: &$0) }
        html.raw("</details>\n")
    }

    private func writeBody(of step: StepSummary, into html: inout HTMLText) {
        html.element("div", ["class": "dim"], text: facts(of: step))
        if case .miss(.changed(let changes, let more)) = step.verdict {
            write(changes, more: more, into: &html)
        }
        let inputs = step.description.inputs.compactMap { build.recorder[$0] }
        if !inputs.isEmpty {
            html.element("div", ["class": "dim"]) { html in
                html.raw("reads ")
                for (index, input) in inputs.enumerated() {
                    if index > 0 { html.raw(", ") }
                    html.element("a", ["href": "#step-\(input.position + 1)"], text: "#\(input.position + 1)")
                }
            }
        }
        guard let output = outputs.text(of: step.description.id) else { return }
        if output.isClipped {
            html.element("div", ["class": "dim"], text: "the end of \(HumanSize.text(step.logBytes)) of output:")
        }
        html.element(
            "pre", ["tabindex": "0", "aria-label": "Output of step \(step.position + 1)"], lines: output.text)
    }

    private func facts(of step: StepSummary) -> String {
        var parts = [step.word]
        if let stage = build.stage(of: step) { parts.append("stage \(stage)") }
        if let line = step.description.range?.start.line { parts.append("line \(line)") }
        if let platform = step.description.platform { parts.append(platform.description) }
        if let started = step.started {
            parts.append("began after \(HumanDuration.text(nanoseconds: started))")
        }
        if let usage = step.outcome?.usage {
            parts.append("\(HumanDuration.text(nanoseconds: usage.userTime + usage.systemTime)) of processor time")
            parts.append("\(HumanSize.text(usage.peakMemory)) of memory at most")
        }
        if let code = step.failure?.exitCode { parts.append("exit code \(code)") }
        if case .hit(let hit) = step.verdict {
            parts.append("made on \(Listings.time(hit.created)), used \(hit.useCount) times before")
        }
        return parts.joined(separator: " · ")
    }

    private func write(_ changes: [ComponentChange], more: Int, into html: inout HTMLText) {
        html.element("table") { html in
            html.raw(
                "<tr><th scope=\"col\">What changed</th><th scope=\"col\">Before</th><th scope=\"col\">Now</th></tr>")
            for change in changes { Self.write(change, into: &html) }
        }
        if more > 0 { html.element("div", ["class": "dim"], text: "and \(more) more") }
    }

    private static func write(_ change: ComponentChange, into html: inout HTMLText) {
        html.element("tr") { html in
            html.element("td", text: change.name.isEmpty ? change.kind.rawValue : "\(change.kind) \(change.name)")
            for value in [change.old, change.new] {
                html.element("td") { $0.element("code", text: value ?? "none") }
            }
        }
    }
}

extension StepSummary {
    /// How it ended, as one sign.
    var glyph: String {
        switch result {
        case .hit: "◆"
        case .ran: "✓"
        case .same: "≡"
        case .failed: "✗"
        case .cancelled: "⊘"
        case .running: "…"
        case .waiting, .skipped: "–"
        }
    }
}

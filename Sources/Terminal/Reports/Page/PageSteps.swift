import BuildEvents
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
            html.element("span", ["class": "number"], text: step.number.map { "#\($0)" } ?? "")
            html.element("span", ["class": "glyph", "title": step.word, "role": "img", "aria-label": step.word]) {
                $0.line(step.result.glyph)
            }
            html.element("span") { html in
                html.element("code", text: step.label)
                if let failure = step.failure {
                    html.element("span", ["class": "why error"], text: failure.diagnostic.message)
                }
                if let cause = step.cause { html.element("span", ["class": "why"], text: cause) }
            }
            html.element("span", ["class": "time"], text: step.time.isEmpty ? step.word : step.time)
            html.element("span", ["class": "size"], text: step.layer)
        }
        html.element("div", ["class": "body"]) { writeBody(of: step, into: &$0) }
        html.raw("</details>\n")
    }

    private func writeBody(of step: StepSummary, into html: inout HTMLText) {
        if step.label != step.description.name {
            html.element("div") { $0.element("code", text: step.description.name) }
        }
        html.element("div", ["class": "dim"], text: facts(of: step))
        if case .miss(let cause) = step.verdict { writeEvidence(of: cause, into: &html) }
        let inputs = step.description.inputs.filter { build.recorder[$0] != nil }
        writeLinks(inputs.enumerated().map { ($0 == 0 ? "reads" : "", $1) }, into: &html)
        guard let output = outputs.text(of: step.description.id) else { return }
        if output.isClipped {
            html.element("div", ["class": "dim"], text: "the end of \(HumanSize.text(step.logBytes)) of output:")
        }
        html.element(
            "pre", ["tabindex": "0", "aria-label": "Output of \(step.label)"], lines: output.text)
    }

    private func writeEvidence(of cause: MissCause, into html: inout HTMLText) {
        let lines =
            ChangeLines.lines(cause.changes, more: cause.untold)
            + ChangeLines.lines(cause.ground?.changes ?? [], more: cause.ground?.more ?? 0)
        if !lines.isEmpty {
            html.element("div", ["class": "dim"], text: "what changed:")
            html.element("ul", ["class": "changes"]) { html in
                for line in lines {
                    html.element("li", ["class": Self.kind(of: line)]) { $0.element("code", text: line) }
                }
            }
        }
        for part in cause.parts {
            switch part {
            case .pruned(let trace):
                html.element(
                    "div", ["class": "dim"], text: "removed on \(Listings.time(trace.time)) by \(trace.policy)")
            case .inputChanged(let step, let root):
                writeLinks(
                    root == step ? [("follows from", step)] : [("follows from", step), ("begun by", root)], into: &html)
            default: break
            }
        }
    }

    /// What a line of evidence tells, by its sign.
    private static func kind(of line: String) -> String {
        switch line.first {
        case "+": "added"
        case "-": "removed"
        default: "other"
        }
    }

    /// Links to steps, each with what stands before it.
    private func writeLinks(_ links: [(words: String, step: StepID)], into html: inout HTMLText) {
        let known = links.compactMap { link in build.recorder[link.step].map { (words: link.words, step: $0) } }
        guard !known.isEmpty else { return }
        html.element("div", ["class": "dim"]) { html in
            for (index, (words, step)) in known.enumerated() {
                html.line((index > 0 ? ", " : "") + (words.isEmpty ? "" : words + " "))
                let name = step.number.map { "#\($0)" } ?? step.label
                html.element("a", ["href": "#step-\(step.position + 1)"], text: name)
            }
        }
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
            let uses = hit.useCount == 0 ? "never used" : hit.useCount == 1 ? "used once" : "used \(hit.useCount) times"
            parts.append("made on \(Listings.time(hit.created)), \(uses) before")
        }
        return parts.joined(separator: " · ")
    }
}

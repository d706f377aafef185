import BuildEvents
import BuildGraph
package import BuildRecords
import Diagnostics
import Quantities

/// A recorded build as one page for a browser, which needs nothing from elsewhere and runs no script.
package struct BuildPage: Sendable {
    private let build: BuildRecord
    private let outputs: StepOutputs

    /// Makes the page of a build and the output of its steps.
    package init(_ build: BuildRecord, outputs: StepOutputs) {
        self.build = build
        self.outputs = outputs
    }

    /// The page as HTML.
    package func html() -> String {
        var html = HTMLText()
        html.raw("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
        html.raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
        // Should anything have slipped through, a browser still loads and runs nothing.
        let policy = "default-src 'none'; style-src 'unsafe-inline'"
        html.raw("<meta http-equiv=\"Content-Security-Policy\" content=\"\(policy)\">")
        html.element("title", text: "\(title) · strata")
        html.raw("\n<style>\n\(PageStyle.sheet)\n</style>\n</head>\n<body>\n")
        html.element("header") { writeHead(into: &$0) }
        html.element("main") { html in
            writeFigures(into: &html)
            PageSteps(build, outputs: outputs).write(into: &html)
            if let source = build.start?.source { PageSource(source, build).write(into: &html) }
        }
        html.element("footer", text: build.version.isEmpty ? "Written by strata." : "Built by \(maker).")
        html.raw("\n</body>\n</html>\n")
        return html.text
    }

    private var maker: String { build.version == "buildx" ? "BuildKit" : "strata \(build.version)" }

    private var title: String {
        guard let summary = build.summary else { return "A build" }
        let subject = summary.names.first ?? summary.target ?? summary.dockerfile
        return summary.number.map { "Build #\($0) of \(subject)" } ?? "Build of \(subject)"
    }

    // MARK: The head

    private func writeHead(into html: inout HTMLText) {
        guard let summary = build.summary else { return }
        html.element("h1") { html in
            html.line(title)
            html.element("span", ["class": "badge \(summary.result.rawValue)"], text: summary.result.rawValue)
        }
        html.element("div", ["class": "dim mono"], text: summary.build)
        if let error = summary.error { html.element("p", ["class": "error"], text: error) }
        html.element("ul", ["class": "tiles"]) { html in
            for tile in tiles(summary) {
                html.element("li") { html in
                    html.element("b", text: tile.value)
                    html.element("span", text: tile.name)
                }
            }
        }
        html.element("dl") { html in
            for fact in facts(summary) {
                html.element("dt", text: fact.name)
                html.element("dd") { $0.element("code", text: fact.value) }
            }
        }
    }

    private func tiles(_ summary: BuildSummary) -> [(name: String, value: String)] {
        let steps = build.steps.filter { !$0.isOwnTask }
        let hits = steps.count { $0.result == .hit }
        let worked = steps.count { [.ran, .same, .failed].contains($0.result) }
        var tiles = [("in all", HumanDuration.text(nanoseconds: summary.duration))]
        if hits + worked > 0 {
            tiles.append(("from the cache", Listings.percent(Double(hits) / Double(hits + worked))))
        }
        tiles.append((worked == 1 ? "step ran" : "steps ran", String(worked)))
        // What a file says may be any number.
        let size = steps.reduce(0) { $0 &+ ($1.outcome?.layerSize ?? 0) }
        if size > 0 { tiles.append(("of new layers", HumanSize.text(size))) }
        if !build.warnings.isEmpty {
            tiles.append((build.warnings.count == 1 ? "warning" : "warnings", String(build.warnings.count)))
        }
        return tiles
    }

    private func facts(_ summary: BuildSummary) -> [(name: String, value: String)] {
        let arguments = build.start?.arguments ?? []
        let all: [(String, String?)] = [
            ("Began", Listings.time(summary.created)), ("Dockerfile", summary.dockerfile),
            ("Context", summary.context), ("Commit", summary.revision?.text), ("Target", summary.target),
            ("Platforms", summary.platforms.joined(separator: ", ")),
            ("Arguments", arguments.map { "\($0.name)=\($0.value)" }.joined(separator: " ")),
            ("Names", summary.names.joined(separator: ", ")), ("Image", summary.image),
            ("Command", build.command.joined(separator: " ")), ("First miss", summary.firstCause),
        ]
        return all.compactMap { name, value in
            guard let value, !value.isEmpty else { return nil }
            return (name, value)
        }
    }

    // MARK: The pictures

    private func writeFigures(into html: inout HTMLText) {
        let graph = PageGraph(build)
        PageLegend(build).write(into: &html)
        if !graph.isEmpty {
            html.element("h2", text: "Stages")
            html.element("figure", ["class": "wide", "tabindex": "0", "aria-label": "Stages"]) {
                graph.write(into: &$0)
            }
        }
        let timeline = PageTimeline(build)
        if !timeline.isEmpty {
            html.element("h2", text: "Timeline")
            html.element("figure", ["tabindex": "0", "aria-label": "Timeline"]) { timeline.write(into: &$0) }
        }
        guard !build.warnings.isEmpty else { return }
        html.element("h2", text: "Warnings")
        html.element("ul") { html in
            for warning in build.warnings {
                let place = warning.range.map { " (line \($0.start.line))" } ?? ""
                html.element("li", text: warning.message + place)
            }
        }
    }
}

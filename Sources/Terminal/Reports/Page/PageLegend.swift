import BuildRecords

/// What the signs and colours of a page mean, as far as they are in it.
struct PageLegend {
    private let results: Set<StepSummary.Result>

    init(_ build: BuildRecord) {
        results = Set(build.steps.map(\.result))
    }

    /// The signs in the order in which they are told, each with what else it may stand for.
    private static let signs: [(results: [StepSummary.Result], words: String)] = [
        ([.hit], "from the cache"), ([.ran], "ran"), ([.same], "ran, with the same result as before"),
        ([.failed], "failed"), ([.cancelled], "cancelled"), ([.running], "was running"),
        ([.waiting, .skipped], "not started, or not needed"),
    ]

    func write(into html: inout HTMLText) {
        let shown = Self.signs.filter { !results.isDisjoint(with: $0.results) }
        guard let first = shown.first?.results.first else { return }
        html.element("ul", ["class": "legend", "aria-label": "Signs"]) { html in
            for sign in shown {
                let result = sign.results.first ?? first
                html.element("li", ["class": result.rawValue]) { html in
                    html.element("i", text: result.glyph)
                    html.line(sign.words)
                }
            }
        }
    }
}

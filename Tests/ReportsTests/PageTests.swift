import BuildEvents
import BuildGraph
import BuildRecords
import Diagnostics
import OCIFormat
import Reports
import Testing

/// The page of a build of some steps, told one after the other.
struct PageScript {
    private var script = Script([], source: nil)
    private var time: Int64 = 0

    init(stages: [String], platforms: [String] = [], source: String? = nil) {
        script = Script([], source: source.map { SourceFile(name: "Dockerfile", text: $0) })
        let announced = stages.enumerated().map { index, name in
            let architecture = platforms.isEmpty ? "amd64" : platforms[index]
            let platform = Platform(os: "linux", architecture: architecture)
            return Stage(name: name, isNamed: true, index: index, platform: platform, stepCount: 1, range: nil)
        }
        script.add(0, .stagesAnnounced(announced))
    }

    /// A step `name` that reads others; how it goes on is told by the other functions.
    mutating func step(
        _ name: String, _ stage: Int, _ inputs: [String] = [], text: String? = nil, line: Int? = nil
    ) {
        var step = StepDescription(
            id: id(name), name: "[s\(stage) 1/9] \(text ?? name)", inputs: inputs.map { id($0) }, kind: "run")
        step.stage = stage
        if text?.hasPrefix("FROM") != true { step.instruction = text ?? name }
        if let line {
            let start = SourcePosition(line: line, column: 1, offset: 0)
            step.range = SourceRange(start: start, end: start)
        }
        script.add(time, .stepsAnnounced([step]))
    }

    mutating func hit(_ name: String, uses: Int = 0) {
        let hit = CacheHit(key: .content, record: 1, build: "b0", created: 500, useCount: uses, size: 9)
        script.add(time, .verdict(id(name), .hit(hit)))
        script.end(name, .cached, at: time)
    }

    mutating func run(
        _ name: String, for milliseconds: Int64, because cause: MissCause = .neverBuilt,
        ending outcome: StepOutcome = .done(StepResult())
    ) {
        script.add(time, .verdict(id(name), .miss(cause)))
        script.start(name, at: time)
        time += milliseconds
        script.end(name, outcome, at: time)
    }

    func html() -> String {
        BuildPage(BuildRecord(script.events), outputs: StepOutputs()).html()
    }

    var drawing: GraphDrawing { GraphDrawing(html()) }
}

@Suite struct PageGraphTests {
    /// Each is a list of stages, and each stage a list of steps: which other steps, as `stage.step`, each reads.
    static let graphs: [[[[String]]]] = [
        // What skips a level has two boxes in its way.
        [[[], [], []], [["0.2"]], [["0.2"]], [["1.0"], ["2.0"], ["0.2"], ["0.0"]]],
        // A ladder: every stage reads all before it.
        (0..<7).map { stage in
            (0..<3).map { step in stage == 0 ? [] : (0..<stage).map { "\($0).\((step + $0) % 3)" } }
        },
        // Lines that would have to trade their rows.
        [[[], []], [[], []], [["0.1"], ["0.0"]], [["1.1"], ["1.0"]], [["2.1", "3.0"], ["2.0", "3.1", "0.0"]]],
        // Far on, over boxes of every size.
        [
            [[]], [["0.0"], [], [], []], [["1.0"]], [["0.0"]], [["2.0"], ["3.0"], ["0.0"]],
            [["4.0"], ["0.0"], ["1.3"]],
        ],
    ]

    static func script(_ graph: [[[String]]]) -> PageScript {
        var script = PageScript(stages: graph.indices.map { "s\($0)" })
        for (stage, steps) in graph.enumerated() {
            for (step, sources) in steps.enumerated() {
                let below = step > 0 ? ["\(stage).\(step - 1)"] : []
                script.step("\(stage).\(step)", stage, below + sources)
            }
        }
        return script
    }

    /// The shape of the recording forty-stages: forty stages of one RUN on one FROM, and one that copies from them all.
    static var forty: PageScript {
        var script = PageScript(stages: (0...40).map { "s\($0)" })
        script.step("from", 39, text: "FROM docker.io/library/busybox:latest")
        for stage in 0..<40 { script.step("run \(stage)", stage, ["from"]) }
        for stage in 0..<40 {
            script.step("copy \(stage)", 40, ["run \(stage)"] + (stage > 0 ? ["copy \(stage - 1)"] : []))
        }
        return script
    }

    @Test(arguments: graphs) func noLineCrossesABox(graph: [[[String]]]) {
        let drawing = Self.script(graph).drawing
        #expect(drawing.boxes.count == graph.count)
        #expect(drawing.boxesBehindLines.isEmpty)
        #expect(drawing.sharedPieces.isEmpty)
    }

    @Test func noLineCrossesABoxOfManyGraphs() {
        var random = Numbers(seed: 7)
        for _ in 0..<60 {
            var graph: [[[String]]] = []
            for stage in 0..<2 + random.next(9) {
                let steps = (0..<1 + random.next(4)).map { _ in
                    (0..<(stage == 0 ? 0 : random.next(4))).map { _ in
                        let source = random.next(stage)
                        return "\(source).\(random.next(graph[source].count))"
                    }
                }
                graph.append(steps)
            }
            let drawing = Self.script(graph).drawing
            #expect(drawing.boxesBehindLines.isEmpty, "\(graph)")
            #expect(drawing.sharedPieces.isEmpty, "\(graph)")
            #expect(drawing.overlappingBoxes.isEmpty, "\(graph)")
        }
    }

    @Test func fortyStagesShareTwoTrunks() {
        let drawing = Self.forty.drawing
        #expect(drawing.boxes.count == 41)
        #expect(drawing.boxesBehindLines.isEmpty)
        #expect(drawing.paths.count == 2)
        #expect(drawing.sharedPieces.isEmpty)
        // One upright line in each of the two gutters, and the line over the first stages is straight.
        #expect(Set(drawing.paths.joined().filter { $0.isUpright && $0.length > 20 }.map(\.x1)).count == 2)
        #expect(drawing.paths.joined().contains { !$0.isUpright && $0.length > 190 })
    }

    @Test func stagesThatReadEachOtherAreDrawnInParts() {
        // Both stages begin with one FROM, which is told as a step of the second.
        var script = PageScript(stages: ["tools", "final"])
        script.step("from", 1)
        script.step("make", 0, ["from"])
        script.step("copy", 1, ["from", "make"])
        let drawing = script.drawing
        #expect(drawing.boxes.count == 3)
        #expect(drawing.paths.count == 2)
        #expect(drawing.boxesBehindLines.isEmpty)
        #expect(script.html().contains(">final, continued</text>"))
    }

    @Test func aFailedStageIsMarked() {
        var script = PageScript(stages: ["good", "bad"])
        script.step("one", 0)
        script.step("two", 1, ["one"])
        script.run("one", for: 10)
        script.run("two", for: 10, ending: failure("no"))
        let html = script.html()
        #expect(html.matches(of: #/<rect class="box failed"/#).count == 1)
        #expect(html.matches(of: #/<rect class="box"/#).count == 1)
        #expect(html.contains(#"text-anchor="end">failed</text>"#))
    }

    @Test func aRowTellsTheTagOfAnImage() {
        var script = PageScript(stages: ["dep"])
        let digest = "sha256:" + String(repeating: "a", count: 64)
        script.step("from", 0, text: "FROM docker.io/library/golang:1.21-alpine@\(digest)")
        script.step("run", 0, ["from"], text: "RUN docker pull docker.io/library/alpine")
        let html = script.html()
        #expect(html.contains(">FROM golang:1.21-alpine</text>"))
        #expect(html.contains("<code>[s0 1/9] FROM golang:1.21-alpine</code>"))
        // The whole name is told where the step is unfolded, and what somebody wrote is left alone.
        #expect(html.contains("<code>[s0 1/9] FROM docker.io/library/golang:1.21-alpine@\(digest)</code>"))
        #expect(html.contains("<code>[s0 1/9] RUN docker pull docker.io/library/alpine</code>"))
    }

    @Test func textThatIsTooLongIsCut() throws {
        var script = PageScript(stages: [String(repeating: "x", count: 100)])
        script.step("run", 0, text: "RUN " + String(repeating: "構", count: 60))
        let html = script.html()
        let width = try #require(GraphDrawing(html).boxes.first?.width)
        #expect(width <= 340)
        #expect(html.contains(#/class="title"[^>]*>x{30,45}…</#))
        #expect(html.contains(#/>RUN 構{15,20}…</#))
    }
}

@Suite struct PageTests {
    private static func digest(_ digit: String) -> String { String(repeating: digit, count: 64) }

    /// A file that got longer, and an argument, as two causes at once.
    private static var cause: MissCause {
        let file = ComponentChange(
            kind: .file, name: "main.go", old: "-644 0:0 2 - \(digest("4"))", new: "-644 0:0 3 - \(digest("7"))")
        let argument = ComponentChange(kind: .argument, name: "V", old: "1", new: "<2>")
        return .several([.changed([argument, file], more: 3), .inputChanged(id("from"), root: id("from"))])
    }

    private static func page(_ cause: MissCause, ending outcome: StepOutcome = .done(StepResult())) -> String {
        var script = PageScript(stages: ["build"])
        script.step("from", 0)
        script.step("make", 0, ["from"])
        script.run("from", for: 10)
        script.run("make", for: 20, because: cause, ending: outcome)
        return script.html()
    }

    @Test func evidenceIsToldAsExplainTellsIt() {
        let html = Self.page(.several([Self.cause]))
        #expect(html.contains("<code>~ main.go  2B -&gt; 3B, 444444444444 -&gt; 777777777777</code>"))
        #expect(html.contains("<code>~ ARG V  1 -&gt; &lt;2&gt;  (every RUN of the stage sees it)</code>"))
        #expect(html.contains("<code>  and 3 more</code>"))
        #expect(html.contains(##"follows from <a href="#step-1">#1</a>"##))
        #expect(!html.contains("-644 0:0"))
    }

    @Test func aFailedStepTellsItsErrorAndItsCause() {
        let html = Self.page(.forced, ending: failure("make <failed>"))
        #expect(
            html.contains(
                #"<span class="why error">make &lt;failed&gt;</span><span class="why">the cache was passed over, as asked<"#
            ))
        #expect(html.contains("failed · 20ms · make &lt;failed&gt; · the cache was passed over, as asked</title>"))
    }

    @Test(arguments: [(0, "never used before"), (1, "used once before"), (5, "used 5 times before")])
    func usesAreCountedInWords(uses: Int, words: String) {
        var script = PageScript(stages: ["build"])
        script.step("from", 0)
        script.hit("from", uses: uses)
        #expect(script.html().contains(words))
    }

    @Test func aLegendTellsTheSignsThatAreUsed() {
        var script = PageScript(stages: ["build"])
        for name in ["a", "b", "c", "d", "e"] { script.step(name, 0) }
        script.hit("a")
        script.run("b", for: 1)
        script.run("c", for: 1, ending: .done(StepResult(isSameResult: true)))
        script.run("d", for: 1, ending: failure("no"))
        script.run("e", for: 1, ending: .cancelled)
        let signs = script.html().matches(of: #/<li class="[a-z]+"><i>(.)</i>([a-z ,]+)</li>/#)
        #expect(
            signs.map { "\($0.output.1) \($0.output.2)" } == [
                "◆ from the cache", "✓ ran", "≡ ran, with the same result as before", "✗ failed", "⊘ cancelled",
            ])
    }

    @Test func eachPlatformHasItsTimeAtALine() {
        let source = "FROM scratch\nCOPY a /\nRUN b\n"
        var script = PageScript(stages: ["s", "s"], platforms: ["amd64", "arm64"], source: source)
        for (stage, name) in ["amd", "arm"].enumerated() {
            script.step("\(name) copy", stage, line: 2)
            script.step("\(name) run", stage, ["\(name) copy"], line: 3)
            script.hit("\(name) copy")
        }
        script.run("amd run", for: 20)
        script.run("arm run", for: 3000)
        let html = script.html()
        #expect(html.contains(##"<span><a href="#step-2">amd64 20ms</a><a href="#step-4">arm64 3.0s</a></span>"##))
        #expect(html.contains(##"<span><a href="#step-1">cached</a></span>"##))
    }

    @Test func aWideGraphMayUseTheWindow() {
        let html = PageGraphTests.forty.html()
        #expect(html.contains(#"<figure class="wide" tabindex="0" aria-label="Stages">"#))
        #expect(html.contains("::-webkit-scrollbar"))
    }
}

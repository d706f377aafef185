import BuildEvents
import BuildGraph
import BuildRecords
import Diagnostics
import OCIFormat
import Reports
import Testing

/// A build of two stages: one step is cached, one ran because a file changed, and the last failed.
private enum Sample {
    static let hostile = "RUN echo '<script>alert(1)</script>' \"&\"\u{1B}[31m"

    static func events(file: String = "main.go", failing: Bool = true) -> [BuildEvent] {
        let source = "FROM base AS build\nCOPY . .\nFROM base\nRUN x\n"
        var script = Script([], source: SourceFile(name: "Dockerfile", text: source))
        script.add(0, .stagesAnnounced([stage("build", 0), stage("</style><b>", 1)]))
        script.add(0, .stepsAnnounced([step("from", "FROM base", 0, []), step("copy", "COPY . .", 0, ["from"])]))
        script.add(0, .stepsAnnounced([step("run", hostile, 1, ["copy"])]))
        let hit = CacheHit(key: .definition, record: 1, build: "b0", created: 500, useCount: 3, size: 9)
        script.add(1, .verdict(id("from"), .hit(hit)))
        script.end("from", .cached, at: 1)
        let change = ComponentChange(kind: .file, name: file, old: "100644 1 aa", new: nil)
        script.add(2, .verdict(id("copy"), .miss(.changed([change], more: 0))))
        script.start("copy", at: 2)
        script.end("copy", .done(StepResult(layerSize: 2_000_000)), at: 1500)
        script.start("run", at: 1500)
        script.log("run", "one\r\n10%\r100%\n</pre><img src=x>\n", at: 1600)
        if failing {
            script.end("run", failure("make failed"), at: 3000)
            script.add(3000, .buildFinished(.failed(id("run"), Diagnostic(code: "run.exit", message: "make failed"))))
        } else {
            script.end("run", at: 3000)
            script.add(3000, .buildFinished(.succeeded(BuildResult(names: ["app:1"]))))
        }
        return script.events
    }

    private static func stage(_ name: String, _ index: Int) -> Stage {
        let platform = Platform(os: "linux", architecture: "amd64")
        return Stage(name: name, isNamed: true, index: index, platform: platform, stepCount: 2, range: nil)
    }

    private static func step(_ name: String, _ text: String, _ stage: Int, _ inputs: [String]) -> StepDescription {
        var step = StepDescription(id: id(name), name: text, inputs: inputs.map { id($0) }, kind: "run")
        step.stage = stage
        step.instruction = text
        return step
    }
}

@Suite struct HistoryReportTests {
    @Test func aBuildIsShownWhole() throws {
        var build = BuildRecord(Sample.events())
        build.command = ["strata", "build", "."]
        build.version = "0.1.0"
        var summary = try #require(build.summary)
        summary.number = 7
        summary.revision = Revision(commit: "0123456789abcdef", branch: "main", isDirty: true)
        build.summary = summary
        let text = try #require(BuildReport(build)).text(now: 1060)
        #expect(
            text
                == """
                Build #7  b
                  Result       failed after 3.0s
                  Error        make failed
                  Began        1970-01-01T00:16:40Z, 1 minute ago
                  Dockerfile   Dockerfile
                  Context      .
                  Commit       0123456789ab (main), changed
                  Command      strata build .
                  Made by      strata 0.1.0
                  Steps        3: 1 from the cache, 2 ran; 33% hits
                  First miss   main.go was removed

                #   STEP                                            RESULT   TIME   LAYER   OUTPUT   WHY
                1   FROM base                                       cached             9B
                2   COPY . .                                        ran      1.5s     2MB            main.go was removed
                3   RUN echo '<script>alert(1)</script>' "&" [31m   failed   1.5s              32B   make failed

                """)
    }

    @Test func theJSONHasBuildxMembersAndMore() throws {
        var build = BuildRecord(Sample.events())
        build.version = "0.1.0"
        let json = try #require(BuildReport(build)).json()
        for part in [
            #""Ref":"b""#, #""Status":"failed""#, #""StartedAt":"1970-01-01T00:16:40Z""#, #""Duration":3000000000"#,
            #""Error":{"Message":"make failed","Name":"RUN echo"#, #""NumCompletedSteps":2,"NumTotalSteps":3"#,
            #""NumCachedSteps":1"#, #""Cause":"main.go was removed""#, #""Result":"failed""#, #""LayerSize":2000000"#,
        ] {
            #expect(json.contains(part), "\(part) in \(json)")
        }
        #expect(BuildReport(BuildRecord()) == nil)
    }

    @Test func aStepThatRanAndFailedTellsWhyItRanToo() throws {
        var script = Script(["make"])
        script.start("make", at: 0)
        script.add(0, .verdict(id("make"), .miss(.neverBuilt)))
        script.end("make", failure("exit code: 3"), at: 5)
        let text = try #require(BuildReport(BuildRecord(script.events))).text(now: 1060)
        #expect(text.hasSuffix("never built before; failed: exit code: 3\n"))
    }

    @Test func aComparisonNamesWhatBeganIt() {
        var old = BuildRecord(Sample.events(failing: false))
        var new = BuildRecord(Sample.events())
        old.components = [id("copy"): [KeyComponent(.file, "a.go", "100644 3 aa")]]
        new.components = [id("copy"): [KeyComponent(.file, "a.go", "100664 3 aa")]]
        let report = ComparisonReport(BuildComparison(old, new), names: ("#1", "ci.strata"))
        let text = report.text(now: 1060)
        #expect(text.contains("They differ first at COPY . .: a.go: mode 0644 → 0664.\n"))
        #expect(text.contains("B   ci.strata   1 minute ago   failed"))
        #expect(text.contains("1 equal step left out; --all shows them"))
        #expect(report.text(now: 1060, showsAll: true).contains("FROM base"))
        old.components = [id("copy"): []]
        #expect(
            ComparisonReport(BuildComparison(old, old), names: ("#1", "#1")).text(now: 1060)
                .contains("No step differs by itself, as far as is known: one of them has no keys of its steps.\n"))
        let json = report.json()
        #expect(json.contains(#""first_difference":"COPY . .""#))
        #expect(json.contains(#""differs":["mode"],"a":{"mode":"0644","size":3,"contents":"aa"}"#))
    }

    @Test func aPageNeedsNothingFromElsewhereAndRunsNothing() {
        let build = BuildRecord(Sample.events(file: "<i>&'\"", failing: true))
        var outputs = StepOutputs()
        for event in Sample.events() {
            if case .log(let step, _, let bytes) = event.payload { outputs.add(bytes, to: step) }
        }
        let html = BuildPage(build, outputs: outputs).html()
        for tag in ["<script", "<img", "</style><b>", "<i>&", "\u{1B}", "src=", "@import", "url("] {
            #expect(!html.replacing("&lt;img src=x&gt;", with: "").contains(tag), "\(tag)")
        }
        let addresses = html.matches(of: #/(?:href|xmlns)="([^"]*)"/#).map { String($0.output.1) }
        #expect(addresses.allSatisfy { $0.hasPrefix("#step-") || $0 == "http://www.w3.org/2000/svg" })
        let names = Set(html.matches(of: #/id="([^"]*)"/#).map { "#" + $0.output.1 })
        #expect(addresses.filter { $0.hasPrefix("#") }.allSatisfy { names.contains($0) })
        #expect(html.contains("one\n100%\n&lt;/pre&gt;&lt;img src=x&gt;\n</pre>"))
        #expect(html.contains("&lt;i&gt;&amp;&#39;&quot; was removed"))
        #expect(html.contains(#"id="step-3" open>"#))
    }

    @Test func everyElementOfAPageIsClosed() {
        let html = BuildPage(BuildRecord(Sample.events()), outputs: StepOutputs()).html()
        var open: [String] = []
        for tag in html.matches(of: #/<(/?)([a-z0-9]+)[^>]*>/#) {
            let name = String(tag.output.2)
            if ["meta", "DOCTYPE"].contains(name) { continue }
            if tag.output.1.isEmpty {
                open.append(name)
            } else {
                #expect(open.popLast() == name)
            }
        }
        #expect(open.isEmpty)
    }

    @Test func ofALongOutputThePageHasTheEnd() {
        var outputs = StepOutputs()
        let line = Array((String(repeating: "x", count: 99) + "\n").utf8)
        for _ in 0..<20_000 { outputs.add(line, to: id("run")) }
        outputs.add(Array("the end\n".utf8), to: id("run"))
        let html = BuildPage(BuildRecord(Sample.events()), outputs: outputs).html()
        #expect(html.utf8.count < 400_000)
        #expect(html.contains("the end\n</pre>"))
        #expect(html.contains("the end of "))
    }
}

import BuildEvents
import BuildGraph
import BuildProgress
import BuildRecords
import Diagnostics
import OCIFormat
import TerminalCells
import TerminalThemes
import Testing

@testable import BuildScreens

@Suite struct WhyTests {
    /// A build whose steps met every verdict.
    private var story: Story {
        var story = Story()
        story.stages("app")
        story.step("from", "[app 1/5] FROM alpine", stage: 0)
        story.step("copy", "[app 2/5] COPY . .", stage: 0, reads: ["from"])
        story.step("make", "[app 3/5] RUN make", stage: 0, reads: ["copy"])
        story.step("test", "[app 4/5] RUN make test", stage: 0, reads: ["make"])
        story.step("last", "[app 5/5] RUN date", stage: 0, reads: ["test"])
        let hit = CacheHit(
            key: .content, record: 7, build: "b0", created: 1_700_000_000 - 7300, useCount: 3, size: 3_400_000)
        verdict(&story, "from", 1, .hit(hit))
        let digests = ["old", "new"].map { Digest.sha256(of: $0).hex }
        let file = ComponentChange(
            kind: .file, name: "main.go", old: "644 1834 \(digests[0])", new: "644 1902 \(digests[1])")
        verdict(&story, "copy", 2, .miss(.changed([file], more: 2)))
        verdict(&story, "make", 3, .miss(.inputChanged(Story.id("copy"), root: Story.id("copy"))))
        verdict(&story, "test", 4, .miss(.inputChanged(Story.id("make"), root: Story.id("copy"))))
        return story
    }

    private func verdict(_ story: inout Story, _ key: String, _ seconds: Double, _ verdict: CacheVerdict) {
        story.tell(seconds, .stepStarted(Story.id(key)))
        story.tell(seconds, .verdict(Story.id(key), verdict))
        if case .hit = verdict {
            story.tell(seconds, .stepFinished(Story.id(key), .cached))
        } else {
            story.tell(seconds + 0.5, .stepFinished(Story.id(key), .done(StepResult())))
        }
    }

    private func text(_ story: Story, _ key: String, columns: Int = 70) -> [String] {
        var pane = WhyPane()
        var lines = pane.drawn(story.scene(selected: key), columns, 20).text.map { line in
            String(line.reversed().drop { $0 == " " }.reversed())
        }
        while lines.last?.isEmpty == true { lines.removeLast() }
        return lines
    }

    @Test func aHitTellsWhereItCameFrom() throws {
        var pane = WhyPane()
        var scene = story.scene(selected: "from")
        scene.history = StepHistory([], numbers: ["b0": 41])
        try Golden.check(pane.drawn(scene, 60, 10), "why-hit")
    }

    @Test func aChangedFileIsToldWithSizesAndDigests() {
        #expect(
            text(story, "copy") == [
                "✓ Ran: main.go changed, and 2 more files", "", "What changed",
                "~ main.go  1.83kB ► 1.9kB  cba06b5736fa ► 11507a0e2f5e", "and 2 more",
            ])
    }

    @Test func valuesAndInstructionsAreToldBeforeAndAfter() throws {
        var story = story
        let changes = [
            ComponentChange(kind: .instruction, name: "2", old: "go build -v ./...", new: "go build ./... && date"),
            ComponentChange(kind: .argument, name: "VERSION", old: "1.4", new: "1.5"),
            ComponentChange(kind: .environment, name: "LANG", old: nil, new: "C.UTF-8"),
            ComponentChange(kind: .environment, name: "TZ", old: "UTC", new: nil),
            ComponentChange(
                kind: .base, name: "", old: Digest.sha256(of: "1").description, new: Digest.sha256(of: "2").description),
        ]
        verdict(&story, "last", 5, .miss(.changed(changes, more: 0)))
        var pane = WhyPane()
        try Golden.check(pane.drawn(story.scene(selected: "last"), 60, 12), "why-changed")
    }

    @Test func theChainLeadsToTheStepThatBeganIt() {
        var pane = WhyPane()
        var scene = story.scene(selected: "test")
        _ = pane.settle(scene, area: Rect(0, 0, 70, 10))
        #expect(
            Array(pane.rows(scene, 70, 10)[3..<7]) == [
                "  What it follows from", "▸ ✓ [app 3/5] RUN make", "▸ ✓ [app 2/5] COPY . .",
                "    main.go changed, and 2 more files",
            ])
        #expect(pane.press(.open, on: &scene, 70, 10).selection == 2)
        scene.selection = 3
        #expect(pane.press(.down, .open, on: &scene, 70, 10).selection == 1)
        scene.selection = 3
        _ = pane.settle(scene, area: Rect(0, 0, 70, 10))
        #expect(pane.click(Point(5, 5), scene, area: Rect(0, 0, 70, 10)).selection == 1)
        #expect(pane.click(Point(5, 1), scene, area: Rect(0, 0, 70, 10)) == .ignored)
    }

    @Test func whatIsNotDecidedSaysWhatItWaitsFor() {
        #expect(text(story, "last")[0] == "○ Not decided: nothing is known of it yet")
        var waiting = Story()
        waiting.stages("app")
        waiting.step("make", "[app 1/2] RUN make", stage: 0)
        waiting.step("test", "[app 2/2] RUN make test", stage: 0, reads: ["make"])
        waiting.tell(1, .stepStarted(Story.id("make")))
        let lines = text(waiting, "test")
        #expect(lines[0] == "  ○ Not decided yet: what it reads is not done")
        #expect(lines.last?.hasSuffix("[app 1/2] RUN make") == true)
    }

    @Test func whatWasEndedTellsBecauseOfWhat() {
        var story = story
        let fault = Diagnostic(code: "run.failed", message: "exit code: 1")
        story.run("last", 5, 6, .cancelled)
        story.step("bad", "[app 1/1] RUN false", stage: 0)
        story.run("bad", 5, 5.5, .failed(StepFailure(diagnostic: fault, exitCode: 1)))
        #expect(text(story, "last")[0] == "  ⊘ Cancelled: another step failed")
        #expect(text(story, "last").last == "▸ ✗ [app 1/1] RUN false")
    }

    @Test func everyCauseIsInWords() {
        let causes: [(MissCause, String)] = [
            (.neverBuilt, "✓ Ran: never built before"),
            (.forced, "✓ Ran: the cache was passed over, as asked"),
            (.evicted, "✓ Ran: its layer is no longer in the cache"),
            (.otherPlatform(["linux/arm64"]), "✓ Ran: built before only for linux/arm64"),
            (.filtered("app"), "✓ Ran: the cache was passed over for stage app, as asked"),
            (
                .pruned(PruneTrace(time: 0, policy: "strata cache prune")),
                "✓ Ran: its record was removed by strata cache prune"
            ),
            (
                .groundChanged(GroundChange(.removed, instruction: "RUN old")),
                "✓ Ran: RUN old, which it stood on, is gone"
            ),
        ]
        for (cause, sentence) in causes {
            var story = story
            verdict(&story, "last", 5, .miss(cause))
            #expect(text(story, "last")[0] == sentence)
        }
    }

    @Test func anOwnChangeAndTheChainAreBothShown() {
        var story = story
        let change = ComponentChange(kind: .argument, name: "VERSION", old: "1", new: "2")
        let cause = MissCause.several([
            .changed([change], more: 0), .inputChanged(Story.id("test"), root: Story.id("copy")),
        ])
        verdict(&story, "last", 5, .miss(cause))
        let lines = text(story, "last", columns: 120)
        #expect(
            lines[0] == "  ✓ Ran: ARG VERSION changed from 1 to 2, and [app 4/5] RUN make test gave another result, "
                + "begun by [app 2/5] COPY . .")
        #expect(lines.contains("  What changed"))
        #expect(lines.contains("▸ ✓ [app 3/5] RUN make"))
        #expect(lines.last == "    main.go changed, and 2 more files")
    }

    @Test func theSameResultIsExplained() {
        var story = story
        story.tell(5, .stepStarted(Story.id("last")))
        story.tell(5, .verdict(Story.id("last"), .miss(.forced)))
        story.tell(6, .stepFinished(Story.id("last"), .done(StepResult(isSameResult: true))))
        #expect(text(story, "last").contains("Same result"))
    }

    @Test func streamsOfBuildKitSayThatTheyDoNotTell() {
        var story = Story()
        story.step("from", "[1/1] FROM alpine")
        story.run("from", 1, 1, .cached)
        var events = story.events()
        let start = BuildStart(build: "", wallClock: 0, dockerfile: "Dockerfile", context: "")
        events[0].payload = .buildStarted(start)
        var scene = story.scene(selected: "from")
        scene.build = BuildState(events)
        var pane = WhyPane()
        let lines = pane.drawn(scene, 100, 5).text
        #expect(lines[0].hasPrefix("◆ Hit: it was found in the cache"))
        #expect(lines[2].contains("BuildKit's stream only tells"))
    }

    @Test(arguments: [Size.zero, Size(columns: 1, rows: 1), Size(columns: 39, rows: 9)])
    func drawsInAnyArea(size: Size) {
        for key in ["from", "copy", "test", "last", "none"] {
            var pane = WhyPane()
            var scene = story.scene(selected: key)
            pane.press(.down, .pageDown, .end, .top, .up, .left, on: &scene, size.columns, size.rows)
            #expect(pane.drawn(scene, size.columns, size.rows).size == size)
        }
    }
}

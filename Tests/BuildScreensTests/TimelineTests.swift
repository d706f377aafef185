import BuildEvents
import BuildProgress
import Diagnostics
import TerminalCells
import TerminalThemes
import Testing

@testable import BuildScreens

/// A build that pulls, waits, is found in part, and fails after 12.4 seconds.
private func service() -> Story {
    var story = Story()
    story.stages("base", "build-client", "build-server", "binaries")
    story.step("meta", "[internal] load metadata for docker.io/library/golang:1.21-alpine")
    story.step("from", "[base 1/4] FROM docker.io/library/golang:1.21-alpine", stage: 0, reads: ["meta"])
    story.step("dir", "[base 2/4] WORKDIR /src", stage: 0, reads: ["from"])
    story.step("modules", "[base 3/4] RUN go mod download", stage: 0, reads: ["dir"])
    story.step("copy", "[base 4/4] COPY . .", stage: 0, reads: ["modules"])
    story.step("client", "[build-client 1/1] RUN go build ./cmd/client", stage: 1, reads: ["copy"])
    story.step("server", "[build-server 1/2] RUN go build ./cmd/server", stage: 2, reads: ["copy"])
    story.step("test", "[build-server 2/2] RUN go test ./...", stage: 2, reads: ["server"])
    story.step("take", "[binaries 1/1] COPY --from=build-client /bin/client /", stage: 3, reads: ["client"])
    story.step("export", "exporting to image", reads: ["take", "test"])
    story.run("meta", 0.1, 1)
    story.wait("meta", 0.2, 0.9, for: .network("registry-1.docker.io"))
    story.run("from", 1, 4.3)
    story.tell(
        2,
        .progress(Story.id("from"), ProgressItem(id: "l", current: 60_000_000, total: 100_000_000, isComplete: false)))
    story.run("dir", 4.3, 4.3, .cached)
    story.run("modules", 4.3, 7.1)
    story.wait("modules", 4.3, 5.4, for: .cacheMount("go"))
    story.run("copy", 7.1, 7.3, .done(StepResult(isSameResult: true)))
    story.run("client", 7.3, 9)
    story.wait("server", 7.3, 9, for: .slot)
    story.run("server", 9, 11.6)
    let failure = StepFailure(diagnostic: Diagnostic(code: "step.failed", message: "exit code: 1"), exitCode: 1)
    story.run("test", 11.6, 12.4, .failed(failure))
    story.run("take", 11, 12.4, .cancelled)
    story.tell(12.4, .stepFinished(Story.id("export"), .skipped))
    story.tell(12.4, .buildFinished(.failed(Story.id("test"), failure.diagnostic)))
    return story
}

/// Steps of one stage that run one after the other, each for so many seconds.
private func chain(_ seconds: [Double]) -> Story {
    var story = Story()
    story.stages("app")
    var now = 0.0
    for (index, duration) in seconds.enumerated() {
        let inputs = index > 0 ? ["\(index - 1)"] : []
        story.step("\(index)", "[app \(index + 1)/\(seconds.count)] RUN make \(index)", stage: 0, reads: inputs)
        story.run("\(index)", now, now + duration)
        now += duration
    }
    story.tell(now, .buildFinished(.cancelled))
    return story
}

@Suite struct TimelineGoldenTests {
    @Test func aFailedBuild() throws {
        var pane = TimelinePane()
        try Golden.check(pane.drawn(service().scene(selected: "test"), 100, 24), "timeline-failed")
    }

    @Test func aRunningBuildThatPulls() throws {
        var pane = TimelinePane()
        try Golden.check(pane.drawn(service().scene(at: 3.2, selected: "from"), 78, 20), "timeline-pulling")
    }

    @Test func aRunningBuildThatWaitsForASlot() throws {
        var pane = TimelinePane()
        try Golden.check(pane.drawn(service().scene(at: 8.2, selected: "server"), 120, 20), "timeline-waiting")
    }

    @Test func withoutColoursAndInASCII() throws {
        var pane = TimelinePane()
        var scene = service().scene(selected: "test")
        scene.look = Theme.preset.look(depth: .none, glyphs: .ascii)
        try Golden.check(pane.drawn(scene, 78, 20), "timeline-ascii")
    }

    @Test func zoomedIn() throws {
        var pane = TimelinePane()
        var scene = service().scene(selected: "copy")
        pane.press(.zoomIn, .zoomIn, .zoomIn, on: &scene, 78, 20)
        try Golden.check(pane.drawn(scene, 78, 20), "timeline-zoomed")
    }
}

@Suite struct TimelineTests {
    @Test func theHeadTellsHowLongTheBuildTookAndCouldHave() {
        var story = Story()
        story.stages("a", "b")
        story.step("one", "[a 1/1] RUN one", stage: 0)
        story.step("two", "[b 1/1] RUN two", stage: 1)
        story.run("one", 1, 4)
        story.run("two", 2, 8)
        story.tell(10, .buildFinished(.cancelled))
        var pane = TimelinePane()
        let head = pane.drawn(story.scene(), 80, 12).text[0]
        #expect(head.hasPrefix(" total 10.0s   ideal 6.0s   parallel 0.9   idle 3.0s "))
    }

    @Test func whatWaitsIsNoWork() {
        var story = Story()
        story.step("one", "one")
        story.run("one", 0, 4)
        story.wait("one", 1, 3, for: .store)
        story.tell(4, .buildFinished(.cancelled))
        var pane = TimelinePane()
        #expect(pane.drawn(story.scene(), 80, 12).text[0].contains("parallel 0.5   idle 2.0s"))
    }

    @Test(arguments: [(0.003, "3ms"), (4000, "1h 6m"), (0.4, "400ms"), (200_000, "55h 33m")])
    func shortAndLongBuildsFillTheAxis(seconds: Double, text: String) throws {
        var pane = TimelinePane()
        let rows = pane.drawn(chain([seconds]).scene(selected: "0"), 80, 12).text
        let row = try #require(rows.first { $0.contains("RUN make 0") })
        #expect(row.contains("██████████████████ \(text)"))
        #expect(rows[2].contains("┬0───"))
        #expect((3...8).contains(rows[2].count { $0 == "┬" }))
    }

    @Test func barsEndAtAnEighthOfAColumnAndBeginAtAHalf() {
        let area = Rect(0, 0, 4, 1)
        func bar(_ from: Int, _ to: Int) -> String {
            var screen = Screen(size: area.size)
            TimelineBar(area: area, blocks: BarBlocks(.unicode), base: .plain).solid(
                from: from, to: to, style: .plain, on: &screen)
            return screen.text[0]
        }
        #expect(bar(0, 32) == "████")
        #expect(bar(8, 20) == " █▌ ")
        #expect(bar(0, 0) == "▏   ")
        #expect(bar(9, 12) == " ▍  ")
        #expect(bar(-100, 9) == "█▏  ")
        #expect(bar(33, 40) == "    ")
        #expect(bar(1, 16) == "██  ")
        #expect(bar(3, 16) == "▐█  ")
        #expect(bar(7, 18) == " █▎ ")
    }

    @Test func keysSelectStepsAndPassOverHeadings() {
        var pane = TimelinePane()
        var scene = service().scene(selected: "meta")
        pane.press(.down, on: &scene, 80, 20)
        #expect(scene.selected?.id == Story.id("from"))
        pane.press(.up, .up, on: &scene, 80, 20)
        #expect(scene.selected?.id == Story.id("meta"))
        pane.press(.end, on: &scene, 80, 20)
        #expect(scene.selected?.id == Story.id("export"))
        pane.press(.top, .pageDown, on: &scene, 80, 9)
        #expect(scene.selected?.id == Story.id("client"))
    }

    @Test func theSelectedStepOfAThousandIsInView() {
        var pane = TimelinePane()
        var scene = chain(Array(repeating: 0.5, count: 1000)).scene(selected: "0")
        for key in ["999", "500", "3"] {
            scene.selection = scene.build.position(of: Story.id(key))
            let rows = pane.drawn(scene, 80, 20).text
            #expect(rows.contains { $0.contains("RUN make \(key) ") })
            #expect(rows[2].contains("┬"))
        }
    }

    @Test func aClickSelectsAndOnAHeadingItsFirstStep() {
        var pane = TimelinePane()
        let scene = service().scene(selected: "test")
        let rows = pane.drawn(scene, 80, 24).text
        let area = Rect(0, 0, 80, 24)
        func clicked(_ text: String) -> Int? {
            rows.firstIndex { $0.contains(text) }.flatMap { pane.click(Point(60, $0), scene, area: area).selection }
        }
        #expect(clicked("go mod download") == scene.build.position(of: Story.id("modules")))
        #expect(clicked("build-server ") == scene.build.position(of: Story.id("server")))
        #expect(pane.click(Point(3, 0), scene, area: area) == .ignored)
    }

    @Test func onlyAZoomedTimelinePans() {
        var pane = TimelinePane()
        var scene = service().scene(selected: "copy")
        #expect(pane.press(.right, on: &scene, 80, 20) == .ignored)
        pane.press(.zoomIn, .zoomIn, on: &scene, 80, 20)
        let before = pane.drawn(scene, 80, 20)
        #expect(pane.press(.left, on: &scene, 80, 20) == .done)
        #expect(pane.drawn(scene, 80, 20) != before)
        pane.press(.zoomOut, .zoomOut, on: &scene, 80, 20)
        #expect(pane.span == nil)
        #expect(pane.press(.zoomOut, on: &scene, 80, 20).notice == "the whole build is in view")
    }

    @Test func aZoomedTimelineStaysAtTheNewestInstant() {
        var pane = TimelinePane()
        var scene = service().scene(at: 2, selected: "from")
        pane.press(.zoomIn, .zoomIn, on: &scene, 80, 20)
        var later = service().scene(at: 4, selected: "from")
        _ = pane.drawn(later, 80, 20)
        #expect(pane.start > 3_000_000_000)
        pane.press(.left, on: &later, 80, 20)
        let start = pane.start
        _ = pane.drawn(service().scene(at: 4.2, selected: "from"), 80, 20)
        #expect(pane.start == start)
        pane.press(.follow, on: &later, 80, 20)
        #expect(pane.start > start)
    }

    @Test func theAxisStandsStillForAWhileAsTimePasses() {
        var pane = TimelinePane()
        let axes = (0..<20).map {
            pane.drawn(service().scene(at: 5 + Double($0) * 0.04, selected: "modules"), 80, 20).text[2]
        }
        #expect(Set(axes).count <= 2)
    }

    @Test(arguments: [(0, 0), (1, 1), (2, 2), (5, 3), (20, 5), (39, 9), (300, 1)])
    func anySizeIsDrawnWithin(columns: Int, rows: Int) {
        for actions: [Action] in [[], [.zoomIn, .zoomIn, .right], [.end, .pageUp], [.left, .follow]] {
            var pane = TimelinePane()
            var scene = service().scene(at: 8.2, selected: "copy")
            for action in actions { pane.press(action, on: &scene, columns, rows) }
            #expect(pane.drawn(scene, columns, rows).size == Size(columns: columns, rows: rows))
            _ = pane.click(.zero, scene, area: Rect(0, 0, columns, rows))
        }
        var empty = TimelinePane()
        _ = empty.drawn(Story().scene(), columns, rows)
    }

    @Test func namesFromOutsideAreHarmless() throws {
        var story = Story()
        story.step("a", "[internal] \u{1B}[2Jevil\u{7}\tname 日本語 e\u{301}")
        story.run("a", 0, 1)
        var pane = TimelinePane()
        var scene = story.scene(selected: "a")
        scene.query = "NAME 日"
        let row = try #require(pane.drawn(scene, 80, 12).text.first { $0.contains("evil") })
        #expect(row.contains("evil\u{FFFD} name 日本語 e\u{301}"))
    }

    @Test func whatIsSearchedForIsMarked() {
        var pane = TimelinePane()
        var scene = service().scene(selected: "meta")
        scene.query = "go test"
        let screen = pane.drawn(scene, 100, 24)
        let marked = (0..<24).map { row in
            let points = (0..<100).map { Point($0, row) }
            return points.filter { screen[$0].style == scene.style(.match) }.map { screen[$0].text }.joined()
        }
        #expect(marked.filter { !$0.isEmpty } == ["go test"])
    }
}

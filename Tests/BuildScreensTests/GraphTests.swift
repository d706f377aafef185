import BuildEvents
import BuildGraph
import BuildProgress
import Diagnostics
import OCIFormat
import TerminalCells
import TerminalThemes
import Testing

@testable import BuildScreens

/// Two programs built from one base; after 4 seconds one of them is at work.
private func programs() -> Story {
    var story = Story()
    story.stages("base", "build-client", "build-server", "binaries")
    story.step("definition", "[internal] load build definition from Dockerfile")
    story.step("meta", "[internal] load metadata for docker.io/library/golang:1.21-alpine")
    story.step("from", "[base 1/5] FROM docker.io/library/golang:1.21-alpine", stage: 0, reads: ["meta"])
    story.step("dir", "[base 2/5] WORKDIR /src", stage: 0, reads: ["from"])
    story.step("sums", "[base 3/5] COPY go.mod go.sum /src/", stage: 0, reads: ["dir"])
    story.step("modules", "[base 4/5] RUN go mod download", stage: 0, reads: ["sums"])
    story.step("sources", "[base 5/5] COPY . .", stage: 0, reads: ["modules"])
    story.step("client", "[build-client 1/1] RUN go build -o /bin/client ./cmd/client", stage: 1, reads: ["sources"])
    story.step("server", "[build-server 1/2] RUN go build -o /bin/server ./cmd/server", stage: 2, reads: ["sources"])
    story.step("test", "[build-server 2/2] RUN go test ./...", stage: 2, reads: ["server"])
    story.step("take-client", "[binaries 1/2] COPY --from=build-client /bin/client /", stage: 3, reads: ["client"])
    story.step(
        "take-server", "[binaries 2/2] COPY --from=build-server /bin/server /", stage: 3,
        reads: ["take-client", "server"])
    story.step("export", "exporting to image", reads: ["take-server"])
    story.run("definition", 0, 0.02)
    story.run("meta", 0.02, 0.4)
    for key in ["from", "dir", "sums", "modules"] { story.run(key, 0.4, 0.4, .cached) }
    story.run("sources", 0.4, 0.412)
    story.run("client", 0.412, 2.5)
    story.run("server", 0.412, 3.5)
    story.run("test", 3.5, 8)
    story.run("take-client", 2.5, 2.6, .done(StepResult(isSameResult: true)))
    story.wait("take-server", 3.6, 7, for: .slot)
    return story
}

/// One that fails while another works, and what stands behind them.
private func failure() -> Story {
    var story = Story()
    story.stages("good", "bad", "all")
    story.step("good", "[good 1/1] RUN make good", stage: 0)
    story.step("bad", "[bad 1/1] RUN make bad", stage: 1)
    story.step("all", "[all 1/1] COPY --from=good / /", stage: 2, reads: ["good", "bad"])
    let failure = StepFailure(diagnostic: Diagnostic(code: "step.failed", message: "exit code: 2"), exitCode: 2)
    story.run("good", 0, 3, .cancelled)
    story.run("bad", 0, 2.9, .failed(failure))
    story.tell(3, .stepFinished(Story.id("all"), .skipped))
    story.tell(3, .buildFinished(.failed(Story.id("bad"), failure.diagnostic)))
    return story
}

/// A stage that is built for two platforms, its image pulled to 40 of 100 bytes.
private func platforms() -> Story {
    var story = Story()
    story.stages("build", platform: Platform(os: "linux", architecture: "amd64"))
    story.stages("build", platform: Platform(os: "linux", architecture: "arm64"))
    story.step("from", "[linux/amd64 build 1/2] FROM alpine@sha256:0123", stage: 0)
    story.step("amd", "[linux/amd64 build 2/2] RUN make", stage: 0, reads: ["from"])
    story.step("from-arm", "[linux/arm64 build 1/2] FROM alpine@sha256:4567", stage: 1)
    story.step("arm", "[linux/arm64 build 2/2] RUN make", stage: 1, reads: ["from-arm"])
    story.step("export", "exporting to image")
    story.tell(0, .stepStarted(Story.id("from")))
    story.tell(0, .stepStarted(Story.id("from-arm")))
    story.tell(0, .waiting(Story.id("from-arm"), .network("registry")))
    story.tell(
        1, .progress(Story.id("from"), ProgressItem(id: "layer", current: 40, total: 100, isComplete: false)))
    return story
}

/// Many stages that read some of those before, none of them at work.
private func forest(_ count: Int, seed: UInt64) -> Story {
    var random = FixedRandom(seed: seed)
    var story = Story()
    for stage in 0..<count {
        story.stages("stage-\(stage)")
        for step in 0..<(1 + random.next(4)) {
            var inputs = step > 0 ? ["\(stage)/\(step - 1)"] : []
            if stage > 0, random.next(2) == 0 { inputs.append("\(max(0, stage - 1 - random.next(12)))/0") }
            story.step("\(stage)/\(step)", "[stage-\(stage) \(step + 1)/9] RUN make", stage: stage, reads: inputs)
        }
    }
    return story
}

@Suite struct GraphGoldenTests {
    @Test func stepsOfABuildThatRunsGoOnBelowWhereTheyHaveNoRoom() throws {
        var pane = GraphPane()
        try Golden.check(pane.drawn(programs().scene(at: 4, selected: "test"), 62, 26), "graph-running")
    }

    @Test func stepsOfABuildStandBesideEachOtherWhereTheyHaveRoom() throws {
        var pane = GraphPane()
        try Golden.check(pane.drawn(programs().scene(at: 4, selected: "sources"), 132, 14), "graph-wide")
    }

    @Test func stagesHaveBarsAndCounts() throws {
        var pane = GraphPane()
        var scene = programs().scene(at: 4, selected: "test")
        pane.press(.zoomOut, on: &scene, 132, 14)
        try Golden.check(pane.drawn(scene, 132, 14), "graph-stages")
    }

    @Test func dotsHaveOneSignAStep() throws {
        var pane = GraphPane()
        var scene = programs().scene(at: 4, selected: "test")
        pane.press(.zoomOut, .zoomOut, on: &scene, 100, 8)
        try Golden.check(pane.drawn(scene, 100, 8), "graph-dots")
    }

    @Test func failedCancelledAndSkippedStepsAreToldApart() throws {
        var pane = GraphPane()
        try Golden.check(pane.drawn(failure().scene(selected: "bad"), 80, 10), "graph-failed")
    }

    @Test func platformsStandBehindTheNamesAndPullsHaveAShare() throws {
        var pane = GraphPane()
        try Golden.check(pane.drawn(platforms().scene(at: 2, selected: "from"), 90, 10), "graph-platforms")
    }

    @Test func whatIsSearchedForIsMarkedAndTheOtherPaneHasTheKeys() throws {
        var pane = GraphPane()
        var scene = programs().scene(at: 4, selected: "dir")
        scene.isFocused = false
        scene.query = "go"
        try Golden.check(pane.drawn(scene, 132, 14), "graph-search")
    }

    @Test func sevenBitCharactersAreEnough() throws {
        var pane = GraphPane()
        var scene = programs().scene(at: 4, selected: "test")
        scene.look = Theme.preset.look(depth: .none, glyphs: .ascii)
        let screen = pane.drawn(scene, 62, 26)
        #expect(screen.text.joined().utf8.allSatisfy { $0 < 0x80 })
        try Golden.check(screen, "graph-ascii")
    }

    @Test func partsOutsideOfTheAreaAreCounted() throws {
        var pane = GraphPane()
        var scene = forest(30, seed: 5).scene(selected: "12/0")
        pane.press(.zoomIn, .zoomIn, on: &scene, 80, 22)
        try Golden.check(pane.drawn(scene, 80, 22), "graph-part")
    }
}

@Suite struct GraphTests {
    @Test func aCauseStandsBehindAStepWhereThereIsRoom() {
        var story = Story()
        story.stages("app")
        story.step("copy", "[app 1/3] COPY . .", stage: 0)
        story.step("new", "[app 2/3] RUN new", stage: 0, reads: ["copy"])
        story.step("make", "[app 3/3] RUN make --jobs=4 everything install", stage: 0, reads: ["new"])
        let change = ComponentChange(kind: .file, name: "main.go", old: "1", new: "2")
        let causes = [("copy", MissCause.changed([change], more: 0)), ("new", .neverBuilt), ("make", .firstBuild)]
        for (key, cause) in causes {
            story.tell(1, .stepStarted(Story.id(key)))
            story.tell(1, .verdict(Story.id(key), .miss(cause)))
            story.tell(2, .stepFinished(Story.id(key), .done(StepResult())))
        }
        var pane = GraphPane()
        let lines = pane.drawn(story.scene(selected: "make"), 80, 8).text
        #expect(lines.contains { $0.contains("COPY . .  main.go changed ") })
        #expect(lines.contains { $0.contains("RUN new  never built before ") })
        #expect(!lines.contains { $0.contains("install  ") && $0.contains("never") })
    }

    @Test func arrowsGoAlongStepsAndLines() {
        var pane = GraphPane()
        var scene = programs().scene(at: 4, selected: "from")
        func goes(_ action: Action, to key: String) -> Bool {
            pane.press(action, on: &scene, 132, 14)
            return scene.selected?.id == Story.id(key)
        }
        #expect(goes(.down, to: "dir"))
        #expect(goes(.right, to: "client"), "the box is joined with it, and it is nearest")
        #expect(goes(.down, to: "server"), "the next box of the column")
        #expect(goes(.right, to: "take-server"), "the step that reads it")
        #expect(goes(.left, to: "server"))
        #expect(goes(.left, to: "sources"))
        #expect(goes(.end, to: "export"))
        #expect(goes(.top, to: "definition"))
    }

    @Test func pagesGoFartherWithinTheColumn() {
        var pane = GraphPane()
        var scene = programs().scene(at: 4, selected: "from")
        pane.press(.pageDown, on: &scene, 132, 14)
        #expect(scene.selected?.id == Story.id("meta"))
        pane.press(.pageUp, on: &scene, 132, 14)
        #expect(scene.selected?.id == Story.id("from"))
    }

    @Test(arguments: 1..<12)
    func everyStepIsReachedByArrows(seed: UInt64) {
        var scene = forest(25, seed: seed).scene(selected: "0/0")
        var pane = GraphPane()
        let area = Rect(0, 0, seed.isMultiple(of: 2) ? 70 : 160, 40)
        if seed.isMultiple(of: 3) { pane.press(.zoomIn, .zoomIn, on: &scene, area.columns, area.rows) }
        _ = pane.settle(scene, area: area)
        var reached: Set<Int> = [0]
        var open = [0]
        while let step = open.popLast() {
            scene.selection = step
            for action in [Action.up, .down, .left, .right] {
                guard let next = pane.perform(action, scene, area: area).selection else { continue }
                if reached.insert(next).inserted { open.append(next) }
            }
        }
        #expect(reached.count == scene.build.steps.count)
    }

    @Test func theViewFollowsTheSelection() {
        var pane = GraphPane()
        var scene = forest(120, seed: 2).scene(selected: "0/0")
        let area = Rect(0, 0, 90, 24)
        for step in stride(from: 0, to: scene.build.steps.count, by: 7) {
            scene.selection = step
            _ = pane.settle(scene, area: area)
            let view = Rect(origin: pane.offset, size: pane.view(area).size)
            #expect(view.contains(pane.place(step).origin))
        }
    }

    @Test func theLargestScaleThatFitsIsTakenUntilOneIsAskedFor() {
        var pane = GraphPane()
        var scene = programs().scene(at: 4, selected: "test")
        _ = pane.drawn(scene, 132, 14)
        #expect(pane.scale == .steps)
        _ = pane.drawn(scene, 100, 10)
        #expect(pane.scale == .stages)
        _ = pane.drawn(scene, 90, 7)
        #expect(pane.scale == .dots)
        #expect(pane.press(.zoomIn, on: &scene, 90, 7).notice == "the graph shows stages")
        _ = pane.drawn(scene, 132, 14)
        #expect(pane.scale == .stages, "it stays, though steps would fit")
        #expect(pane.press(.zoomIn, .zoomIn, on: &scene, 132, 14).notice == "the graph shows steps")
    }

    @Test func aStageOfManyStepsIsScrolledThrough() {
        var story = Story()
        story.stages("app")
        for step in 0..<50 {
            story.step(
                "\(step)", "[app \(step + 1)/50] RUN make \(step)", stage: 0, reads: step > 0 ? ["\(step - 1)"] : [])
        }
        var pane = GraphPane()
        var scene = story.scene(selected: "0")
        #expect(pane.drawn(scene, 60, 12).text[11].contains("▼"), "the graph goes on")
        pane.press(.end, on: &scene, 60, 12)
        let text = pane.drawn(scene, 60, 12).text
        #expect(text.contains { $0.contains("RUN make 49") } && text[0].contains("▲"))
        #expect(pane.scale == .steps)
    }

    @Test func aLayoutStaysWhileStatesChange() {
        var pane = GraphPane()
        _ = pane.drawn(programs().scene(at: 1, selected: "from"), 132, 14)
        let layout = pane.layout
        _ = pane.drawn(programs().scene(at: 7, selected: "test"), 132, 14)
        #expect(pane.layout == layout)
    }

    @Test func aClickSelectsARowOrWhatTellsMostOfAStage() {
        var pane = GraphPane()
        var scene = programs().scene(at: 4, selected: "from")
        let area = Rect(3, 2, 132, 14)
        _ = pane.settle(scene, area: area)
        #expect(pane.click(Point(12, 5), scene, area: area).selection == scene.build.position(of: Story.id("sums")))
        #expect(pane.click(Point(134, 15), scene, area: area) == .ignored)
        pane.press(.zoomOut, on: &scene, 132, 14)
        _ = pane.settle(scene, area: area)
        let server = pane.place(scene.build.position(of: Story.id("server")) ?? 0).origin.moved(by: 8, 3)
        #expect(pane.click(server, scene, area: area).selection == scene.build.position(of: Story.id("test")))
    }

    @Test(arguments: [(0, 0), (1, 1), (2, 3), (5, 2), (12, 4), (23, 9), (39, 9), (62, 1)])
    func anySizeIsDrawnWithinItself(columns: Int, rows: Int) {
        for story in [Story(), programs(), forest(20, seed: 9)] {
            var scene = story.scene(at: 4)
            for zoom in [nil, Action.zoomOut, .zoomOut, .zoomIn, .zoomIn] {
                var pane = GraphPane()
                if let zoom { pane.press(zoom, on: &scene, columns, rows) }
                let area = Rect(2, 1, columns, rows)
                _ = pane.settle(scene, area: area)
                var screen = Screen(size: Size(columns: columns + 4, rows: rows + 2))
                pane.draw(on: &screen, in: area, scene)
                screen.fill(area)
                #expect(screen.text.joined().allSatisfy { $0 == " " }, "nothing outside of the area")
                for action in Action.allCases { _ = pane.perform(action, scene, area: area) }
                _ = pane.click(Point(2, 1), scene, area: area)
            }
        }
    }

    @Test func namesFromOutsideAreHarmless() {
        var story = Story()
        story.stages("e\u{301}tage \u{1B}[31m日本")
        story.step("a", "[x 1/2] RUN printf '\u{1B}]0;title\u{7}' \\\n  && echo 日本語 e\u{301} \u{202E}gnp", stage: 0)
        story.step("b", "[x 2/2] RUN \u{1F469}\u{200D}\u{1F4BB}", stage: 0, reads: ["a"])
        var pane = GraphPane()
        for columns in 1..<60 {
            let screen = pane.drawn(story.scene(selected: "a"), columns, 8)
            #expect(!screen.text.joined().unicodeScalars.contains { $0.properties.generalCategory == .control })
        }
        #expect(pane.drawn(story.scene(selected: "a"), 59, 8).text[1].contains("RUN printf '' && echo 日本語"))
    }
}

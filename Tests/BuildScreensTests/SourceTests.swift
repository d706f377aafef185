import BuildEvents
import BuildGraph
import BuildProgress
import BuildRecords
import Diagnostics
import Foundation
import OCIFormat
import TerminalCells
import TerminalThemes
import Testing

@testable import BuildScreens

private let dockerfile = """
    # syntax=docker/dockerfile:1
    FROM golang:1.21-alpine AS base
    WORKDIR /src
    RUN --mount=type=cache,target=/go/pkg/mod \\
        # the modules
        go mod download && \\
        echo "done in $HOME"

    FROM base AS server
    ENV CGO_ENABLED=0
    RUN <<EOF
    go vet ./...
    go build -o /bin/server ./cmd/server
    EOF
    RUN go test ./...
    MAINTAINER somebody

    FROM scratch
    COPY --from=server /bin/server /bin/

    """

/// A build of the Dockerfile whose test fails after five seconds.
private func failing() -> Story {
    var story = Story(dockerfile)
    story.stages("base", "server", "stage-2")
    story.step("from", "[base 1/3] FROM golang:1.21-alpine", stage: 0, lines: 2...2)
    story.step("dir", "[base 2/3] WORKDIR /src", stage: 0, reads: ["from"], lines: 3...3)
    story.step("modules", "[base 3/3] RUN go mod download", stage: 0, reads: ["dir"], lines: 4...7)
    story.step("build", "[server 1/2] RUN <<EOF (go vet...)", stage: 1, reads: ["modules"], lines: 11...14)
    story.step("test", "[server 2/2] RUN go test ./...", stage: 1, reads: ["build"], lines: 15...15)
    story.step("take", "[stage-2 1/1] COPY --from=server /bin/server /bin/", stage: 2, reads: ["test"], lines: 19...19)
    story.run("from", 0, 0, .cached)
    story.run("dir", 0, 0, .cached)
    story.run("modules", 0, 1.5)
    story.run("build", 1.5, 4, .done(StepResult(isSameResult: true)))
    let message = "process \"/bin/sh -c go test ./...\" did not complete successfully: exit code: 1"
    let failure = StepFailure(diagnostic: Diagnostic(code: "step.failed", message: message), exitCode: 1)
    story.tell(
        4.5, .log(Story.id("test"), .standardError, Array("ok\n\u{1B}[31m--- FAIL: TestServe\u{1B}[0m\nFAIL\n".utf8)))
    story.run("test", 4, 5, .failed(failure))
    let place = story.source.map { Diagnostic.Place(file: $0, range: $0.range(ofLine: 16)) }
    story.tell(0, .warning(nil, Diagnostic(.warning, code: "w", message: "MAINTAINER is deprecated", at: place)))
    story.tell(5, .stepFinished(Story.id("take"), .skipped))
    story.tell(5, .buildFinished(.failed(Story.id("test"), failure.diagnostic)))
    return story
}

private func history() -> StepHistory {
    let sightings = (0..<10).map { build in
        StepHistory.Sighting(
            build: build, name: "[base 2/3] WORKDIR /src", instruction: "WORKDIR /src", result: build < 8 ? .hit : .ran)
    }
    return StepHistory(sightings, numbers: [:])
}

@Suite struct SourceGoldenTests {
    @Test func aFailedBuildWithAHistory() throws {
        var pane = SourcePane()
        var scene = failing().scene(selected: "test")
        scene.history = history()
        try Golden.check(pane.drawn(scene, 100, 24), "source-failed")
    }

    @Test func aRunningBuildInLittleRoom() throws {
        var pane = SourcePane()
        try Golden.check(pane.drawn(failing().scene(at: 2.5, selected: "build"), 60, 12), "source-running")
    }

    @Test func aRecordingWithoutADockerfile() throws {
        var story = Story()
        story.stages("base")
        story.step("load", "[internal] load build context")
        story.step("run", "[base 1/1] RUN --network=none echo $HOME", stage: 0)
        story.run("load", 0, 0.5)
        story.run("run", 0.5, 2)
        story.tell(2, .warning(nil, Diagnostic(.warning, code: "w", message: "beware")))
        var pane = SourcePane()
        try Golden.check(pane.drawn(story.scene(selected: "run"), 70, 14), "source-none")
    }

    @Test func withoutColoursAndInASCII() throws {
        var pane = SourcePane()
        var scene = failing().scene(selected: "modules")
        scene.look = Theme.preset.look(depth: .none, glyphs: .ascii)
        try Golden.check(pane.drawn(scene, 78, 20), "source-ascii")
    }
}

@Suite struct SourceTests {
    /// The rows of a scene, without the row of names above them.
    private func rows(_ scene: Scene, _ columns: Int = 90, _ rows: Int = 24) -> [String] {
        var pane = SourcePane()
        return Array(pane.drawn(scene, columns, rows).text.dropFirst())
    }

    @Test func eachInstructionHasItsStateAndTime() {
        let rows = rows(failing().scene(selected: "test"))
        #expect(rows[2].hasPrefix(" ◆          3 │ WORKDIR"))
        #expect(rows[3].hasPrefix(" ✓    1.5s  4 │ RUN"))
        #expect(rows[4].hasPrefix(" │          5 │     # the"))
        #expect(rows[6].hasPrefix(" └          7 │     echo"))
        #expect(rows[10].hasPrefix(" ≈    2.5s 11 │ RUN <<EOF"))
        #expect(rows[14].hasPrefix(" ✗    1.0s 15 │ RUN go test"))
    }

    @Test func belowAFailedInstructionStandItsExitCodeAndLastLines() {
        let rows = rows(failing().scene(selected: "test")).map { $0.trimmingCharacters(in: .whitespaces) }
        #expect(
            rows[15...18] == [
                "│            │ exit code 1", "│            │ ok", "│            │ --- FAIL: TestServe",
                "└            │ FAIL",
            ])
    }

    @Test func aWarningStandsAtTheEndOfItsLineWhichIsUnderlined() {
        var pane = SourcePane()
        let screen = pane.drawn(failing().scene(selected: "test"), 90, 24)
        let row = screen.text.firstIndex { $0.contains("▲ MAINTAINER somebody  MAINTAINER is deprecated") }
        let underlined = (0..<90).filter { screen[Point($0, row ?? 0)].style.attributes.contains(.underline) }
        #expect(underlined.count == "MAINTAINER somebody".count)
    }

    @Test func aLineForSeveralPlatformsShowsTheMostUrgentStateAndHowManyThereAre() {
        var story = Story("FROM scratch\nRUN make\n")
        for (index, name) in ["arm64", "amd64", "riscv64"].enumerated() {
            story.stages("build", platform: Platform(os: "linux", architecture: name))
            story.step(name, "[linux/\(name) build 1/1] RUN make", stage: index, lines: 2...2)
        }
        story.run("arm64", 0, 1, .cached)
        story.run("amd64", 0, 3)
        story.tell(1, .stepStarted(Story.id("riscv64")))
        var scene = story.scene(at: 3, selected: "arm64")
        scene.hasMotion = false
        #expect(rows(scene, 60)[1].hasPrefix(" ◐3   3.0s  2 │ RUN make"))
        var pane = SourcePane()
        let area = Rect(0, 0, 60, 24)
        _ = pane.settle(scene, area: area)
        let clicked = (0..<3).map { _ in
            let result = pane.click(Point(20, 2), scene, area: area)
            scene.selection = result.selection
            return scene.selected?.description.name
        }
        let names = ["amd64", "riscv64", "arm64"].map { "[linux/\($0) build 1/1] RUN make" }
        #expect(clicked == names)
    }

    @Test func keysGoFromInstructionToInstruction() {
        var pane = SourcePane()
        var scene = failing().scene(selected: "dir")
        let selected = [Action.down, .down, .down, .up, .top, .end].map { action in
            pane.press(action, on: &scene, 90, 24)
            return scene.selected?.id
        }
        #expect(selected == ["modules", "build", "test", "build", "from", "take"].map(Story.id))
    }

    @Test func whereNoStepIsNearLinesScroll() {
        let text = "FROM a\n" + String(repeating: "# nothing\n", count: 40) + "RUN b\n"
        var story = Story(text)
        story.stages("a")
        story.step("from", "[a 1/2] FROM a", stage: 0, lines: 1...1)
        story.step("run", "[a 2/2] RUN b", stage: 0, reads: ["from"], lines: 42...42)
        var pane = SourcePane()
        var scene = story.scene(selected: "from")
        for _ in 0..<10 { pane.press(.down, on: &scene, 60, 11) }
        #expect(pane.scroll == 10)
        #expect(scene.selected?.id == Story.id("from"))
        for _ in 0..<40 { pane.press(.down, on: &scene, 60, 11) }
        #expect(scene.selected?.id == Story.id("run"))
        pane.press(.pageUp, .pageUp, .pageUp, .pageUp, .pageUp, .pageUp, on: &scene, 60, 11)
        #expect(scene.selected?.id == Story.id("from"))
        #expect(pane.scroll == 0)
    }

    @Test func theSelectedInstructionComesIntoView() {
        let lines = (1...500).map { "RUN make \($0)" }
        var story = Story("FROM a\n" + lines.joined(separator: "\n"))
        story.stages("a")
        for number in 1...500 {
            story.step("\(number)", "RUN make \(number)", stage: 0, lines: (number + 1)...(number + 1))
        }
        for key in ["500", "250", "1"] {
            #expect(
                rows(story.scene(selected: key), 60, 20).contains {
                    $0.contains("RUN make \(key) ") || $0.hasSuffix("RUN make \(key)")
                })
        }
    }

    @Test func longLinesMoveSideways() {
        var story = Story("RUN " + String(repeating: "x", count: 200) + "end\n")
        story.stages("a")
        story.step("run", "RUN x", stage: 0, lines: 1...1)
        var pane = SourcePane()
        var scene = story.scene(selected: "run")
        #expect(pane.press(.left, on: &scene, 60, 5) == .ignored)
        #expect(pane.drawn(scene, 60, 5).text[0].hasSuffix("xx…"))
        for _ in 0..<30 { pane.press(.right, on: &scene, 60, 5) }
        #expect(pane.drawn(scene, 60, 5).text[0].contains("│ …xx"))
        #expect(pane.drawn(scene, 60, 5).text[0].hasSuffix("xend"))
        #expect(pane.press(.right, on: &scene, 60, 5) == .ignored)
    }

    @Test func whatIsSearchedForIsMarked() {
        var pane = SourcePane()
        var scene = failing().scene(selected: "test")
        scene.query = "server"
        let screen = pane.drawn(scene, 90, 24)
        let points = (0..<24).flatMap { row in (0..<90).map { Point($0, row) } }
        let match = scene.style(.match)
        let marked = points.filter { screen[$0].style.background == match.background }.map { screen[$0].text }
        #expect(marked.joined() == String(repeating: "server", count: 5))
    }

    @Test func linesFromOutsideAreHarmless() {
        var story = Story("FROM a\u{1B}[31m\u{7}\nRUN\tx\t日本 \u{202E}y\r\n")
        story.stages("a")
        story.step("run", "RUN x", stage: 0, lines: 2...2)
        let rows = rows(story.scene(selected: "run"), 60, 10)
        #expect(rows[0].contains("│ FROM a\u{FFFD} "))
        #expect(rows[1].contains("│ RUN x   日本 \u{FFFD}y "))
    }

    @Test(arguments: [(0, 0), (1, 1), (2, 2), (5, 3), (20, 5), (39, 9), (300, 1)])
    func anySizeIsDrawnWithin(columns: Int, rows: Int) {
        for actions: [Action] in [[], [.right, .right], [.end, .pageUp, .up], [.down, .left, .zoomIn]] {
            var pane = SourcePane()
            var scene = failing().scene(at: 4.5, selected: "modules")
            for action in actions { pane.press(action, on: &scene, columns, rows) }
            #expect(pane.drawn(scene, columns, rows).size == Size(columns: columns, rows: rows))
            _ = pane.click(.zero, scene, area: Rect(0, 0, columns, rows))
        }
        for source in [nil, "", "\n", "RUN <<EOF"] {
            var pane = SourcePane()
            _ = pane.drawn(Story(source).scene(), columns, rows)
        }
    }
}

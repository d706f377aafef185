import BuildEvents
import BuildProgress
import BuildRecords
import Diagnostics
import TerminalCells
import TerminalThemes
import Testing

@testable import BuildScreens

extension Story {
    /// Lets a step write.
    mutating func log(_ key: String, _ seconds: Double, _ text: String) {
        tell(seconds, .log(Self.id(key), .standardOutput, Array(text.utf8)))
    }

    /// A build with one command that wrote numbered lines and did not end yet.
    static func writing(_ count: Int) -> Story {
        var story = Story()
        story.stages("app")
        story.step("make", "[app 1/1] RUN make", stage: 0)
        story.tell(1, .stepStarted(id("make")))
        story.log("make", 2, (0..<count).map { "line \($0)\n" }.joined())
        return story
    }
}

/// Answers a log pane's questions from lines on a disk that is none.
struct Disk {
    var lines: [String]
    private(set) var requests: [LogRequest] = []

    init(_ lines: [String]) {
        self.lines = lines
    }

    /// Settles the pane, and answers what it asks for, until it asks for nothing more.
    mutating func settle(_ pane: inout LogPane, _ scene: Scene, _ columns: Int, _ rows: Int) {
        for _ in 0..<10 {
            let commands = pane.settle(scene, area: Rect(0, 0, columns, rows))
            if commands.isEmpty { return }
            answer(commands, &pane)
        }
    }

    mutating func answer(_ commands: [Command], _ pane: inout LogPane) {
        for command in commands {
            switch command {
            case .readLog(let request):
                requests.append(request)
                let part = lines.dropFirst(Int(request.first)).prefix(request.count).map { Array($0.utf8) }
                pane.receive(LogPart(request: request, lines: Array(part), total: Int64(lines.count)))
            case .searchLog(let search):
                let numbers = lines.indices.filter { TextMatches.contains(search.text, in: lines[$0]) }
                let line =
                    search.isBackward ? numbers.last { $0 <= search.start } : numbers.first { $0 >= search.start }
                pane.receive(found: search, line: line.map { Int64($0) })
            default: break
            }
        }
    }
}

extension Pane {
    /// The rows of the pane as it stands, without blanks at their ends.
    func rows(_ scene: Scene, _ columns: Int, _ rows: Int) -> [String] {
        var screen = Screen(size: Size(columns: columns, rows: rows))
        draw(on: &screen, in: screen.area, scene)
        return screen.text.map { String($0.reversed().drop { $0 == " " }.reversed()) }
    }
}

@Suite struct LogTests {
    @Test func followsTheEndOfARunningStepWithoutADisk() {
        var pane = LogPane()
        let scene = Story.writing(500).scene(at: 3, selected: "make")
        #expect(pane.settle(scene, area: Rect(0, 0, 20, 3)).isEmpty)
        #expect(pane.rows(scene, 20, 3) == ["line 497", "line 498", "line 499"])
        #expect(pane.footer(scene) == "follow ─ 500 lines")
    }

    @Test func anUnfinishedLineIsShownAsItGrows() {
        var story = Story.writing(2)
        story.log("make", 2.5, "half")
        var pane = LogPane()
        let half = story.scene(at: 3, selected: "make")
        _ = pane.settle(half, area: Rect(0, 0, 20, 3))
        #expect(pane.rows(half, 20, 3) == ["line 0", "line 1", "half"])
        story.log("make", 3.5, " and whole")
        let whole = story.scene(at: 4, selected: "make")
        _ = pane.settle(whole, area: Rect(0, 0, 20, 3))
        #expect(pane.rows(whole, 20, 3)[2] == "half and whole")
    }

    @Test func staysWhereItIsOnceMovedUntilItFollowsAgain() {
        var story = Story.writing(100)
        var pane = LogPane()
        var scene = story.scene(at: 3, selected: "make")
        pane.press(.up, .up, on: &scene, 20, 3)
        #expect(pane.rows(scene, 20, 3)[2] == "line 97")
        story.log("make", 3.5, "more\n")
        var later = story.scene(at: 4, selected: "make")
        _ = pane.settle(later, area: Rect(0, 0, 20, 3))
        #expect(pane.rows(later, 20, 3)[2] == "line 97")
        #expect(pane.footer(later) == "line 96 of 101 ─ 97 %")
        pane.press(.end, on: &later, 20, 3)
        #expect(pane.rows(later, 20, 3)[2] == "more")
    }

    @Test func aStepThatEndedWellIsReadFromDiskAFewScreensAtATime() {
        let lines = (0..<100_000).map { "line \($0)" }
        var story = Story.writing(100_000)
        story.tell(5, .stepFinished(Story.id("make"), .done(StepResult())))
        let scene = story.scene(selected: "make")
        var disk = Disk(lines)
        var pane = LogPane()
        disk.settle(&pane, scene, 20, 10)
        #expect(pane.rows(scene, 20, 10).last == "line 99999")
        #expect(pane.footer(scene) == "line 99,991 of 100,000 ─ 100 %")
        let asked = disk.requests.count
        _ = pane.perform(.top, scene, area: Rect(0, 0, 20, 10))
        disk.settle(&pane, scene, 20, 10)
        #expect(pane.rows(scene, 20, 10).first == "line 0")
        for _ in 0..<10 {
            _ = pane.perform(.down, scene, area: Rect(0, 0, 20, 10))
            disk.settle(&pane, scene, 20, 10)
        }
        #expect(pane.rows(scene, 20, 10).first == "line 10")
        #expect(disk.requests.count == asked + 1, "ten lines further are at hand already")
        #expect(disk.requests.allSatisfy { $0.count <= LogWindow.longest })
    }

    @Test func aStepThatEndsKeepsItsLastLinesInViewUntilTheyAreRead() {
        var story = Story.writing(100)
        var pane = LogPane()
        _ = pane.settle(story.scene(at: 3, selected: "make"), area: Rect(0, 0, 20, 3))
        story.tell(5, .stepFinished(Story.id("make"), .done(StepResult())))
        let scene = story.scene(selected: "make")
        #expect(pane.settle(scene, area: Rect(0, 0, 20, 3)).count == 1)
        #expect(pane.rows(scene, 20, 3) == ["line 97", "line 98", "line 99"])
    }

    @Test func whatIsNotThereYetIsToldOnlyAfterAWhile() {
        var story = Story.writing(1000)
        story.tell(5, .stepFinished(Story.id("make"), .done(StepResult())))
        var pane = LogPane()
        var scene = story.scene(selected: "make")
        #expect(pane.settle(scene, area: Rect(0, 0, 20, 3)).count == 1)
        #expect(pane.rows(scene, 20, 3) == ["", "", ""])
        #expect(pane.settle(scene, area: Rect(0, 0, 20, 3)).isEmpty, "one request at a time")
        scene.now += 2 * LogPane.patience
        #expect(pane.rows(scene, 20, 3)[0] == "reading…")
        let request = LogRequest(step: Story.id("make"), first: 988, count: 21)
        pane.receive(LogPart(request: request, lines: [], total: 0, failure: "the log is gone"))
        #expect(pane.settle(scene, area: Rect(0, 0, 20, 3)).isEmpty, "what can't be read is not asked for again")
        #expect(pane.rows(scene, 20, 3)[0] == "the log is gone")
    }

    @Test func longLinesAreCutWithAMarkPannedAndWrapped() {
        var story = Story.writing(1)
        story.log("make", 2.5, "0123456789abcdefghij日本\n")
        var pane = LogPane()
        var scene = story.scene(at: 3, selected: "make")
        _ = pane.settle(scene, area: Rect(0, 0, 12, 4))
        #expect(pane.rows(scene, 12, 4)[1] == "0123456789a…")
        pane.press(.right, on: &scene, 12, 4)
        #expect(pane.rows(scene, 12, 4)[1] == "…56789abcde…")
        pane.press(.right, .right, .right, on: &scene, 12, 4)
        #expect(pane.rows(scene, 12, 4)[1] == "…defghij日本")
        pane.press(.wrap, on: &scene, 12, 4)
        #expect(pane.rows(scene, 12, 4) == ["line 0", "0123456789ab", "cdefghij日本", ""])
        pane.press(.up, on: &scene, 12, 2)
        _ = pane.settle(scene, area: Rect(0, 0, 12, 2))
        #expect(pane.rows(scene, 12, 2) == ["line 0", "0123456789ab"])
    }

    @Test func aSearchGoesToTheNextLineAndRoundTheEnd() {
        let lines = (0..<1000).map { "line \($0)" }
        var story = Story.writing(1000)
        story.tell(5, .stepFinished(Story.id("make"), .done(StepResult())))
        var scene = story.scene(selected: "make")
        scene.query = "LINE 70".lowercased()
        var disk = Disk(lines)
        var pane = LogPane()
        disk.settle(&pane, scene, 20, 6)
        disk.answer(pane.search("line 70", scene), &pane)
        disk.settle(&pane, scene, 20, 6)
        #expect(pane.rows(scene, 20, 6)[2] == "line 70", "nothing below the view: it goes on from the first line")
        let area = Rect(0, 0, 20, 6)
        disk.answer(pane.perform(.nextMatch, scene, area: area).commands, &pane)
        disk.settle(&pane, scene, 20, 6)
        #expect(pane.rows(scene, 20, 6)[2] == "line 700")
        disk.answer(pane.perform(.previousMatch, scene, area: area).commands, &pane)
        disk.answer(pane.perform(.previousMatch, scene, area: area).commands, &pane)
        disk.settle(&pane, scene, 20, 6)
        #expect(pane.rows(scene, 20, 6)[2] == "line 709", "and backwards from the last")
        let screen = pane.drawn(scene, 20, 6)
        #expect(screen[Point(0, 2)].style.background == Story.look[.matchCurrent].background)
        #expect(screen[Point(8, 2)].style == .plain)
        scene.query = "nowhere"
        disk.answer(pane.search("nowhere", scene), &pane)
        disk.settle(&pane, scene, 20, 6)
        #expect(pane.footer(scene) == "not found")
    }

    @Test func aFailedStepStandsAtItsLastLinesWithWhatEndedItBelow() throws {
        var story = Story.writing(40)
        let fault = Diagnostic(
            code: "run.failed", message: "make did not complete successfully: exit code: 2", remedy: "run make -n first"
        )
        story.tell(4, .stepFinished(Story.id("make"), .failed(StepFailure(diagnostic: fault, exitCode: 2))))
        story.tell(4, .warning(Story.id("make"), Diagnostic(.warning, code: "w", message: "make is old")))
        var pane = LogPane()
        try Golden.check(pane.drawn(story.scene(selected: "make"), 60, 12), "log-failed")
    }

    @Test func pullsAreToldWithBytesAndRate() throws {
        var story = Story()
        story.stages("app")
        story.step("from", "[app 1/1] FROM docker.io/library/golang:1.21", stage: 0)
        story.tell(1, .stepStarted(Story.id("from")))
        for (index, size) in [3_400_000, 225_000_000].enumerated() {
            let digest = Story.id("layer \(index)").description
            let current = index == 0 ? size : size / 2
            let item = ProgressItem(id: digest, current: Int64(current), total: Int64(size), isComplete: index == 0)
            story.tell(2, .progress(Story.id("from"), item))
            let unpacking = ProgressItem(id: "extracting \(digest)", current: 0, total: nil, isComplete: false)
            if index == 0 { story.tell(2, .progress(Story.id("from"), unpacking)) }
        }
        var pane = LogPane()
        var scene = story.scene(at: 3, selected: "from")
        scene.hasMotion = false
        try Golden.check(pane.drawn(scene, 70, 5), "log-pull")
    }

    @Test func matchesAreMarkedInTheRowsOfAWrappedLine() {
        var story = Story.writing(0)
        story.log("make", 2.5, "日本語日本語 hit here\n")
        var pane = LogPane()
        var scene = story.scene(at: 3, selected: "make")
        scene.query = "here"
        pane.press(.wrap, on: &scene, 11, 3)
        let screen = pane.drawn(scene, 11, 3)
        #expect(screen.text == ["日本語日本 ", "語 hit here", "           "])
        let marked = (0..<11).filter { screen[Point($0, 1)].style.background != nil }
        #expect(marked == [7, 8, 9, 10])
    }

    @Test func aStepWithoutOutputSaysWhy() {
        var story = Story()
        story.stages("app")
        story.step("from", "[app 1/3] FROM alpine", stage: 0)
        story.step("make", "[app 2/3] RUN make", stage: 0, reads: ["from"])
        story.step("copy", "[app 3/3] COPY . .", stage: 0, reads: ["make"])
        story.tell(1, .stepStarted(Story.id("from")))
        let hit = CacheHit(
            key: .definition, record: 7, build: "b0", created: 1_700_000_000 - 7300, useCount: 3, size: 3_400_000)
        story.tell(2, .verdict(Story.id("from"), .hit(hit)))
        story.tell(2, .stepFinished(Story.id("from"), .cached))
        story.tell(3, .stepStarted(Story.id("make")))
        story.wait("make", 3, 5, for: .cacheMount("/root/.cache"))
        story.tell(6, .stepFinished(Story.id("make"), .done(StepResult())))
        func said(_ key: String, at seconds: Double) -> [String] {
            var scene = story.scene(at: seconds, selected: key)
            scene.hasMotion = false
            scene.history = StepHistory([], numbers: ["b0": 41])
            var pane = LogPane()
            _ = pane.settle(scene, area: Rect(0, 0, 70, 2))
            return pane.rows(scene, 70, 2).filter { !$0.isEmpty }
        }
        #expect(said("from", at: 4) == ["◆ no output: from the cache, made by build #41 2 hours ago"])
        #expect(said("make", at: 4) == ["◐ waits for the cache mount /root/.cache, for 1.0s"])
        #expect(said("make", at: 5.5) == ["◐ nothing written yet, for 2.5s"])
        #expect(said("make", at: 7) == ["✓ the command wrote nothing, done in 3.0s"])
        #expect(said("copy", at: 4) == ["○ not started: waits for", "  ◐ [app 2/3] RUN make"])
    }

    @Test func hostileOutputOnlyKeepsItsColours() {
        var story = Story.writing(0)
        story.log("make", 2.5, "\u{1B}]0;title\u{07}\u{1B}[31mred\u{1B}[2J\u{1B}[0m e\u{301}\u{1B}[5A 日\n")
        var pane = LogPane()
        let scene = story.scene(at: 3, selected: "make")
        let screen = pane.drawn(scene, 20, 1)
        #expect(screen.text[0].hasPrefix("red e\u{301} 日"))
        #expect(screen[Point(0, 0)].style.foreground == .indexed(1))
    }

    @Test(arguments: [
        ("an", "Banana", [1..<3, 3..<5]), ("AN", "BaNANa", [3..<5]), ("ana", "banana", [1..<4]), ("x", "", []),
        ("本", "日本 本", [2..<4, 5..<7]), ("é", "É e\u{301}", [0..<1, 2..<3]), ("long", "lon", []),
    ])
    func matchesAreRangesOfColumns(query: String, text: String, ranges: [Range<Int>]) {
        #expect(TextMatches.ranges(of: query, in: text) == ranges)
    }

    @Test(arguments: [Size.zero, Size(columns: 1, rows: 1), Size(columns: 39, rows: 9), Size(columns: 3, rows: 200)])
    func drawsInAnyArea(size: Size) {
        var story = Story.writing(300)
        story.log("make", 2.5, "日本語 e\u{301} \u{1B}[31m" + String(repeating: "long ", count: 100) + "\n")
        for selected in ["make", nil] {
            var pane = LogPane()
            var scene = story.scene(at: 3, selected: selected)
            scene.query = "l"
            pane.press(.wrap, .up, .pageUp, .left, .right, .down, .top, .end, on: &scene, size.columns, size.rows)
            _ = pane.drawn(scene, size.columns, size.rows)
            pane.press(.wrap, .right, .halfUp, .halfDown, on: &scene, size.columns, size.rows)
            #expect(pane.drawn(scene, size.columns, size.rows).size == size)
        }
    }
}

import BuildEvents
import BuildGraph
import Diagnostics
import Reports
import Synchronization
import Testing

@Suite struct PlainProgressTests {
    @Test func oneStepAfterTheOther() {
        var script = Script(["[1/3] FROM a", "[2/3] WORKDIR /x", "[3/3] RUN make"])
        script.start("[1/3] FROM a", at: 0)
        script.end("[1/3] FROM a", at: 40)
        script.start("[2/3] WORKDIR /x", at: 40)
        script.end("[2/3] WORKDIR /x", .cached, at: 40)
        script.start("[3/3] RUN make", at: 50)
        script.log("[3/3] RUN make", "cc a.c\ncc ", at: 362)
        script.log("[3/3] RUN make", "b.c\r\n\u{1B}[31mred\u{1B}[0m", at: 12_050)
        script.end("[3/3] RUN make", .done(StepResult(isSameResult: true)), at: 12_450)
        #expect(
            script.plain() == """
                #1 [1/3] FROM a
                #1 DONE 0.0s

                #2 [2/3] WORKDIR /x
                #2 CACHED

                #3 [3/3] RUN make
                #3 0.312 cc a.c
                #3 0.312 cc b.c
                #3 12.00 \u{1B}[31mred\u{1B}[0m
                #3 DONE 12.4s (same result as before)

                """)
    }

    @Test func stepsSideBySideTakeTurns() {
        var script = Script(["a", "b", "c"])
        script.start("a", at: 0)
        script.log("a", "a1\n", at: 100)
        script.start("b", at: 110)
        script.log("b", "b1\nb2 ", at: 120)
        script.log("a", "a2\n", at: 200)
        script.start("c", at: 210)
        script.log("c", "c1\n", at: 220)
        // b is done before its turn came, and comes at once.
        script.log("b", "b3", at: 300)
        script.end("b", at: 310)
        // It leaves the turn to c, which has waited longest.
        script.log("c", "c2\n", at: 1500)
        script.end("a", failure("exit code: 1"), at: 1600)
        script.end("c", .cancelled, at: 1700)
        #expect(
            script.plain() == """
                #1 a
                #1 0.100 a1
                #1 0.200 a2
                #1 ...

                #2 b
                #2 0.010 b1
                #2 0.010 b2 b3
                #2 DONE 0.2s

                #3 c
                #3 0.010 c1
                #3 1.290 c2
                #3 ...

                #1 a
                #1 ERROR: exit code: 1

                #3 c
                #3 CANCELED

                """)
    }

    @Test func aTickShowsWhatWaits() {
        var script = Script(["a", "b"])
        script.start("a", at: 0)
        script.start("b", at: 0)
        script.log("b", "b1\n", at: 10)
        var progress = PlainProgress()
        var shown: [UInt8] = []
        for event in script.events { progress.apply(event) { shown += $0 } }
        #expect(String(decoding: shown, as: UTF8.self) == "#1 a\n")
        progress.tick(at: 2_000_000_000) { shown += $0 }
        #expect(String(decoding: shown, as: UTF8.self) == "#1 a\n#1 ...\n\n#2 b\n#2 0.010 b1\n")
    }

    @Test func nothingIsHeldBackWithoutLimit() {
        var script = Script(["a", "b"])
        script.start("a", at: 0)
        script.start("b", at: 0)
        for _ in 0..<100 { script.log("b", String(repeating: "x", count: 999) + "\n", at: 1) }
        let shown = script.plain()
        #expect(shown.hasPrefix("#1 a\n#1 ...\n\n#2 b\n#2 0.001 xxx"))
        #expect(shown.count { $0 == "\n" } == 104)
    }

    @Test func bytesPassUnchanged() {
        var script = Script(["a"])
        script.start("a", at: 0)
        script.add(1, .log(id("a"), .standardOutput, [0xFF, 0xC3]))
        script.add(2, .log(id("a"), .standardError, [0xA9, 0x00, 0x0A]))
        var progress = PlainProgress()
        var bytes: [UInt8] = []
        for event in script.events { progress.apply(event) { bytes += $0 } }
        #expect(bytes == Array("#1 a\n#1 0.001 ".utf8) + [0xFF, 0xC3, 0xA9, 0x00, 0x0A])
    }

    @Test func aLineThatIsDrawnOverKeepsItsPrefix() {
        var script = Script(["a"])
        script.start("a", at: 0)
        script.log("a", "10%\r20%\r", at: 1)
        script.log("a", "done\r", at: 2)
        script.log("a", "\nnext", at: 3)
        script.end("a", at: 4)
        let expected = "#1 a\n#1 0.001 10%\r#1 0.001 20%\r#1 0.002 done\n#1 0.003 next\n#1 DONE 0.0s\n"
        #expect(script.plain() == expected)
    }

    @Test func pullsShowTheirLayersNowAndThen() {
        var script = Script(["FROM a"])
        let layer = { (current: Int64, isComplete: Bool) in
            BuildEvent.Payload.progress(
                id("FROM a"),
                ProgressItem(id: "sha256:1", current: current, total: 65_840_000, isComplete: isComplete))
        }
        script.start("FROM a", at: 0)
        script.add(10, layer(0, false))
        script.add(60, layer(1_000_000, false))
        script.add(310, layer(12_580_000, false))
        script.add(320, layer(12_600_000, false))
        script.add(900, layer(65_840_000, true))
        let extracting = ProgressItem(id: "extracting sha256:1", current: 0, total: nil, isComplete: true)
        script.add(905, .progress(id("FROM a"), extracting))
        script.end("FROM a", at: 920)
        #expect(
            script.plain() == """
                #1 FROM a
                #1 sha256:1 12.58MB / 65.84MB 0.3s
                #1 sha256:1 65.84MB / 65.84MB 0.9s done
                #1 extracting sha256:1 done
                #1 DONE 0.9s

                """)
    }

    @Test func aSlowPartIsShownWithoutWaitingForItsNextUpdate() {
        var script = Script(["export"])
        script.start("export", at: 0)
        let layers = ProgressItem(id: "exporting layers", current: 0, total: nil, isComplete: false)
        script.add(0, .progress(id("export"), layers))
        var progress = PlainProgress()
        var shown: [UInt8] = []
        for event in script.events { progress.apply(event) { shown += $0 } }
        progress.tick(at: 200_000_000) { shown += $0 }
        #expect(String(decoding: shown, as: UTF8.self) == "#1 export\n#1 exporting layers 0.2s\n")
    }

    @Test func aMissSaysWhyWhereThatHelps() {
        var script = Script(["COPY . .", "RUN make", "RUN new"])
        let change = ComponentChange(kind: .file, name: "main.go", old: "1", new: "2")
        script.start("COPY . .", at: 0)
        script.add(0, .verdict(id("COPY . ."), .miss(.changed([change], more: 0))))
        script.end("COPY . .", at: 10)
        script.add(
            10, .verdict(id("RUN make"), .miss(.inputChanged(id("COPY . ."), root: id("COPY . .")))))
        script.start("RUN make", at: 10)
        script.end("RUN make", at: 20)
        script.start("RUN new", at: 20)
        script.add(20, .verdict(id("RUN new"), .miss(.neverBuilt)))
        script.end("RUN new", at: 30)
        #expect(
            script.plain() == """
                #1 COPY . .
                #1 RAN  because main.go changed
                #1 DONE 0.0s

                #2 RUN make
                #2 RAN  because #1 gave another result
                #2 DONE 0.0s

                #3 RUN new
                #3 RAN  because it was never built before
                #3 DONE 0.0s

                """)
    }

    @Test func whatIsSoOfEveryStepIsNotSaid() {
        for cause in [MissCause.firstBuild, .forced] {
            var script = Script(["RUN make"])
            script.start("RUN make", at: 0)
            script.add(0, .verdict(id("RUN make"), .miss(cause)))
            script.end("RUN make", at: 10)
            #expect(script.plain() == "#1 RUN make\n#1 DONE 0.0s\n")
        }
    }

    @Test func groupedStepsComeWholeAtTheirEnd() {
        var script = Script(["a", "b"])
        script.start("a", at: 0)
        script.log("a", "a1\n", at: 1)
        script.start("b", at: 2)
        script.log("b", "b1\n", at: 3)
        script.log("a", "a2\n", at: 4000)
        script.end("b", at: 5000)
        script.log("a", "a3", at: 20_000)
        script.end("a", at: 20_000)
        var options = PlainProgress.Options()
        options.isGrouped = true
        #expect(
            script.plain(options) == """
                #2 b
                #2 0.001 b1
                #2 DONE 5.0s

                #1 a
                #1 0.001 a1
                #1 4.000 a2
                #1 20.00 a3
                #1 DONE 20.0s

                """)
    }

    @Test func longGroupsGoThroughTheSpill() {
        let spill = MemorySpill()
        var script = Script(["a"])
        script.start("a", at: 0)
        for number in 0..<20_000 { script.log("a", "line \(number)\n", at: 1) }
        script.end("a", at: 1)
        var options = PlainProgress.Options()
        options.isGrouped = true
        let whole = script.plain(options)
        options.spill = spill
        #expect(script.plain(options).count { $0 == "\n" } == 20_002)
        #expect(spill.largest < 200_000)
        // Without a spill the block is printed in parts, and nothing is lost either.
        #expect(whole.ranges(of: "line ").count == 20_000)
        #expect(whole.hasSuffix("#1 0.001 line 19999\n#1 DONE 0.0s\n"))
    }

    @Test func whatTheBuildLeftOpenIsStillShown() {
        var script = Script(["a", "b"])
        script.start("a", at: 0)
        script.start("b", at: 0)
        script.log("b", "b1", at: 1)
        script.add(2, .buildFinished(.cancelled))
        #expect(script.plain() == "#1 a\n#1 ...\n\n#2 b\n#2 0.001 b1\n#2 ...\n")
    }
}

/// Keeps spilled output in memory and notes the largest piece.
private final class MemorySpill: OutputSpill {
    private let kept = Mutex<[UInt8]>([])
    private let size = Mutex(0)

    var largest: Int { size.withLock { $0 } }

    func append(_ bytes: [UInt8], of step: StepID) {
        size.withLock { $0 = max($0, bytes.count) }
        kept.withLock { $0 += bytes }
    }

    func replay(_ step: StepID, _ body: ([UInt8]) -> Void) {
        let bytes = kept.withLock { kept in
            defer { kept = [] }
            return kept
        }
        body(bytes)
    }
}

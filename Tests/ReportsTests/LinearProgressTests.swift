import BuildEvents
import BuildGraph
import Diagnostics
import OCIFormat
import Reports
import Testing

/// Two stages: `build` with FROM, COPY and RUN, and one without a name that copies from it.
private struct Linear {
    static let from = "[build 1/3] FROM golang"
    static let copy = "[build 2/3] COPY . ."
    static let make = "[build 3/3] RUN go build -o /bin/server ./cmd/server"
    static let last = "[stage-1 1/1] COPY --from=build /bin/server /"

    private var script = Script([])

    init() {
        let platform = Platform(os: "linux", architecture: "amd64")
        let stages = [("build", 3), ("stage-1", 1)].enumerated().map { index, stage in
            Stage(
                name: stage.0, isNamed: index == 0, index: index, platform: platform, stepCount: stage.1, range: nil)
        }
        script.add(0, .stagesAnnounced(stages))
        let places = [(Self.from, 0, 1), (Self.copy, 0, 2), (Self.make, 0, 3), (Self.last, 1, 1)]
        let own = StepDescription(id: id("own"), name: "[internal] load metadata for golang")
        script.add(0, .stepsAnnounced([own] + places.map { Self.step($0.0, stage: $0.1, step: $0.2) }))
    }

    mutating func add(_ milliseconds: Int64, _ payload: BuildEvent.Payload) { script.add(milliseconds, payload) }
    mutating func start(_ name: String, at time: Int64) { script.start(name, at: time) }
    mutating func log(_ name: String, _ text: String, at time: Int64) { script.log(name, text, at: time) }
    mutating func end(_ name: String, _ outcome: StepOutcome = .done(StepResult()), at time: Int64) {
        script.end(name, outcome, at: time)
    }

    mutating func hit(_ name: String, at time: Int64, made: Double = 1000 - 7200) {
        let hit = CacheHit(key: .definition, record: 1, build: "a", created: made, useCount: 1, size: 1)
        start(name, at: time)
        add(time, .verdict(id(name), .hit(hit)))
        end(name, .cached, at: time)
    }

    /// The sentences without the first two, which are the same for all; with a tick each `step` milliseconds.
    func told(ticking step: Int64? = nil, until end: Int64 = 0) -> [String] {
        var progress = LinearProgress()
        var text = ""
        var now: Int64 = 0
        for event in script.events {
            while let step, now + step < event.time / 1_000_000 {
                now += step
                progress.tick(at: now * 1_000_000) { text += String(decoding: $0, as: UTF8.self) }
            }
            progress.apply(event) { text += String(decoding: $0, as: UTF8.self) }
        }
        progress.tick(at: max(end * 1_000_000, script.events.last?.time ?? 0)) {
            text += String(decoding: $0, as: UTF8.self)
        }
        #expect(text.hasPrefix("Build from Dockerfile started.\n"))
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).dropLast().dropFirst().map(
            String.init)
        return lines.first == "There are 4 steps in 2 stages." ? Array(lines.dropFirst()) : lines
    }

    private static func step(_ name: String, stage: Int, step: Int) -> StepDescription {
        var description = StepDescription(id: id(name), name: name, kind: "run")
        description.stage = stage
        description.step = step
        return description
    }
}

@Suite struct LinearProgressTests {
    @Test func aBuildInSentences() {
        var build = Linear()
        build.hit(Linear.from, at: 10)
        let change = ComponentChange(kind: .file, name: "cmd/server/main.go", old: "1", new: "2")
        build.add(20, .verdict(id(Linear.copy), .miss(.changed([change], more: 0))))
        build.start(Linear.copy, at: 20)
        build.end(Linear.copy, at: 140)
        build.add(140, .verdict(id(Linear.make), .miss(.inputChanged(id(Linear.copy), root: id(Linear.copy)))))
        build.start(Linear.make, at: 140)
        build.log(Linear.make, "compiling\n", at: 500)
        build.end(Linear.make, .done(StepResult(isSameResult: true)), at: 3240)
        build.add(3300, .buildFinished(.succeeded(BuildResult(names: ["app:latest"]))))
        #expect(
            build.told(ticking: 100) == [
                "Step 1 of 4, build 1 of 3, FROM golang: from the cache, made 2 hours ago.",
                "Step 2 of 4, build 2 of 3, COPY . .: ran for 0.1 seconds, because cmd/server/main.go changed.",
                "Step 3 of 4, build 3 of 3, RUN go build -o /bin/server ./cmd/server: running, because step 2 gave "
                    + "another result.",
                "Step 3 of 4, RUN go build -o /bin/server ./cmd/server: finished after 3.1 seconds, result as before.",
                "The build succeeded after 3.3 seconds: 1 of 4 steps from the cache, 2 ran, 1 not needed or not begun.",
                "The image is named app:latest.",
            ])
    }

    @Test func manyHitsAreToldTogether() {
        var build = Linear()
        for name in [Linear.from, Linear.copy, Linear.make, Linear.last] { build.hit(name, at: 5, made: 940) }
        #expect(build.told() == ["Steps 1 to 4 of 4: from the cache, the newest made 1 minute ago."])
    }

    @Test func aFailureShowsTheLastLinesWithoutEscapeSequences() {
        var build = Linear()
        build.start(Linear.make, at: 0)
        build.start(Linear.last, at: 0)
        build.log(Linear.make, "10%\r\u{1B}[31m20%\u{1B}[0m\n", at: 100)
        build.log(Linear.make, "main.go:3: \u{1B}]0;title\u{07}undefined\u{8}: x", at: 200)
        build.end(Linear.make, failure("exit code: 2"), at: 1200)
        build.end(Linear.last, .cancelled, at: 1200)
        var diagnostic = Diagnostic(code: "run.exit", message: "exit code: 2")
        diagnostic.remedy = "mend it"
        build.add(1300, .buildFinished(.failed(id(Linear.make), diagnostic)))
        #expect(
            build.told() == [
                "Step 3 of 4, build 3 of 3, RUN go build -o /bin/server ./cmd/server: running.",
                "Step 4 of 4, stage-1 1 of 1, COPY --from=build /bin/server /: running.",
                "Step 3 of 4, RUN go build -o /bin/server ./cmd/server: failed with exit code 1 after 1.2 seconds. Its "
                    + "last lines:",
                "20%", "main.go:3: undefined : x",
                "End of its last lines.",
                "Step 4 of 4, COPY --from=build /bin/server /: cancelled after 1.2 seconds.",
                "The build failed in step 3 after 1.3 seconds: 0 of 4 steps from the cache, 1 failed, 1 cancelled, 2 not "
                    + "needed or not begun.",
            ])
    }

    @Test func aFailureOutsideOfCommandsSaysWhatWentWrong() {
        var build = Linear()
        build.start("own", at: 0)
        let diagnostic = Diagnostic(code: "x", message: "no answer from the registry", remedy: "try again")
        build.end("own", .failed(StepFailure(diagnostic: diagnostic)), at: 100)
        build.add(200, .buildFinished(.failed(id("own"), diagnostic)))
        #expect(
            build.told() == [
                "Load metadata for golang: failed after 0.1 seconds: no answer from the registry.",
                "The build failed in load metadata for golang after 0.2 seconds: 0 of 4 steps from the cache, 4 not "
                    + "needed or not begun.",
                "What to do: try again.",
            ])
        var early = Linear()
        early.add(100, .buildFinished(.failed(nil, Diagnostic(code: "x", message: "no such stage \u{1B}[1mx"))))
        #expect(early.told().last == "Error: no such stage x.")
    }

    @Test func whatLastsIsToldAgainAtGrowingIntervals() {
        var build = Linear()
        build.start(Linear.make, at: 0)
        build.end(Linear.make, at: 200_000)
        let label = "Step 3 of 4, RUN go build -o /bin/server ./cmd/server"
        #expect(
            build.told(ticking: 250) == [
                "Step 3 of 4, build 3 of 3, RUN go build -o /bin/server ./cmd/server: running.",
                "Still running after 10 seconds: \(label).", "Still running after 30 seconds: \(label).",
                "Still running after 1 minute: \(label).", "Still running after 2 minutes: \(label).",
                "Still running after 3 minutes: \(label).", "\(label): finished after 3 minutes 20 seconds.",
            ])
    }

    @Test func waitsOfMoreThanASecondAreTold() {
        var build = Linear()
        build.add(0, .waiting(id(Linear.make), .slot))
        build.add(0, .waiting(id(Linear.last), .slot))
        build.start(Linear.copy, at: 0)
        build.add(100, .waiting(id(Linear.copy), .cacheMount("go-cache")))
        build.start(Linear.from, at: 100)
        build.add(100, .waiting(id(Linear.from), .store))
        build.add(600, .waiting(id(Linear.from), nil))
        build.end(Linear.from, at: 700)
        #expect(
            build.told(ticking: 100, until: 3000) == [
                "Step 1 of 4, build 1 of 3, FROM golang: ran for 0.6 seconds.",
                "Step 2 of 4, build 2 of 3, COPY . .: waiting for the cache mount go-cache, which another step uses.",
                "2 steps wait for their turns: as many commands run as may at once.",
            ])
    }

    @Test func whatIsFetchedIsToldByQuarters() {
        var build = Linear()
        let layer = { (name: String, current: Int64) in
            let item = ProgressItem(id: name, current: current, total: 60_000_000, isComplete: false)
            return BuildEvent.Payload.progress(id(Linear.from), item)
        }
        build.start(Linear.from, at: 0)
        for (index, megabytes) in [0, 10, 20, 31, 40, 59, 60].enumerated() {
            build.add(1100 + Int64(index), layer("sha256:1", Int64(megabytes) * 1_000_000))
            build.add(1100 + Int64(index), layer("sha256:2", Int64(megabytes) * 1_000_000))
        }
        build.end(Linear.from, at: 2000)
        #expect(
            build.told(ticking: 100) == [
                "Step 1 of 4, build 1 of 3, FROM golang: running.",
                "Step 1 of 4, FROM golang: 25 percent of 120 megabytes done.",
                "Step 1 of 4, FROM golang: 50 percent of 120 megabytes done.",
                "Step 1 of 4, FROM golang: 75 percent of 120 megabytes done.",
                "Step 1 of 4, FROM golang: finished after 2 seconds.",
            ])
    }

    @Test func theBuildsOwnTasksAreToldWhereTheyLast() {
        var quick = Linear()
        quick.start("own", at: 0)
        quick.end("own", at: 900)
        #expect(quick.told(ticking: 100) == [])
        var slow = Linear()
        slow.start("own", at: 0)
        slow.end("own", at: 1500)
        #expect(
            slow.told(ticking: 100) == [
                "Load metadata for golang: running.", "Load metadata for golang: finished after 1.5 seconds.",
            ])
    }

    @Test func warningsAreSaidWhenTheyCome() {
        var build = Linear()
        build.add(0, .warning(nil, Diagnostic(code: "check.X", message: "'as' is odd")))
        #expect(build.told() == ["Warning: 'as' is odd."])
    }

    @Test func theBeginningSaysWhatIsBuilt() {
        var start = BuildStart(build: "b", wallClock: 0, dockerfile: "Dockerfile", context: ".")
        start.target = "web"
        start.platforms = ["amd64", "arm64"].map { Platform(os: "linux", architecture: $0) }
        var progress = LinearProgress()
        var text = ""
        progress.apply(BuildEvent(sequence: 0, time: 0, payload: .buildStarted(start))) {
            text += String(decoding: $0, as: UTF8.self)
        }
        #expect(text == "Build from Dockerfile, target web, for linux/amd64 and linux/arm64, started.\n")
    }
}

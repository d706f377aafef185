import BuildEvents
import BuildGraph
import BuildRecords
import Diagnostics
import OCIFormat
import Testing

/// A build of some stages, each of its steps given by its instruction; the steps' keys by instruction.
private func build(
    _ stages: [(name: String, steps: [String])], keys: [String: [KeyComponent]] = [:], dockerfile: String = "",
    _ change: (inout BuildStart) -> Void = { _ in }
) -> BuildRecord {
    var start = BuildStart(build: "b", wallClock: 100, dockerfile: "Dockerfile", context: ".")
    start.source = SourceFile(name: "Dockerfile", text: dockerfile)
    change(&start)
    var payloads: [BuildEvent.Payload] = [.buildStarted(start)]
    var all: [StepDescription] = [StepDescription(id: id("load"), name: "[internal] load")]
    var announced: [Stage] = []
    for (index, stage) in stages.enumerated() {
        announced.append(
            Stage(
                name: stage.name, isNamed: true, index: index, platform: Platform(os: "linux", architecture: "amd64"),
                stepCount: stage.steps.count, range: nil))
        for text in stage.steps {
            let kind = text.hasPrefix("COPY") ? "copy" : text.hasPrefix("RUN") ? "run" : "workdir"
            var step = StepDescription(id: id(stage.name + text), name: "[\(stage.name)] \(text)", kind: kind)
            step.stage = index
            step.instruction = text
            all.append(step)
        }
    }
    payloads += [.stagesAnnounced(announced), .stepsAnnounced(all)]
    for step in all { payloads += [.stepStarted(step.id), .stepFinished(step.id, .done(StepResult()))] }
    payloads.append(.buildFinished(.succeeded(BuildResult())))
    var record = BuildRecord(
        payloads.enumerated().map { BuildEvent(sequence: $0.offset, time: Int64($0.offset), payload: $0.element) })
    for step in all { record.components[step.id] = keys[step.instruction] }
    return record
}

private func id(_ name: String) -> StepID { StepID(Digest.sha256(of: name)) }

private func file(_ name: String, _ value: String) -> KeyComponent { KeyComponent(.file, name, value) }

@Suite struct BuildComparisonTests {
    private func changes(_ old: BuildRecord, _ new: BuildRecord) -> [String] {
        BuildComparison(old, new).steps.filter(\.isInstruction).map { "\($0.change.rawValue) \($0.name)" }
    }

    @Test func equalBuildsHaveNoDifference() {
        let one = build([("app", ["COPY a /", "RUN make"])], dockerfile: "FROM x\n")
        let comparison = BuildComparison(one, one)
        #expect(comparison.settings.isEmpty)
        #expect(comparison.dockerfile == nil)
        #expect(comparison.firstDifference == nil)
        #expect(comparison.steps.map(\.change) == [.same, .same, .same])
    }

    @Test func stepsAreFoundAgainWhereOthersCameAndWent() {
        let old = build([("app", ["WORKDIR /a", "COPY a /", "RUN make", "RUN test"])])
        let new = build([("app", ["WORKDIR /a", "RUN apk add x", "COPY a /", "RUN make all", "RUN test"])])
        #expect(
            changes(old, new) == [
                "same [app] WORKDIR /a", "added [app] RUN apk add x", "same [app] COPY a /",
                "edited [app] RUN make all",
                "same [app] RUN test",
            ])
        #expect(
            changes(new, old) == [
                "same [app] WORKDIR /a", "removed [app] RUN apk add x", "same [app] COPY a /", "edited [app] RUN make",
                "same [app] RUN test",
            ])
    }

    @Test func stagesAreAlignedByName() {
        let old = build([("one", ["RUN x"]), ("gone", ["RUN y"]), ("last", ["RUN x"])])
        let new = build([("last", ["RUN x"]), ("one", ["RUN x"]), ("new", ["RUN y"])])
        #expect(
            changes(old, new) == [
                "same [last] RUN x", "same [one] RUN x", "removed [gone] RUN y", "added [new] RUN y",
            ])
    }

    @Test func filesThatDifferAreNamedWithWhatDiffers() throws {
        let stages = [("app", ["COPY . /src"])]
        let old = build(
            stages,
            keys: [
                "COPY . /src": [
                    file("a", "100644 3 aa"), file("b", "100644 3 bb"), file("gone", "100644 1 cc"),
                    file("same", "100755 1 dd"),
                ]
            ])
        let new = build(
            stages,
            keys: [
                "COPY . /src": [
                    file("a", "100664 3 aa"), file("b", "100644 5 b2"), file("new", "100644 1 ee"),
                    file("same", "100755 1 dd"),
                ]
            ])
        let step = try #require(BuildComparison(old, new).firstDifference)
        #expect(
            step.files.map { "\($0.path): \($0.text)" } == [
                "a: mode 0644 → 0664", "b: contents (3 → 5 bytes)", "new: only in B", "gone: only in A",
            ])
        #expect(step.sentence == "4 files differ (1 only in B, 1 only in A, 1 in contents, 1 in mode)")
    }

    @Test(
        arguments: [
            ("644 3 aa", "644 3 ab", "contents (aa → ab)"), ("644 3 aa", "644 4 aa", "contents (3 → 4 bytes)"),
            ("-644 0:0 3 - aa", "-644 1:1 3 - aa", "owner 0:0 → 1:1"), ("-644 0:0 3 - aa", "644 3 aa", "attributes"),
            ("-644 0:0 3 - aa", "-4755 0:0 3 - aa", "mode 0644 → 4755"),
            ("-644 0:0 3 - aa", "l777 0:0 1 - to a", "another kind of file, contents (3 → 1 bytes), mode 0644 → 0777"),
            ("-644 0:0 3 - aa", "-644 0:0 3 beef aa", "attributes"),
            ("sha256:1", "sha256:2", "contents (sha256:1 → sha256:2)"),
            (
                "-644 0:0 2 - 4355a46b19d348dc2f57c046f8ef63d4538ebb936000f3c9ee954a27460dd865",
                "-644 0:0 2 - 53c234e5e8472b6ac51c1ae1cab3fe06fad053beb8ebfd8977b010655bfdd3c3",
                "contents (4355a46b19d3 → 53c234e5e847)"
            ), ("l777 0:0 1 - a", "l777 0:0 1 - b", "contents (a → b)"),
            (nil, "644 3 aa", "only in B"), ("644 3 aa", nil, "only in A"),
        ] as [(String?, String?, String)])
    func oneFileIsToldInWords(_ old: String?, _ new: String?, _ text: String) {
        #expect(FileDifference(ComponentChange(kind: .file, name: "f", old: old, new: new)).text == text)
    }

    @Test func modesThatAllDifferAlikeAreOneSentence() throws {
        let stages = [("app", ["COPY . /src"])]
        let sides = ["100644", "100664"].map { mode in
            build(stages, keys: ["COPY . /src": (0..<212).map { file("f\($0)", "\(mode) 3 aa") }])
        }
        let step = try #require(BuildComparison(sides[0], sides[1]).firstDifference)
        #expect(step.sentence == "212 files differ in mode only: 0644 → 0664")
    }

    @Test(
        arguments: [
            (
                ["d755", "-644", "-644"], ["d775", "-664", "-664"],
                "3 paths differ in mode only: 2 files 0644 → 0664, 1 folder 0755 → 0775"
            ),
            (["d755", "d755"], ["d775", "d775"], "2 folders differ in mode only: 0755 → 0775"),
            (
                ["-644", "-644", "-600", "-640", "-604"], ["-664", "-664", "-660", "-660", "-664"],
                "5 paths differ in mode only: 2 files 0644 → 0664, 1 file 0600 → 0660, 1 file 0640 → 0660, "
                    + "1 more otherwise"
            ),
        ])
    func modesThatDifferOtherwiseAreGrouped(_ before: [String], _ after: [String], _ sentence: String) throws {
        let sides = [before, after].map { modes in
            let files = modes.enumerated().map { file("f\($0.offset)", "\($0.element) 0:0 3 - aa") }
            return build([("app", ["COPY . /src"])], keys: ["COPY . /src": files])
        }
        #expect(BuildComparison(sides[0], sides[1]).firstDifference?.sentence == sentence)
    }

    @Test func aFileThatTwoPatternsNameIsOne() throws {
        let sides = ["1", "2"].map { contents in
            build(
                [("app", ["COPY t/a* t/?b /g/"])],
                keys: ["COPY t/a* t/?b /g/": (0..<2).map { _ in file("t/ab", "-644 0:0 2 - \(contents)") }])
        }
        let step = try #require(BuildComparison(sides[0], sides[1]).firstDifference)
        #expect(step.sentence == "t/ab: contents (1 → 2)")
    }

    @Test func whatOnlyStandsOnAnotherResultIsNoCause() throws {
        let stages = [("app", ["RUN one", "RUN two"])]
        let old = build(
            stages,
            keys: [
                "RUN one": [KeyComponent(.argument, "V", "1")], "RUN two": [KeyComponent(.base, "", "sha256:1")],
            ])
        let new = build(
            stages,
            keys: [
                "RUN one": [KeyComponent(.argument, "V", "2")], "RUN two": [KeyComponent(.base, "", "sha256:2")],
            ])
        let comparison = BuildComparison(old, new)
        #expect(comparison.steps.map(\.change) == [.same, .changed, .inherited])
        #expect(comparison.firstDifference?.sentence == "ARG V changed from 1 to 2")
    }

    @Test func filesOfOneAgainstADigestOfTheOtherSayNothing() {
        let stages = [("app", ["COPY . /"])]
        let old = build(stages, keys: ["COPY . /": [file("a", "100644 3 aa")]])
        let new = build(stages, keys: ["COPY . /": [KeyComponent(.files, ".", "sha256:9")]])
        #expect(BuildComparison(old, new).steps.map(\.change) == [.same, .same])
    }

    @Test func whatWasAskedForIsCompared() {
        var old = build([("app", ["RUN x"])], dockerfile: "FROM a\nRUN x\n") {
            $0.arguments = [EnvironmentVariable("V", "1"), EnvironmentVariable("W", "1")]
        }
        var new = build([("app", ["RUN x"])], dockerfile: "FROM a\nENV k=v\nRUN x\n") {
            $0.arguments = [EnvironmentVariable("V", "2"), EnvironmentVariable("W", "1")]
            $0.target = "app"
        }
        old.command = ["strata", "build", "--pull", "."]
        new.command = ["/usr/bin/strata", "build", "--target", "app", "."]
        let comparison = BuildComparison(old, new)
        #expect(
            comparison.settings.map { [$0.name, $0.old, $0.new] } == [
                ["--target", nil, "app"], ["--build-arg V", "1", "2"], ["command line", "--pull", "--target app"],
            ])
        #expect(
            comparison.dockerfile?.hunks(context: 1).map { $0.map { "\($0.kind) \($0.text)" } } == [
                ["both FROM a", "added ENV k=v", "both RUN x"]
            ])
    }

    @Test func linesAreComparedAndNumbered() {
        let difference = TextDifference(from: "a\nb\nc\n", to: "a\nx\nc\nd")
        #expect(difference.lines.map(\.kind) == [.both, .removed, .added, .both, .added])
        #expect(difference.lines.map(\.newNumber) == [1, nil, 2, 3, 4])
        #expect(difference.lines.map(\.oldNumber) == [1, 2, nil, 3, nil])
        let far = TextDifference(
            from: (1...20).map { "\($0)\n" }.joined(), to: (1...20).map { $0 % 10 == 5 ? "x\n" : "\($0)\n" }.joined())
        #expect(far.hunks(context: 1).map(\.count) == [4, 4])
        #expect(far.hunks(context: 9).map(\.count) == [22])
        #expect(TextDifference(from: "a\r\nb", to: "a\r\nb").isEmpty)
    }

    @Test func numbersAreThoseOfPlainProgress() throws {
        var recorder = BuildRecorder()
        let steps = ["one", "two", "three", "four"].map { StepDescription(id: id($0), name: $0) }
        let payloads: [BuildEvent.Payload] = [
            .buildStarted(BuildStart(build: "b", wallClock: 0, dockerfile: "Dockerfile", context: ".")),
            .stepsAnnounced(steps), .stepStarted(id("three")), .stepStarted(id("one")),
            .stepFinished(id("one"), .done(StepResult())), .stepFinished(id("two"), .cached),
            .stepFinished(id("three"), .cached), .stepFinished(id("four"), .skipped),
        ]
        for (index, payload) in payloads.enumerated() {
            recorder.apply(BuildEvent(sequence: index, time: Int64(index), payload: payload))
        }
        #expect(recorder.steps.map(\.number) == [2, 3, 1, nil])
    }
}

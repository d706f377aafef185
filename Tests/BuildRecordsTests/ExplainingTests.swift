import BuildEvents
import BuildGraph
import BuildRecords
import Diagnostics
import OCIFormat
import Testing

private func id(_ name: String) -> StepID {
    StepID(Digest.sha256(of: name))
}

private func step(_ name: String, _ instruction: String, line: Int, _ cause: MissCause?) -> ExplainedStep {
    let kind = instruction.prefix { $0 != " " }.lowercased()
    var step = ExplainedStep(
        id: id(instruction), name: "[\(name)] \(instruction)", kind: kind, instruction: instruction)
    step.stage = String(name.prefix { $0 != " " })
    step.lines = line...line
    step.verdict = cause.map { .miss($0) }
    step.result = cause == nil ? .hit : .ran
    return step
}

private func makeBuild() -> ExplainedBuild {
    let change = ComponentChange(kind: .file, name: "main.go", old: "1", new: "2")
    var files = ComponentChange(kind: .file, name: "out", old: "1", new: "2")
    files.from = "build"
    let (copy, make) = (id("COPY . ."), id("RUN make"))
    var build = ExplainedBuild(
        number: 42, id: "abc", created: 0,
        steps: [
            step("build 2/3", "COPY . .", line: 3, .changed([change], more: 0)),
            step("build 3/3", "RUN make", line: 4, .inputChanged(copy, root: copy)),
            step("test 1/1", "RUN test", line: 6, .inputChanged(make, root: copy)),
            step("last 1/3", "RUN setup", line: 8, nil),
            step(
                "last 2/3", "COPY --from=build out .", line: 9,
                .several([.changed([files], more: 0), .inputChanged(make, root: copy)])),
            step("last 3/3", "RUN new", line: 10, .neverBuilt), step("last 4/3", "RUN newer", line: 11, .neverBuilt),
        ])
    build.number(startTimes: [20, 30, 40, 10, 50, 60, nil])
    return build
}

@Suite struct ExplainingTests {
    @Test func eachCauseHasTheStepsThatRanForIt() {
        let chains = CauseChains(makeBuild())
        #expect(chains.hits == [3])
        #expect(chains.roots.map { $0.nodes.map(\.step) } == [[0], [5, 6]])
        let copy = chains.roots[0].nodes[0]
        #expect(copy.following.map(\.step) == [1])
        #expect(copy.following[0].following.map(\.step) == [2, 4])
        #expect(CauseChains.chain(from: 4, in: makeBuild()) == [4, 1, 0])
    }

    @Test(
        arguments: [
            ("2", 0), ("#2", 0), (":4", 1), ("build 3/3", 1), ("make", 1), ("run SETUP", 3), ("last 2/3", 4),
        ] as [(String, Int)])
    func aStepHasManyNames(_ name: String, _ position: Int) throws {
        #expect(try StepChoice(parsing: name).positions(in: makeBuild()) == [position])
        let digest = makeBuild().steps[position].id.digest.hex
        #expect(try StepChoice(parsing: String(digest.prefix(8))).position(in: makeBuild()) == position)
        #expect(try StepChoice(parsing: "sha256:\(digest)").position(in: makeBuild()) == position)
    }

    @Test func whoseWholeTextItIsComesBeforeAPart() throws {
        #expect(try StepChoice(parsing: "RUN new").position(in: makeBuild()) == 5)
        #expect(try StepChoice(parsing: "[last 3/3] RUN new").position(in: makeBuild()) == 5)
    }

    @Test func aLineOfSeveralStagesNamesNoSingleStep() throws {
        var build = makeBuild()
        build.steps[2].lines = 4...4
        #expect(try StepChoice(parsing: ":4").positions(in: build) == [1, 2])
        let error = #expect(throws: Diagnostic.self) { try StepChoice(parsing: ":4").position(in: build) }
        #expect(error?.message == "2 steps of build 42 are of line 4")
        #expect(error?.remedy == "name one by its number: #3 [build 3/3] RUN make; #4 [test 1/1] RUN test")
    }

    @Test func theLineOfAnImageIsAskedForToo() throws {
        var build = makeBuild()
        var image = ExplainedStep(
            id: id("image"), name: "[build 1/3] FROM base", kind: "image", instruction: "FROM base")
        image.lines = 2...3
        build.steps.append(image)
        #expect(try StepChoice(parsing: ":2").positions(in: build) == [7])
        #expect(try StepChoice(parsing: ":3").positions(in: build) == [0])
    }

    @Test(
        arguments: [
            ("99", "build 42 has no step #99", "its steps are #1 to #6, of lines :3 to :11"),
            (
                "build 9/9", "build 42 has no step 9 of stage build",
                "its steps are #1 to #6, of lines :3 to :11, of stages build, test, last"
            ),
            (":1", "build 42 has no step of line 1", "its steps are #1 to #6, of lines :3 to :11"),
            ("cmake", "build 42 has no step with the text \"cmake\"", "its steps are #1 to #6, of lines :3 to :11"),
            (
                "copy", "2 steps of build 42 are with the text \"copy\"",
                "name one by its number: #2 [build 2/3] COPY . .; #5 [last 2/3] COPY --from=build out ."
            ),
        ] as [(String, String, String)])
    func whatNamesNoStepIsAnsweredWithWhatThereIs(_ name: String, _ message: String, _ remedy: String) {
        let error = #expect(throws: Diagnostic.self) { try StepChoice(parsing: name).positions(in: makeBuild()) }
        #expect(error?.message == message)
        #expect(error?.remedy == remedy)
    }

    @Test func aVariableIsPlacedWhereTheStepNamesIt() {
        let source = SourceFile(name: "Dockerfile", text: "FROM a\nRUN echo \\\n  ${VERSION}-$VERSIONS\n")
        func line(_ name: String) -> Int? {
            ComponentChange(kind: .argument, name: name, old: "1", new: "2").placed(in: source, lines: 2...3).line
        }
        #expect(["VERSION", "VERSIONS", "VER"].map(line) == [3, 3, nil])
    }

    @Test func buildsAreComparedByTheirKeys() {
        var other = makeBuild()
        other.number = 40
        other.steps.removeLast()
        let keys = { (version: String) in
            [
                1: [KeyComponent(.argument, "V", version), KeyComponent(.base, "", "sha256:\(version)")],
                2: [KeyComponent(.base, "", "sha256:\(version)")],
            ]
        }
        let comparison = KeyComparison(makeBuild(), other, keys: (keys("2"), keys("1")))
        #expect(comparison.pairs[1].changes == [ComponentChange(kind: .argument, name: "V", old: "1", new: "2")])
        #expect(comparison.pairs[2].changes.isEmpty)
        #expect(comparison.pairs[2].isOnOtherGround)
        #expect(!comparison.pairs[3].isKnown)
        #expect(comparison.added == [6])
        #expect(comparison.removed.isEmpty)
    }
}

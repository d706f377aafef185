import BuildEvents
import BuildRecords
import Testing

private func steps(_ instructions: [String], stage: String = "build", platform: String = "linux/amd64") -> [EarlierStep]
{
    instructions.map { text in
        let word = text.prefix { $0 != " " }.lowercased()
        return EarlierStep(stage: stage, platform: platform, kind: word, instruction: text)
    }
}

@Suite struct StepAlignmentTests {
    @Test(
        arguments: [
            // Nothing changed.
            (["RUN a", "RUN b"], ["RUN a", "RUN b"], [0, 1]),
            // Edited.
            (["RUN a", "RUN x", "RUN c"], ["RUN a", "RUN b", "RUN c"], [0, 1, 2]),
            (["RUN x", "RUN y"], ["RUN a", "RUN b"], [0, 1]),
            // A line was put in.
            (["RUN a", "RUN new", "RUN b"], ["RUN a", "RUN b"], [0, nil, 1]),
            (["RUN new", "RUN a"], ["RUN a"], [nil, 0]),
            // A line was put in before one that was edited.
            (["COPY new .", "RUN go build ./..."], ["RUN go build"], [nil, 0]),
            (["RUN apk add git", "RUN go build ./..."], ["RUN go build"], [nil, 0]),
            // A line was taken out.
            (["RUN a", "RUN c"], ["RUN a", "RUN b", "RUN c"], [0, 2]),
            // A line was moved.
            (["RUN b", "RUN c", "RUN a"], ["RUN a", "RUN b", "RUN c"], [1, 2, 0]),
            // What was moved leaves no edit behind.
            (["COPY go.mod .", "RUN get", "COPY . ."], ["COPY . .", "RUN get"], [nil, 1, 0]),
        ] as [([String], [String], [Int?])])
    func stepsAreFoundAgain(_ new: [String], _ old: [String], _ partners: [Int?]) {
        let alignment = StepAlignment(steps(new), with: steps(old))
        #expect(new.indices.map(alignment.partner) == partners)
    }

    @Test func aRenamedStageIsFoundByItsSteps() {
        let alignment = StepAlignment(
            steps(["RUN a", "RUN x"], stage: "builder"),
            with: steps(["RUN other"], stage: "tools") + steps(["RUN a", "RUN b"], stage: "build"))
        #expect([0, 1].map(alignment.partner) == [1, 2])
    }

    @Test func anotherPlatformIsToldAndNotCompared() {
        let alignment = StepAlignment(steps(["RUN a"]), with: steps(["RUN a"], platform: "linux/arm64"))
        #expect(alignment.partner(of: 0) == nil)
        #expect(alignment.otherPlatforms(of: 0) == ["linux/arm64"])
    }

    @Test(
        arguments: [
            (["RUN b"], ["RUN a", "RUN b"], GroundChange(.removed, instruction: "RUN a")),
            (["RUN a", "COPY x .", "RUN b"], ["RUN a", "RUN b"], GroundChange(.added, instruction: "COPY x .")),
            (["RUN c", "RUN a", "RUN b"], ["RUN a", "RUN c", "RUN b"], GroundChange(.moved)),
            (["RUN a", "RUN b"], ["RUN a", "RUN b"], GroundChange(.otherResult, instruction: "RUN a")),
            (["RUN b"], ["RUN b"], GroundChange(.unknown)),
        ] as [([String], [String], GroundChange)])
    func whatHappenedBelowIsFound(_ new: [String], _ old: [String], _ ground: GroundChange) {
        #expect(StepAlignment(steps(new), with: steps(old)).ground(of: new.count - 1) == ground)
    }
}

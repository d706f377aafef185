import BuildEvents
import BuildGraph
import BuildRecords
import OCIFormat
import Testing

private func id(_ name: String) -> StepID {
    StepID(Digest.sha256(of: name))
}

/// A build of COPY, a command and another one, that ran since some files changed, or were all found.
private func build(
    _ number: Int64, copy: String = "COPY . .", command: String = "RUN go mod download", changed: [String]
) -> ExplainedBuild {
    let changes = changed.map { ComponentChange(kind: .file, name: $0, old: "1", new: "2") }
    func step(_ text: String, kind: String, _ cause: MissCause, duration: Int64) -> ExplainedStep {
        var step = ExplainedStep(id: id(text), name: text, kind: kind, instruction: text)
        step.stage = "build"
        step.result = changed.isEmpty ? .hit : .ran
        step.duration = changed.isEmpty ? 0 : duration
        if !changed.isEmpty { step.verdict = .miss(cause) }
        return step
    }
    let follows = MissCause.inputChanged(id(copy), root: id(copy))
    return ExplainedBuild(
        number: number, id: "b\(number)", created: 0,
        steps: [
            step(copy, kind: "copy", .changed(changes, more: 0), duration: 1),
            step(command, kind: "run", follows, duration: 5_000 + number),
            step("RUN go build", kind: "run", follows, duration: 9),
        ])
}

@Suite struct AdviceTests {
    @Test func whatFetchesDependenciesIsBetterDoneBeforeTheSources() throws {
        let builds = [["main.go"], [], ["go.mod"], ["cmd/a.go", "b.go"]].enumerated().map {
            build(Int64($0.offset), changed: $0.element)
        }
        let found = OrderAdvice.find(in: builds) { _ in ["go.mod", "go.sum", "main.go"] }
        let advice = try #require(found.first)
        #expect(found.count == 1)
        #expect(advice.lines == ["COPY go.mod go.sum ./", "RUN go mod download", "COPY . ."])
        #expect(advice.runs == 3)
        #expect(advice.spared == 2)
        #expect(advice.saved == 5_000 + 5_003)
    }

    @Test(
        arguments: [
            ("RUN sleep 5 && go mod download", ["go.mod", "go.sum"]),
            ("RUN --mount=type=cache,target=/go/pkg go mod download", ["go.mod", "go.sum"]),
            ("RUN npm ci --omit=dev", ["package.json", "package-lock.json"]),
            ("RUN npm install", ["package.json", "package-lock.json"]),
            ("RUN pip install --no-cache-dir -r requirements.txt", ["requirements.txt"]),
            ("RUN python -m pip install -r dev/requirements.txt", ["dev/requirements.txt"]),
            ("RUN cargo fetch", ["Cargo.toml", "Cargo.lock"]), ("RUN bundle install", ["Gemfile", "Gemfile.lock"]),
            ("RUN mvn -B dependency:go-offline", ["pom.xml"]),
            ("RUN composer install --no-dev", ["composer.json", "composer.lock"]),
        ] as [(String, [String])])
    func itIsKnownWhatTheseNeed(_ command: String, _ files: [String]) throws {
        let builds = [build(1, command: command, changed: ["x"]), build(2, command: command, changed: ["y"])]
        let all = [
            "go.mod", "go.sum", "package.json", "package-lock.json", "requirements.txt", "dev/requirements.txt",
            "Cargo.toml", "Cargo.lock", "Gemfile", "Gemfile.lock", "pom.xml", "composer.json", "composer.lock", "x",
        ]
        #expect(OrderAdvice.find(in: builds) { _ in all }.map(\.files) == [files])
    }

    @Test(
        arguments: [
            "RUN go build", "RUN go mod download && go build ./...", "RUN make deps && go mod download",
            "RUN go mod download | tee log", "RUN npm install ./local", "RUN npm install -g yarn", "RUN pip install .",
            "RUN pip install -r requirements.txt -e .", "RUN pip install requests",
            "RUN --mount=type=bind,target=. go mod download", "RUN [\"go\", \"mod\", \"download\"]", "RUN mvn package",
        ])
    func ofOthersNothingIsSaid(_ command: String) {
        let builds = [build(1, command: command, changed: ["x"])]
        #expect(OrderAdvice.find(in: builds) { _ in nil }.isEmpty)
    }

    @Test(arguments: ["COPY go.mod .", "COPY --from=a . .", "COPY . /other", "COPY src/*.go ."])
    func copiesThatCannotBeDividedAreLeftAlone(_ copy: String) {
        let builds = [build(1, copy: copy, changed: ["x"])]
        #expect(OrderAdvice.find(in: builds) { _ in ["go.mod"] }.isEmpty)
    }

    @Test func aStepIsFollowedOverTheBuilds() {
        let builds = [["main.go"], [], ["go.mod"], ["main.go"]].enumerated().map {
            build(Int64($0.offset), changed: $0.element)
        }
        let copy = StepTrend(0, in: builds)
        #expect((copy.seen, copy.hits, copy.median) == (4, 1, 1))
        #expect(copy.breakers.map(\.phrase) == ["main.go", "go.mod"])
        #expect(copy.breakers.map(\.count) == [2, 1])
        let command = StepTrend(1, in: builds)
        #expect(command.breakers.map(\.phrase) == ["COPY . ."])
        #expect(command.median == 5_002)
    }
}

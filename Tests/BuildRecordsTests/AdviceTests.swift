import BuildEvents
import BuildGraph
import BuildRecords
import Diagnostics
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

/// What is advised for a command behind a COPY of some files, after a build in which `main.x` changed.
private func advice(_ command: String, copy: String = "COPY . .", of files: [String]) -> [OrderAdvice] {
    let folder = copy.split(separator: " ")[1]
    let changed = folder == "." ? "main.x" : "\(folder)/main.x"
    return OrderAdvice.find(in: [build(1, copy: copy, command: command, changed: [changed])]) { _ in
        files + [changed]
    }
}

private let java = ["package.json", "package-lock.json"]
private let rust = ["Cargo.toml", "Cargo.lock", "src/main.rs"]

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
            ("RUN apk add --no-cache git; go mod download -x", ["go.mod", "go.sum"]),
            ("RUN npm ci --omit=dev", ["package.json", "package-lock.json"]),
            (
                "RUN npm ci --omit dev --registry https://npm.example.com/",
                ["package.json", "package-lock.json", ".npmrc"]
            ),
            ("RUN npm install", ["package.json", "package-lock.json"]),
            ("RUN yarn --frozen-lockfile", ["package.json", "yarn.lock", ".yarnrc.yml"]),
            ("RUN pnpm install --frozen-lockfile --prod", ["package.json", "pnpm-lock.yaml", ".npmrc"]),
            ("RUN pip install --no-cache-dir -r requirements.txt", ["requirements.txt"]),
            (
                "RUN pip3 install -i https://pypi.example.com/simple --timeout 9 -r ./requirements.txt",
                ["requirements.txt"]
            ),
            ("RUN python -m pip install -r dev/requirements.txt", ["dev/requirements.txt"]),
            ("RUN bundle install -j4 --retry 3", ["Gemfile", "Gemfile.lock", ".ruby-version"]),
            ("RUN mvn -B dependency:go-offline", ["pom.xml"]),
            (
                "RUN composer install --no-dev --no-scripts --no-autoloader",
                ["composer.json", "composer.lock"]
            ),
        ] as [(String, [String])])
    func itIsKnownWhatTheseNeed(_ command: String, _ files: [String]) {
        #expect(advice(command, of: files).map(\.files) == [files])
    }

    @Test(
        arguments: [
            "RUN go build", "RUN go mod download && go build ./...", "RUN make deps && go mod download",
            "RUN go mod download | tee log", "RUN npm install ./local", "RUN npm install -g yarn", "RUN pip install .",
            "RUN pip install -r requirements.txt -e .", "RUN pip install requests",
            "RUN --mount=type=bind,target=. go mod download", "RUN [\"go\", \"mod\", \"download\"]", "RUN mvn package",
            "RUN go mod download example.com/a@v1", "RUN go mod download -modfile=other.mod",
            "RUN npm install left-pad",
            "RUN npm ci lib/foo.tgz", "RUN npm ci --prefix web", "RUN npm --prefix web ci", "RUN npm ci --workspace a",
            "RUN npm ci --cache .npm", "RUN npm ci --registry ./mirror", "RUN echo a > .npmrc && npm ci",
            "RUN npm ci --ignore-scripts=maybe", "RUN npm ci --omit", "RUN npm ci \"--prefix\" web", "RUN npm ci *.tgz",
            "RUN yarn add left-pad", "RUN yarn --cwd web", "RUN pnpm install --dir web", "RUN pnpm install -C web",
            "RUN pip install -r requirements.txt pkg/", "RUN pip install -r ../requirements.txt",
            "RUN pip install --no-index --find-links wheels -r requirements.txt", "RUN pip install -c requirements.txt",
            "RUN pip install -i mirror -r requirements.txt", "RUN pip install -r https://example.com/a.txt",
            "RUN cargo fetch --manifest-path web/Cargo.toml", "RUN cargo fetch --target spec.json",
            "RUN bundle install --gemfile web/Gemfile", "RUN bundle exec rake", "RUN bundle install --path gems",
            "RUN mvn -f web/pom.xml dependency:go-offline", "RUN mvn -s settings.xml dependency:resolve",
            "RUN composer install", "RUN composer install --no-scripts", "RUN composer install --no-autoloader",
            "RUN composer install --no-scripts --no-autoloader --working-dir web",
            "RUN apt-get install -y debs/a.deb && go mod download", "RUN date -r main.x && go mod download",
            "RUN --mount=type=cache,from=tools,target=/tools go mod download",
        ])
    func ofOthersNothingIsSaid(_ command: String) {
        let files = ["go.mod", "requirements.txt", "Gemfile", "pom.xml", "composer.json"] + java + rust
        #expect(advice(command, of: files).isEmpty)
    }

    @Test(
        arguments: ["COPY go.mod .", "COPY --from=a . .", "COPY . /other", "COPY src/*.go .", "COPY ../a ."])
    func copiesThatCannotBeDividedAreLeftAlone(_ copy: String) {
        let builds = [build(1, copy: copy, changed: ["x"])]
        #expect(OrderAdvice.find(in: builds) { _ in ["go.mod", "x"] }.isEmpty)
    }

    @Test func nothingIsAdvisedWhereTheCopiedFilesAreNotKnown() {
        let builds = [build(1, changed: ["main.go"])]
        #expect(OrderAdvice.copies(in: builds) == [0])
        #expect(OrderAdvice.find(in: builds) { _ in nil }.isEmpty)
        #expect(OrderAdvice.find(in: builds) { _ in [] }.isEmpty)
        #expect(OrderAdvice.find(in: builds) { _ in ["main.go"] }.isEmpty, "it has no go.mod")
        #expect(OrderAdvice.find(in: builds) { _ in ["go.mod"] }.isEmpty, "nothing else is copied")
        #expect(OrderAdvice.copies(in: [build(1, changed: ["go.mod"])]).isEmpty, "nothing would be spared")
    }
}

/// The lines that are advised.
@Suite struct AdvisedLinesTests {
    @Test func eachFolderHasItsOwnCopy() {
        let nested = "RUN pip install -r requirements/prod.txt"
        #expect(
            advice(nested, of: ["requirements/prod.txt"]).map(\.lines) == [
                ["COPY requirements/prod.txt requirements/", nested, "COPY . ."]
            ])
        let both = "RUN pip install -r a/one.txt -c limits.txt -r a/two.txt"
        #expect(
            advice(both, copy: "COPY api .", of: ["api/a/one.txt", "api/a/two.txt", "api/limits.txt"]).map(\.lines) == [
                ["COPY api/a/one.txt api/a/two.txt a/", "COPY api/limits.txt ./", both, "COPY api ."]
            ])
    }

    @Test func filesOfAFolderOfTheContextAreNamedInIt() {
        let found = advice("RUN npm ci", copy: "COPY web .", of: ["web/package.json", "web/package-lock.json"])
        #expect(found.map(\.files) == [["web/package.json", "web/package-lock.json"]])
        #expect(
            found.map(\.lines) == [["COPY web/package.json web/package-lock.json ./", "RUN npm ci", "COPY web ."]])
        #expect(advice("RUN npm ci", copy: "COPY web .", of: java).isEmpty, "those are of another folder")
    }

    @Test func cargoFindsSourcesInTheirPlaces() {
        #expect(
            advice("RUN cargo fetch --locked", of: rust).map(\.lines) == [
                [
                    "COPY Cargo.toml Cargo.lock ./",
                    "# src/main.rs must be there, whatever is in it; COPY . . replaces it.",
                    "COPY Cargo.toml src/main.rs", "RUN cargo fetch --locked", "COPY . .",
                ]
            ])
        let all = ["Cargo.toml", "build.rs", "src/lib.rs", "src/main.rs", "src/main/a.rs"]
        let lines = advice("RUN cargo fetch", of: all).first?.lines ?? []
        #expect(
            lines.filter { $0.hasPrefix("COPY Cargo.toml ") } == [
                "COPY Cargo.toml ./", "COPY Cargo.toml src/main.rs", "COPY Cargo.toml src/lib.rs",
                "COPY Cargo.toml build.rs",
            ])
    }

    @Test(
        arguments: [
            ["cmd/main.rs"], ["src/bin/a.rs", "src/main.rs"], ["benches/a.rs", "src/lib.rs"],
            ["examples/a.rs", "src/lib.rs"], ["tests/a.rs", "src/lib.rs"], ["crates/a/Cargo.toml", "src/lib.rs"],
            [".cargo/config.toml", "src/lib.rs"],
        ])
    func cargoWithOtherTargetsIsLeftAlone(_ files: [String]) {
        #expect(advice("RUN cargo fetch", of: ["Cargo.toml", "Cargo.lock"] + files).isEmpty)
    }
}

/// Files that may matter to a command, besides those that it is known to read.
@Suite struct OtherFilesTests {
    @Test(
        arguments: [
            ("RUN go mod download", ["go.mod", "go.sum"], ["go.work", "lib/go.mod", "vendor/modules.txt"]),
            (
                "RUN npm ci", java,
                [
                    "packages/a/package.json", "patches/a.patch", "lib/a.tgz", "node_modules/.package-lock.json",
                    "binding.gyp", "scripts/postinstall.js", "bin/postinstall.js", "prisma/schema.prisma",
                ]
            ),
            (
                "RUN yarn install", ["package.json", "yarn.lock"],
                [".yarn/releases/yarn.cjs", ".yarnrc", ".pnp.cjs", "packages/a/package.json"]
            ),
            (
                "RUN pnpm install", ["package.json", "pnpm-lock.yaml"],
                ["pnpm-workspace.yaml", ".pnpmfile.cjs", "patches/a.patch"]
            ),
            (
                "RUN pip install -r requirements.txt", ["requirements.txt"],
                [
                    "dev.txt", "constraints.txt", "requirements/base.txt", "setup.py", "pyproject.toml",
                    "libs/a/setup.py", "wheels/a.whl",
                ]
            ),
            (
                "RUN bundle install", ["Gemfile", "Gemfile.lock"],
                ["a.gemspec", "engines/a/a.gemspec", "vendor/cache/a.gem", ".bundle/config", "Gemfile.common"]
            ),
            ("RUN mvn dependency:go-offline", ["pom.xml"], ["core/pom.xml", ".mvn/maven.config", "lib/a.jar"]),
            (
                "RUN composer install --no-scripts --no-autoloader", ["composer.json", "composer.lock"],
                ["packages/a/composer.json", "patches/a.patch", "vendor/autoload.php"]
            ),
        ] as [(String, [String], [String])])
    func itIsNotKnownWhatTheyAreFor(_ command: String, _ needed: [String], _ others: [String]) {
        #expect(advice(command, of: needed + ["README.md"]).count == 1)
        for other in others { #expect(advice(command, of: needed + [other]).isEmpty, "with \(other)") }
    }

    @Test func settingsThatAreReadAreCopiedToo() {
        let lines = advice("RUN npm ci", of: java + [".npmrc"]).first?.lines
        #expect(lines?.first == "COPY package.json package-lock.json .npmrc ./")
    }

    @Test func scriptsDoNotMatterWhereNoneRuns() {
        let files = java + ["scripts/postinstall.js"]
        #expect(advice("RUN npm ci --ignore-scripts", of: files).count == 1)
        #expect(advice("RUN npm ci", of: files).isEmpty)
    }
}

/// What may stand between the COPY and the command.
@Suite struct AdvicePlaceTests {
    private func find(
        _ builds: [ExplainedBuild], dockerfile: String? = nil
    ) -> [OrderAdvice] {
        let source = dockerfile.map { SourceFile(name: "Dockerfile", text: $0) }
        return OrderAdvice.find(in: builds, dockerfile: source) { _ in ["go.mod", "go.sum", "main.go"] }
    }

    private func build(copy: ClosedRange<Int>?, command: ClosedRange<Int>?) -> [ExplainedBuild] {
        var build = BuildRecordsTests.build(1, changed: ["main.go"])
        build.steps[0].lines = copy
        build.steps[1].lines = command
        return [build]
    }

    @Test(arguments: [("RUN sed -i s/a/b/ go.mod", "run"), ("WORKDIR /else", "workdir"), ("COPY a b", "copy")])
    func noOtherStep(_ text: String, _ kind: String) {
        var build = BuildRecordsTests.build(1, changed: ["main.go"])
        var step = ExplainedStep(id: id(text), name: text, kind: kind, instruction: text)
        step.stage = "build"
        step.result = .hit
        build.steps.insert(step, at: 1)
        #expect(find([build]).isEmpty)
        build.steps[1].stage = "other"
        #expect(find([build]).count == 1, "one of another stage is of no matter")
    }

    @Test func noLineThatMakesNoStep() {
        #expect(find(build(copy: 4...4, command: 5...5)).count == 1)
        #expect(find(build(copy: 4...6, command: 7...9)).count == 1)
        #expect(find(build(copy: 4...4, command: 6...6)).isEmpty, "what the line between them has is not known")
        #expect(find(build(copy: 1...1, command: 1...1)).isEmpty, "both are triggers of the base image")
        #expect(find(build(copy: 4...4, command: nil)).isEmpty)
    }

    @Test(arguments: [("", 1), ("  # the modules", 1), ("USER app", 0), ("ENV GOFLAGS=-mod=mod", 0), ("ARG A", 0)])
    func linesBetweenAreReadWhereTheyAreKnown(_ line: String, _ count: Int) {
        let text = "FROM golang\nCOPY . .\n\n\(line)\nRUN go mod download\n"
        #expect(find(build(copy: 2...2, command: 5...5), dockerfile: text).count == count)
        #expect(find(build(copy: 2...2, command: 5...5)).isEmpty)
    }

    @Test func theGuidesFirstDockerfileGetsAdvice() {
        let guide = """
            # syntax=docker/dockerfile:1
            FROM golang:1.21-alpine
            WORKDIR /src
            COPY . .
            RUN go mod download
            RUN go build -o /bin/client ./cmd/client
            """
        for dockerfile in [guide, nil] {
            let found = find(build(copy: 4...4, command: 5...5), dockerfile: dockerfile)
            #expect(found.map(\.lines) == [["COPY go.mod go.sum ./", "RUN go mod download", "COPY . ."]])
        }
    }
}

/// What of the builds counts as saved.
@Suite struct SavingTests {
    private func find(_ command: String, _ changed: [[String]], of files: [String]) -> OrderAdvice? {
        let builds = changed.enumerated().map { build(Int64($0.offset), command: command, changed: $0.element) }
        return OrderAdvice.find(in: builds) { _ in files }.first
    }

    @Test func aBuildWithAChangeThatMayMatterSavesNothing() {
        let files = java + ["main.js"]
        let changed = [["main.js"], [".npmrc"], ["lib/package.json", "main.js"], ["package-lock.json"], ["main.js"]]
        let found = find("RUN npm ci", changed, of: files)
        #expect(found?.runs == 5)
        #expect(found?.spared == 2, ".npmrc and lib/package.json are gone by now, but were there then")
        #expect(found?.saved == 10_004)
    }

    @Test func whatStandsInForASourceIsNoChange() {
        let found = find("RUN cargo fetch", [["src/main.rs"], ["Cargo.toml"], ["src/a.rs"]], of: rust + ["src/a.rs"])
        #expect(found?.runs == 3)
        #expect(found?.spared == 2)
    }

    @Test func aBuildInWhichMoreMadeItRunSavesNothing() {
        var builds = [build(1, changed: ["main.go"]), build(2, changed: ["main.go"])]
        let copy = MissCause.inputChanged(id("COPY . ."), root: id("COPY . ."))
        var tool = ComponentChange(kind: .file, name: "tool", old: "1", new: "2")
        tool.from = "tools"
        for other in [MissCause.changed([tool], more: 0), .inputChanged(id("WORKDIR /a"), root: id("COPY . ."))] {
            builds[0].steps[1].verdict = .miss(.several([copy, other]))
            let found = OrderAdvice.find(in: builds) { _ in ["go.mod", "main.go"] }.first
            #expect(found?.runs == 2)
            #expect(found?.spared == 1)
        }
        builds[0].steps[1].verdict = .miss(.inputChanged(id("RUN sed -i s/a/b/ go.mod"), root: id("COPY . .")))
        #expect(
            OrderAdvice.find(in: builds) { _ in ["go.mod", "main.go"] }.first?.spared == 1, "another step was between")
    }

    @Test func ofStepsThatAreWrittenAlikeEachIsCountedByItsOwnCauses() {
        /// The command once before the COPY, found, and once behind it.
        let builds = [["main.go"], ["main.go"]].enumerated().map { index, changed in
            var build = build(Int64(index), changed: changed)
            var earlier = build.steps[1]
            earlier.id = id("earlier")
            earlier.result = .hit
            earlier.verdict = nil
            build.steps.insert(earlier, at: 0)
            return build
        }
        let found = OrderAdvice.find(in: builds) { _ in ["go.mod", "main.go"] }
        #expect(found.map(\.command) == [2])
        #expect(found.map(\.copy) == [1])
        #expect(found.first?.spared == 2)
    }
}

@Suite struct StepTrendTests {
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

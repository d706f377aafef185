import BuildGraph
import BuildPlanner
import Diagnostics
import DockerfileSyntax
import OCIFormat
import Testing

/// What the checks find while a file is planned, in the order of finding.
private func findings(
    _ text: String, images: FakeImages = FakeImages(), adjust: (inout PlanRequest) -> Void = { _ in }
) throws -> [Diagnostic] {
    try outcome(text, images: images, adjust: adjust).findings
}

private func outcome(
    _ text: String, images: FakeImages = FakeImages(), adjust: (inout PlanRequest) -> Void = { _ in }
) throws -> PlanOutcome {
    let dockerfile = try Dockerfile.parse(SourceFile(name: "Dockerfile", text: text))
    var request = PlanRequest(dockerfile: dockerfile, buildPlatform: Platform(os: "linux", architecture: "amd64"))
    adjust(&request)
    var known: [ImageRequest: ResolvedImage] = [:]
    while true {
        let outcome = Planner.attempt(request, images: known)
        guard case .success(.needsImages(let asked)) = outcome.result else { return outcome }
        for image in asked { known[image] = try images.resolve(image) }
    }
}

private func lines(_ findings: [Diagnostic]) -> [String] {
    findings.map { "\(CheckRule(code: $0.code)?.rawValue ?? $0.code):\($0.range?.start.line ?? 0)" }
}

@Suite struct PlannedCheckTests {
    @Test(arguments: [
        (
            "FROM a\nCMD run it", "JSONArgsRecommended:2",
            "JSON arguments recommended for CMD to prevent unintended behavior related to OS signals"
        ),
        (
            "FROM a\nENTRYPOINT it", "JSONArgsRecommended:2",
            "JSON arguments recommended for ENTRYPOINT to prevent unintended behavior related to OS signals"
        ),
        ("FROM ${Vrsion}a", "UndefinedArgInFrom:1", "FROM argument 'Vrsion' is not declared"),
        (
            "ARG VERSION=x\nFROM $VERSION${VERSIN}", "UndefinedArgInFrom:2",
            "FROM argument 'VERSIN' is not declared (did you mean VERSION?)"
        ),
        (
            "FROM a\nWORKDIR app/x", "WorkdirRelativePath:2",
            "Relative workdir \"app/x\" can have unexpected results if the base image changes"
        ),
        ("FROM a\nUSER $nobody", "UndefinedVar:2", "Usage of undefined variable '$nobody'"),
        (
            "FROM a\nENV x=$PAHT", "UndefinedVar:2", "Usage of undefined variable '$PAHT' (did you mean $PATH?)"
        ),
        ("FROM a\nARG x=${y:-z}", "UndefinedVar:2", "Usage of undefined variable '$y'"),
        ("FROM a\nCOPY <<E /f\n$who\nE", "UndefinedVar:2", "Usage of undefined variable '$who'"),
        (
            "FROM a\nCMD [\"x\"]\ncmd [\"y\"]", "MultipleInstructionsDisallowed:2",
            "Multiple cmd instructions should not be used in the same stage because only the last one will be used"
        ),
        (
            "FROM a\nHEALTHCHECK NONE\nHEALTHCHECK CMD x", "MultipleInstructionsDisallowed:2",
            "Multiple HEALTHCHECK instructions should not be used in the same stage because only the last one will be "
                + "used"
        ),
        (
            "FROM a\nENV x y", "LegacyKeyValueFormat:2",
            "\"ENV key=value\" should be used instead of legacy \"ENV key value\" format"
        ),
        (
            "FROM a\nLABEL x y", "LegacyKeyValueFormat:2",
            "\"LABEL key=value\" should be used instead of legacy \"LABEL key value\" format"
        ),
        (
            "FROM --platform=$TARGETPLATFORM a", "RedundantTargetPlatform:1",
            "Setting platform to predefined $TARGETPLATFORM in FROM is redundant as this is the default behavior"
        ),
        (
            "FROM a\nARG GITHUB_TOKEN", "SecretsUsedInArgOrEnv:2",
            "Do not use ARG or ENV instructions for sensitive data (ARG \"GITHUB_TOKEN\")"
        ),
        (
            "FROM a\nENV api_Key=1", "SecretsUsedInArgOrEnv:2",
            "Do not use ARG or ENV instructions for sensitive data (ENV \"api_Key\")"
        ),
        (
            "FROM --platform=linux/arm64 a", "FromPlatformFlagConstDisallowed:1",
            "FROM --platform flag should not use constant value \"linux/arm64\""
        ),
        (
            "FROM a\nEXPOSE 80/TCP", "ExposeProtoCasing:2",
            "Defined protocol '80/TCP' in EXPOSE instruction should be lowercase"
        ),
        (
            "FROM a\nEXPOSE 127.0.0.1:80:80", "ExposeInvalidFormat:2",
            "EXPOSE instruction should not define an IP address or host-port mapping, found '127.0.0.1:80:80'"
        ),
    ])
    func aRuleIsBroken(text: String, place: String, message: String) throws {
        let found = try findings(text).filter { $0.code != CheckRule.consistentInstructionCasing.code }
        #expect(lines(found) == [place])
        #expect(found.map(\.message) == [message])
    }

    @Test(arguments: [
        "FROM a\nSHELL [\"sh\", \"-c\"]\nCMD run it", "FROM a\nCMD [\"run\"]", "ARG V\nFROM a${V}",
        "FROM a\nWORKDIR /app\nWORKDIR x", "FROM a\nWORKDIR /app\nRUN x", "FROM a\nARG x\nUSER ${x:-y}",
        "FROM a\nRUN echo $anything", "FROM a\nARG a b=$a", "FROM a AS b\nCMD [\"x\"]\nFROM b\nCMD [\"y\"]",
        "FROM --platform=$BUILDPLATFORM a", "FROM --platform=linux/arm64 a AS tool-arm64",
        "FROM a\nARG PUBLIC_KEY\nENV TOKEN_FILE=x KEYBOARD=y MONKEY=z", "FROM a\nEXPOSE 80 443/tcp",
        "FROM a\nCOPY . .",
    ])
    func nothingIsFound(text: String) throws {
        #expect(lines(try findings(text)) == [])
    }

    @Test func defaultsAloneNameNoImage() throws {
        let found = try findings("ARG TAG\nFROM busybox:${TAG}") {
            $0.arguments = [EnvironmentVariable("TAG", "1")]
        }
        #expect(lines(found) == ["InvalidDefaultArgInFrom:2"])
        #expect(
            found.first?.message == "Default value for ARG busybox:${TAG} results in empty or invalid base image name")
        #expect(lines(try findings("ARG TAG=1\nFROM busybox:${TAG}")) == [])
    }

    @Test func theBaseMayBeForAnotherPlatform() throws {
        var images = FakeImages()
        images.platforms["a:latest"] = Platform(os: "linux", architecture: "s390x")
        let found = try findings("FROM a", images: images)
        #expect(lines(found) == ["InvalidBaseImagePlatform:1"])
        #expect(
            found.first?.message
                == "Base image a was pulled with platform \"linux/s390x\", expected \"linux/amd64\" for current build")
    }

    @Test func theBaseDefinesVariables() throws {
        var images = FakeImages()
        var config = FakeImages.usual
        config.environment.append("HOME_DIR=/x")
        images.configs["a:latest"] = config
        #expect(lines(try findings("FROM a\nUSER $HOME_DIR", images: images)) == [])
    }

    @Test(arguments: [
        ("secret\n", "FROM a\nCOPY ./secret /", ["CopyIgnoredFile:2"]),
        ("node_modules", "FROM a\nADD node_modules/x /", ["CopyIgnoredFile:2"]),
        ("secret\n", "FROM a AS b\nFROM a\nCOPY --from=b secret /", []),
        ("secret\n!secret/x\n", "FROM a\nCOPY secret /", []),
        ("secret\n", "FROM a\nCOPY . /", []),
        ("*\n", "FROM a\nCOPY . /", ["CopyIgnoredFile:2"]),
        ("*\n", "FROM a\nADD https://example.com/x git@example.com:a/b /", []),
    ])
    func theIgnoreFileCounts(ignored: String, text: String, expected: [String]) throws {
        let rules = try IgnoreRules.parse(SourceFile(name: ".dockerignore", text: ignored))
        #expect(lines(try findings(text) { $0.ignoreRules = rules }) == expected)
    }

    @Test func theMessageSaysWhatIsDone() throws {
        let rules = try IgnoreRules(patterns: ["x"])
        let found = try findings("FROM a\nCOPY x /\nADD x /") { $0.ignoreRules = rules }
        #expect(
            found.map(\.message) == [
                "Attempting to Copy file \"x\" that is excluded by .dockerignore",
                "Attempting to Add file \"x\" that is excluded by .dockerignore",
            ])
    }
}

@Suite struct PlannedCheckScopeTests {
    private static let twoStages = "FROM a AS unused\nUSER $x\nFROM a\nUSER $y"

    @Test func onlyWhatIsBuiltIsChecked() throws {
        #expect(lines(try findings(Self.twoStages)) == ["UndefinedVar:4"])
        let all = try findings(Self.twoStages) { $0.plansAllStages = true }
        #expect(lines(all) == ["UndefinedVar:2", "UndefinedVar:4"])
    }

    @Test func whatSeveralPlatformsShareIsSaidOnce() throws {
        let found = try findings("FROM a\nUSER $x") {
            $0.platforms = [Platform(os: "linux", architecture: "amd64"), Platform(os: "linux", architecture: "arm64")]
        }
        #expect(lines(found) == ["UndefinedVar:2"])
    }

    @Test func aTriggerIsFoundAtItsFrom() throws {
        let found = try findings("FROM a AS b\nONBUILD USER $x\nFROM b")
        #expect(lines(found) == ["UndefinedVar:3"])
    }

    @Test func whatWasFoundBeforeAFaultIsTold() throws {
        let outcome = try outcome("FROM a\nUSER $x\nSTOPSIGNAL nonsense")
        #expect(lines(outcome.findings) == ["UndefinedVar:2"])
        #expect(throws: PlanError.self) { try outcome.result.get() }
    }

    @Test(arguments: [
        ("# check=skip=UndefinedVar\nFROM a\nUSER $x", nil, []),
        ("#!/usr/bin/env strata\n# check=skip=UndefinedVar\nFROM a\nUSER $x", nil, []),
        ("# check=skip=UndefinedVar ; a remark\nFROM a\nUSER $x", nil, []),
        ("# check=skip=UndefinedVar\nFROM a\nUSER $x", "skip=", ["UndefinedVar:3"]),
        ("FROM a\nUSER $x", "skip=all", []),
    ])
    func theBuildArgumentWinsOverTheFile(text: String, given: String?, expected: [String]) throws {
        let found = try findings(text) { request in
            request.arguments = given.map { [EnvironmentVariable("BUILDKIT_DOCKERFILE_CHECK", $0)] } ?? []
        }
        #expect(lines(found) == expected)
    }

    @Test func errorFailsTheBuild() throws {
        let outcome = try outcome("# check=error=true\nFROM a AS Up\nENV a b")
        #expect(outcome.findings.count == 2)
        #expect(throws: PlanError.checksFailed(rules: ["LegacyKeyValueFormat", "StageNameCasing"])) {
            try outcome.result.get()
        }
        #expect(
            PlanError.checksFailed(rules: ["A", "B"]).diagnostic.message == "lint violation found for rules: A, B")
        #expect(throws: Never.self) { try self.outcome("# check=error=true\nFROM a").result.get() }
    }

    @Test func optionsThatMakeNoSenseAreAFault() throws {
        let outcome = try outcome("# check=eror=true\nFROM a")
        guard case .failure(let error) = outcome.result else { throw Unexpected() }
        #expect(error.diagnostic.message == "failed to parse check options: invalid check option \"eror\"")
        #expect(error.diagnostic.range?.start.line == 1)
    }

    private func outcome(_ text: String) throws -> PlanOutcome {
        try BuildPlannerTests.outcome(text)
    }
}

@Suite struct OutlineTests {
    @Test func theTargetTellsWhatItTakes() throws {
        let text = """
            # VERSION of the base
            ARG VERSION=1
            ARG UNUSED
            FROM a:${VERSION} AS base
            ARG OTHER
            # final is the image
            FROM base AS final
            # NAME to greet
            ARG NAME=you
            ARG VERSION
            RUN --mount=type=secret,id=token,required=true --mount=type=secret,target=/x/file run
            """
        let outline = try #require(try outcome(text) { $0.arguments = [EnvironmentVariable("NAME", "me")] }.outline)
        #expect(outline.name == "final")
        #expect(outline.description == "is the image")
        #expect(outline.arguments.map(\.name) == ["VERSION", "OTHER", "NAME"])
        #expect(outline.arguments.map(\.value) == ["1", "", "me"])
        #expect(outline.arguments.map(\.description) == ["of the base", nil, "to greet"])
        #expect(outline.arguments.map(\.lines) == [2...2, 5...5, 9...9])
        #expect(outline.secrets.map(\.name).sorted() == ["file", "token"])
        #expect(outline.secrets.first { $0.name == "token" }?.isRequired == true)
    }

    @Test func argumentsBehindArgumentsCount() throws {
        let outline = try #require(try outcome("ARG A=1\nARG B=x$A\nARG C\nFROM a:$B").outline)
        #expect(outline.arguments.map(\.name) == ["A", "B"])
        #expect(outline.arguments.map(\.value) == ["1", "x1"])
    }

    @Test func targetsAreListedAsWritten() throws {
        let file = SourceFile(name: "Dockerfile", text: "# b builds\nFROM --platform=$X ${Y}a AS B\nFROM b")
        var first = TargetDescription(isDefault: false, base: "${Y}a", lines: 2...2)
        first.name = "b"
        first.description = "builds"
        first.platform = "$X"
        #expect(
            Planner.targets(of: try Dockerfile.parse(file)) == [
                first, TargetDescription(isDefault: true, base: "b", lines: 3...3),
            ])
    }
}

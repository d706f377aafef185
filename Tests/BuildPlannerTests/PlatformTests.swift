import BuildGraph
import BuildPlanner
import Diagnostics
import OCIFormat
import Testing

/// Building for several platforms, and what stages know of them.
@Suite struct PlatformTests {
    private static let windows = Platform(os: "windows", architecture: "amd64")

    @Test func whatIsEqualForAllPlatformsIsThereOnce() throws {
        let plan = try plan(
            """
            FROM --platform=$BUILDPLATFORM golang AS base
            RUN download
            FROM base AS build
            ARG TARGETOS TARGETARCH
            RUN compile
            FROM scratch
            COPY --from=build /bin /
            """
        ) { $0.platforms = [amd64, arm64, Self.windows] }
        #expect(plan.graph.targets.map(\.platform.description) == ["linux/amd64", "linux/arm64", "windows/amd64"])
        #expect(plan.names.filter { $0.contains("download") } == ["[linux/amd64 base 2/2] RUN download"])
        #expect(
            plan.names.filter { $0.contains("compile") }.sorted() == [
                "[linux/amd64 build 1/1] RUN compile", "[linux/amd64->arm64 build 1/1] RUN compile",
                "[linux/amd64->windows/amd64 build 1/1] RUN compile",
            ])
        #expect(plan.asked.count == 1)
    }

    @Test(arguments: [
        ("linux/arm/v6", "linux/arm/v6", "v6"), ("linux/arm", "linux/arm/v7", "v7"),
        ("linux/arm64/v8", "linux/arm64", ""), ("linux/amd64/v1", "linux/amd64", ""),
        ("linux/amd64/v3", "linux/amd64/v3", "v3"), ("linux/aarch64", "linux/arm64", ""),
    ])
    func argumentsSpeakOfTheNormalisedPlatform(text: String, name: String, variant: String) throws {
        let platform = try Platform(parsing: text)
        let plan = try plan(
            "FROM busybox\nARG TARGETPLATFORM\nARG TARGETVARIANT\nARG BUILDPLATFORM\nRUN x\n"
        ) { $0.platforms = [platform] }
        let values = Dictionary(
            try plan.onlyRun.environment.map { ($0.name, $0.value) }, uniquingKeysWith: { $1 })
        #expect(values["TARGETPLATFORM"] == name)
        #expect(values["TARGETVARIANT"] ?? "" == variant)
        #expect(values["BUILDPLATFORM"] == "linux/amd64")
        #expect(plan.target.config.variant ?? "" == variant)
    }

    @Test func automaticArgumentsGiveWayToGivenOnes() throws {
        let plan = try plan("FROM base-$TARGETARCH\nARG TARGETOS=unused\nRUN x\n") {
            $0.arguments = [EnvironmentVariable("TARGETARCH", "mine"), EnvironmentVariable("TARGETOS", "haiku")]
        }
        #expect(plan.asked.map(\.reference.familiar) == ["base-mine:latest"])
        #expect(try plan.onlyRun.environment.contains(EnvironmentVariable("TARGETOS", "haiku")))
    }

    @Test func commandsKnowWhatTheirImageIsMadeFor() throws {
        var images = FakeImages()
        images.platforms = ["single:latest": arm64]
        let plan = try plan(
            "FROM single AS a\nFROM a\nRUN x\n", images: images
        ) { $0.platforms = [amd64] }
        #expect(try plan.vertex(plan.names.last ?? "").programs == arm64)
        let unknown = try BuildPlannerTests.plan("FROM scratch\nCOPY x /\nRUN x\n")
        #expect(unknown.graph.vertices.last?.programs == nil)
    }

    @Test(arguments: [("1", [amd64], true), ("t", [], true), ("false", [amd64], false), ("", [amd64, arm64], true)])
    func severalPlatformsMayBeAskedForByArgument(value: String, platforms: [Platform], expected: Bool) {
        let arguments = [EnvironmentVariable("BUILDKIT_MULTI_PLATFORM", value)]
        #expect(PlanRequest.isMultiPlatform(platforms, arguments: arguments) == expected)
    }

    @Test(arguments: [
        ("0", "conflicting config: returning multiple target platforms is not allowed"),
        ("maybe", "invalid boolean value for multi-platform: maybe"),
    ])
    func orRefused(value: String, message: String) throws {
        let error = try fault("FROM busybox\n") {
            $0.platforms = [amd64, arm64]
            $0.arguments = [EnvironmentVariable("BUILDKIT_MULTI_PLATFORM", value)]
        }
        #expect(error.diagnostic.message == message)
    }
}

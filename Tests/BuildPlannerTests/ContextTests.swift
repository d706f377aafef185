import BuildGraph
import BuildPlanner
import Diagnostics
import OCIFormat
import Testing

/// What `--build-context` puts in the place of stages and images.
@Suite struct ContextTests {
    private func contexts(_ named: [String: NamedContext]) -> (inout PlanRequest) -> Void {
        { $0.namedContexts = named }
    }

    @Test(arguments: ["alpine", "alpine:latest", "docker.io/library/alpine", "index.docker.io/library/alpine:latest"])
    func allSpellingsOfAnImageAreOneName(name: String) throws {
        for base in ["alpine", "alpine:latest", "docker.io/library/alpine"] {
            let plan = try plan("FROM \(base)\nRUN x\n", configure: contexts([name: .image(try reference("other:1"))]))
            #expect(plan.asked.map(\.reference.familiar) == ["other:1"])
        }
    }

    @Test func otherTagsAreOtherNames() throws {
        let plan = try plan("FROM alpine:3\nRUN x\n", configure: contexts(["alpine": .empty]))
        #expect(plan.asked.map(\.reference.familiar) == ["alpine:3"])
    }

    @Test func aContextForAPlatformGoesBeforeOneForAll() throws {
        let (general, special) = (try reference("general"), try reference("special"))
        let plan = try plan("FROM alpine\nRUN x\n") { request in
            request.platforms = [amd64, arm64]
            request.namedContexts = ["alpine": .image(general), "alpine::linux/arm64": .image(special)]
        }
        #expect(
            plan.asked.map { "\($0.reference.familiar) \($0.platform)" }.sorted() == [
                "general:latest linux/amd64", "special:latest linux/arm64",
            ])
    }

    @Test(arguments: [
        "FROM ctx AS first", "FROM busybox AS first\nCOPY --from=ctx /x /y",
        "FROM busybox AS first\nRUN --mount=from=ctx,target=/m read",
    ])
    func aStageStandsForAnotherNameWhereverItStands(use: String) throws {
        let plan = try plan(
            "\(use)\nRUN last\nFROM busybox AS Other\nRUN other\nFROM scratch\nCOPY --from=first / /\n",
            configure: contexts(["ctx": .stage("OTHER")]))
        let other = try #require(plan.names.firstIndex(of: "[other 2/2] RUN other"))
        let reader = try #require(plan.graph.vertices.first { $0.inputs.contains(VertexID(other)) })
        #expect(plan.graph.stages[try #require(reader.stage)].name == "first")
        #expect(plan.asked.map(\.reference.familiar) == ["busybox:latest"])
    }

    @Test func aStageInThePlaceOfAnotherBringsItsConfig() throws {
        let plan = try plan(
            "FROM busybox AS a\nENV A=1\nFROM busybox AS b\nENV B=1\nFROM a\nRUN x\n",
            configure: contexts(["a": .stage("b")]))
        #expect(try plan.onlyRun.environment.map(\.name).contains("B"))
        #expect(try !plan.onlyRun.environment.map(\.name).contains("A"))
    }

    @Test func stagesThatNeedOneAnotherAreRefused() throws {
        let error = try fault("FROM alpine AS a\nRUN x\nFROM a\n", configure: contexts(["alpine": .stage("a")]))
        #expect(error.diagnostic.message == "circular dependency detected on stage: a (a needs a)")
        let longer = try fault(
            "FROM busybox AS a\nCOPY --from=b / /\nFROM a AS c\n", configure: contexts(["b": .stage("c")]))
        #expect(longer.diagnostic.message == "circular dependency detected on stage: a (a needs c needs a)")
    }

    @Test func anUnknownStageIsNamedWithTheNearest() throws {
        let error = try fault("FROM ctx AS builder\n", configure: contexts(["ctx": .stage("bilder")]))
        #expect(
            error.diagnostic.message
                == #"build context "ctx" is target:bilder, and there is no such stage (did you mean builder?)"#)
        #expect(error.diagnostic.remedy == "write --build-context ctx=target:builder")
        #expect(error.diagnostic.range?.start.line == 1)
    }

    @Test func anImageThatWasChosenForAnotherPlatformIsNotDoubted() throws {
        var images = FakeImages()
        images.platforms = ["other:latest": arm64, "busybox:latest": arm64]
        let chosen = try plan(
            "FROM busybox\nRUN x\n", images: images, configure: contexts(["busybox": .image(try reference("other"))]))
        #expect(chosen.warnings == [])
        let doubted = try plan("FROM busybox\nRUN x\n", images: images)
        #expect(doubted.warnings.map(\.code).contains { $0.contains("InvalidBaseImagePlatform") })
    }

    private func reference(_ text: String) throws -> ImageReference { try ImageReference(parsing: text) }
}

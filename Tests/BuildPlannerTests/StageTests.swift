import BuildGraph
import BuildPlanner
import Diagnostics
import OCIFormat
import Testing

/// How stages, images and contexts are found, and what passes from one to the next.
@Suite struct StageTests {
    @Test func namesAreFoundInAnyCaseByCopyAndInLowerCaseByFrom() throws {
        let plan = try plan(
            """
            FROM busybox AS Builder
            RUN a
            FROM builder AS second
            RUN b
            FROM scratch
            COPY --from=BUILDER /a /a
            COPY --from=SeConD /b /b
            """)
        #expect(plan.graph.stages.map(\.name) == ["builder", "second", "stage-2"])
        #expect(try plan.inputs(of: "[stage-2 1/2] COPY --from=BUILDER /a /a") == ["[builder 2/2] RUN a"])
        #expect(try plan.inputs(of: "[stage-2 2/2] COPY --from=SeConD /b /b").last == "[second 1/1] RUN b")
    }

    @Test func ofTwoStagesWithOneNameTheLaterCounts() throws {
        let plan = try plan(
            "FROM busybox AS x\nRUN first\nFROM busybox AS x\nRUN second\nFROM scratch\nCOPY --from=x /w /w\n"
                + "FROM scratch\nCOPY --from=2 /w /w\n")
        #expect(plan.names.filter { $0.contains("RUN") } == ["[x 2/2] RUN second"])
    }

    @Test func aStageMayHaveItsImagesName() throws {
        let plan = try plan("FROM busybox AS busybox\nRUN a\nFROM busybox\nRUN b\n")
        #expect(plan.asked.count == 1)
        #expect(plan.names.last == "[stage-1 1/1] RUN b")
        #expect(try plan.inputs(of: "[stage-1 1/1] RUN b") == ["[busybox 2/2] RUN a"])
    }

    @Test func equalStepsOfTwoStagesAreOneVertex() throws {
        let plan = try plan(
            """
            FROM node AS dev
            RUN npm install
            FROM node AS test
            RUN npm install
            RUN test
            FROM scratch
            COPY --from=dev /d /
            COPY --from=test /t /
            """)
        #expect(
            plan.names.dropFirst() == [
                "[dev 2/2] RUN npm install", "[test 3/3] RUN test", "[stage-2 1/2] COPY --from=dev /d /",
                "[stage-2 2/2] COPY --from=test /t /",
            ])
    }

    @Test func theConfigOfAStageIsInherited() throws {
        var base = ContainerConfig()
        base.environment = ["A=base", "SHARED=base"]
        base.user = "app"
        base.workingDirectory = "/srv"
        base.entrypoint = ["/e"]
        base.labels = ["l": "base"]
        base.exposedPorts = ["80/tcp"]
        base.shell = ["/bin/sh", "-e", "-c"]
        let plan = try plan(
            "FROM base\nENV SHARED=child ADDED=$A\nLABEL m=child\nEXPOSE 81\nRUN x\n",
            images: FakeImages(configs: ["base:latest": base]))
        var expected = base
        expected.environment = ["A=base", "SHARED=child", FakeImages.path, "ADDED=base"]
        expected.labels = ["l": "base", "m": "child"]
        expected.exposedPorts = ["80/tcp", "81/tcp"]
        #expect(plan.config == expected)
        let run = try plan.onlyRun
        #expect(run.arguments == ["/bin/sh", "-e", "-c", "x"])
        #expect(run.user == "app")
        #expect(run.workingDirectory == "/srv")
        #expect(plan.target.config.history.map(\.createdBy) == ["base"])
        #expect(plan.target.config.rootfs.diffIDs.count == 1)
    }

    @Test func aSmallPlanAsAWhole() throws {
        let text = "FROM scratch\nCOPY a /\nCMD [\"/a\"]\n"
        let graph = try plan(text).graph
        let context = Vertex(
            id: VertexID(0), operation: .context(ContextSource(name: "context")), inputs: [],
            name: "[internal] load build context", platform: amd64)
        var copy = Vertex(
            id: VertexID(1),
            operation: .copy(CopyOperation(base: nil, sources: [.files(input: 0, pattern: "a")], destination: "/")),
            inputs: [VertexID(0)], name: "[1/1] COPY a /", platform: amd64)
        let file = SourceFile(name: "Dockerfile", text: text)
        copy.stage = 0
        copy.step = 1
        copy.instruction = "COPY a /"
        copy.range = file.range(13..<21)
        var config = ContainerConfig()
        config.environment = [FakeImages.path]
        config.workingDirectory = "/"
        config.command = ["/a"]
        config.isArgumentsEscaped = true
        let comment = "buildkit.dockerfile.v0"
        let target = Target(
            vertex: VertexID(1), platform: amd64, config: ImageConfig(platform: amd64, config: config),
            history: [
                HistoryStep(createdBy: "COPY a / # buildkit", comment: comment, vertex: VertexID(1)),
                HistoryStep(createdBy: #"CMD ["/a"]"#, comment: comment, vertex: nil),
            ])
        let stage = Stage(
            name: "stage-0", isNamed: false, index: 0, platform: amd64, stepCount: 1, range: file.range(0..<12))
        #expect(graph == Graph(vertices: [context, copy], stages: [stage], targets: [target], source: file))
    }

    @Test func aBaseWithoutLayersIsAnEmptyFilesystem() throws {
        let plan = try plan("FROM nothing\nCOPY a /\n", images: FakeImages(empty: ["nothing:latest"]))
        #expect(plan.names == ["[internal] load build context", "[2/2] COPY a /"])
        #expect(try plan.onlyCopy.base == nil)
    }
}

/// ONBUILD.
@Suite struct TriggerTests {
    @Test func aBasesTriggersRunFirstAndOnce() throws {
        var base = FakeImages.usual
        base.onBuild = ["ENV TRIGGERED=yes", "COPY --from=tools t*.txt /srv/", "RUN echo $TRIGGERED"]
        let plan = try plan(
            "FROM base AS child\nRUN own\nFROM child\nRUN grandchild\n",
            images: FakeImages(configs: ["base:latest": base]))
        #expect(plan.asked.map(\.name) == ["base", "tools"])
        #expect(
            plan.names.filter { !$0.contains("FROM") } == [
                "[child 2/4] ONBUILD COPY --from=tools t*.txt /srv/", "[child 3/4] ONBUILD RUN echo yes",
                "[child 4/4] RUN own", "[stage-1 1/1] RUN grandchild",
            ])
        #expect(plan.config.onBuild.isEmpty)
        #expect(try plan.vertex("[child 3/4] ONBUILD RUN echo yes").range?.start.line == 1)
    }

    @Test func aStagesOwnTriggersFireInTheStageOnIt() throws {
        let plan = try plan(
            """
            FROM busybox AS base
            ONBUILD RUN fired
            ONBUILD LABEL on=build
            FROM base AS child
            RUN child
            FROM child
            RUN grandchild
            """)
        #expect(
            plan.names.dropFirst() == [
                "[child 1/2] ONBUILD RUN fired", "[child 2/2] RUN child", "[stage-2 1/1] RUN grandchild",
            ])
        #expect(plan.config.labels == ["on": "build"])
    }

    @Test func recordedTriggersAreNotRun() throws {
        let plan = try plan("FROM busybox\nONBUILD RUN exit 1\nONBUILD COPY --from=nowhere a b\n")
        #expect(plan.config.onBuild == ["RUN exit 1", "COPY --from=nowhere a b"])
        #expect(plan.history.isEmpty)
        #expect(plan.asked.map(\.name) == ["busybox"])
    }

    @Test func aBadTriggerNamesItsBaseAndItsFrom() throws {
        var base = FakeImages.usual
        base.onBuild = ["RUNN x"]
        let error = try #require(
            #expect(throws: PlanError.self) {
                try plan("FROM scratch AS a\nFROM base\n", images: FakeImages(configs: ["base:latest": base]))
            })
        #expect(error.diagnostic.headline == "Dockerfile:2:1: unknown instruction: RUNN (did you mean RUN?)")
        #expect(
            error.diagnostic.notes == ["the line is an ONBUILD trigger of base:latest", "the trigger is: RUNN x"])
    }
}

/// `--build-context`.
@Suite struct NamedContextTests {
    @Test func aFolderIsCopiedAndMountedFrom() throws {
        let plan = try plan(
            "FROM busybox\nCOPY --from=other /f /f\nRUN --mount=from=other,target=/o ls\n"
        ) { $0.namedContexts = ["other": .folder] }
        #expect(plan.names.filter { $0.contains("context") } == ["[context other] load from client"])
        #expect(try plan.onlyCopy.sources == [.files(input: 1, pattern: "f")])
        #expect(try plan.onlyRun.mounts == [Mount(target: "/o", source: .bind(input: 1, path: "/", isWritable: false))])
    }

    @Test func anImageAndAStageAreReplaced() throws {
        let text = """
            FROM docker.io/library/pretend:1.2 AS base
            RUN on-base
            FROM busybox AS tools
            RUN exit 1
            FROM base
            COPY --from=tools /f /from-context
            """
        let plan = try plan(text) { request in
            request.namedContexts = [
                "pretend:1.2": .layout(path: "/layouts/busybox", tag: "latest", digest: nil), "tools": .folder,
            ]
        }
        let request = try #require(plan.asked.first)
        #expect(plan.asked.count == 1)
        #expect(request.location == .layout(path: "/layouts/busybox"))
        #expect(request.layoutTag == "latest")
        #expect(
            plan.names == [
                "[context pretend:1.2] OCI load from client", "[base 2/2] RUN on-base",
                "[context tools] load from client", "[stage-2 1/1] COPY --from=tools /f /from-context",
            ])
    }

    @Test func aFolderAsBaseIsCopiedIntoAnEmptyFilesystem() throws {
        let plan = try plan("FROM rootfs\nRUN x\n") { $0.namedContexts = ["rootfs": .folder] }
        let copy = try plan.onlyCopy
        #expect(copy == CopyOperation(base: nil, sources: [.files(input: 0, pattern: ".")], destination: "/"))
        #expect(plan.history == ["buildkit.exporter.image.v0", "RUN /bin/sh -c x # buildkit"])
    }

    @Test func anImageTakesTheNameOfAnother() throws {
        let other = try ImageReference(parsing: "registry.example/mine:2")
        let plan = try plan("FROM busybox\nRUN x\n") { $0.namedContexts = ["docker.io/library/busybox": .image(other)] }
        #expect(plan.asked.map(\.reference) == [other])
        #expect(plan.names[0].hasPrefix("[context docker.io/library/busybox] registry.example/mine:2@sha256:"))
        let empty = try self.empty()
        #expect(empty.graph.vertices.count == 1)
    }

    private func empty() throws -> Plan {
        try plan("FROM busybox\nRUN x\n") { $0.namedContexts = ["busybox:latest": .empty] }
    }
}

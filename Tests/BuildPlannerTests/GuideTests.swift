import BuildGraph
import BuildPlanner
import OCIFormat
import Testing

/// The guide's Dockerfiles give the names that BuildKit gives, and read what they should.
@Suite struct GuideTests {
    static let arguments = """
        # syntax=docker/dockerfile:1
        ARG GO_VERSION=1.21
        FROM golang:${GO_VERSION}-alpine AS base
        WORKDIR /src
        COPY go.mod go.sum /src/
        RUN go mod download
        COPY . .

        FROM base AS build-client
        RUN go build -o /bin/client ./cmd/client

        FROM base AS build-server
        ARG APP_VERSION="v0.0.0+unknown"
        RUN go build -ldflags "-X example.com/greeter/version.Number=$APP_VERSION" -o /bin/server ./cmd/server

        FROM scratch AS client
        COPY --from=build-client /bin/client /bin/
        ENTRYPOINT [ "/bin/client" ]

        FROM scratch AS binaries
        COPY --from=build-client /bin/client /
        COPY --from=build-server /bin/server /
        """

    static let golang = "docker.io/library/golang:1.21-alpine@\(digest("index of golang:1.21-alpine"))"

    @Test func theArgumentsExampleIsNamedAsBuildKitNamesIt() throws {
        let plan = try plan(Self.arguments)
        let server =
            #"[build-server 1/1] RUN go build -ldflags "-X example.com/greeter/version.Number=v0.0.0+unknown""#
            + " -o /bin/server ./cmd/server"
        #expect(
            plan.names == [
                "[base 1/5] FROM \(Self.golang)",
                "[base 2/5] WORKDIR /src",
                "[internal] load build context",
                "[base 3/5] COPY go.mod go.sum /src/",
                "[base 4/5] RUN go mod download",
                "[base 5/5] COPY . .",
                "[build-client 1/1] RUN go build -o /bin/client ./cmd/client",
                server,
                "[binaries 1/2] COPY --from=build-client /bin/client /",
                "[binaries 2/2] COPY --from=build-server /bin/server /",
            ])
        #expect(plan.graph.stages.map(\.name) == ["base", "build-client", "build-server", "binaries"])
        #expect(
            try plan.inputs(of: "[base 5/5] COPY . .") == [
                "[base 4/5] RUN go mod download", "[internal] load build context",
            ])
        #expect(
            try plan.inputs(of: "[binaries 2/2] COPY --from=build-server /bin/server /") == [
                "[binaries 1/2] COPY --from=build-client /bin/client /", server,
            ])
        #expect(plan.asked.map(\.name) == ["golang:1.21-alpine"])
    }

    @Test func aBuildArgumentReachesFromAndRun() throws {
        let plan = try plan(Self.arguments) { request in
            request.arguments = [
                EnvironmentVariable("GO_VERSION", "1.22"), EnvironmentVariable("APP_VERSION", "v1.2.3"),
            ]
        }
        #expect(plan.asked.map(\.name) == ["golang:1.22-alpine"])
        let run = try #require(plan.graph.vertices.first { $0.name.hasPrefix("[build-server") })
        #expect(run.name.contains("Number=v1.2.3"))
        guard case .run(let operation) = run.operation else { throw Unexpected() }
        #expect(operation.environment.last == EnvironmentVariable("APP_VERSION", "v1.2.3"))
        #expect(operation.argumentNames == ["APP_VERSION"])
    }

    @Test func onlyWhatTheTargetNeedsIsPlanned() throws {
        let plan = try plan(Self.arguments) { $0.target = "CLIENT" }
        #expect(plan.graph.stages.map(\.name) == ["base", "build-client", "client"])
        #expect(plan.names.last == "[client 1/1] COPY --from=build-client /bin/client /bin/")
        #expect(plan.config.entrypoint == ["/bin/client"])
    }

    @Test func stagesCanBeReadByTheirNumber() throws {
        let plan = try plan(
            """
            FROM golang:1.21-alpine
            WORKDIR /src
            RUN go build
            FROM scratch
            COPY --from=0 /bin/client /bin/server /bin/
            """)
        #expect(
            plan.names.suffix(2) == [
                "[stage-0 3/3] RUN go build", "[stage-1 1/1] COPY --from=0 /bin/client /bin/server /bin/",
            ])
        #expect(plan.graph.stages.map(\.isNamed) == [false, false])
    }

    @Test func mountsOfTheMountsExample() throws {
        let plan = try plan(
            """
            FROM golang:1.21-alpine AS base
            WORKDIR /src
            RUN --mount=type=cache,target=/go/pkg/mod/ \\
                --mount=type=bind,source=go.sum,target=go.sum \\
                go mod download -x

            FROM base AS build
            RUN --mount=type=cache,target=/root/.cache/go-build \\
                --mount=type=bind,target=. \\
                go build -o /bin/client ./cmd/client
            """)
        let download = try #require(plan.graph.vertices.first { $0.name.hasPrefix("[base 3/3]") })
        guard case .run(let run) = download.operation else { throw Unexpected() }
        #expect(
            run.mounts == [
                Mount(target: "/go/pkg/mod", source: .cache(CacheMount(id: "/go/pkg/mod"))),
                Mount(target: "/src/go.sum", source: .bind(input: 1, path: "/go.sum", isWritable: false)),
            ])
        #expect(run.arguments == ["/bin/sh", "-c", "go mod download -x"])
        let build = try #require(plan.graph.vertices.last)
        guard case .run(let run) = build.operation else { throw Unexpected() }
        #expect(run.mounts.last == Mount(target: "/src", source: .bind(input: 1, path: "/", isWritable: false)))
        #expect(build.inputs.map { plan.graph[$0].name }.last == "[internal] load build context")
    }

    @Test func twoPlatformsShareWhatIsBuiltOnTheBuildPlatform() throws {
        let text = """
            ARG GO_VERSION=1.21
            FROM --platform=$BUILDPLATFORM golang:${GO_VERSION}-alpine AS base
            WORKDIR /src
            COPY . .

            FROM base AS build
            ARG TARGETOS
            ARG TARGETARCH
            RUN GOOS=$TARGETOS GOARCH=$TARGETARCH go build

            FROM scratch AS binaries
            COPY --from=build /bin/client* /
            """
        let plan = try plan(text) { $0.platforms = [amd64, arm64, Platform(os: "linux", architecture: "x86_64")] }
        #expect(
            plan.names == [
                "[linux/amd64 base 1/3] FROM \(Self.golang)",
                "[linux/amd64 base 2/3] WORKDIR /src",
                "[internal] load build context",
                "[linux/amd64 base 3/3] COPY . .",
                "[linux/amd64 build 1/1] RUN GOOS=linux GOARCH=amd64 go build",
                "[linux/amd64 binaries 1/1] COPY --from=build /bin/client* /",
                "[linux/amd64->arm64 build 1/1] RUN GOOS=linux GOARCH=arm64 go build",
                "[linux/arm64 binaries 1/1] COPY --from=build /bin/client* /",
            ])
        #expect(
            plan.graph.stages.map { "\($0.name) \($0.platform)" } == [
                "base linux/amd64", "build linux/amd64", "build linux/arm64", "binaries linux/amd64",
                "binaries linux/arm64",
            ])
        #expect(plan.graph.targets.map(\.platform) == [amd64, arm64])
        #expect(plan.asked.count == 1)
        for vertex in plan.graph.vertices {
            let stage = vertex.stage.map { plan.graph.stages[$0].name }
            #expect(vertex.name.contains(" \(stage ?? "load build") "))
        }
    }

    @Test func aSingleStageHasNoNameInItsSteps() throws {
        let plan = try plan(
            """
            FROM node:18-alpine
            WORKDIR /app
            COPY package.json ./
            RUN npm install
            COPY . .
            CMD ["node", "src/index.js"]
            EXPOSE 3000
            """)
        let node = "docker.io/library/node:18-alpine@\(digest("index of node:18-alpine"))"
        #expect(
            plan.names == [
                "[1/5] FROM \(node)", "[2/5] WORKDIR /app", "[internal] load build context",
                "[3/5] COPY package.json ./", "[4/5] RUN npm install", "[5/5] COPY . .",
            ])
        #expect(try plan.copy("[3/5] COPY package.json ./").destination == "/app/")
        #expect(plan.config.command == ["node", "src/index.js"])
        #expect(plan.config.exposedPorts == ["3000/tcp"])
        #expect(plan.config.workingDirectory == "/app")
        #expect(
            plan.history == [
                "WORKDIR /app", "COPY package.json ./ # buildkit", "RUN /bin/sh -c npm install # buildkit",
                "COPY . . # buildkit", #"CMD ["node" "src/index.js"]"#, "EXPOSE [3000/tcp]",
            ])
        #expect(plan.target.history.map { $0.vertex == nil } == [false, false, false, false, true, true])
    }
}

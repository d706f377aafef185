import BuildEvents
import BuildGraph
import BuildPlanner
import Diagnostics
import DockerfileSyntax
import OCIFormat
import Testing

@testable import Engine

@Suite struct StepFactsTests {
    private struct Unplanned: Error {}

    /// The announced steps of a Dockerfile that needs no image.
    private func announced(
        _ text: String, configure: (inout PlanRequest) -> Void = { _ in }
    ) throws -> [StepDescription] {
        let file = SourceFile(name: "Dockerfile", text: text)
        let platform = Platform(os: "linux", architecture: "amd64")
        var request = PlanRequest(dockerfile: try Dockerfile.parse(file), buildPlatform: platform)
        configure(&request)
        guard case .ready(let graph, _) = try Planner.plan(request, images: [:]) else { throw Unplanned() }
        return StepIdentifiers(graph).descriptions(graph)
    }

    private func facts(_ kind: String, in steps: [StepDescription]) throws -> StepFacts {
        try #require(steps.first { $0.kind == kind }?.facts)
    }

    @Test func aCommandTellsWhatItSees() throws {
        let steps = try announced(
            """
            FROM scratch
            ARG V=1
            ENV HOME=/root
            WORKDIR /src
            USER app:staff
            RUN --network=none ["make", "all"]
            """
        ) { request in
            request.limits = [ResourceLimit(name: "nofile", soft: 1, hard: 2)]
            request.extraHosts = [HostEntry(name: "db", address: "10.0.0.1")]
        }
        let run = try facts("run", in: steps)
        #expect(run.command == ["make", "all"])
        #expect(run.workingDirectory == "/src")
        #expect(run.user == "app:staff")
        #expect(run.environment.contains(EnvironmentVariable("HOME", "/root")))
        #expect(run.environment.contains(EnvironmentVariable("V", "1")))
        #expect(run.argumentNames == ["V"])
        #expect(run.network == RunOperation.Network.none)
        #expect(run.hosts == [HostEntry(name: "db", address: "10.0.0.1")])
        #expect(run.limits == [ResourceLimit(name: "nofile", soft: 1, hard: 2)])
        #expect(run.definition != nil)
        #expect(try facts("workdir", in: steps).workingDirectory == "/src")
    }

    @Test func mountsAreToldWithTheirSourceAndSecretsByIDOnly() throws {
        let steps = try announced(
            """
            FROM scratch AS files
            COPY a /a
            FROM scratch
            RUN --mount=type=bind,from=files,source=/a,target=/b --mount=type=cache,id=go,target=/c,sharing=locked \
            --mount=type=tmpfs,target=/t --mount=type=secret,id=token,env=TOKEN,required=true true
            """)
        let copy = try #require(steps.first { $0.kind == "copy" })
        var bind = MountFacts(kind: .bind, target: "/b")
        bind.source = "/a"
        bind.from = copy.id
        var cache = MountFacts(kind: .cache, target: "/c")
        cache.id = "go"
        cache.options = ["sharing=locked"]
        var secret = MountFacts(kind: .secret, target: "")
        secret.id = "token"
        secret.options = ["env=TOKEN", "required"]
        let expected = [secret, bind, cache, MountFacts(kind: .tmpfs, target: "/t")]
        #expect(try facts("run", in: steps).mounts == expected)
    }

    @Test func aProxysPasswordIsNotTold() throws {
        let steps = try announced("FROM scratch\nRUN [\"true\"]\n") { request in
            request.arguments = [EnvironmentVariable("HTTPS_PROXY", "http://ann:open@proxy:3128/")]
        }
        let environment = try facts("run", in: steps).environment
        #expect(environment.contains(EnvironmentVariable("HTTPS_PROXY", "http://ann:***@proxy:3128/")))
        #expect(!environment.contains { $0.value.contains("open") })
    }
}

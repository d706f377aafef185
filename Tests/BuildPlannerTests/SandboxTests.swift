import BuildGraph
import BuildPlanner
import Diagnostics
import Testing

/// What a RUN may ask for beyond the usual: agents, devices, networks, rights.
@Suite struct SandboxTests {
    @Test func anAgentsSocketHasAPlaceAndAVariable() throws {
        let plan = try plan(
            """
            FROM busybox
            WORKDIR /w
            RUN --mount=type=ssh,target=own,mode=0640,uid=1,gid=2,required --mount=type=ssh,id=other true
            """)
        var own = AgentMount(id: "default")
        own.mode = 0o640
        own.uid = 1
        own.gid = 2
        own.isRequired = true
        let run = try plan.onlyRun
        #expect(
            run.mounts == [
                Mount(target: "/run/buildkit/ssh_agent.1", source: .agent(AgentMount(id: "other"))),
                Mount(target: "/w/own", source: .agent(own)),
            ])
        #expect(run.environment.last == EnvironmentVariable("SSH_AUTH_SOCK", "/w/own"))
        #expect(run.argumentNames.isEmpty)
    }

    @Test func aVariableOfTheStageIsLeftAlone() throws {
        let run = try plan("FROM busybox\nENV SSH_AUTH_SOCK=/x\nRUN --mount=type=ssh true\n").onlyRun
        #expect(run.environment.filter { $0.name == "SSH_AUTH_SOCK" }.map(\.value) == ["/x"])
        #expect(run.mounts.map(\.target) == ["/run/buildkit/ssh_agent.0"])
    }

    @Test func mountsAreMadeFromTheOutsideInAndTheLaterOfTwoCounts() throws {
        let run = try plan(
            """
            FROM busybox
            RUN --mount=type=tmpfs,target=/a/b --mount=type=tmpfs,target=/a --mount=type=tmpfs,target=/a/b,size=1k true
            """
        ).onlyRun
        #expect(
            run.mounts == [
                Mount(target: "/a", source: .temporary(size: nil)),
                Mount(target: "/a/b", source: .temporary(size: 1024)),
            ])
    }

    @Test(arguments: [
        // On the command line; allowed; in the Dockerfile; what comes of it, nil for a refusal.
        (RunOperation.Network.default, false, "host", RunOperation.Network?.none),
        (.default, true, "host", .host), (.host, false, "host", .host), (.none, false, "host", nil),
        (.none, true, "host", .host), (.none, false, "default", RunOperation.Network.none),
        (.host, false, "default", .host), (.host, false, "none", RunOperation.Network.none),
    ])
    func theNetworkOfAStepGoesBeforeThatOfTheBuild(
        build: RunOperation.Network, isAllowed: Bool, step: String, expected: RunOperation.Network?
    ) throws {
        func run() throws -> RunOperation {
            try plan("FROM busybox\nRUN --network=\(step) true\n") { request in
                request.network = build
                request.allowsHostNetwork = isAllowed
            }.onlyRun
        }
        guard let expected else {
            #expect(throws: PlanError.self) { try run() }
            return
        }
        #expect(try run().network == expected)
    }

    /// Two devices of a kind, one of which needs no leave, and one of another kind.
    private var catalog: DeviceCatalog {
        let group = ["org.mobyproject.buildkit.device.class": "gpus"]
        let free = ["org.mobyproject.buildkit.device.autoallow": "true"]
        return DeviceCatalog(devices: [
            .init(name: "b.com/x=only", annotations: group), .init(name: "a.com/gpu=1", annotations: free),
            .init(name: "a.com/gpu=0", annotations: group),
        ])
    }

    @Test(arguments: [
        ("a.com/gpu=0", ["a.com/gpu=0"]), ("a.com/gpu", ["a.com/gpu=0"]),
        ("a.com/gpu=*", ["a.com/gpu=0", "a.com/gpu=1"]),
        ("gpus", ["a.com/gpu=0", "b.com/x=only"]), ("none.com/x=1", []), ("mine", ["b.com/x=only"]),
    ])
    func devicesHaveNamesKindsAndClasses(asked: String, expected: [String]) throws {
        var catalog = catalog
        catalog.allowsAll = true
        catalog.aliases = ["mine": "b.com/x=only"]
        let run = try plan("FROM busybox\nRUN --device=\(asked) true\n") { $0.devices = catalog }.onlyRun
        #expect(run.devices == expected)
    }

    @Test(arguments: [
        ("a.com/gpu=1", [String](), nil), ("a.com/gpu=0", ["a.com/gpu=0"], nil), ("a.com/gpu=*", ["a.com/gpu"], nil),
        ("gpus", ["gpus"], nil), ("a.com/gpu=0", [], "device a.com/gpu=0 is requested by the build but not allowed"),
        ("gpus", ["b.com/x=only"], "device a.com/gpu=0 is requested by the build but not allowed"),
        ("gpus", [], "devices a.com/gpu=0, b.com/x=only are requested by the build but not allowed"),
    ])
    func devicesNeedLeave(asked: String, allowed: [String], expected: String?) throws {
        var catalog = catalog
        catalog.allowed = allowed
        do {
            _ = try plan("FROM busybox\nRUN --device=\(asked) true\n") { $0.devices = catalog }
            #expect(expected == nil)
        } catch let error as PlanError {
            #expect(error.diagnostic.message == expected)
        }
    }

    @Test func anUnknownDeviceIsToldWithThoseThatThereAre() throws {
        var catalog = catalog
        catalog.allowsAll = true
        do {
            _ = try plan("FROM busybox\nRUN --device=a.com/gpu=7,required true\n") { $0.devices = catalog }
            Issue.record("it was planned")
        } catch let error as PlanError {
            #expect(error.diagnostic.remedy == "the devices of this machine are a.com/gpu=0, a.com/gpu=1, b.com/x=only")
        }
    }

    @Test func limitsByCgroupAreInNoKey() throws {
        let text = "FROM busybox\nRUN true\n"
        let plain = try #require(try plan(text).graph.vertices.last)
        let limited = try #require(try plan(text) { $0.cgroup.memory = 1 << 20 }.graph.vertices.last)
        #expect(plain.definition == limited.definition)
        #expect(plain.operation != limited.operation)
    }

    @Test func aProxyOfTheCommandLineWinsOverEnv() throws {
        let run = try plan("FROM busybox\nENV http_proxy=own\nRUN true\n") { request in
            request.arguments = [EnvironmentVariable("http_proxy", "given")]
        }.onlyRun
        #expect(run.environment.last == EnvironmentVariable("http_proxy", "own"))
        #expect(
            run.unkeyedEnvironment == [
                EnvironmentVariable("HTTP_PROXY", "given"), EnvironmentVariable("http_proxy", "given"),
            ])
    }
}

import BuildGraph
import BuildPlanner
import Diagnostics
import DockerfileSyntax
import Testing

/// Dockerfiles that cannot be planned, with the whole message.
@Suite struct ErrorTests {
    @Test(arguments: [
        (
            "FROM busybox AS loop\nCOPY --from=loop /a /b\n",
            "Dockerfile:2:13: circular dependency detected on stage: loop"
        ),
        (
            "FROM scratch AS early\nCOPY --from=later /f /f\nFROM scratch AS later\nFROM early\n",
            #"Dockerfile:2:13: cannot copy from stage "later", it needs to be defined before current stage "early""#
        ),
        (
            "FROM scratch\nRUN --mount=from=later,target=/m x\nFROM scratch AS later\nFROM scratch\nCOPY --from=0 / /",
            #"Dockerfile:2:18: cannot mount from stage "later", it needs to be defined before current stage "stage-0""#
        ),
        ("FROM scratch\nCOPY --from=7 a b\n", "Dockerfile:2:13: invalid stage index 7"),
        ("FROM $NONE\n", "Dockerfile:1:6: base name ($NONE) should not be blank"),
        ("FROM --platform=$NONE busybox\n", "Dockerfile:1:17: empty platform value from expression $NONE"),
        (
            "FROM busybox AS Builder\nFROM BUILDER\n",
            #"Dockerfile:2:6: failed to parse stage name "BUILDER": invalid reference format: "#
        ),
        (
            "FROM a AS x\nFROM a AS y\nCOPY --from=x f f\nFROM b AS x\nFROM y\n",
            #"Dockerfile:3:13: cannot copy from stage "x", it needs to be defined before current stage "y""#
        ),
        ("FROM a AS x\nFROM a AS x\nCOPY --from=x f f\n", "circular dependency detected on stage: x"),
        ("FROM a AS x\nCOPY --from=x f f\nFROM b\n", "circular dependency detected on stage: x"),
        ("FROM a AS x\nCOPY --from=7 f f\nFROM b\n", "invalid stage index 7"),
        ("FROM A//b AS unneeded\nFROM busybox\n", #"Dockerfile:1:6: failed to parse stage name "A//b""#),
        ("FROM busybox\nEXPOSE http80\n", "Dockerfile:2:8: invalid containerPort: http80"),
        ("FROM busybox\nEXPOSE 80/ttp\n", #"Dockerfile:2:8: invalid port: "80/ttp": invalid proto: ttp"#),
        ("FROM busybox\nEXPOSE 70000\n", "Dockerfile:2:8: invalid containerPort: 70000: value out of range (0–65535)"),
        ("FROM busybox\nSTOPSIGNAL SIGTREM\n", "Dockerfile:2:12: invalid signal: SIGTREM (did you mean SIGTERM?)"),
        ("FROM busybox\nVOLUME $NONE\n", "Dockerfile:2:8: VOLUME specified can not be an empty string"),
        (
            "FROM busybox\nENV M=worldwide\nCOPY --chmod=$M a /\n",
            "Dockerfile:3:14: invalid chmod parameter: 'worldwide'"
        ),
        ("FROM busybox\nRUN --mount=type=magic,target=/x true\n", #"Dockerfile:2:13: unsupported mount type "magic""#),
        ("FROM busybox\nRUN --mount=type=ssh,source=/x true\n", "Dockerfile:2:13: ssh does not support source"),
        ("FROM busybox\nRUN --device=a.com/b=c,required true\n", #"required device "a.com/b=c" is not registered"#),
        ("FROM busybox\nRUN --mount=type=bind true\n", #"invalid mount target "/""#),
        ("FROM busybox\nCOPY https://example.com/x /\n", "Dockerfile:2:6: source can't be a URL for COPY: https://"),
        ("FROM busybox\nCOPY git@github.com:a/b.git /\n", "source can't be a URL for COPY: git@github.com:a/b.git"),
        (
            "FROM busybox\nADD https://a.b/c.git?color=red /\n",
            "invalid address https://a.b/c.git?color=red: unexpected"
        ),
        ("FROM busybox\nADD --checksum=sha256:1 https://a.b/c /\n", "Dockerfile:2:16: invalid checksum \"sha256:1\""),
        ("FROM busybox\nADD --checksum=abc https://a.b/c.git /\n", "it is no commit's id"),
        ("FROM busybox\nADD --checksum=abcdefabcdef https://a.b/c.git https://a.b/d.git /d/\n", "for multiple sources"),
        ("FROM busybox\nADD --checksum=sha256:00 a /\n", "checksum requires HTTP(S) or Git sources"),
        ("FROM busybox\nRUN --security=insecure x\n", "Dockerfile:2:1: security.insecure is not allowed"),
        ("FROM busybox\nRUN --network=host x\n", "Dockerfile:2:1: network.host is not allowed"),
        ("FROM busybox\nRUN []\n", "RUN with an empty list has nothing to run"),
        ("FROM busybox\nENV A=\"${B:?tell me}\"\n", "Dockerfile:2:7: B: tell me"),
        (
            "# syntax=example.com/other:1\nFROM busybox\n",
            #"Dockerfile:1:10: frontend "example.com/other:1" is not built in"#
        ),
    ])
    func faults(text: String, message: String) throws {
        let diagnostic = try fault(text).diagnostic
        #expect(diagnostic.headline.contains(message), "\(diagnostic.headline)")
        #expect(diagnostic.remedy != nil)
        #expect(diagnostic.file?.text == text)
    }

    @Test func anUnknownTargetNamesTheNearestOrAll() throws {
        let text = "FROM busybox AS builder\nFROM busybox AS final\n"
        let near = try fault(text) { $0.target = "buidler" }.diagnostic
        #expect(near.message == #"target stage "buidler" could not be found (did you mean builder?)"#)
        #expect(near.remedy == "build with --target builder")
        let far = try fault(text) { $0.target = "1" }.diagnostic
        #expect(far.message == #"target stage "1" could not be found"#)
        #expect(far.remedy == "the stages are builder, final")
    }

    @Test func ofStagesThatAreNotNeededOnlyNamesAreLookedAt() throws {
        let plan = try plan("FROM busybox\nCOPY --from=last a b\nEXPOSE x\nFROM busybox AS last\nRUN fine\n")
        #expect(plan.names.last == "[last 2/2] RUN fine")
    }

    @Test(arguments: [
        "docker/dockerfile:1", "docker/dockerfile:1.7-labs", "docker/dockerfile", "docker.io/docker/dockerfile:1-labs",
        "docker/dockerfile-upstream:master", "docker/dockerfile:1@sha256:" + String(repeating: "0", count: 64),
    ])
    func dockersOwnFrontendIsBuiltIn(name: String) throws {
        #expect(try plan("# syntax=\(name)\nFROM busybox\n").asked.count == 1)
    }

    @Test func leaveCanBeGiven() throws {
        let text = "FROM busybox\nRUN --security=insecure --network=host x\n"
        let run = try plan(text) { request in
            request.allowsInsecure = true
            request.allowsHostNetwork = true
        }.onlyRun
        #expect(run.security == .insecure)
        #expect(run.network == .host)
    }

    @Test func anImageThatMayBeAStageSaysSo() throws {
        let plan = try plan("FROM busybox AS builder\nRUN a\nFROM scratch\nCOPY --from=biulder a b\n")
        let request = try #require(plan.asked.last)
        #expect(request.name == "biulder")
        #expect(request.nearestStage == "builder")
        #expect(request.range?.start.line == 4)
    }
}

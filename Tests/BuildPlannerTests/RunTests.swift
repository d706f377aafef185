import BuildGraph
import BuildPlanner
import Diagnostics
import OCIFormat
import Testing

/// What a RUN runs, and with what around it.
@Suite struct RunTests {
    @Test func everythingThatACommandSees() throws {
        let plan = try plan(
            """
            FROM busybox
            ARG A=default
            ARG B
            ENV E=env
            USER app
            WORKDIR /work
            RUN --network=none echo "$A" $E
            """
        ) { request in
            request.arguments = [
                EnvironmentVariable("A", "first"), EnvironmentVariable("A", "cli"),
                EnvironmentVariable("HTTP_PROXY", "http://p/"),
            ]
            request.limits = [ResourceLimit(name: "nofile", soft: 1, hard: 2)]
            request.extraHosts = [HostEntry(name: "h", address: "10.0.0.1")]
            request.sharedMemorySize = 1024
        }
        var expected = RunOperation(base: 0, arguments: ["/bin/sh", "-c", #"echo "$A" $E"#])
        expected.environment = [
            EnvironmentVariable("PATH", String(FakeImages.path.dropFirst(5))), EnvironmentVariable("A", "cli"),
            EnvironmentVariable("E", "env"),
        ]
        expected.argumentNames = ["A"]
        expected.unkeyedEnvironment = [
            EnvironmentVariable("HTTP_PROXY", "http://p/"), EnvironmentVariable("http_proxy", "http://p/"),
        ]
        expected.workingDirectory = "/work"
        expected.user = "app"
        expected.network = .none
        expected.extraHosts = [HostEntry(name: "h", address: "10.0.0.1")]
        expected.sharedMemorySize = 1024
        expected.limits = [ResourceLimit(name: "nofile", soft: 1, hard: 2)]
        #expect(try plan.onlyRun == expected)
        #expect(plan.names.last == #"[3/3] RUN --network=none echo "cli" env"#)
        #expect(plan.history.last == #"RUN |2 A=cli B= /bin/sh -c echo "$A" $E # buildkit"#)
        let vertex = try #require(plan.graph.vertices.last)
        #expect(vertex.instruction == #"RUN --network=none echo "$A" $E"#)
        #expect(vertex.step == 3)
        #expect(vertex.range?.start.line == 7)
    }

    @Test func aDeclaredProxyIsKeyed() throws {
        let plan = try plan("FROM busybox\nARG HTTP_PROXY\nRUN true\n") { request in
            request.arguments = [EnvironmentVariable("HTTP_PROXY", "http://p/")]
        }
        #expect(try plan.onlyRun.argumentNames == ["HTTP_PROXY"])
        #expect(try plan.onlyRun.unkeyedEnvironment == [EnvironmentVariable("http_proxy", "http://p/")])
    }

    @Test func changedArgumentsReachRunsButNoCopies() throws {
        func definitions(_ value: String, label: String) throws -> [Digest] {
            let text = "FROM busybox\nARG V\nLABEL l=\(label)\nCMD [\"\(label)\"]\nCOPY a /a\nRUN true\n"
            return try plan(text) { $0.arguments = [EnvironmentVariable("V", value)] }.graph.vertices.map(\.definition)
        }
        let one = try definitions("1", label: "x")
        #expect(try definitions("1", label: "y") == one)
        let other = try definitions("2", label: "x")
        #expect(zip(one, other).map { $0 == $1 } == [true, true, true, false])
    }

    @Test func theExecFormThatEqualsTheShellFormIsTheSame() throws {
        let shell = try plan("FROM busybox\nRUN echo a\n").onlyRun
        let exec = try plan("FROM busybox\nRUN [\"/bin/sh\", \"-c\", \"echo a\"]\n").onlyRun
        #expect(shell == exec)
        let ash = try plan("FROM busybox\nSHELL [\"/bin/ash\", \"-x\", \"-c\"]\nRUN echo a\n").onlyRun
        #expect(ash.arguments == ["/bin/ash", "-x", "-c", "echo a"])
    }

    /// Here-documents, what is run for them, and the name of the step.
    @Test(arguments: [
        ("RUN <<EOF\necho one\n  echo two\nEOF\n", "echo one\n  echo two\n", "RUN <<EOF (echo one...)"),
        ("RUN <<-EOF\n\techo tab\n\tEOF\n", "echo tab\n", "RUN <<-EOF (echo tab)"),
        ("RUN <<EOF cat > /cat\nplain $V\nEOF\n", "<<EOF cat > /cat\nplain $V\nEOF", "RUN <<EOF cat > /cat"),
    ])
    func heredocs(text: String, script: String, name: String) throws {
        let plan = try plan("FROM busybox\n" + text)
        #expect(try plan.onlyRun.arguments == ["/bin/sh", "-c", script])
        #expect(plan.names.last == "[2/2] \(name)")
    }

    @Test(arguments: [
        "RUN <<EOF\n#!/usr/bin/awk -f\nBEGIN {}\nEOF\n", "RUN <<-EOF\n\t#!/usr/bin/awk -f\n\tBEGIN {}\n\tEOF\n",
    ])
    func aScriptOfAnotherInterpreterIsAFile(text: String) throws {
        let run = try plan("FROM busybox\n" + text).onlyRun
        #expect(run.arguments == ["/bin/sh", "-c", "/dev/pipes/EOF"])
        let contents = Array("#!/usr/bin/awk -f\nBEGIN {}\n".utf8)
        #expect(run.mounts == [Mount(target: "/dev/pipes/EOF", source: .inline(contents: contents))])
    }

    @Test func theNetworkOfTheCommandLineIsTheDefault() throws {
        let text = "FROM busybox\nRUN --network=default true\n"
        #expect(try plan(text) { $0.network = .host }.onlyRun.network == .host)
        #expect(try plan(text) { $0.hostname = "box" }.onlyRun.hostname == "box")
    }

    @Test func noCacheMarksTheStepsOfItsStages() throws {
        let text = "FROM busybox AS one\nRUN a\nFROM one AS two\nCOPY b /\nRUN c\n"
        let all = try plan(text) { $0.noCache = true }
        #expect(all.graph.vertices.map(\.ignoresCache) == [false, true, false, true, true])
        let two = try plan(text) { $0.noCacheStages = ["TWO"] }
        #expect(two.graph.vertices.map(\.ignoresCache) == [false, false, false, true, true])
    }
}

/// `RUN --mount`.
@Suite struct MountTests {
    static func cache(_ id: String, change: (inout CacheMount) -> Void = { _ in }) -> Mount.Source {
        var cache = CacheMount(id: id)
        change(&cache)
        return .cache(cache)
    }

    static func secret(_ id: String, change: (inout SecretMount) -> Void = { _ in }) -> Mount.Source {
        var secret = SecretMount(id: id)
        change(&secret)
        return .secret(secret)
    }

    @Test(arguments: [
        ("target=/ctx", Mount(target: "/ctx", source: .bind(input: 1, path: "/", isWritable: false))),
        (
            "type=bind,source=sub/,target=rw,rw",
            Mount(target: "/w/rw", source: .bind(input: 1, path: "/sub", isWritable: true))
        ),
        ("source=$DIR/f,target=/f", Mount(target: "/f", source: .bind(input: 1, path: "/dir/f", isWritable: false))),
        ("from=scratch,target=/e", Mount(target: "/e", source: .bind(input: nil, path: "/", isWritable: false))),
        ("type=cache,target=/c/", Mount(target: "/c", source: cache("/c"))),
        ("type=cache,id=x,dst=c", Mount(target: "/w/c", source: cache("x"))),
        (
            "type=cache,target=/c,sharing=locked,mode=0750,uid=1000,gid=2000,ro",
            Mount(
                target: "/c",
                source: cache("/c") {
                    $0.sharing = .locked
                    $0.mode = 0o750
                    $0.uid = 1000
                    $0.gid = 2000
                    $0.isReadOnly = true
                })
        ),
        (
            "type=cache,target=/c,from=seed,source=/s",
            Mount(
                target: "/c",
                source: cache("/c") {
                    $0.seed = 1
                    $0.seedPath = "/s"
                })
        ),
        ("type=tmpfs,target=/t", Mount(target: "/t", source: .temporary(size: nil))),
        ("type=tmpfs,target=/t,size=1m", Mount(target: "/t", source: .temporary(size: 1 << 20))),
        ("type=secret,id=one", Mount(target: "/run/secrets/one", source: secret("one"))),
        ("type=secret,id=one,env=ONE", Mount(target: "", source: secret("one") { $0.variable = "ONE" })),
        (
            "type=secret,id=two,target=s/two,mode=0444,uid=1,gid=2,required",
            Mount(
                target: "/w/s/two",
                source: secret("two") {
                    $0.mode = 0o444
                    $0.uid = 1
                    $0.gid = 2
                    $0.isRequired = true
                })
        ),
        ("type=secret,target=/a/key", Mount(target: "/a/key", source: secret("key"))),
    ])
    func mounts(flag: String, expected: Mount) throws {
        let plan = try plan(
            "FROM busybox AS seed\nRUN seeding\nFROM debian\nENV DIR=dir\nWORKDIR /w\nRUN --mount=\(flag) true\n")
        let vertex = try #require(plan.graph.vertices.last)
        guard case .run(let run) = vertex.operation else { throw Unexpected() }
        #expect(run.mounts == [expected])
    }

    @Test func aMountsStageIsAnInput() throws {
        let plan = try plan("FROM busybox AS src\nRUN a\nFROM busybox\nRUN --mount=from=SRC,target=/m b\n")
        #expect(
            try plan.inputs(of: "[stage-1 2/2] RUN --mount=from=SRC,target=/m b").last == "[src 2/2] RUN a")
    }

    @Test func aNumberIsAStages() throws {
        let plan = try plan("FROM busybox\nRUN a\nFROM busybox\nRUN --mount=from=0,target=/m b\n")
        #expect(plan.asked.map(\.name) == ["busybox"])
        #expect(try plan.inputs(of: "[stage-1 2/2] RUN --mount=from=0,target=/m b").last == "[stage-0 2/2] RUN a")
    }

    @Test func secretsAreMaskedInNames() throws {
        let plan = try plan("FROM busybox\nENV ONE=x\nRUN --mount=type=secret,id=one,env=ONE echo $ONE\n")
        #expect(plan.names.last == "[2/2] RUN --mount=type=secret,id=one,env=ONE echo ****")
    }
}

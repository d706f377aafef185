import Diagnostics
import DockerfileSyntax
import Testing

@Suite struct RunMountTests {
    private func file(_ mount: String) -> SourceFile {
        SourceFile(name: "Dockerfile", text: "FROM a\nRUN --mount=\(mount) true\n")
    }

    private func resolve(_ mount: String) throws -> ResolvedMount {
        let file = file(mount)
        guard case .run(let run) = try Dockerfile.parse(file).stages[0].instructions[0].body else { throw Unexpected() }
        let mount = try #require(run.mounts.first)
        return try mount.resolved(in: file) { word throws(DockerfileError) in
            try Expander().expand(word, of: file) { ["target": "/t", "kind": "cache"][$0] }.text
        }
    }

    @Test func bindsAreReadOnlyAndTakeTheirPaths() throws {
        var expected = ResolvedMount()
        expected.from = "stage"
        expected.source = "/s"
        expected.target = "/t"
        #expect(try resolve("from=stage,source=/s,target=$target") == expected)
        expected.isReadOnly = false
        #expect(try resolve("type=bind,from=stage,src=/s,dst=/t,rw") == expected)
        #expect(try resolve("from=stage,src=/s,destination=/t,ro=false") == expected)
    }

    @Test func cachesAreWritable() throws {
        var expected = ResolvedMount()
        expected.type = .cache
        expected.id = "x"
        expected.target = "/t"
        expected.isReadOnly = false
        expected.sharing = .locked
        expected.mode = 0o700
        expected.uid = 1
        expected.gid = 2
        #expect(try resolve("TYPE=$kind,id=x,target=/t,sharing=Locked,mode=0700,uid=1,gid=2") == expected)
    }

    @Test func othersTakeTheirOwnOptions() throws {
        #expect(try resolve("type=tmpfs,target=/t,size=64m").sizeLimit == 64 << 20)
        #expect(try resolve("type=tmpfs,target=/t,size=1.5GiB").sizeLimit == 3 << 29)
        let secret = try resolve("type=secret,id=key,env=KEY,required")
        #expect(secret.environmentName == "KEY" && secret.isRequired && secret.isReadOnly)
        #expect(try resolve("type=ssh,required=false").isRequired == false)
        #expect(try resolve("type=bind,'\"target=/a,b\"'").target == "/a,b")
    }

    @Test(arguments: [
        ("type=magic,target=/x", "unsupported mount type \"magic\""),
        ("type=cahce,target=/x", "unsupported mount type \"cahce\" (did you mean cache?)"),
        ("type=cache,targt=/x", "unexpected key 'targt' in 'targt=/x' (did you mean target?)"),
        ("type=cache,target", "invalid field 'target' must be a key=value pair"),
        ("type=cache,sharing=all", "unsupported sharing value \"all\""),
        ("type=cache,required", "unexpected key 'required' for mount type 'cache'"),
        ("type=cache,size=1", "unexpected key 'size' for mount type 'cache'"),
        ("type=tmpfs,size=big", "invalid value for size: big"),
        ("type=bind,ro=maybe", "invalid value for ro: maybe"),
        ("type=bind,uid=3", "uid not allowed for \"bind\" type mounts"),
        ("type=cache,mode=9", "invalid value for mode: 9"),
        ("type=bind,sharing=shared", "invalid cache sharing set for bind mount"),
        ("type=secret", "invalid secret mount. one of source, target required"),
        ("type=secret,id=a,source=b", "both source and id can't be set"),
        ("type=secret,id=a,from=b", "secret mount should not have a from"),
        ("type=bind,from=$stage", "'from' doesn't support variable expansion, define alias stage instead"),
        ("'type=\"bind'", "failed to parse csv mounts: type=\"bind"),
        ("", "failed to parse csv mounts: --mount is empty"),
    ])
    func whatIsWrong(mount: String, message: String) throws {
        let error = #expect(throws: DockerfileError.self) { try resolve(mount) }
        #expect(error?.diagnostic.message == message)
        #expect(error?.diagnostic.remedy?.isEmpty == false)
    }

    @Test func theFieldAtFaultIsPointedAt() throws {
        let error = #expect(throws: DockerfileError.self) { try resolve("type=cache,target=/x,mod=1") }
        #expect(error?.diagnostic.location == "Dockerfile:2:34")
    }
}

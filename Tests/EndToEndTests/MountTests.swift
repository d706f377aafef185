import Foundation
import Testing

@Suite("Mounts of a RUN, one beside the other")
struct MountTests {
    @Test("Mounts lie in each other whatever their order", arguments: Builder.available)
    func nested(_ builder: Builder) throws {
        let space = try TestSpace(builder)
        try space.dockerfile(
            """
            FROM base AS other
            RUN mkdir -p /d/e && echo one > /d/e/f && echo two > /d/g
            FROM base
            WORKDIR /work
            RUN --mount=type=bind,from=other,source=/d/g,target=/a/b/c --mount=type=tmpfs,target=/a/b \\
                --mount=type=tmpfs,target=/a cat /a/b/c > /seen; touch /a/x /a/b/x && ls /a /a/b >> /seen
            RUN --mount=type=bind,from=other,source=d,target=rel,rw --mount=type=tmpfs,target=rel/new/deep \\
                touch rel/x rel/new/deep/y; ls rel >> /seen
            RUN --mount=type=bind,from=other,source=/d,target=rel cat rel/e/f rel/g >> /seen; ls rel >> /seen
            RUN --mount=type=bind,from=other,source=/d/g,target=/etc/hosts cat /etc/hosts >> /seen
            """)
        try space.build("-o", space.path("out"))
        #expect(
            try space.read("out/seen")
                == "two\n/a:\nb\nx\n\n/a/b:\nc\nx\n" + "e\ng\nnew\nx\n" + "one\ntwo\ne\ng\n" + "two\n")
        #expect(try space.list("out").filter { $0.hasPrefix("a") || $0.hasPrefix("work/") } == ["work/"])
        #expect(!space.has("out/etc/hosts"))
    }

    @Test("A mount over a link covers what the link leads to", arguments: Builder.available)
    func links(_ builder: Builder) throws {
        let space = try TestSpace(builder)
        try space.dockerfile(
            """
            FROM base
            RUN mkdir -p -m 750 /real/sub && ln -s /real /link && ln -s /real/file /flink && echo own > /real/file
            RUN --mount=type=tmpfs,target=/link/sub --mount=type=bind,source=f,target=/flink \\
                cat /real/file > /seen; stat -c %a /real/sub >> /seen; grep -c ' /real/sub tmpfs' /proc/mounts >> /seen
            RUN --mount=type=tmpfs,target=/fresh stat -c %a /fresh >> /seen; cat /flink >> /seen
            """)
        try space.write("context/f", "context\n")
        try space.build("-o", space.path("out"))
        // A folder that is there keeps its mode; a new one is everybody's.
        #expect(try space.read("out/seen") == "context\n750\n1\n1777\nown\n")
    }

    @Test(
        "What does not fit is told by its place",
        arguments: [
            ("type=bind,target=/bin/busybox", "mount /bin/busybox: not a directory"),
            ("type=bind,source=Dockerfile,target=/bin", "mount /bin: is a directory"),
            ("type=bind,source=/missing,target=/x", "\"/missing\": not found"),
        ])
    func misfits(mount: String, message: String) throws {
        let space = try TestSpace()
        try space.dockerfile("FROM base\nRUN --mount=\(mount) true\n")
        let text = try space.failure()
        #expect(text.contains(message) && text.contains("Dockerfile:2"))
    }

    @Test("Caches of one name with other owners or contents are others", arguments: Builder.available)
    func caches(_ builder: Builder) throws {
        let space = try TestSpace(builder)
        try space.dockerfile(
            """
            FROM base AS seed
            RUN mkdir /d && echo seed > /d/f
            FROM base
            RUN --mount=type=cache,id=c,target=/c touch /c/mine; stat -c '%a %u:%g' /c > /seen
            RUN --mount=type=cache,id=c,target=/c,uid=1000,gid=5,mode=0700 ls /c >> /seen; stat -c '%a %u:%g' /c >> /seen
            RUN --mount=type=cache,id=c,target=/c,from=seed,source=/d ls /c >> /seen; echo more >> /c/f
            RUN --mount=type=cache,id=c,target=/c,from=seed,source=/d,ro cat /c/f >> /seen; touch /c/x || echo ro >> /seen
            RUN --mount=type=cache,id=c,target=/c ls /c >> /seen
            """)
        try space.build("-o", space.path("out"))
        #expect(
            try space.read("out/seen") == "755 0:0\n" + "700 1000:5\n" + "f\n" + "seed\nmore\nro\n" + "mine\n")
    }

    @Test("A private cache is nobody else's while it is in use, a shared one is everybody's")
    func privateCache() throws {
        let space = try TestSpace()
        // Both steps meet in the shared cache, so that they certainly use the private one at once.
        func step(_ own: String, _ other: String) -> String {
            """
            RUN --mount=type=cache,target=/meet --mount=type=cache,target=/own,sharing=private \\
                wait_for() { for i in $(seq 100000); do test -e $1 && return; done; return 1; }; \\
                touch /meet/\(own) && wait_for /meet/\(other) && mkdir /own/taken && \\
                touch /meet/\(own)-done && wait_for /meet/\(other)-done
            """
        }
        try space.dockerfile(
            """
            FROM base AS one
            \(step("1", "2"))
            RUN touch /one
            FROM base AS two
            \(step("2", "1"))
            RUN touch /two
            FROM scratch
            COPY --from=one /one /
            COPY --from=two /two /
            """)
        try space.build("--jobs", "2", "-o", space.path("out"))
        #expect(try space.list("out") == ["one", "two"])
    }

    @Test("Secrets that are variables, files or both, there or not", arguments: Builder.available)
    func secrets(_ builder: Builder) throws {
        let space = try TestSpace(builder)
        try space.dockerfile(
            """
            FROM base
            ENV OLD=before
            RUN --mount=type=secret,id=a,env=A,target=/x/a --mount=type=secret,id=none,env=OLD \\
                printf '%s' "$A" | cmp - /x/a; echo "[$OLD]" > /seen; wc -l < /x/a >> /seen; stat -c '%a %u' /x/a >> /seen
            RUN --mount=type=secret,id=a,mode=4755,uid=1000 stat -c '%a %u' /run/secrets/a >> /seen
            """)
        try space.write("value", "first\nsecond")
        try space.build("--secret", "id=a,src=value", "-o", space.path("out"))
        #expect(try space.read("out/seen") == "[]\n1\n400 0\n755 1000\n")
        #expect(!space.has("out/x"))
        try space.write("large", String(repeating: "x", count: 512_001))
        #expect(try space.failure("--secret", "id=a,src=\(space.path("large"))").contains("at most 500 KiB"))
    }
}

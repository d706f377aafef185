import Foundation
import Testing

@Suite("What a RUN sees")
struct RunTests {
    @Test("Bind mounts show files of the context and of stages, and keep nothing", arguments: Builder.available)
    func bind(_ builder: Builder) throws {
        let space = try TestSpace(builder)
        try space.dockerfile(
            """
            FROM base AS other
            RUN echo other > /file
            FROM base
            RUN --mount=type=bind,target=/here --mount=type=bind,from=other,source=/file,target=/there/file \\
                cat /here/a /there/file > /seen; touch /here/new 2>> /seen || true
            RUN --mount=type=bind,target=/here,rw echo new > /here/a && cat /here/a >> /seen
            RUN --mount=type=bind,target=/here cat /here/a >> /seen
            """)
        try space.write("context/a", "a\n")
        try space.build("-o", space.path("out"))
        #expect(try space.read("out/seen") == "a\nother\ntouch: /here/new: Read-only file system\nnew\na\n")
        #expect(try space.read("context/a") == "a\n")
        // Nor are the places left that were made for the mounts.
        #expect(!space.has("out/here") && !space.has("out/there"))
    }

    @Test("Cache mounts last from build to build and are in no layer", arguments: Builder.available)
    func cache(_ builder: Builder) throws {
        let space = try TestSpace(builder)
        try space.dockerfile(
            """
            FROM base
            ARG ROUND
            RUN --mount=type=cache,target=/cache,id=things \\
                echo $ROUND >> /cache/rounds && cp /cache/rounds /result
            """)
        try space.build("--build-arg", "ROUND=1", "-o", space.path("one"))
        try space.build("--build-arg", "ROUND=2", "-o", space.path("two"))
        #expect(try space.read("two/result") == "1\n2\n")
        #expect(try space.list("two").filter { $0.hasPrefix("cache") } == [])
    }

    @Test("Locked cache mounts are one step's at a time")
    func lockedCache() throws {
        let space = try TestSpace()
        let step = """
            RUN --mount=type=cache,target=/cache,sharing=locked \\
                mkdir /cache/taken && for i in $(seq 2000); do :; done && rmdir /cache/taken
            """
        let stages = (1...3).map { "FROM base AS s\($0)\n\(step)\nRUN echo \($0) > /done\($0)\n" }.joined()
        let copies = (1...3).map { "COPY --from=s\($0) /done\($0) /\n" }.joined()
        try space.dockerfile("\(stages)FROM scratch\n\(copies)")
        try space.build("--jobs", "3", "-o", space.path("out"))
        #expect(try space.list("out") == ["done1", "done2", "done3"])
    }

    @Test("A tmpfs is empty and forgotten", arguments: Builder.available)
    func tmpfs(_ builder: Builder) throws {
        let space = try TestSpace(builder)
        try space.dockerfile(
            """
            FROM base
            RUN echo below > /tmp/below
            RUN --mount=type=tmpfs,target=/tmp,size=1m ls -A /tmp > /before && echo gone > /tmp/gone && \\
                ! dd if=/dev/zero of=/tmp/large bs=1k count=2048 2> /dev/null
            """)
        try space.build("-o", space.path("out"))
        #expect(try space.read("out/before") == "")
        #expect(try space.list("out/tmp") == ["below"])
    }

    @Test("Secrets come as files and variables, and are seen nowhere else", arguments: Builder.available)
    func secrets(_ builder: Builder) throws {
        let space = try TestSpace(builder)
        let value = "s3cr3t-\(UUID().uuidString)"
        try space.dockerfile(
            """
            FROM base
            RUN --mount=type=secret,id=token,mode=0440,uid=1000 stat -c '%a %u' /run/secrets/token > /mode && \\
                wc -c < /run/secrets/token > /size && echo "it is $(cat /run/secrets/token)!"
            RUN --mount=type=secret,id=word,env=WORD test -n "$WORD" && echo "and $WORD" >&2
            RUN --mount=type=secret,id=none test ! -e /run/secrets/none
            """)
        try space.write("token", value)
        let build = try space.build(
            "--secret", "id=token,src=token", "--secret", "id=word,env=MY_WORD", "-o", space.path("out"),
            environment: ["MY_WORD": value])
        #expect(try space.read("out/mode") == "440 1000\n")
        #expect(try space.read("out/size") == "\(value.utf8.count)\n")
        #expect(!build.logs.contains(value))
        #expect(build.logs.contains("it is *"))
        #expect(build.logs.contains("and *"))
        try space.remove("token")
        for place in ["store", "out"] {
            let found = try space.filesContaining(value, in: place)
            #expect(found == [])
        }
        // Another value is no reason to run again: secrets are no part of a step's key.
        try space.write("token", "another")
        try space.build("--secret", "id=token,src=token").expectRan()
    }

    @Test("A required secret that is not given is missed")
    func requiredSecret() throws {
        let space = try TestSpace()
        try space.dockerfile("FROM base\nRUN --mount=type=secret,id=token,required true\n")
        let text = try space.failure()
        #expect(text.contains("Dockerfile:2"))
        #expect(text.contains("ERROR: secret token: not found"))
        #expect(text.contains("--secret id=token,src=FILE"))
    }

    @Test("Without a network there is the loopback interface alone", arguments: Builder.available)
    func network(_ builder: Builder) throws {
        let space = try TestSpace(builder)
        try space.dockerfile(
            """
            FROM base
            RUN --network=none cat /proc/net/dev > /none && ip address show lo > /loopback
            RUN cat /proc/net/dev > /host; cat /etc/resolv.conf > /resolv
            """)
        try space.build("-o", space.path("out"))
        func interfaces(_ text: String) -> Set<String> {
            Set(text.matches(of: #/(?m)^ *([^ :]+):/#).map { String($0.output.1) })
        }
        #expect(interfaces(try space.read("out/none")) == ["lo"])
        #expect(try space.read("out/loopback").contains("inet 127.0.0.1/8"))
        let here = try String(contentsOfFile: "/proc/net/dev", encoding: .utf8)
        #expect(interfaces(try space.read("out/host")) == interfaces(here))
        #expect(try space.list("out/etc") == ["group", "passwd"])
    }

    @Test("A step runs confined, as process 1, with the image's environment", arguments: Builder.available)
    func confinement(_ builder: Builder) throws {
        let space = try TestSpace(builder)
        try space.dockerfile(
            """
            FROM base
            ENV WORD=given
            ARG OTHER=argument
            WORKDIR /work
            USER app
            RUN echo "$WORD $OTHER $HOME $PWD $$" > /tmp/seen; id >> /tmp/seen; \\
                grep -E 'NoNewPrivs|^Seccomp:' /proc/self/status >> /tmp/seen; \\
                ls /proc | grep -c '^[0-9]' >> /tmp/seen; \\
                (echo x > /proc/sys/kernel/hostname || mount -t tmpfs none /mnt || hostname x) 2> /dev/null || \\
                echo refused >> /tmp/seen
            """)
        try space.build("-o", space.path("out"), environment: ["WORD": "leaked"])
        let seen = try space.read("out/tmp/seen").split(separator: "\n").map(String.init)
        #expect(seen.first == "given argument /home/app /work 1")
        #expect(seen.contains("uid=1000(app) gid=1001(app) groups=50(staff),1001(app)"))
        #expect(seen.contains { $0.hasPrefix("Seccomp:") && $0.hasSuffix("2") })
        #expect(seen.last == "refused")
    }

    @Test("Long logs are whole", arguments: Builder.available)
    func longLog(_ builder: Builder) throws {
        let space = try TestSpace(builder)
        try space.dockerfile("FROM base\nRUN seq 200000 && printf '\\376 no newline'\n")
        let finished = try space.strata("build", "--progress=plain", "context")
        #expect(finished.code == 0)
        // Of `#5 0.123 456` the last word; bytes, since texts would take longer than the build.
        let numbers = [UInt8](finished.errorOutput).split(separator: UInt8(ascii: "\n")).compactMap { line -> Int? in
            guard let space = line.lastIndex(of: UInt8(ascii: " ")), line.prefix(space - line.startIndex).count < 16
            else {
                return nil
            }
            let digits = line[(space + 1)...]
            guard digits.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
            return digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
        }
        #expect(numbers == Array(1...200_000))
        #expect(finished.errorOutput.range(of: Data([0xFE] + Array(" no newline".utf8))) != nil)
    }

    @Test(
        "Where crun is missing, runc runs the steps",
        .enabled(if: Builder.isRoot && Tools.has("runc"), "root and runc are needed"), arguments: Builder.available)
    func otherRuntime(_ builder: Builder) throws {
        let space = try TestSpace(builder)
        space.hide("crun")
        try space.dockerfile(
            """
            FROM base
            USER app
            WORKDIR /work
            RUN --mount=type=secret,id=token,uid=1000 --mount=type=tmpfs,target=/memory --network=none \\
                id -u > seen && cat /run/secrets/token >> seen && pwd >> seen && \\
                grep -E '^Seccomp:' /proc/self/status >> seen && grep -q ' /memory tmpfs' /proc/mounts
            """)
        try space.write("token", "given\n")
        try space.build("--secret", "id=token,src=token", "-o", space.path("out"))
        #expect(try space.read("out/work/seen") == "1000\ngiven\n/work\nSeccomp:\t2\n")
        try space.dockerfile("FROM base\nRUN exit 5\n")
        #expect(try space.failure().contains("exit code: 5"))
    }

    @Test("Extra hosts, limits and the size of /dev/shm are as the flags say")
    func flags() throws {
        let space = try TestSpace()
        try space.dockerfile(
            "FROM base\nRUN grep example /etc/hosts > /seen; ulimit -n >> /seen; df -k /dev/shm | tail -n 1 >> /seen\n")
        try space.build(
            "--add-host", "name.example:10.1.2.3", "--ulimit", "nofile=123", "--shm-size", "8m", "-o", space.path("out")
        )
        let seen = try space.read("out/seen").split(separator: "\n").map(String.init)
        try #require(seen.count == 3)
        #expect(seen[0].split(whereSeparator: \.isWhitespace) == ["10.1.2.3", "name.example"])
        #expect(seen[1] == "123")
        #expect(seen[2].contains(" 8192 "))
    }
}

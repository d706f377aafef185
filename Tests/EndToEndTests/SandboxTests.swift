import Foundation
import Testing

@Suite("What a RUN may be given beyond the usual")
struct SandboxTests {
    // MARK: Devices

    private func describeDevices(_ space: TestSpace) throws {
        try space.write("vendor/driver", "of the vendor\n")
        // A hook reads the container's state, as all do: of one that ends before crun has written it crun reports an error.
        let hook = "cat > \(space.path("home/state")); echo hook > \(space.path("home/hook"))"
        try space.write(
            "cdi/acme.yaml",
            """
            cdiVersion: "0.6.0"
            kind: acme.com/thing
            containerEdits:
              env: [ALL=every]
            devices:
            - name: zero
              containerEdits:
                env: [ONE=zero]
                deviceNodes: [{path: /dev/acme, hostPath: /dev/zero}]
                mounts: [{hostPath: "\(space.path("vendor"))", containerPath: /opt/acme, options: [rbind, ro]}]
                additionalGids: [50]
                hooks:
                - {hookName: createRuntime, path: /bin/sh, args: [sh, -c, "\(hook)"]}
            - name: other
              annotations: {org.mobyproject.buildkit.device.autoallow: "true"}
              containerEdits: {env: [TWO=other]}
            """)
        try space.write("config.toml", "[cdi]\nspecDirs = [\"\(space.path("cdi"))\"]\n")
    }

    @Test("A device brings its file, variables, mounts, groups and hooks", arguments: Builder.available)
    func device(_ builder: Builder) throws {
        let space = try TestSpace(builder)
        try describeDevices(space)
        try space.dockerfile(
            """
            FROM base
            RUN --device=acme.com/thing=zero,required echo "$ALL $ONE $TWO" > /seen; \\
                head -c 2 /dev/acme | od -An -tx1 >> /seen; cat /opt/acme/driver >> /seen; id -G >> /seen; \\
                touch /opt/acme/x 2> /dev/null || echo refused >> /seen
            RUN --device=acme.com/thing=other test "$ALL $ONE $TWO" = "every  other"
            RUN --device=acme.com/thing=gone test -z "$ALL" && test ! -e /dev/acme
            """)
        try space.build("--allow", "device=acme.com/thing=zero", "-o", space.path("out"))
        #expect(try space.read("out/seen") == "every zero \n 00 00\nof the vendor\n0 50\nrefused\n")
        #expect(try space.read("home/hook") == "hook\n")
        #expect(try space.read("home/state").contains("\"ociVersion\""))
        #expect(!space.has("out/opt") && !space.has("out/dev"))
    }

    @Test("Devices need leave, and unknown ones are told with those that there are")
    func deviceRefused() throws {
        let space = try TestSpace()
        try describeDevices(space)
        try space.dockerfile("FROM base\nRUN --device=acme.com/thing=zero true\n")
        let refused = try space.failure()
        #expect(refused.contains("device acme.com/thing=zero is requested by the build but not allowed"))
        #expect(refused.contains("--allow device=acme.com/thing=zero"))
        try space.dockerfile("FROM base\nRUN --device=acme.com/thing=gone,required true\n")
        let unknown = try space.failure("--allow", "device")
        #expect(unknown.contains("Dockerfile:2:1: required device \"acme.com/thing=gone\" is not registered"))
        #expect(unknown.contains("acme.com/thing=other, acme.com/thing=zero"))
        try space.write("cdi/bad.json", "{")
        #expect(try space.failure("--allow", "device").contains("cdi/bad.json: line 1"))
    }

    // MARK: Rights

    private let probe = """
        grep CapEff /proc/self/status | cut -f 2 > /tmp/rights; grep Seccomp: /proc/self/status >> /tmp/rights; \
        mount -t tmpfs none /mnt 2> /dev/null && echo mounted >> /tmp/rights; \
        hostname other 2> /dev/null && echo renamed >> /tmp/rights; true
        """

    @Test("--security=insecure takes the confinement away, for every user", arguments: Builder.available)
    func insecure(_ builder: Builder) throws {
        let space = try TestSpace(builder)
        try space.dockerfile(
            """
            FROM base
            RUN mkdir /mnt
            RUN \(probe)
            RUN mv /tmp/rights /confined
            USER app
            RUN --security=insecure \(probe)
            """)
        #expect(try space.failure().contains("--allow security.insecure"))
        try space.build("--allow", "security.insecure", "-o", space.path("out"))
        #expect(try space.read("out/confined") == "00000000a80425fb\nSeccomp:\t2\n")
        let rights = try space.read("out/tmp/rights").split(separator: "\n").map(String.init)
        #expect(rights.dropFirst() == ["Seccomp:\t0", "mounted", "renamed"])
        // All that strata has: more than CAP_SYS_ADMIN (bit 21).
        let bits = try #require(UInt64(rights[0], radix: 16))
        #expect(bits >> 21 & 1 == 1 && bits.nonzeroBitCount > 30)
    }

    @Test(
        "Devices that a step makes are files and no devices, unless it is insecure",
        .enabled(if: Builder.isRoot, "only root may make devices"))
    func madeDevices() throws {
        let space = try TestSpace()
        try space.dockerfile(
            """
            FROM base
            RUN for place in /tmp /dev /dev/shm; do mknod $place/z c 1 5; head -c 1 $place/z && echo opened; done \\
                > /seen 2>&1; stat -c '%d:%i' /dev/null > /null
            RUN --security=insecure head -c 1 /tmp/z | wc -c >> /seen; test -c /dev/loop0; test -c /dev/kmsg
            """)
        try space.build("--allow", "security.insecure", "-o", "type=tar,dest=\(space.path("out.tar"))")
        let read = { (name: String) in
            try Tools.run("tar", "-xOf", space.path("out.tar"), name).text
        }
        let refused = ["/tmp/z", "/dev/z", "/dev/shm/z"].map { "head: \($0): Permission denied\n" }.joined()
        #expect(try read("seen") == refused + "1\n")
        #expect(try Tools.run("tar", "-tvf", space.path("out.tar"), "tmp/z").text.hasPrefix("crw"))
        // The runtime gives /dev/null to the step's user: it must not be the machine's.
        #expect(try read("null") != Tools.run("stat", "-c", "%d:%i", "/dev/null").text)
    }

    @Test("Who may have the build's network may have it in a step", arguments: ["none", "host", "default"])
    func network(build: String) throws {
        let space = try TestSpace()
        try space.dockerfile(
            "FROM base\nRUN --network=host ls /sys/class/net > /host\nRUN ls /sys/class/net > /usual\n")
        if build == "host" {
            try space.build("--network", build, "-o", space.path("out"))
        } else {
            #expect(try space.failure("--network", build).contains("network.host is not allowed"))
            try space.build("--network", build, "--allow", "network.host", "-o", space.path("out"))
        }
        let here = try Tools.run("ls", "/sys/class/net").text
        #expect(try space.read("out/host") == here)
        #expect(try space.read("out/usual") == (build == "none" ? "lo\n" : here))
    }

    // MARK: Limits

    @Test(
        "A cgroup limits a step's memory", .enabled(if: Builder.isRoot && Tools.has("runc"), "root and runc are needed")
    )
    func cgroup() throws {
        let space = try TestSpace()
        let name = "strata-test-\(UUID().uuidString.prefix(8))"
        let limits = ["--resource", "memory=64m", "--cgroup-parent", name]
        try space.dockerfile("FROM base\nRUN cat /proc/self/cgroup > /seen\n")
        try space.build(limits[0], limits[1], limits[2], limits[3], "-o", space.path("out"))
        #expect(try space.read("out/seen").contains(":/\(name)/strata/"))
        // The limit is no part of the key.
        try space.build("-m", "128m").expectRan()
        // tail waits for the end of a line, and keeps all until then.
        try space.dockerfile("FROM base\nRUN tail /dev/zero\n")
        #expect(try space.failure(limits[0], limits[1], limits[2], limits[3]).contains("exit code: 137"))
        try Tools.run(
            "find", "/sys/fs/cgroup", "-depth", "-type", "d", "-path", "*/\(name)*", "-exec", "rmdir", "{}", ";")
    }

    @Test("An ordinary user is told why a step can't be limited", .enabled(if: Builder.isRoot, "root can become one"))
    func noCgroup() throws {
        let space = try TestSpace(try #require(Builder.available.last))
        try space.dockerfile("FROM base\nRUN true\n")
        let text = try space.failure("--resource", "memory=64m")
        #expect(text.contains("an ordinary user's steps are in no cgroup of their own"))
    }

    @Test(
        "Values of flags are checked as docker checks them",
        arguments: [
            ("--ulimit=nofile", "invalid ulimit argument: nofile"), ("--ulimit=nofle=1", "invalid ulimit type: nofle"),
            ("--ulimit=nofile=3:2", "soft limit must be less than or equal to hard limit: 3 > 2"),
            ("--ulimit=nofile=1:2:3", "too many limit value arguments - 1:2:3"),
            ("--shm-size=1q", "invalid size: '1q'"), ("--add-host=db", "invalid host db"),
            ("--add-host=db:nowhere", "invalid host db:nowhere"), ("--allow=fs=/x", "unknown entitlement fs=/x"),
            ("--allow=device=a,b=c", "unknown device config key \"b\""),
            ("--network=mine", "\"mine\" is not supported"),
            ("--resource=memory", "invalid resource \"memory\", expected key=value"),
            ("--resource=disk=1", "unknown resource \"disk\""),
            ("--cgroup-parent=../other", "it leads out of the cgroup tree"),
            ("--cpu-quota=x", "invalid value \"x\" for resource cpu-quota"),
        ])
    func badValues(flag: String, message: String) throws {
        let space = try TestSpace(base: nil)
        try space.dockerfile("FROM base\nRUN true\n")
        let finished = try space.strata("build", flag, "context")
        #expect(finished.errorText.contains(message))
        // Docker's parser reads limits and sizes itself, and ends as for a flag that it does not know.
        #expect(finished.code == (flag.hasPrefix("--ulimit") || flag.hasPrefix("--shm-size") ? 125 : 1))
    }

    @Test("Hosts come in all of docker's spellings", arguments: Builder.available)
    func hosts(_ builder: Builder) throws {
        let space = try TestSpace(builder)
        try space.dockerfile("FROM base\nRUN tail -n +3 /etc/hosts > /seen; ulimit -n >> /seen; ulimit -Hn >> /seen\n")
        try space.build(
            "--add-host", "a:1.2.3.4,b=[2001:DB8:0::5]", "--add-host", "here:host-gateway", "--ulimit", "nofile=90:200",
            "--ulimit", "nofile=100:200", "-o", space.path("out"))
        #expect(try space.read("out/seen") == "1.2.3.4\ta\n2001:db8::5\tb\n127.0.0.1\there\n100\n200\n")
    }

    // MARK: Users

    @Test(
        "A user outside of the ranges is named, with the file to mend",
        .enabled(if: Builder.isRoot, "root can become one"))
    func unmapped() throws {
        let space = try TestSpace(try #require(Builder.available.last))
        try space.dockerfile("FROM base\nUSER 70000\nRUN true\n")
        let text = try space.failure()
        #expect(text.contains("the step needs the user 70000") && text.contains("/etc/subuid"))
        try space.dockerfile("FROM base\nRUN --mount=type=secret,id=s,gid=70000 true\n")
        try space.write("value", "s")
        let group = try space.failure("--secret", "id=s,src=\(space.path("value"))")
        #expect(group.contains("the step needs the group 70000") && group.contains("/etc/subgid"))
    }

    @Test("A working directory that is gone comes back as the user's", arguments: Builder.available)
    func workingDirectory(_ builder: Builder) throws {
        let space = try TestSpace(builder)
        try space.dockerfile(
            """
            FROM base
            WORKDIR /gone/below
            RUN rm -rf /gone
            USER app
            ENV HOME=
            RUN pwd > seen; stat -c '%u:%g %a' . .. >> seen; echo $HOME >> seen
            """)
        try space.build("-o", space.path("out"))
        #expect(try space.read("out/gone/below/seen") == "/gone/below\n1000:1001 755\n1000:1001 755\n/home/app\n")
    }

    // MARK: Proxies

    @Test("Docker's proxies reach a step, and stay out of key and image", arguments: Builder.available)
    func proxies(_ builder: Builder) throws {
        let space = try TestSpace(builder)
        try space.write(
            "home/.docker/config.json",
            #"{"proxies": {"default": {"httpProxy": "http://file:1", "noProxy": "localhost"}, "tcp://far": {}}}"#)
        try space.dockerfile(
            "FROM base\nRUN env | grep -i _proxy | sort > /seen\nENV http_proxy=own\nRUN env > /after\n")
        try space.build("-t", "made", "-o", space.path("out"))
        #expect(
            try space.read("out/seen")
                == "HTTP_PROXY=http://file:1\nNO_PROXY=localhost\nhttp_proxy=http://file:1\nno_proxy=localhost\n")
        #expect(try space.read("out/after").contains("\nhttp_proxy=http://file:1\n"))
        let image = try space.strata("images", "inspect", "made", "--json").text
        #expect(!image.contains("file:1"))
        try space.build("--build-arg", "http_proxy=http://line:2").expectRan()
        try space.build("--no-cache", "--build-arg", "http_proxy=http://line:2", "-o", space.path("two"))
        #expect(try space.read("two/seen").contains("HTTP_PROXY=http://line:2\n"))
        #expect(!(try space.read("two/seen").contains("file:1")))
    }
}

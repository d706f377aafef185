import Foundation
import Testing

@Suite(
    "SSH agents for RUN",
    .enabled(
        if: Tools.has("ssh-agent", "ssh-add", "ssh-keygen"), "openssh-client is needed: apt-get install openssh-client")
)
struct AgentTests {
    /// A space with two keys, one with a passphrase, and ssh-add with its libraries in the context.
    private func space(_ builder: Builder) throws -> TestSpace {
        let space = try TestSpace(builder)
        for (name, phrase) in [("one", ""), ("two", ""), ("locked", "secret")] {
            try Tools.run("ssh-keygen", "-q", "-t", "ed25519", "-N", phrase, "-C", name, "-f", space.path(name))
            // BuildKit takes keys that others may read, and so does strata.
            try space.write(name, try space.read(name), mode: 0o644)
        }
        let script = """
            mkdir context/ssh && cp "$(command -v ssh-add)" context/ssh/ &&
            for file in $(ldd context/ssh/ssh-add | grep -o '/[^ ]*'); do cp -L "$file" context/ssh/; done &&
            printf '#!/bin/sh\\nexec /ssh/ld-* --library-path /ssh /ssh/ssh-add "$@"\\n' > context/ssh/add &&
            chmod -R a+rX,a+x context/ssh
            """
        try Tools.run("sh", "-c", script, in: space.folder)
        return space
    }

    private func key(_ name: String, _ space: TestSpace) throws -> Substring {
        try #require(try space.read("\(name).pub").split(separator: " ").dropFirst().first)
    }

    @Test("Keys from files sign for a step and leave nothing behind", arguments: Builder.available)
    func keys(_ builder: Builder) throws {
        let space = try space(builder)
        try space.dockerfile(
            """
            FROM base
            COPY ssh /ssh
            RUN --mount=type=ssh,id=keys /ssh/add -L > /listed; ! /ssh/add -D; /ssh/add -L | wc -l > /left; \\
                stat -c '%F %a %u' $SSH_AUTH_SOCK > /socket; echo $SSH_AUTH_SOCK >> /socket
            USER app
            RUN --mount=type=ssh,id=keys,uid=1000,gid=7,mode=0640,target=/tmp/agent \\
                /ssh/add -L > /tmp/own; stat -c '%a %u %g' /tmp/agent >> /tmp/own
            RUN --mount=type=ssh test ! -e /run && test -n "$SSH_AUTH_SOCK"
            """)
        let build = try space.build("--ssh", "keys=one,two", "-o", space.path("out"))
        let (one, two) = (try key("one", space), try key("two", space))
        let listed = try space.read("out/listed")
        #expect(listed.contains(one) && listed.contains(two))
        #expect(try space.read("out/left") == "2\n")
        #expect(try space.read("out/socket") == "socket 600 0\n/run/buildkit/ssh_agent.0\n")
        let own = try space.read("out/tmp/own")
        #expect(own.contains(one) && own.hasSuffix("\n640 1000 7\n"))
        #expect(!space.has("out/run") && !space.has("out/tmp/agent"))
        #expect(try space.leftovers() == [])
        try expectNoAgent(of: space)
        // Of the keys nothing is kept, and another key is no reason to run again.
        let secret = try space.read("one").split(separator: "\n")[2]
        #expect(try space.filesContaining(String(secret), in: "store") == [])
        #expect(!build.logs.contains(secret))
        try space.build("--ssh", "keys=two").expectRan()
    }

    @Test("No agent outlives a build that is killed", arguments: Builder.available)
    func killed(_ builder: Builder) throws {
        let space = try space(builder)
        try space.dockerfile("FROM base\nRUN --mount=type=ssh,required echo be''gun; sleep 60\n")
        let build = try space.start(["build", "--progress", "plain", "--ssh", "default=one", "context"])
        try #require(try build.says("begun"))
        build.signal(9)
        _ = try build.finish()
        try expectNoAgent(of: space)
    }

    /// Fails where an agent of a space is left; one whose guard was killed with strata looks after it every ten seconds.
    private func expectNoAgent(of space: TestSpace) throws {
        let search = """
            end=$(($(date +%s) + 20))
            while test $(date +%s) -lt $end; do
                grep -lzxF "HOME=$1" /proc/[0-9]*/environ 2> /dev/null | while read -r file; do
                    tr '\\0' ' ' < "${file%environ}cmdline"; done 2> /dev/null | grep -q ssh-agent || exit 0
            done
            exit 1
            """
        try Tools.run("sh", "-c", search, "sh", space.path("home"))
    }

    @Test("A running agent is lent, not given away", arguments: Builder.available)
    func agent(_ builder: Builder) throws {
        let space = try space(builder)
        let socket = space.path("agent")
        let agent = try Program(
            try builder.wrapper() + ["ssh-agent", "-D", "-a", socket], environment: try space.variables(),
            directory: space.folder)
        while !space.has("agent") { try #require(!agent.ends(within: 5)) }
        func add(_ arguments: String...) throws -> String {
            try Program(
                try builder.wrapper() + ["ssh-add"] + arguments,
                environment: try space.variables().merging(["SSH_AUTH_SOCK": socket]) { $1 }, directory: space.folder
            ).finish().text
        }
        try Tools.run("chmod", "600", space.path("one"))
        _ = try add("-q", "one")
        try space.dockerfile(
            """
            FROM base
            COPY ssh /ssh
            RUN --mount=type=ssh,required /ssh/add -L > /listed; /ssh/add -D; /ssh/add -x < /dev/null; true
            """)
        try space.build("--ssh", "default", "-o", space.path("out"), environment: ["SSH_AUTH_SOCK": socket])
        let one = try key("one", space)
        #expect(try space.read("out/listed").contains(one))
        #expect(try add("-L").contains(one))
        // A second id for the same agent.
        try space.build("--no-cache", "--ssh", "default=agent")
        agent.signal(15)
        _ = try agent.finish()
    }

    @Test(
        "What is wrong with --ssh is told before anything runs",
        arguments: [
            ("k=locked", "failed to parse locked: this private key is passphrase protected", "ssh-add locked"),
            ("k=one.pub", "failed to parse one.pub: ssh: no key found", "a private key"),
            ("k=nothing", "nothing can't be found", "a key's file"),
            ("default", "make sure SSH_AUTH_SOCK is set", "ssh-agent"),
        ])
    func faults(value: String, message: String, remedy: String) throws {
        let space = try space(.current)
        try space.dockerfile("FROM base\nRUN true\n")
        let text = try space.failure("--ssh", value)
        #expect(text.contains("--ssh \(value): "))
        #expect(text.contains(message) && text.contains(remedy))
    }

    @Test("An agent that must be there is missed, with what to do")
    func required() throws {
        let space = try TestSpace()
        try space.dockerfile("FROM base\nRUN --mount=type=ssh,id=deploy,required true\n")
        let text = try space.failure()
        #expect(text.contains("Dockerfile:2"))
        #expect(text.contains("no SSH key \"deploy\" forwarded from the client: unset ssh forward key deploy"))
        #expect(text.contains("--ssh deploy=SOCKET"))
    }
}

import Foundation
import Testing

@Suite("Building for several platforms")
struct PlatformTests {
    private static let dockerfile = """
        FROM --platform=$BUILDPLATFORM base AS build
        RUN echo once > /shared
        ARG TARGETOS TARGETARCH TARGETVARIANT TARGETPLATFORM
        RUN echo "$TARGETOS $TARGETARCH [$TARGETVARIANT] $TARGETPLATFORM" > /target
        FROM scratch
        COPY --from=build /shared /target /
        """

    @Test("Each has a folder; what does not differ is done once", arguments: Builder.available)
    func folders(_ builder: Builder) throws {
        let space = try TestSpace(builder)
        try space.dockerfile(Self.dockerfile)
        let build = try space.build(
            "--platform", "linux/amd64,linux/arm/v6", "--platform", "windows/amd64", "-o", space.path("out"))
        #expect(build.steps.count { $0.name.contains("RUN echo once") } == 1)
        #expect(build.steps.count { $0.name.contains("RUN echo \"") } == 3)
        #expect(
            try ["linux_amd64", "linux_arm_v6", "windows_amd64"].map { try space.read("out/\($0)/target") } == [
                "linux amd64 [] linux/amd64\n", "linux arm [v6] linux/arm/v6\n", "windows amd64 [] windows/amd64\n",
            ])
        let tar = try space.build("--platform", "linux/amd64,linux/arm64", "-o", "-").output
        #expect(
            try Tools.run("tar", "-tf", "-", input: tar).lines == [
                "linux_amd64/", "linux_amd64/shared", "linux_amd64/target", "linux_arm64/", "linux_arm64/shared",
                "linux_arm64/target",
            ])
    }

    @Test("An image of several is an index with a config for each")
    func index() throws {
        let space = try TestSpace()
        try space.dockerfile(Self.dockerfile)
        try space.build("--platform", "linux/arm/v7,linux/arm64/v8", "-t", "many")
        let listing = try space.strata("images", "ls").text
        #expect(listing.contains("linux/arm/v7, linux/arm64"))
        try space.dockerfile("FROM many\nCOPY Dockerfile /\n")
        try space.build("--platform", "linux/arm/v7", "-o", space.path("out"))
        #expect(try space.read("out/target") == "linux arm [v7] linux/arm/v7\n")
        let text = try space.failure("--platform", "linux/s390x")
        #expect(text.contains("no match for platform linux/s390x"))
        #expect(text.contains("it is there for linux/arm/v7, linux/arm64"))
        #expect(text.contains("Dockerfile:1"))
    }

    @Test("Folders can be asked for, and refused where files do not meet")
    func splitting() throws {
        let space = try TestSpace(base: nil)
        try space.dockerfile("FROM scratch\nARG TARGETARCH\nCOPY <<EOF /$TARGETARCH\nEOF\n")
        let both = ["--platform", "linux/amd64,linux/arm64"]
        func export(_ flags: [String], _ output: String) throws -> [String] {
            #expect(try space.tryBuild(flags + ["-o", "type=local,dest=\(space.path(output)),\(output)"]).code == 0)
            return try space.list(output)
        }
        #expect(try export(both, "platform-split=false") == ["amd64", "arm64"])
        #expect(try export([], "platform-split=true") == ["linux_amd64/", "linux_amd64/amd64"])
        try space.dockerfile("FROM scratch\nARG TARGETARCH\nCOPY <<EOF /same\n$TARGETARCH\nEOF\n")
        let text = try space.failure(
            "--platform", both[1], "-o", "type=local,dest=\(space.path("refused")),platform-split=false")
        #expect(
            text.contains("cannot overwrite /same from linux/amd64 with linux/arm64 when split option is disabled"))
        #expect(!space.has("refused"))
    }

    @Test(
        "Words that are no platform are refused with the nearest",
        arguments: [
            ("amd65", "did you mean amd64?"), ("linux/a/b/c", "write os/architecture, as linux/arm64, or local"),
            ("linux/", "write os/architecture"),
        ])
    func badPlatforms(text: String, remedy: String) throws {
        let space = try TestSpace(base: nil)
        try space.dockerfile("FROM scratch\n")
        #expect(try space.failure("--platform", text).contains(remedy))
    }

    @Test("The machine's own platform has a name, and a variable gives the usual one")
    func usualPlatform() throws {
        let space = try TestSpace(base: nil)
        try space.dockerfile(
            "FROM scratch\nARG TARGETPLATFORM\nARG BUILDPLATFORM\nCOPY <<EOF /f\n$TARGETPLATFORM $BUILDPLATFORM\nEOF\n")
        try space.build("-o", space.path("a"), environment: ["DOCKER_DEFAULT_PLATFORM": "linux/riscv64"])
        #expect(try space.read("a/f").hasPrefix("linux/riscv64 "))
        try space.build(
            "--platform", "local", "-o", space.path("b"), environment: ["DOCKER_DEFAULT_PLATFORM": "linux/riscv64"])
        let words = try space.read("b/f").split(whereSeparator: \.isWhitespace)
        #expect(words.first == words.last)
        let archive = try space.failure("--platform", "linux/amd64,linux/arm64", "-o", "type=docker,dest=x.tar")
        #expect(archive.contains("docker exporter does not support exporting manifest lists"))
    }
}

/// Commands for other machines: what runs them is registered with the kernel in a namespace of the test's own.
@Suite("Commands of other platforms")
struct EmulationTests {
    /// The head of a program for arm64, by which the kernel knows it: no more is needed where an emulator is asked.
    private static let program: [UInt8] =
        [0x7F, 0x45, 0x4C, 0x46, 2, 1, 1] + [UInt8](repeating: 0, count: 9) + [2, 0, 183, 0, 1, 0, 0, 0]
        + [UInt8](repeating: 0, count: 104)

    private static let hasOwnList = {
        let script = "mount -t binfmt_misc none /proc/sys/fs/binfmt_misc"
        return (try? Tools.run("unshare", "--map-root-user", "--mount", "sh", "-c", script)) != nil
    }()

    /// A space with an image for arm64 whose only program is /hello.
    private func makeSpace(_ builder: Builder) throws -> TestSpace {
        let space = try TestSpace(builder)
        try space.write("context/hello", Data(Self.program), mode: 0o755)
        try space.dockerfile("FROM scratch\nCOPY hello /hello\n")
        try space.build("--platform", "linux/arm64", "-t", "foreign")
        try space.write(
            "bin/echo", try Data(contentsOf: URL(fileURLWithPath: Tools.find("busybox") ?? "")), mode: 0o755)
        try space.dockerfile(
            """
            FROM base AS own
            RUN echo own > /own
            FROM foreign
            COPY --from=own /own /
            RUN ["/hello", "from", "elsewhere"]
            """)
        return space
    }

    /// Builds as root of a new user namespace, whose kernel has only the emulators that are registered in it.
    private func build(_ space: TestSpace, flags: String?, _ more: String...) throws -> Finished {
        let list = "/proc/sys/fs/binfmt_misc"
        let magic = #"\x7fELF\x02\x01\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x02\x00\xb7\x00"#
        let registration = ":test-arm64:M::\(magic)::\(space.path("bin/echo")):\(flags ?? "")"
        var script = "mount -t binfmt_misc none \(list) && "
        if flags != nil { script += "printf '%s' '\(registration)' > \(list)/register && " }
        let inside = ["sh", "-ec", script + "exec \"$@\"", "sh"]
        let wrapper: [String]
        if Builder.isRoot, space.builder == .current {
            // Root has no subordinate ids: its own are given to the namespace, by who is outside of it.
            let outside = """
                unshare --user --mount sh -c 'until grep -q . /proc/self/gid_map; do :; done; exec "$@"' sh "$@" &
                until [ "$(readlink /proc/$!/ns/user)" != "$(readlink /proc/self/ns/user)" ]; do :; done
                echo 0 0 65536 > /proc/$!/uid_map; echo 0 0 65536 > /proc/$!/gid_map; wait $!
                """
            wrapper = ["sh", "-c", outside, "sh"] + inside
        } else {
            wrapper = try space.builder.wrapper() + ["unshare", "--map-root-user", "--map-auto", "--mount"] + inside
        }
        let command = [try Binary.locate().program, "build", "--progress=plain", "--platform", "linux/arm64"]
        return try Program(
            wrapper + command + more + ["context"], environment: try space.variables(), directory: space.folder
        ).finish()
    }

    @Test(
        "They run by the emulator that the kernel knows, and cached ones need none",
        .enabled(if: hasOwnList, "the kernel gives no namespace a list of its own (before 6.7)"),
        arguments: Builder.available)
    func emulated(_ builder: Builder) throws {
        let space = try makeSpace(builder)
        let first = try build(space, flags: "F")
        #expect(first.code == 0, "\(first.errorText)")
        #expect(first.errorText.contains(" /hello from elsewhere"))
        let second = try build(space, flags: nil)
        #expect(second.code == 0, "\(second.errorText)")
    }

    @Test(
        "Without one the build fails before anything runs, and says what to install",
        .enabled(if: hasOwnList, "the kernel gives no namespace a list of its own (before 6.7)"),
        arguments: Builder.available, [[], ["--no-cache"]])
    func missing(_ builder: Builder, more: [String]) throws {
        let space = try makeSpace(builder)
        let finished = try more.isEmpty ? build(space, flags: nil) : build(space, flags: nil, more[0])
        #expect(finished.code == 1)
        #expect(finished.errorText.contains("a command for linux/arm64 can't run on this machine"))
        #expect(finished.errorText.contains("remedy: install one: `apt-get install qemu-user-static`"))
        #expect(finished.errorText.contains("Dockerfile:5:1"))
        #expect(!finished.errorText.contains(/RUN echo own > \/own\n#\d+ DONE/))
    }

    @Test(
        "One that is looked for inside of the image does not count",
        .enabled(if: hasOwnList, "the kernel gives no namespace a list of its own (before 6.7)"))
    func notHeldOpen() throws {
        let text = try build(makeSpace(.current), flags: "C").errorText
        #expect(text.contains("is registered without the flag F"))
    }

    @Test("Those of another operating system are refused, its files are not")
    func otherSystem() throws {
        let space = try TestSpace()
        try space.dockerfile("FROM scratch\nCOPY Dockerfile /f\n")
        try space.build("--platform", "windows/amd64", "-t", "window")
        try space.dockerfile("FROM window\nCOPY Dockerfile /g\n")
        try space.build("--platform", "windows/amd64", "-o", space.path("out"))
        #expect(try space.list("out") == ["f", "g"])
        try space.dockerfile("FROM window\nRUN [\"dir\"]\n")
        let text = try space.failure("--platform", "windows/amd64")
        #expect(text.contains("a command for windows/amd64 can't run on this machine"))
        #expect(text.contains("FROM --platform=$BUILDPLATFORM"))
    }
}

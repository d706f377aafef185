import Diagnostics
import DockerfileSyntax
import Testing

@Suite struct InstructionTests {
    private func first(_ line: String) throws -> Instruction {
        let file = SourceFile(name: "Dockerfile", text: "FROM base\n" + line)
        return try #require(try Dockerfile.parse(file).stages[0].instructions.first)
    }

    @Test func argumentsAboveTheFirstFromAndStages() throws {
        let text = """
            # VERSION of the base
            ARG VERSION=12 VARIANT
            # Build makes the program
            # build with everything
            FROM --platform=$BUILDPLATFORM debian:$VERSION AS Build
            RUN make
            FROM scratch
            COPY --from=build /out /
            """
        let dockerfile = try Dockerfile.parse(SourceFile(name: "Dockerfile", text: text))
        guard case .arg(let arguments) = dockerfile.globalArguments[0].body else { throw Unexpected() }
        #expect(arguments.map(\.name.text) == ["VERSION", "VARIANT"])
        #expect(arguments.map(\.value?.text) == ["12", nil])
        #expect(arguments.map(\.description) == ["of the base", nil])
        let build = dockerfile.stages[0]
        #expect(build.name == "build")
        #expect(build.from.name?.text == "Build")
        #expect(build.from.description == "with everything")
        #expect(build.from.platform?.text == "$BUILDPLATFORM")
        #expect(build.from.image.text == "debian:$VERSION")
        #expect(build.instructions.map(\.original) == ["RUN make"])
        #expect(dockerfile.stages[1].name == nil)
        #expect(dockerfile.stages[1].index == 1)
        #expect(dockerfile.instructions.count == 5)
    }

    @Test func copyWithAllFlags() throws {
        let line =
            "COPY --from=b --chown=1:2 --chmod=u=rwX --link --parents=true --exclude=*.md --exclude=x/** a $b /d/"
        guard case .copy(let copy) = try first(line).body else { throw Unexpected() }
        #expect(copy.from?.text == "b")
        #expect(copy.keepsParents)
        #expect(copy.files.sources.map(\.text) == ["a", "$b"])
        #expect(copy.files.destination.text == "/d/")
        #expect(copy.files.owner?.text == "1:2")
        #expect(copy.files.mode?.text == "u=rwX")
        #expect(copy.files.isLinked)
        #expect(copy.files.excludes.map(\.text) == ["*.md", "x/**"])
        #expect(try first(line).expandableWords.map(\.text) == ["1:2", "u=rwX", "a", "$b", "/d/"])
    }

    @Test func addWithAllFlags() throws {
        let line = "ADD --keep-git-dir=false --checksum=sha256:$SUM --unpack --link=false https://a/b.tar /d"
        guard case .add(let add) = try first(line).body else { throw Unexpected() }
        #expect(add.keepsGitFolder == false)
        #expect(add.checksum?.text == "sha256:$SUM")
        #expect(add.unpacks == true)
        #expect(!add.files.isLinked)
        guard case .add(let bare) = try first("ADD a b").body else { throw Unexpected() }
        #expect(bare.keepsGitFolder == nil && bare.unpacks == nil && bare.checksum == nil)
    }

    @Test func copyMakesFilesFromHeredocs() throws {
        let line = "COPY <<A <<-\"B C\" x <<'D' /dir/\n$one\nA\n\ttwo\n\tD\nD\n"
        guard
            case .copy(let copy) = try first(
                line.replacing("\"B C\"", with: "B")
                    .replacing("\n\tD\nD", with: "\n\tB\nthree $x\nD")
            ).body
        else { throw Unexpected() }
        #expect(copy.files.inlineFiles.map(\.name) == ["A", "B", "D"])
        #expect(copy.files.inlineFiles.map(\.isExpanded) == [true, true, false])
        #expect(copy.files.inlineFiles.map(\.text) == ["$one\n", "\ttwo\n", "three $x\n"])
        #expect(String(decoding: copy.files.inlineFiles[1].strippedContents, as: UTF8.self) == "two\n")
        #expect(copy.files.sources.map(\.text) == ["x"])
    }

    @Test(arguments: [
        ("RUN make  all", RunScript.shell("make  all")),
        (#"RUN ["a", "b c"]"#, .exec(["a", "b c"])),
        ("RUN <<EOF\nset -e\n\techo \"$x\"\nEOF", .shell("set -e\n\techo \"$x\"\n")),
        ("RUN <<-EOF\n\tone\n\t\ttwo\n\tEOF", .shell("one\ntwo\n")),
        ("RUN <<'END OF'\n#!/bin/sh\necho\nEND OF", .file(name: "END OF", contents: Array("#!/bin/sh\necho\n".utf8))),
        ("RUN python3 <<EOF\nprint(1)\nEOF", .shell("python3 <<EOF\nprint(1)\nEOF")),
        ("RUN cat <<A 3<<B\n1\nA\n2\nB", .shell("cat <<A 3<<B\n1\nA\n2\nB")),
        ("RUN <<EOF\r\nx\r\nEOF\r\n", .shell("x\r\n")),
        ("RUN echo '<<EOF'", .shell("echo '<<EOF'")),
        ("RUN echo $((1<<2))", .shell("echo $((1<<2))")),
    ])
    func whatARunStarts(line: String, script: RunScript) throws {
        guard case .run(let run) = try first(line).body else { throw Unexpected() }
        #expect(run.script == script)
    }

    @Test func runWithFlags() throws {
        let line = "RUN --network=none --security=insecure --device=a.com/gpu=x,required --mount=type=tmpfs,dst=/t true"
        guard case .run(let run) = try first(line).body else { throw Unexpected() }
        #expect(run.network == .none)
        #expect(run.security == .insecure)
        #expect(run.devices == [RunDevice(name: "a.com/gpu=x", isRequired: true)])
        #expect(run.mounts.map(\.word.text) == ["type=tmpfs,dst=/t"])
        #expect(run.flagsUsed == ["network", "security", "device", "mount"])
    }

    @Test(arguments: [
        ("ENV a=1 b='x y'", [["a", "1", "new"], ["b", "'x y'", "new"]]),
        ("ENV a b=c d", [["a", "b=c d", "old"]]),
        ("LABEL \"a b\"=c", [["\"a b\"", "c", "new"]]),
        ("ENV a= b=\"\"", [["a", "", "new"], ["b", "\"\"", "new"]]),
        ("ENV a=b=c", [["a", "b=c", "new"]]),
    ])
    func namesAndValues(line: String, expected: [[String]]) throws {
        let pairs: [KeyValue]
        switch try first(line).body {
        case .env(let found), .label(let found): pairs = found
        default: throw Unexpected()
        }
        #expect(pairs.map { [$0.name.text, $0.value.text, $0.isLegacy ? "old" : "new"] } == expected)
    }

    @Test func healthchecks() throws {
        let line =
            "HEALTHCHECK --interval=1m30s --timeout=500ms --start-period=0s --start-interval=1.5s --retries=3 CMD a b"
        guard case .healthcheck(.check(let check)) = try first(line).body else { throw Unexpected() }
        guard case .shell(let command) = check.command else { throw Unexpected() }
        #expect(command.text == "a b")
        #expect(check.interval == .seconds(90))
        #expect(check.timeout == .milliseconds(500))
        #expect(check.startPeriod == nil)
        #expect(check.startInterval == .milliseconds(1500))
        #expect(check.retries == 3)
        #expect(try first("HEALTHCHECK none").body == .healthcheck(.none))
    }

    @Test func onbuildRecordsItsText() throws {
        guard case .onbuild(let onbuild) = try first("onbuild  copy <<E /x\n1\nE\n").body else { throw Unexpected() }
        #expect(onbuild.expression == "copy <<E /x\n1\nE")
        let trigger = try Dockerfile.trigger(SourceFile(name: "ONBUILD", text: onbuild.expression))
        guard case .copy(let copy) = trigger.body else { throw Unexpected() }
        guard case .onbuild(let other) = try first("ONBUILD COPPY a").body else { throw Unexpected() }
        #expect(other.expression == "COPPY a")
        #expect(copy.files.inlineFiles.map(\.text) == ["1\n"])
    }

    @Test func theRest() throws {
        guard case .expose(let ports) = try first("EXPOSE 80 $PORT/udp").body else { throw Unexpected() }
        guard case .volume(let volumes) = try first("VOLUME [\"/a b\", \"/c\"]").body else { throw Unexpected() }
        guard case .shell(let shell) = try first("SHELL [\"/bin/bash\", \"-c\"]").body else { throw Unexpected() }
        guard case .user(let user) = try first("USER me:us").body else { throw Unexpected() }
        guard case .workdir(let folder) = try first("WORKDIR /a b").body else { throw Unexpected() }
        guard case .stopSignal(let signal) = try first("STOPSIGNAL SIGTERM").body else { throw Unexpected() }
        guard case .maintainer(let name) = try first("MAINTAINER A <a@b>").body else { throw Unexpected() }
        guard case .entrypoint(.exec(let none)) = try first("ENTRYPOINT []").body else { throw Unexpected() }
        #expect(ports.map(\.text) == ["80", "$PORT/udp"])
        #expect(volumes.map(\.text) == ["/a b", "/c"])
        #expect(shell.map(\.text) == ["/bin/bash", "-c"])
        #expect([user, folder, signal, name].map(\.text) == ["me:us", "/a b", "SIGTERM", "A <a@b>"])
        #expect(none.isEmpty)
    }

    @Test func wordsKnowTheirPlaces() throws {
        let text = "FROM a\n\n  copy --from=b \\\n   # why\n   src/é x \\\n\n   /dst\nEXPOSE 1\n"
        let dockerfile = try Dockerfile.parse(SourceFile(name: "Dockerfile", text: text))
        let instruction = dockerfile.stages[0].instructions[0]
        guard case .copy(let copy) = instruction.body else { throw Unexpected() }
        func place(_ word: Word?) -> [Int] {
            word.map { [$0.range.start.line, $0.range.start.column, $0.range.end.line, $0.range.end.column] } ?? []
        }
        #expect(instruction.lines == 3...7)
        #expect(instruction.keyword.text == "copy")
        #expect(place(instruction.keyword) == [3, 3, 3, 7])
        #expect(place(copy.from) == [3, 15, 3, 16])
        #expect(copy.files.sources.map(place) == [[5, 4, 5, 9], [5, 10, 5, 11]])
        #expect(place(copy.files.destination) == [7, 4, 7, 8])
        #expect(instruction.emptyContinuationLines.map(\.start.line) == [6])
    }
}

/// A test met another case than it was written for.
struct Unexpected: Error {}

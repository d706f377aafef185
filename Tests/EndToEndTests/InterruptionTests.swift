import Foundation
import Glibc
import Testing

@Suite("Builds that are interrupted")
struct InterruptionTests {
    /// How often the kill tests kill; more with STRATA_KILLS.
    private static let kills = ProcessInfo.processInfo.environment["STRATA_KILLS"].flatMap(Int.init) ?? 6

    @Test("Ctrl-C ends a build at once and leaves nothing", arguments: Builder.available, [true, false])
    func interrupt(_ builder: Builder, wholeGroup: Bool) throws {
        let space = try TestSpace(builder)
        let marker = Remains.marker()
        try space.dockerfile("FROM base\nRUN echo before > /before\nRUN echo running; sleep \(marker)\n")
        let program = try space.start(["build", "--progress=plain", "context"])
        #expect(try program.says(" running"))
        program.signal(SIGINT, wholeGroup: wholeGroup)
        #expect(program.ends(within: 20_000))
        program.signal(SIGKILL)
        let finished = try program.finish()
        #expect(finished.code == 130)
        #expect(finished.errorText.hasSuffix("ERROR: build cancelled\n"))
        try Remains.expectNothing(of: marker, in: space)
        #expect(try space.leftovers() == [])
        try space.dockerfile("FROM base\nRUN echo before > /before\nRUN echo after\n")
        try space.build().expectRan("RUN echo after")
        #expect(try space.strata("history", "ls", "--json").lines.last?.contains("\"Canceled\"") == true)
    }

    @Test("A step that ignores signals is ended, too", arguments: Builder.available)
    func stubborn(_ builder: Builder) throws {
        let space = try TestSpace(builder)
        let marker = Remains.marker()
        try space.dockerfile("FROM base\nRUN trap '' INT TERM HUP; echo running; while :; do sleep \(marker); done\n")
        let program = try space.start(["build", "--progress=plain", "context"])
        #expect(try program.says(" running"))
        program.signal(SIGTERM)
        #expect(program.ends(within: 20_000))
        #expect(try program.finish().code == 130)
        try Remains.expectNothing(of: marker, in: space)
    }

    @Test("What strata started dies with it, however it dies", arguments: Builder.available)
    func killed(_ builder: Builder) throws {
        let space = try TestSpace(builder)
        let marker = Remains.marker()
        try space.dockerfile("FROM base\nRUN echo before > /before\nRUN echo running; sleep \(marker)\n")
        let program = try space.start(["build", "--progress=plain", "context"])
        #expect(try program.says(" running"))
        program.signal(SIGKILL)
        #expect(try program.finish().code == 137)
        try Remains.expectNothing(of: marker, in: space)
        try space.dockerfile("FROM base\nRUN echo before > /before\nRUN echo after\n")
        try space.build().expectRan("RUN echo after")
        // The killed process's folder is gone with the next start.
        #expect(try space.leftovers() == [])
    }

    private static let work = """
        FROM base AS left
        COPY files /files
        RUN cat /files/* > /all && seq 1000 > /numbers
        RUN rm -r /files && sort -r /numbers > /sorted
        FROM base AS right
        WORKDIR /w
        RUN for i in 1 2 3 4 5; do mkdir $i && echo $i > $i/file; done
        RUN cp -r 1 6 && ln 1/file link
        FROM scratch
        COPY --from=left /all /sorted /
        COPY --from=right /w /w
        """

    private func makeWork(_ builder: Builder) throws -> TestSpace {
        let space = try TestSpace(builder)
        try space.dockerfile(Self.work)
        for number in 1...50 { try space.write("context/files/\(number)", "file \(number)\n") }
        return space
    }

    /// Checks that the store serves a right build and whole listings, and that its image is read by others.
    private func expectWhole(_ space: TestSpace) throws {
        try? space.remove("out")
        try space.build("-t", "result", "-o", space.path("out"))
        #expect(try space.read("out/all").split(separator: "\n").count == 50)
        #expect(try space.read("out/sorted").hasPrefix("999\n998\n"))
        #expect(try space.read("out/w/6/file") == "1\n")
        #expect(try space.strata("cache", "ls", "--json").code == 0)
        #expect(try space.strata("images", "ls", "--json").lines.count == 2)
        if Tools.has("skopeo") {
            let image = "oci:\(space.store.path)/images:docker.io/library/result:latest"
            let copy = "dir:\(space.path("copy-\(UUID().uuidString)"))"
            try Tools.run("skopeo", "--insecure-policy", "copy", "--quiet", image, copy)
        }
    }

    /// Builds once, then a few times more with a change each, and gets in the way at a random instant of those.
    private func disturb(_ space: TestSpace, _ body: (Program, String) throws -> Void) throws {
        let whole = try ContinuousClock().measure { try space.build("-t", "result") }
        let milliseconds = Int32(whole / .milliseconds(1))
        for round in 0..<Self.kills {
            let instant = Int32.random(in: 0...milliseconds)
            // A text that no build has seen, so that something has to run.
            try space.write("context/files/1", "file \(round) \(instant)\n")
            let program = try space.start(["build", "--progress=plain", "-t", "result", "context"])
            _ = program.ends(within: instant)
            try body(program, "disturbed after \(instant) of \(milliseconds) ms")
        }
        #expect(try Remains.mounts(below: space.folder) == [])
        try expectWhole(space)
    }

    @Test("Killed at any instant, the next build is right", arguments: Builder.available)
    func killedAnywhere(_ builder: Builder) throws {
        let space = try makeWork(builder)
        try disturb(space) { program, when in
            program.signal(SIGKILL)
            _ = try program.finish()
            let check = try space.tryBuild(["-t", "result"])
            #expect(check.code == 0, "\(when): \(check.notes)")
        }
    }

    @Test("Ctrl-C at any instant ends a build soon and leaves nothing", arguments: Builder.available)
    func interruptedAnywhere(_ builder: Builder) throws {
        let space = try makeWork(builder)
        try disturb(space) { program, when in
            program.signal(SIGINT, wholeGroup: true)
            #expect(program.ends(within: 20_000), "\(when)")
            program.signal(SIGKILL)
            let finished = try program.finish()
            #expect([0, 130].contains(finished.code), "\(when): \(finished.code)")
            // In its first instants a process has no handlers yet; the next one clears away what it made.
            if finished.errorText.hasSuffix("ERROR: build cancelled\n") {
                #expect(try space.leftovers() == [], "\(when)")
            }
        }
    }

    @Test("Two builds at once share a store", arguments: Builder.available)
    func twoAtOnce(_ builder: Builder) throws {
        let space = try makeWork(builder)
        let programs = try ["one", "two"].map { name in
            try space.start(["build", "--progress=rawjson", "-t", name, "-o", space.path(name), "context"])
        }
        let builds = try programs.map { try RecordedBuild(try $0.finish()) }
        for build in builds { #expect(build.code == 0, "\(build.notes)") }
        try Tools.run("diff", "-r", space.path("one"), space.path("two"))
        let third = try space.build("-o", space.path("three"))
        #expect(third.ran == [])
        try Tools.run("diff", "-r", space.path("one"), space.path("three"))
        #expect(try space.strata("images", "ls", "--json").lines.count == 3)
        #expect(try space.strata("history", "ls", "--json").lines.count == 3)
    }
}

import Foundation
import Testing

@Suite("What runs again, and what does not")
struct ReuseTests {
    @Test("A second build runs nothing and reads no layer", arguments: Builder.available)
    func nothing(_ builder: Builder) throws {
        let space = try TestSpace(builder)
        try space.dockerfile(
            """
            FROM base AS build
            WORKDIR /src
            COPY . .
            RUN cat a b > c
            FROM scratch
            COPY --from=build /src/c /
            """)
        try space.write("context/a", "a")
        try space.write("context/b", "b")
        let first = try space.build()
        #expect(first.ran == ["COPY --from=build /src/c /", "COPY . .", "RUN cat a b > c", "WORKDIR /src"])
        // Without the layers' files: whoever looks at them notices.
        let layers = space.store.appendingPathComponent("layers").path
        for layer in try FileManager.default.contentsOfDirectory(atPath: layers) {
            try Tools.run("find", "\(layers)/\(layer)", "-mindepth", "1", "-delete")
        }
        let second = try space.build()
        #expect(second.ran == [])
        #expect(second.cached.contains("COPY --from=build /src/c /"))
    }

    @Test("Changed files run again what saw them, and what stands on that")
    func changedFiles() throws {
        let space = try TestSpace()
        try space.dockerfile(
            """
            FROM base
            COPY first /
            RUN echo one
            COPY second /
            RUN echo two
            """)
        try space.write("context/first", "1")
        try space.write("context/second", "2")
        try space.write("context/unused", "3")
        try space.build()
        try space.write("context/unused", "changed")
        try space.write("context/first", "1")  // a new time and inode, the same bytes
        try space.build().expectRan()
        try space.write("context/second", "changed")
        try space.build().expectRan("COPY second /", "RUN echo two")
        try space.build().expectRan()
        try space.write("context/second", "2")
        try space.build().expectRan()
        try Tools.run("chmod", "755", space.path("context/first"))
        try space.build().expectRan("COPY first /", "COPY second /", "RUN echo one", "RUN echo two")
    }

    /// The ARG is in the environment of every RUN below it, and in that of nothing else.
    private func makeNoisySpace() throws -> TestSpace {
        let space = try TestSpace()
        try space.dockerfile(
            """
            FROM base
            COPY file /
            ARG NOISE
            RUN echo same > /result
            COPY other /
            WORKDIR /later
            """)
        try space.write("context/file", "1")
        try space.write("context/other", "1")
        try space.build("--build-arg", "NOISE=1")
        return space
    }

    @Test("A step that ran again with the same result lets what follows stand")
    func sameResult() throws {
        let space = try makeNoisySpace()
        try space.build("--build-arg", "NOISE=2").expectRan("RUN echo same > /result")
        try space.build("--build-arg", "NOISE=2").expectRan()
        // The same bytes over other files are another result.
        try space.write("context/file", "2")
        try space.build("--build-arg", "NOISE=2").expectRan(
            "COPY file /", "COPY other /", "RUN echo same > /result", "WORKDIR /later")
    }

    @Test("It can be had otherwise")
    func noEarlyCutoff() throws {
        let space = try makeNoisySpace()
        try space.build("--build-arg", "NOISE=2", "--no-early-cutoff").expectRan(
            "COPY other /", "RUN echo same > /result", "WORKDIR /later")
    }

    @Test("A copy from a stage depends on the copied files alone")
    func sameBytes() throws {
        let space = try TestSpace()
        try space.dockerfile(
            """
            FROM base AS build
            COPY source /
            RUN head -n 1 /source > /program
            FROM base
            COPY --from=build /program /
            RUN cat /program
            """)
        try space.write("context/source", "code\ncomment\n")
        try space.build()
        try space.write("context/source", "code\nanother comment\n")
        try space.build().expectRan("COPY source /", "RUN head -n 1 /source > /program")
        try space.write("context/source", "other code\n")
        try space.build().expectRan(
            "COPY --from=build /program /", "COPY source /", "RUN cat /program", "RUN head -n 1 /source > /program")
    }

    @Test("An argument matters from where it is declared")
    func arguments() throws {
        let space = try TestSpace()
        try space.dockerfile("FROM base\nRUN echo before\nARG WORD=none\nRUN echo $WORD > /word\n")
        try space.build()
        try space.build("--build-arg", "WORD=new").expectRan("RUN echo new > /word")
        try space.build("--build-arg", "WORD=none").expectRan()
        try space.build("--build-arg", "WORD=new", "-t", "named").expectRan()
    }

    @Test("--no-cache runs everything, --no-cache-filter a stage")
    func noCache() throws {
        let space = try TestSpace()
        try space.dockerfile(
            """
            FROM base AS one
            RUN cat /proc/sys/kernel/random/uuid > /one
            FROM base AS two
            COPY --from=one /one /
            RUN cat /proc/sys/kernel/random/uuid > /two
            """)
        let all = [
            "COPY --from=one /one /", "RUN cat /proc/sys/kernel/random/uuid > /one",
            "RUN cat /proc/sys/kernel/random/uuid > /two",
        ]
        #expect(try space.build().ran == all)
        #expect(try space.build("--no-cache").ran == all)
        try space.build().expectRan()
        let two = try space.build("--no-cache-filter", "two").ran
        #expect(!two.contains("RUN cat /proc/sys/kernel/random/uuid > /one"))
        #expect(two.contains("RUN cat /proc/sys/kernel/random/uuid > /two"))
    }

    @Test("A file of a later version shares its bytes with the earlier one on disk, and both are whole")
    func sharedBytes() throws {
        let space = try TestSpace()
        try space.dockerfile("FROM scratch\nCOPY files /\n")
        try space.write("context/files/large", String(repeating: "x", count: 100_000))
        try space.write("context/files/small", "1")
        try space.build("-t", "first")
        try space.write("context/files/small", "2")
        try space.build("-t", "second", "-o", space.path("second"))
        try space.write("context/files/small", "1")
        try space.build("-o", space.path("first"))
        #expect(try space.read("first/small") == "1")
        #expect(try space.read("second/small") == "2")
        #expect(try space.read("first/large") == space.read("second/large"))
    }
}

import Foundation
import Testing

@Suite("What an edit is told as")
struct ExplainEditsTests {
    /// A space whose Dockerfile was built as it was before; `after` is there now.
    private func edited(_ before: String, _ after: String, files: [String: String] = [:]) throws -> TestSpace {
        let space = try TestSpace()
        for (name, text) in files { try space.write("context/\(name)", text) }
        try space.dockerfile(before)
        try space.build()
        try space.dockerfile(after)
        return space
    }

    @Test("Variables in another order")
    func order() throws {
        let space = try edited(
            "FROM base\nARG A=1\nARG B=2\nARG C=3\nRUN true\n", "FROM base\nARG A=1\nARG C=3\nARG B=2\nRUN true\n")
        #expect(try space.build().causes == ["RUN true": "the order of ARG and ENV changed from B C to C B"])
    }

    @Test("Files from another stage, though they differ")
    func source() throws {
        let stages = "FROM base AS s\nRUN echo s > /f\nFROM base AS t\nRUN echo t > /f\nFROM base\n"
        let use = "RUN --mount=from=s,target=/s --mount=from=t,target=/t true\n"
        let space = try edited("\(stages)\(use)COPY --from=s /f /f\n", "\(stages)\(use)COPY --from=t /f /f\n")
        #expect(try space.build().causes == ["COPY --from=t /f /f": "the instruction was edited"])
        let mount = "RUN --mount=from=t,source=/f,target=/m cat /m\n"
        try space.dockerfile("\(stages)\(use)\(mount)")
        try space.build()
        try space.dockerfile("\(stages)\(use)\(mount.replacing("from=t", with: "from=s"))")
        #expect(Array(try space.build().causes.values) == ["the instruction was edited"])
    }

    @Test("What a copy leaves out, and not what follows from it")
    func excludes() throws {
        let copy = "FROM base\nCOPY --exclude=*.md s /x/\n"
        let space = try edited(copy, copy.replacing("md", with: "rst"), files: ["s/a.md": "a", "s/b.rst": "b"])
        #expect(try space.build().causes["COPY --exclude=*.rst s /x/"] == "the instruction was edited")
    }

    @Test("The base of a step with mounts")
    func mounts() throws {
        let stage = "FROM base AS a\nRUN echo a > /oa\nFROM base\n"
        let run = "RUN --mount=from=a,source=/oa,target=/m cat /m > /t\n"
        let space = try edited(stage + run, stage.replacing("FROM base\n", with: "FROM a\n") + run)
        #expect(
            try space.build().causes.values.allSatisfy {
                $0.hasPrefix("the base changed from ") && !$0.contains("mount")
            })
    }

    @Test("A working directory that is taken out")
    func workdir() throws {
        let space = try edited("FROM base\nWORKDIR /w\nCOPY f f\n", "FROM base\nCOPY f f\n", files: ["f": "1"])
        #expect(
            try space.build().causes["COPY f f"]
                == "the working directory changed from /w to /, and WORKDIR /w, which it stood on, is gone")
    }

    @Test("A new line with the text of another one of its stage")
    func twin() throws {
        let lines = "FROM base\nRUN date > /d\nRUN echo a > /a\n"
        let space = try edited(lines, lines + "RUN date > /d\n")
        #expect(Array(try space.build().causes.values) == ["never built before"])
    }

    @Test("Values that look alike, and what sets a variable")
    func values() throws {
        let space = try edited("FROM base\nARG Q=1\nRUN true\n", "FROM base\nENV Q=1\nRUN true\n")
        #expect(try space.build().causes == ["RUN true": "Q is set by ENV now"])
        try space.dockerfile("FROM base\nARG Q\nRUN true\n")
        try space.build("--build-arg", "Q=a b")
        #expect(
            try space.build("--build-arg", "Q=a\nb").causes == ["RUN true": #"ARG Q changed from a b to "a\nb""#])
    }

    @Test("Files by two names, and a folder above what is copied")
    func files() throws {
        let space = try edited(
            "FROM base\nCOPY src /src\nCOPY --parents d/e/f /x/\n",
            "FROM base\nCOPY src /src\nCOPY --parents d/e/f /x/\n",
            files: ["src/x": "1", "src/y": "2", "d/e/f": "f"])
        try Tools.run("mv", space.path("context/src/x"), space.path("context/src/z"))
        #expect(try space.build().causes["COPY src /src"] == "src/x was renamed to src/z")
        try space.write("context/src/y", "3")
        try space.remove("context/src/z")
        #expect(try space.build().causes["COPY src /src"] == "src/y changed, and src/z was removed")
        try space.write("context/src/z", "1")
        try space.build()
        for name in ["y", "z"] { try space.write("context/src/\(name)", "new") }
        #expect(try space.build().causes["COPY src /src"] == "src/y and src/z changed")
        try Tools.run("chmod", "700", space.path("context/d"))
        #expect(try space.build().causes["COPY --parents d/e/f /x/"] == "d changed its mode from 755 to 700")
    }

    @Test("A step that failed, and what changed since")
    func failed() throws {
        let space = try edited(
            "FROM base\nCOPY f /f\nRUN true\n", "FROM base\nCOPY f /f\nRUN false\n", files: ["f": "1"])
        #expect(try space.tryBuild().code == 1)
        #expect(try space.tryBuild().causes == ["RUN false": "it failed in build 2"])
        try space.write("context/f", "2")
        #expect(
            try space.tryBuild().causes == [
                "COPY f /f": "f changed",
                "RUN false": "[2/3] COPY f /f gave another result",
            ])
    }
}

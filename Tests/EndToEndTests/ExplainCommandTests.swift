import Foundation
import Testing

@Suite("strata explain")
struct ExplainCommandTests {
    /// Three builds of two stages: all new, all found, and with an edited file.
    private func makeSpace(_ builder: Builder = .current) throws -> TestSpace {
        let space = try TestSpace(builder)
        try space.dockerfile(
            """
            FROM base AS build
            COPY file /
            RUN cat /file > /out
            FROM base
            RUN echo apart > /apart
            COPY --from=build /out /
            """)
        try space.write("context/file", "1")
        try space.build()
        try space.build()
        try space.write("context/file", "2")
        try space.build()
        return space
    }

    @Test("Without a step, each cause has the steps that ran for it", arguments: Builder.available)
    func chains(_ builder: Builder) throws {
        let space = try makeSpace(builder)
        let lines = try space.strata("explain").text
            .replacing(/[ ]+[0-9.]+m?s/, with: " TIME").replacing(/#[0-9]+/, with: "#N").split(separator: "\n")
        #expect(lines[0].hasPrefix("Build 3, "))
        #expect(
            lines[1...4] == [
                "file changed: 3 steps, TIME", "  #N TIME  [build 2/3] COPY file /",
                "  #N TIME  [build 3/3] RUN cat /file > /out",
                "  #N TIME  [stage-1 3/3] COPY --from=build /out /  (out)",
            ])
        #expect(lines[5].hasPrefix("From the cache: 1 step, the newest made "))
        let second = try space.strata("explain", "^1").text
        #expect(second.contains("\nFrom the cache: 4 steps, "))
        #expect(second.hasSuffix("\nNothing ran.\n"))
        #expect(try space.strata("explain", "1").text.contains("\nnever built before: 4 steps, "))
    }

    @Test("A step has many names, and its chain is told")
    func step() throws {
        let space = try makeSpace()
        for name in ["stage-1 3/3", ":6", "--from=build"] {
            let text = try space.strata("explain", "3", "--", name).text
            #expect(text.contains("because out from build changed, begun by #"))
            #expect(text.contains("\nWhat changed\n  ~ out from build  1B, 6b86b273ff34 -> d4735e3a265e\n"))
            #expect(text.contains("\nWhat it follows from\n"))
            #expect(text.contains("\n       file changed\n"))
        }
        let hit = try space.strata("explain", ":5").text
        #expect(hit.contains("From the cache, found by the same step on the same ground.\n  made by  build 1, "))
    }

    @Test("Two builds are compared by their keys, whatever the cache did", arguments: Builder.available)
    func against(_ builder: Builder) throws {
        let space = try makeSpace(builder)
        try space.write("context/file", "1")
        try space.build().expectRan()
        let same = try space.strata("explain", "4", "--against", "1").text
        #expect(same.hasSuffix("  against build 1\n\nTheir keys are the same.\n"))
        let text = try space.strata("explain", "4", "--against", "3").text
        #expect(text.contains("[build 2/3] COPY file /  (line 2 of Dockerfile, build 4)\n  ~ file  1B, d4735e3a265e"))
        #expect(text.contains("  ~ out from build  1B, d4735e3a265e -> 6b86b273ff34\n"))
        #expect(text.contains("\n1 step is the same and on another result of what is below.\n"))
    }

    @Test("What another order would have saved is near to what it then saves", arguments: Builder.available)
    func advice(_ builder: Builder) throws {
        let space = try TestSpace(builder)
        let tools = "FROM base\nRUN printf '#!/bin/sh\\nsleep 1\\n' > /bin/go && chmod +x /bin/go\nWORKDIR /src\n"
        for name in ["go.mod", "go.sum", "main.go"] { try space.write("context/\(name)", "0") }
        try space.dockerfile(tools + "COPY . .\nRUN go mod download\nRUN cat main.go\n")
        try space.build()
        try space.write("context/main.go", "1")
        try space.build()
        let text = try space.strata("explain").text
        #expect(text.contains("\n    COPY go.mod go.sum ./\n    RUN go mod download\n    COPY . .\n"))
        let advised = try object(space.strata("explain", "--json").text)
        let advice = try #require((advised["advice"] as? [[String: Any]])?.first)
        let saving = try #require(advice["estimated_saving_ns"] as? Double)
        // What it slept is what the other order saves, but for the step's own start and end.
        #expect(saving > 1e9)
        try space.dockerfile(tools + "COPY go.mod go.sum ./\nRUN go mod download\nCOPY . .\nRUN cat main.go\n")
        try space.build()
        try space.write("context/main.go", "2")
        try space.build().expectRan("COPY . .", "RUN cat main.go")
        #expect(try !space.strata("explain").text.contains("Advice"))
        let step = try space.strata("explain", "COPY . .").text
        #expect(step.contains("; made to run by "))
        #expect(step.contains("main.go (2 times)"))
    }

    @Test("As JSON for programs")
    func json() throws {
        let space = try makeSpace()
        let whole = try object(space.strata("explain", "--json").text)
        #expect(whole["number"] as? Int == 3)
        let causes = try #require(whole["causes"] as? [[String: Any]])
        #expect(causes.map { $0["cause"] as? String } == ["file changed"])
        let one = try object(space.strata("explain", ":2", "--json").text)
        let steps = try #require(one["steps"] as? [[String: Any]])
        #expect(steps.map { $0["line"] as? Int } == [2])
        #expect(steps[0]["cause"] as? String == "file changed")
        let against = try object(space.strata("explain", "3", "--against", "1", "--json").text)
        #expect((against["against"] as? [String: Any])?["number"] as? Int == 1)
    }

    private func object(_ text: String) throws -> [String: Any] {
        try #require(JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    }

    @Test("What is not there is answered with what is")
    func faults() throws {
        let space = try TestSpace()
        #expect(try space.strata("explain").errorText.contains("no build is recorded in this store"))
        try space.dockerfile("FROM base\nRUN true\n")
        try space.build()
        let cases: [([String], String)] = [
            (["7"], "there is no build #7"), (["7"], "there is build #1 alone"), (["^3"], "there is no build ^3"),
            ([":9"], "build 1 has no step of line 9"), ([":9"], "of lines :2 to :2"),
            (["nowhere 1/1"], "of stages stage-0"),
            (["COPY"], "build 1 has no step with the text \"COPY\""),
        ]
        for (arguments, message) in cases {
            let finished = try space.start(["explain"] + arguments).finish()
            #expect(finished.code == 1)
            #expect(finished.errorText.contains(message))
        }
    }
}

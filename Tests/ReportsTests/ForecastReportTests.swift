import BuildEvents
import BuildGraph
import BuildRecords
import Diagnostics
import OCIFormat
import Reports
import Testing

@Suite struct ForecastReportTests {
    private func step(
        _ name: String, line: Int?, stage: Int?, _ verdict: Forecast.Verdict, _ cause: Forecast.Cause? = nil,
        seconds: Int64? = nil
    ) -> Forecast.Step {
        var description = StepDescription(id: id(name), name: name, kind: stage == nil ? "image" : "run")
        description.stage = stage
        let position = SourcePosition(line: line ?? 0, column: 1, offset: 0)
        description.range = line == nil ? nil : SourceRange(start: position, end: position)
        var step = Forecast.Step(description, verdict, cause: cause)
        step.expected = seconds.map { $0 * 1_000_000_000 }
        return step
    }

    private func forecast() -> Forecast {
        let stages = ["a", "b"].enumerated().map {
            Stage(
                name: $0.element, isNamed: true, index: $0.offset,
                platform: Platform(os: "linux", architecture: "amd64"),
                stepCount: 2, range: nil)
        }
        let changed = MissCause.changed(
            [ComponentChange(kind: .file, name: "main.c", old: "1", new: "2")], more: 0)
        return Forecast(
            stages: stages,
            steps: [
                step("[b 1/2] RUN one", line: 6, stage: 1, .hit),
                step("[a 1/2] COPY \u{1b}[1m .", line: 2, stage: 0, .run, .miss(changed), seconds: 1),
                step(
                    "[a 2/2] RUN make", line: 3, stage: 0, .run,
                    .miss(.inputChanged(id("[a 1/2] COPY \u{1b}[1m ."), root: id("[a 1/2] COPY \u{1b}[1m ."))),
                    seconds: 9),
                step("FROM tools", line: nil, stage: nil, .run, .fetch(size: 12_000_000)),
                step("FROM here", line: nil, stage: nil, .hit),
                step(
                    "[b 2/2] COPY --from=a /a /", line: 7, stage: 1, .maybe,
                    .miss(.inputChanged(id("[a 2/2] RUN make"), root: id("[a 1/2] COPY \u{1b}[1m ."))), seconds: 2),
            ])
    }

    @Test func stepsStandByStage() {
        #expect(
            ForecastReport.table(forecast()) == """
                LINE   STEP                         VERDICT   TIME   WHY
                       FROM tools                   run          ?   its layers are not unpacked here, 12MB
                   2   [a 1/2] COPY  .              run       1.0s   main.c changed
                   3   [a 2/2] RUN make             run       9.0s   [a 1/2] COPY  . runs
                   6   [b 1/2] RUN one              hit
                   7   [b 2/2] COPY --from=a /a /   maybe     2.0s   it depends on what [a 2/2] RUN make leaves

                """)
    }

    @Test func theLastLineCounts() {
        var forecast = forecast()
        #expect(
            ForecastReport.closing(forecast)
                == "1 of 5 steps from the cache, 3 would run, 1 may run; how long that takes no earlier build tells")
        forecast.expected = 12_000_000_000
        forecast.expectedAtLeast = 10_000_000_000
        forecast.buildCount = 3
        #expect(
            ForecastReport.closing(forecast)
                == "1 of 5 steps from the cache, 3 would run, 1 may run; about 12.0s expected, 10.0s if all that may be "
                + "saved is (longest path; from 3 earlier builds; 1 step was never timed)")
        forecast.steps = [step("[a 1/1] RUN x", line: 1, stage: 0, .hit)]
        #expect(ForecastReport.closing(forecast) == "1 of 1 step from the cache; nothing would run")
    }

    @Test func programsGetAnObject() {
        var forecast = forecast()
        forecast.steps = Array(forecast.steps[1...1])
        #expect(
            ForecastReport.json(forecast) == """
                {
                  "steps": [
                    {
                      "digest": "\(forecast.steps[0].description.id)",
                      "name": "[a 1/2] COPY \\u001b[1m .",
                      "stage": "a",
                      "line": 2,
                      "instruction": "",
                      "kind": "run",
                      "verdict": "run",
                      "cause": "main.c changed",
                      "expected_ns": 1000000000
                    }
                  ],
                  "total": 1,
                  "cached": 0,
                  "run": 1,
                  "maybe": 0,
                  "builds": 0
                }

                """)
    }
}

/// Measures the Build screen: what it costs a build, how long a frame takes, how soon a key is answered.
struct ScreenBench {
    /// The builder that shows the screen.
    static let subject = "screen"
    private static let extent = Extent(columns: 200, rows: 60)
    /// Two hundredths of a short build are less than what chance adds to one of them.
    private static let roundFactor = 5

    let bench: Workbench
    let program: String
    let rounds: Int
    let say: (String) -> Void

    /// Builds with the screen and without, both on a terminal.
    func costs(_ isWanted: (String) -> Bool) -> [PhaseResult] {
        let builders = [(Self.subject, "tui"), ("no screen", "none")].map { name, progress in
            StrataBuilder(program: program, bench, name: name, progress: progress, on: Self.extent)
        }
        let runner = Runner(bench: bench, builders: builders, rounds: rounds * Self.roundFactor, say: say)
        let workloads = [ScreenCost(TrivialSteps()), ScreenCost(Memory())].filter { isWanted($0.name) }
        return workloads.flatMap { workload in attempt(workload.name) { try runner.run(workload) } }
    }

    /// What is measured by itself.
    func figures(_ isWanted: (String) -> Bool) async -> [Figure] {
        var figures: [Figure] = []
        if isWanted(FrameTimes.name) {
            do {
                figures += try await FrameTimes().run()
            } catch {
                say("\(FrameTimes.name): \(error)")
            }
        }
        if isWanted(KeyTimes.name) {
            let builder = StrataBuilder(program: program, bench, name: "keys")
            figures += attempt(KeyTimes.name) { try KeyTimes(bench: bench, builder: builder).run() }
        }
        return figures
    }

    private func attempt<Result>(_ name: String, _ body: () throws -> [Result]) -> [Result] {
        do {
            return try body()
        } catch {
            say("\(name): \(error)")
            return []
        }
    }
}

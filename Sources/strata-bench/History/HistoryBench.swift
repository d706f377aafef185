import Foundation

/// Measures what remembering builds costs and how soon it answers: explaining, the history, the cache.
struct HistoryBench {
    /// The builder whose misses are explained by earlier builds.
    static let subject = "explained"

    let bench: Workbench
    let program: String
    let rounds: Int
    let say: (String) -> Void

    /// Builds that are explained and builds that have nothing to be compared with.
    func costs(_ isWanted: (String) -> Bool) -> [PhaseResult] {
        let builders = [Self.subject, "unexplained"].map {
            StrataBuilder(program: program, bench, name: $0, progress: "none")
        }
        // What is short is measured more often.
        let workloads = [(ExplainingCost(isCached: false), 10), (ExplainingCost(isCached: true), 20)]
        return workloads.filter { isWanted($0.0.name) }.flatMap { workload, factor in
            let runner = Runner(bench: bench, builders: builders, rounds: max(7, rounds * factor), say: say)
            do {
                return try runner.run(workload)
            } catch {
                say("\(workload.name): \(error)")
                return []
            }
        }
    }

    /// What is measured by itself.
    func figures(_ isWanted: (String) -> Bool) async -> [Figure] {
        await causes(isWanted) + answers(isWanted)
    }

    private func causes(_ isWanted: (String) -> Bool) async -> [Figure] {
        guard isWanted(CauseTimes.name) else { return [] }
        let builder = StrataBuilder(program: program, bench, name: "causes", progress: "none")
        do {
            return try await CauseTimes(bench: bench, builder: builder, rounds: rounds * 3).run()
        } catch {
            say("\(CauseTimes.name): \(error)")
            return []
        }
    }

    /// Commands and screens over a store with a long history, which is written when the first of them is wanted.
    private func answers(_ isWanted: (String) -> Bool) async -> [Figure] {
        let wanted = Inquiry.all.filter { isWanted($0.workload) }
        guard !wanted.isEmpty else { return [] }
        let builder = StrataBuilder(program: program, bench, name: "history")
        let work: URL
        do {
            work = try bench.makeFolder("work/history")
            let begin = ContinuousClock.now
            var history = try LongHistory(store: try builder.makeStore(), work: work)
            try await history.write()
            say("\(LongHistory.builds) builds were recorded in \(Int((ContinuousClock.now - begin) / .seconds(1))) s")
        } catch {
            say("a store with a long history can't be written: \(error)")
            return []
        }
        let times = InquiryTimes(builder: builder, rounds: rounds * 4, work: work)
        return wanted.compactMap { inquiry in
            do {
                return try times.figure(inquiry)
            } catch {
                say("\(inquiry.name): \(error)")
                return nil
            }
        }
    }
}

import BuildEvents
import BuildProgress

/// What the timeline tells of the build as a whole: how long, how long at best, how much at once, and when nothing was done.
struct TimelineFigures: Sendable, Hashable {
    /// How long the build took, in nanoseconds.
    private(set) var total: Int64 = 0
    /// How long its critical path took.
    private(set) var ideal: Int64 = 0
    /// The time of all steps together, without waits.
    private(set) var work: Int64 = 0
    /// For how long no step did anything.
    private(set) var idle: Int64 = 0
    /// The most steps that worked at once.
    private(set) var most = 0
    /// How many steps worked on average in each column of the window.
    private(set) var load: [Double] = []

    /// The moments at which more or fewer steps work, in order; what has not ended is left open.
    private var changes: [Change] = []
    private var told: Told?
    private var seen: Seen?

    /// At an instant more or fewer steps work.
    private struct Change: Sendable, Hashable {
        var time: Int64
        var amount: Int
    }

    /// How much has been told of starts, ends and waits; while it stays the same, the changes do.
    private struct Told: Sendable, Hashable {
        var counts: StepCounts
        var waits = 0
        var openWaits = 0

        init(_ build: BuildState) {
            counts = build.counts
            for index in build.steps.indices {
                waits += build.steps[index].waits.count
                if build.steps[index].wait != nil { openWaits += 1 }
            }
        }
    }

    /// What the figures were made for.
    private struct Seen: Sendable, Hashable {
        var told: Told
        var now: Int64
        var window: TimeWindow
    }

    /// How many steps worked on average.
    var parallelism: Double { total > 0 ? Double(work) / Double(total) : 0 }

    /// Takes the state of the build; does nothing where nothing has changed.
    ///
    /// Takes time in proportion to the steps, and sorts them only where one started, ended, or began or ceased to wait.
    mutating func update(_ build: BuildState, now: Int64, window: TimeWindow) {
        let seen = Seen(told: Told(build), now: now, window: window)
        guard seen != self.seen else { return }
        self.seen = seen
        total = now
        ideal = build.criticalTime(at: now)
        if seen.told != told {
            told = seen.told
            collect(build)
        }
        sweep(now, window)
    }

    private mutating func collect(_ build: BuildState) {
        changes.removeAll(keepingCapacity: true)
        for index in build.steps.indices {
            guard let started = build.steps[index].started, build.steps[index].phase != .hit else { continue }
            let ended = build.steps[index].ended
            add(from: started, to: ended, 1)
            for wait in build.steps[index].waits where (wait.to ?? .max) > started {
                add(from: max(started, wait.from), to: wait.to ?? ended, -1)
            }
        }
        changes.sort { $0.time < $1.time }
    }

    private mutating func add(from: Int64, to: Int64?, _ amount: Int) {
        changes.append(Change(time: from, amount: amount))
        if let to { changes.append(Change(time: max(from, to), amount: -amount)) }
    }

    private mutating func sweep(_ now: Int64, _ window: TimeWindow) {
        (work, idle, most) = (0, 0, 0)
        load = Array(repeating: 0, count: max(0, window.columns))
        var (last, working): (Int64, Int) = (0, 0)
        for change in changes {
            if change.time > last {
                pass(from: last, to: change.time, working, window)
                last = change.time
            }
            working += change.amount
        }
        if now > last { pass(from: last, to: now, working, window) }
    }

    private mutating func pass(from: Int64, to: Int64, _ working: Int, _ window: TimeWindow) {
        most = max(most, working)
        guard working > 0 else {
            idle += to - from
            return
        }
        work &+= (to - from) &* Int64(working)
        let columns = Double(window.columns)
        let scale = columns / Double(window.span)
        let first = max(0, Double(from &- window.start) * scale)
        let last = min(columns, Double(to &- window.start) * scale)
        guard last > first else { return }
        for column in Int(first)..<min(load.count, Int(last.rounded(.up))) {
            let part = min(last, Double(column + 1)) - max(first, Double(column))
            load[column] += part * Double(working)
        }
    }
}

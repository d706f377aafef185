package import BuildEvents

/// What earlier builds of one Dockerfile say of its steps.
///
/// A step is found again by its stage and its instruction's text (the copy for the same platform first), else by the
/// text alone, else, as the build's own tasks are, by the name that progress shows. Finding one takes constant time.
package struct StepHistory: Sendable, Hashable {
    /// How many of the newest builds that had a step tell how often it hit.
    package static let recentLimit = 10
    /// How many durations of a step are kept.
    package static let durationLimit = 20

    /// One step of one earlier build.
    package struct Sighting: Sendable, Hashable {
        /// The number of the build.
        package var build: Int64
        /// The text that progress showed.
        package var name: String
        /// The name of its stage, `stage-N` where it has none of its own; nil for the build's own tasks.
        package var stage: String?
        /// The instruction as written; empty for the build's own tasks.
        package var instruction: String
        /// How it ended; what did not run and was not found says nothing.
        package var result: StepSummary.Result
        /// Nanoseconds that it worked.
        package var duration: Int64

        /// Makes a sighting of a step outside of any stage.
        package init(
            build: Int64, name: String, instruction: String = "", result: StepSummary.Result, duration: Int64 = 0
        ) {
            self.build = build
            self.name = name
            self.instruction = instruction
            self.result = result
            self.duration = duration
        }
    }

    /// What is known of one step.
    package struct Record: Sendable, Hashable {
        /// In how many of the newest builds that had the step it was found in the cache; at most `seen`.
        package fileprivate(set) var hits = 0
        /// How many of the newest builds had the step; at most `recentLimit`.
        package fileprivate(set) var seen = 0
        /// Nanoseconds that it worked in the builds in which it ran to its end, the newest last.
        package fileprivate(set) var durations: [Int64] = []
        /// The middle one of the durations; nil where it never ran to its end.
        package fileprivate(set) var median: Int64?

        fileprivate var recent: [Bool] = []
        fileprivate var lastBuild: Int64?
    }

    private var records: [Key: Record] = [:]
    private let numbers: [String: Int64]
    /// How many earlier builds tell of steps.
    package let buildCount: Int

    /// Makes the history of a Dockerfile that was never built.
    package init() {
        numbers = [:]
        buildCount = 0
    }

    /// Makes a history from the steps of earlier builds, the oldest build first, and the numbers of builds by identity.
    package init(_ sightings: some Sequence<Sighting>, numbers: [String: Int64]) {
        self.numbers = numbers
        var builds: Set<Int64> = []
        for sighting in sightings {
            guard sighting.isTelling else { continue }
            builds.insert(sighting.build)
            for key in Key.all(of: sighting) { records[key, default: Record()].add(sighting) }
        }
        buildCount = builds.count
        for key in records.keys { records[key]?.close() }
    }

    /// What is known of a step; `stage` is the name of its stage, as `Stage.name` has it.
    package func record(of step: StepDescription, stage: String?) -> Record? {
        for key in Key.all(name: step.name, stage: stage, instruction: step.instruction) {
            if let record = records[key] { return record }
        }
        return nil
    }

    /// The number in the history of a build, where it is one that these steps come from or were cached by.
    package func number(ofBuild build: String) -> Int64? {
        numbers[build]
    }
}

extension StepHistory.Record {
    /// How long the step is expected to work, in nanoseconds; nil where nothing tells.
    ///
    /// One that was always found lately is expected to be found again and so to take no time, unless it is already known
    /// to have missed.
    package func expected(hasMissed: Bool) -> Int64? {
        if !hasMissed, hits == seen { return 0 }
        return median
    }

    /// Takes the step of the next build; of several alike in one build the first counts.
    fileprivate mutating func add(_ sighting: StepHistory.Sighting) {
        guard lastBuild != sighting.build else { return }
        lastBuild = sighting.build
        recent.append(sighting.result == .hit)
        if sighting.result == .ran || sighting.result == .same { durations.append(sighting.duration) }
    }

    /// Draws the figures from what was taken.
    fileprivate mutating func close() {
        durations = durations.suffix(StepHistory.durationLimit)
        let last = recent.suffix(StepHistory.recentLimit)
        seen = last.count
        hits = last.count { $0 }
        recent = []
        lastBuild = nil
        guard !durations.isEmpty else { return }
        let sorted = durations.sorted()
        let middle = sorted.count / 2
        median = sorted.count.isMultiple(of: 2) ? (sorted[middle - 1] + sorted[middle]) / 2 : sorted[middle]
    }
}

extension StepHistory.Sighting {
    fileprivate var isTelling: Bool {
        switch result {
        case .hit, .ran, .same, .failed: true
        case .waiting, .running, .cancelled, .skipped: false
        }
    }
}

/// By what a step is found again, the most telling first.
private enum Key: Hashable {
    case platformed(String, stage: String?, instruction: String)
    case staged(stage: String?, instruction: String)
    case instruction(String)
    case name(String)

    static func all(of sighting: StepHistory.Sighting) -> [Key] {
        all(name: sighting.name, stage: sighting.stage, instruction: sighting.instruction)
    }

    static func all(name: String, stage: String?, instruction: String) -> [Key] {
        guard !instruction.isEmpty else { return [.name(name)] }
        let plain: [Key] = [
            .staged(stage: stage, instruction: instruction), .instruction(instruction), .name(name),
        ]
        guard let platform = platform(in: name) else { return plain }
        return [.platformed(platform, stage: stage, instruction: instruction)] + plain
    }

    /// The platform in a name as builds for several have it: `[linux/arm64 build 2/3] RUN make`.
    private static func platform(in name: String) -> String? {
        guard name.utf8.first == UInt8(ascii: "["), let space = name.utf8.firstIndex(of: UInt8(ascii: " ")) else {
            return nil
        }
        let word = name[..<space].dropFirst()
        return word.utf8.contains(UInt8(ascii: "/")) && word.utf8.last != UInt8(ascii: "]") ? String(word) : nil
    }
}

package import BuildEvents

/// A step of a recorded build, as far as explaining it needs.
package struct ExplainedStep: Sendable, Hashable {
    /// The step within its build.
    package var id: StepID
    /// The number that plain progress gave it; nil for one that never began.
    package var number: Int?
    /// The text that progress showed.
    package var name: String
    /// The kind of work.
    package var kind: String
    /// Its stage; nil for the build's own tasks.
    package var stage: String?
    /// The platform that it runs for; nil where that is not known.
    package var platform: String?
    /// The instruction as written.
    package var instruction: String
    /// The lines of the Dockerfile that it takes.
    package var lines: ClosedRange<Int>?
    /// How it ended.
    package var result: StepSummary.Result
    /// Nanoseconds that it worked.
    package var duration: Int64
    /// What the cache had to say of it.
    package var verdict: CacheVerdict?
    /// The cache record that it used or made.
    package var record: Int64?

    /// Makes a step that was announced and nothing more.
    package init(id: StepID, name: String, kind: String, instruction: String) {
        self.id = id
        self.name = name
        self.kind = kind
        self.instruction = instruction
        result = .waiting
        duration = 0
    }

    /// Why it ran; nil where it did not, or nothing is told.
    package var cause: MissCause? {
        if case .miss(let cause) = verdict { cause } else { nil }
    }

    /// Where it came from; nil where it ran.
    package var hit: CacheHit? {
        if case .hit(let hit) = verdict { hit } else { nil }
    }

    /// Whether it is an instruction's step, which the cache has a say in.
    package var isInstruction: Bool { ["run", "copy", "workdir"].contains(kind) }

    /// The step as comparing builds sees it.
    package var aligned: EarlierStep {
        var step = EarlierStep(stage: stage ?? "", platform: platform, kind: kind, instruction: instruction)
        step.record = record
        return step
    }
}

/// A recorded build with its steps, in the order in which they were announced.
package struct ExplainedBuild: Sendable, Hashable {
    /// Its number in the history.
    package var number: Int64
    /// Its identity.
    package var id: String
    /// When it began, in seconds since 1970.
    package var created: Double
    /// Nanoseconds that it took; nil while it runs, and where it was interrupted.
    package var duration: Int64?
    /// The Dockerfile as given.
    package var dockerfile: String
    /// The context as given.
    package var context: String
    /// How it ended.
    package var result: BuildSummary.Result
    /// Its steps.
    package var steps: [ExplainedStep]

    /// Makes a build of steps.
    package init(number: Int64, id: String, created: Double, steps: [ExplainedStep]) {
        self.number = number
        self.id = id
        self.created = created
        self.steps = steps
        dockerfile = "Dockerfile"
        context = "."
        result = .running
    }

    /// The step of an identifier.
    package subscript(id: StepID) -> ExplainedStep? {
        steps.first { $0.id == id }
    }

    /// What a step is called in a sentence: `#9`, else its name.
    package func shortName(of id: StepID) -> String? {
        self[id].map { step in step.number.map { "#\($0)" } ?? step.name }
    }

    /// Gives the steps the numbers of plain progress: those that began, in the order in which they did.
    package mutating func number(startTimes: [Int64?]) {
        let order = steps.indices.filter { startTimes[$0] != nil }
            .sorted { (startTimes[$0] ?? 0, $0) < (startTimes[$1] ?? 0, $1) }
        for (index, step) in order.enumerated() { steps[step].number = index + 1 }
    }
}

import BuildEvents
import BuildGraph
import BuildProgress
import BuildRecords
import Diagnostics
import OCIFormat
import Quantities

/// How much of an instruction is read aloud.
private let longestText = 60

extension LinearProgress {
    static func beginning(_ start: BuildStart) -> String {
        var text = "Build from \(plain(start.dockerfile))"
        if let target = start.target { text += ", target \(plain(target))" }
        if !start.platforms.isEmpty { text += ", for \(SpokenQuantity.list(start.platforms.map(\.description)))" }
        return text + (start.target == nil && start.platforms.isEmpty ? " started." : ", started.")
    }

    /// How much there is to do.
    var plan: String {
        let stages = Set(state.steps.compactMap { $0.description.step == nil ? nil : $0.description.stage }).count
        let steps = SpokenQuantity.count(Int64(numbered), "step")
        let verb = numbered == 1 ? "is" : "are"
        return "There \(verb) \(steps)" + (stages > 1 ? " in \(stages) stages." : ".")
    }

    /// What a step is called: `Step 3 of 9, build-server 1 of 2, RUN go build`.
    func label(of step: Int) -> String {
        let description = state.steps[step].description
        let text = Self.text(of: description)
        guard let number = marks[step].number else { return text.prefix(1).uppercased() + text.dropFirst() }
        let place = marks[step].isIntroduced ? nil : stage(of: description)
        return (["Step \(number) of \(numbered)"] + [place, text].compactMap { $0 }).joined(separator: ", ")
    }

    private func stage(of step: StepDescription) -> String? {
        guard state.stages.count > 1, let index = step.stage, state.stages.indices.contains(index),
            let place = step.step
        else { return nil }
        let stage = state.stages[index]
        let isOneOfMany = state.stages.contains { $0.name == stage.name && $0.platform != stage.platform }
        let platform = isOneOfMany ? " for \(stage.platform)" : ""
        return "\(Self.plain(stage.name))\(platform) \(place) of \(stage.stepCount)"
    }

    /// The text of a step without its place in brackets, cut at a word.
    private static func text(of step: StepDescription) -> String {
        var name = step.name[...]
        if name.first == "[", let end = name.firstIndex(of: "]") {
            name = name[name.index(after: end)...].drop { $0 == " " }
        }
        let text = plain(String(name.prefix { !$0.isNewline }))
        guard text.count > longestText else { return text }
        let head = text.prefix(longestText)
        return head[..<(head.lastIndex(of: " ") ?? head.endIndex)] + " ..."
    }

    /// A running step, and why it was not in the cache.
    mutating func running(_ step: Int) -> String {
        "\(introduce(step)): running\(cause(of: step))."
    }

    private func cause(of step: Int) -> String {
        guard case .miss(let cause) = state.steps[step].verdict else { return "" }
        // Where that is so it is so of every step.
        if cause == .firstBuild || cause == .forced { return "" }
        let reason = MissSentence.reason(for: cause) { other in
            state.position(of: other).map { position in
                marks[position].number.map { "step \($0)" } ?? state.steps[position].description.name
            }
        }
        return ", because \(Self.plain(reason))"
    }

    /// A step from the cache.
    mutating func found(_ step: Int) -> String {
        "\(introduce(step)): from the cache\(age(of: [step]).map { ", made \($0)" } ?? "")."
    }

    /// Many steps from the cache at once.
    func found(_ steps: [Int]) -> String {
        let numbers = SpokenQuantity.ranges(steps.compactMap { marks[$0].number })
        return
            "Steps \(numbers) of \(numbered): from the cache\(age(of: steps).map { ", the newest made \($0)" } ?? "")."
    }

    private func age(of steps: [Int]) -> String? {
        let made = steps.compactMap { step -> Double? in
            guard case .hit(let hit) = state.steps[step].verdict else { return nil }
            return hit.created
        }
        guard let newest = made.max(), let start = state.start else { return nil }
        return Age.text(since: newest, now: start.wallClock + Double(state.time) / 1e9)
    }

    static func text(of reason: WaitReason) -> String? {
        switch reason {
        case .slot: nil
        case .cacheMount(let name): "waiting for the cache mount \(plain(name)), which another step uses"
        case .store: "waiting for another strata that works in the store"
        case .network(let host): "waiting for \(plain(host)) to answer"
        }
    }

    /// Steps that can't run yet since as many run as may.
    func waitingForTurns(_ steps: [Int]) -> String {
        let numbers = steps.compactMap { marks[$0].number }
        let subject =
            numbers.count == 1 ? "Step \(numbers[0]) waits for its turn" : "\(steps.count) steps wait for their turns"
        return "\(subject): as many commands run as may at once."
    }

    static func warning(_ diagnostic: Diagnostic) -> String {
        let line = diagnostic.range.map { " Line \($0.start.line)." } ?? ""
        return sentence("Warning: " + diagnostic.message) + line
    }
}

// MARK: - Ends

extension LinearProgress {
    /// How a step ended; more than one line for a failure.
    mutating func ending(of step: Int, _ outcome: StepOutcome) -> [String] {
        let time = SpokenQuantity.duration(nanoseconds: state.steps[step].duration(at: state.time))
        let reason = marks[step].isRunningTold ? "" : cause(of: step)
        let label = introduce(step)
        switch outcome {
        case .done(let result):
            let verb = marks[step].isRunningTold ? "finished after" : "ran for"
            return ["\(label): \(verb) \(time)\(reason)\(result.isSameResult ? ", result as before" : "")."]
        case .cached: return ["\(label): nothing to do, found after \(time)."]
        case .cancelled: return ["\(label): cancelled after \(time)."]
        case .failed(let failure): return self.failure(failure, label: label, time: time, step: step)
        case .skipped: return []
        }
    }

    private func failure(_ failure: StepFailure, label: String, time: String, step: Int) -> [String] {
        let how: String
        if let code = failure.exitCode {
            how = "failed with exit code \(code) after \(time)."
        } else if let signal = failure.signal {
            how = "ended by signal \(signal) after \(time)."
        } else {
            how = Self.sentence("failed after \(time): \(failure.diagnostic.message)")
        }
        let lines = state.steps[step].tail.lastLines(FailureReport.lineCount)
        guard !lines.isEmpty else { return ["\(label): \(how)"] }
        let shown = lines.map { PlainText.clean(String(decoding: $0, as: UTF8.self)) }
        return ["\(label): \(how) Its last lines:"] + shown + ["End of its last lines."]
    }

    /// How the build ended.
    func ending(_ outcome: BuildOutcome) -> [String] {
        let time = SpokenQuantity.duration(nanoseconds: state.time)
        switch outcome {
        case .succeeded(let result):
            let names = result.names.map(Self.plain)
            let naming = names.isEmpty ? [] : ["The image is named \(SpokenQuantity.list(names))."]
            return ["The build succeeded after \(time)\(totals)."] + naming
        case .cancelled:
            return ["The build was cancelled after \(time)\(totals)."]
        case .failed(_, let diagnostic):
            return ["The build failed\(place) after \(time)\(totals)."] + explanation(diagnostic)
        }
    }

    private var place: String {
        guard let failed = state.failedStep, let position = state.position(of: failed.id) else { return "" }
        let label = marks[position].number.map { "step \($0)" } ?? Self.text(of: failed.description)
        let line = failed.description.range.map {
            ", line \($0.start.line) of \(Self.plain(state.start?.dockerfile ?? "")),"
        }
        return " in \(label)\(line ?? "")"
    }

    /// What is known beyond what the failed step's own sentence said.
    private func explanation(_ diagnostic: Diagnostic) -> [String] {
        var told = diagnostic
        var lines: [String] = []
        if case .failed(let failure) = state.failedStep?.phase {
            told = failure.diagnostic
        } else {
            let line = diagnostic.range.map { " Line \($0.start.line)." } ?? ""
            lines.append(Self.sentence("Error: " + diagnostic.message) + line)
        }
        lines += told.notes.map { Self.sentence("Note: " + $0) }
        if let remedy = told.remedy { lines.append(Self.sentence("What to do: " + remedy)) }
        return lines
    }

    /// How many steps ended how; empty where there were none.
    private var totals: String {
        guard numbered > 0 else { return "" }
        let others = [
            (count(.ran), "ran"), (count(.failed), "failed"), (count(.cancelled), "cancelled"),
            (count(.none), "not needed or not begun"),
        ]
        let parts = others.filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }
        let hits = "\(count(.hit)) of \(SpokenQuantity.count(Int64(numbered), "step")) from the cache"
        return ": " + ([hits] + parts).joined(separator: ", ")
    }

    private func count(_ end: End) -> Int {
        zip(state.steps, marks).count { step, mark in mark.number != nil && End(step.phase) == end }
    }

    /// Text as one sentence: with a full stop, where it has no end of its own.
    private static func sentence(_ text: String) -> String {
        let text = plain(text)
        guard let last = text.last, !".!?:".contains(last) else { return text }
        return text + "."
    }

    /// Text without anything that is not read aloud well.
    static func plain(_ text: String) -> String {
        PlainText.clean(text).replacing("…", with: "...")
    }
}

/// What became of a step, as the last sentence counts it.
private enum End {
    case hit, ran, failed, cancelled, none

    init(_ phase: StepState.Phase) {
        switch phase {
        case .hit: self = .hit
        case .ran: self = .ran
        case .failed: self = .failed
        case .cancelled: self = .cancelled
        case .waiting, .running, .skipped: self = .none
        }
    }
}

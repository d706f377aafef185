import BuildEvents
import Quantities

// When steps run side by side, one has the turn. The figures are BuildKit's where it has them: a step keeps the turn
// for five seconds while others wait, and none waits for more than ten. A step that is silent for a second loses it.
private let shortestTurn: Int64 = 5_000_000_000
private let longestWait: Int64 = 10_000_000_000
private let silence: Int64 = 1_000_000_000

extension PlainProgress {
    /// Prints a step's lines if it has the turn or nobody has it, else holds them back; `body` appends the lines.
    ///
    /// Of a step that has not started nothing is shown.
    mutating func emit(_ step: Int, at time: Int64, _ body: (inout PlainStep, inout [UInt8]) -> Void) {
        guard steps[step].number != nil else { return }
        if current == nil, !options.isGrouped { open(step, at: time) { _ in } }
        steps[step].lastOutput = time
        guard current != step else { return body(&steps[step], &output) }
        if !waiting.contains(step) {
            waiting.append(step)
            steps[step].heldSince = time
        }
        var held: [UInt8] = []
        swap(&held, &steps[step].held)
        body(&steps[step], &held)
        swap(&held, &steps[step].held)
    }

    /// Shows a line of its own beside the step's output.
    mutating func show(_ step: Int, _ text: String, at time: Int64) {
        emit(step, at: time) { step, output in
            step.formatter.close(&output)
            output += "#\(step.number ?? 0) \(text)\n".utf8
        }
    }

    mutating func log(_ step: Int, _ bytes: [UInt8], at time: Int64) {
        emit(step, at: time) { step, output in
            let clock = HumanDuration.clock(nanoseconds: time - (step.started ?? time))
            step.formatter.format(bytes, prefix: Array("#\(step.number ?? 0) \(clock) ".utf8), into: &output)
        }
    }

    mutating func progress(_ step: Int, _ item: ProgressItem, at time: Int64) {
        var line = steps[step].items[item.id] ?? StatusLine(item, at: time)
        line.update(item)
        let text = line.line(at: time)
        steps[step].items[item.id] = line
        if line.isUnshown { quiet.insert(step) }
        if let text { show(step, text, at: time) }
    }

    /// Gives the turn to another step where it is time, and keeps what is held back small.
    mutating func settle(at time: Int64, _ write: ([UInt8]) -> Void) {
        if !quiet.isEmpty { showQuietItems(at: time) }
        if options.isGrouped { return settleGroups(at: time, write) }
        while let next = nextTurn(at: time) { open(next, at: time, write) }
    }

    private mutating func showQuietItems(at time: Int64) {
        for step in quiet.sorted() {
            for key in steps[step].items.filter({ $0.value.isUnshown }).keys.sorted() {
                if let text = steps[step].items[key]?.line(at: time) { show(step, text, at: time) }
            }
            if !steps[step].items.contains(where: { $0.value.isUnshown }) { quiet.remove(step) }
        }
    }

    private func nextTurn(at time: Int64) -> Int? {
        guard let first = waiting.first else { return nil }
        guard let current else { return first }
        if let large = waiting.first(where: { steps[$0].held.count > Self.heldLimit }) { return large }
        let owner = steps[current]
        let wait = time - steps[first].heldSince
        let isOwnerSilent = time - owner.lastOutput >= silence && wait >= silence
        let isTurnOver = time - owner.openedAt >= shortestTurn && wait >= shortestTurn
        return wait >= longestWait || isOwnerSilent || isTurnOver ? first : nil
    }

    private mutating func settleGroups(at time: Int64, _ write: ([UInt8]) -> Void) {
        for step in waiting where steps[step].held.count > Self.heldLimit {
            guard let spill = options.spill else {
                open(step, at: time, write)
                leave()
                continue
            }
            spill.append(steps[step].takeHeld(), of: steps[step].id)
            steps[step].isSpilled = true
        }
    }
}

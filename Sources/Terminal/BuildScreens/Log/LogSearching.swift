import BuildEvents
import BuildProgress

/// A search in a step's output: what is looked for, where it began, what was found last.
struct LogSearching: Sendable, Hashable {
    /// The text; nil where nothing is searched for.
    private(set) var text: String?
    /// The line in which it was found last.
    private(set) var current: Int64?
    /// What was asked for and has not come yet.
    private(set) var pending: LogSearch?
    /// Whether the text is nowhere in the output.
    private(set) var isMissing = false

    /// The line in view when the search began.
    private var origin: Int64 = 0
    private var isGoingRound = false
    /// A search that goes on from the other end.
    private var next: LogSearch?

    /// Takes over the text as far as it is typed; gives the search for it, from the line in view on.
    mutating func type(_ text: String?, step: StepID, from line: Int64) -> LogSearch? {
        if self.text == nil { origin = line }
        self.text = text
        current = nil
        isMissing = false
        isGoingRound = false
        next = nil
        pending = text.map { LogSearch(step: step, text: $0, start: origin, isBackward: false) }
        return pending
    }

    /// The search for the next or the previous line with the text, from the line found last or the one in view.
    mutating func go(_ text: String, step: StepID, isBackward: Bool, from line: Int64) -> LogSearch? {
        self.text = text
        isMissing = false
        isGoingRound = false
        let start = current.map { isBackward ? $0 - 1 : $0 + 1 } ?? line
        let search = LogSearch(step: step, text: text, start: start, isBackward: isBackward)
        guard start >= 0 else {
            goRound(search)
            return nil
        }
        pending = search
        return search
    }

    /// Takes where a search ended; gives the line to go to.
    mutating func receive(_ search: LogSearch, line: Int64?) -> Int64? {
        guard search == pending else { return nil }
        pending = nil
        guard let line else {
            if isGoingRound || search.start == 0 && !search.isBackward { isMissing = true } else { goRound(search) }
            return nil
        }
        current = line
        return line
    }

    /// The search that is to go on from the other end, if any; `count` is how many lines there are.
    mutating func takeNext(count: Int64) -> LogSearch? {
        guard var search = next else { return nil }
        next = nil
        search.start = search.isBackward ? max(0, count - 1) : 0
        pending = search
        return search
    }

    private mutating func goRound(_ search: LogSearch) {
        isGoingRound = true
        next = search
    }
}

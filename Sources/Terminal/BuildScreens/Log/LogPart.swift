package import BuildEvents

/// Lines of a step's output that are asked for.
package struct LogRequest: Sendable, Hashable {
    /// The step.
    package var step: StepID
    /// The first line, from 0.
    package var first: Int64
    /// How many lines at most.
    package var count: Int

    /// Makes a request.
    package init(step: StepID, first: Int64, count: Int) {
        self.step = step
        self.first = first
        self.count = count
    }
}

/// Lines of a step's output as they were written.
package struct LogPart: Sendable, Hashable {
    /// What was asked for.
    package var request: LogRequest
    /// The lines without their line ends; fewer than asked for where the output ends.
    package var lines: [[UInt8]]
    /// How many lines the output has by now, a last one without an end included.
    package var total: Int64
    /// Why nothing could be read, in a sentence.
    package var failure: String?

    /// Makes a part.
    package init(request: LogRequest, lines: [[UInt8]], total: Int64, failure: String? = nil) {
        self.request = request
        self.lines = lines
        self.total = total
        self.failure = failure
    }
}

/// A search for text in a step's output, from a line on; case matters only where the text has capitals.
package struct LogSearch: Sendable, Hashable {
    /// The step.
    package var step: StepID
    /// What is searched for, in the output without its escape sequences.
    package var text: String
    /// The first line to look at, from 0.
    package var start: Int64
    /// Whether the search goes towards the first line.
    package var isBackward: Bool

    /// Makes a search.
    package init(step: StepID, text: String, start: Int64, isBackward: Bool) {
        self.step = step
        self.text = text
        self.start = start
        self.isBackward = isBackward
    }
}

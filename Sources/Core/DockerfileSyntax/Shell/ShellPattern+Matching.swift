extension ShellPattern {
    /// Follows every way through a pattern at once, in time proportional to text times pattern.
    struct Walk {
        private let tokens: [Token]

        /// Whether matches may begin at every place, not at the first alone.
        private let startsAnywhere: Bool

        /// The tokens that are next on some way, each once.
        private var states: [Int] = []
        private var isState: [Bool]

        init(_ tokens: [Token], startsAnywhere: Bool = false) {
            self.tokens = tokens
            self.startsAnywhere = startsAnywhere
            isState = Array(repeating: false, count: tokens.count + 1)
            enter(0)
        }

        /// Whether a match ends here.
        var isMatch: Bool { isState[tokens.count] }

        /// Whether no match can end here or later.
        var isDead: Bool { states.isEmpty }

        mutating func take(_ scalar: Unicode.Scalar) {
            let before = states
            for state in before { isState[state] = false }
            states.removeAll(keepingCapacity: true)
            for state in before where state < tokens.count {
                switch tokens[state] {
                case .literal(let wanted) where wanted == scalar: enter(state + 1)
                case .any where scalar != "\n": enter(state + 1)
                case .star where scalar != "\n": enter(state)
                default: break
                }
            }
            if startsAnywhere { enter(0) }
        }

        /// A star may also stand for nothing.
        private mutating func enter(_ state: Int) {
            var state = state
            while !isState[state] {
                isState[state] = true
                states.append(state)
                guard state < tokens.count, tokens[state] == .star else { return }
                state += 1
            }
        }
    }
}

/// How much of each stage the graph shows.
enum GraphScale: Int, Sendable, Hashable, CaseIterable, Comparable {
    /// A glyph a step.
    case dots
    /// A bar, counts and the time.
    case stages
    /// A row a step.
    case steps

    static func < (left: GraphScale, right: GraphScale) -> Bool { left.rawValue < right.rawValue }

    /// The next larger one, if there is one.
    var larger: GraphScale? { GraphScale(rawValue: rawValue + 1) }
    /// The next smaller one, if there is one.
    var smaller: GraphScale? { GraphScale(rawValue: rawValue - 1) }

    /// What the key line calls it.
    var title: String {
        switch self {
        case .steps: "the graph shows steps"
        case .stages: "the graph shows stages"
        case .dots: "the graph shows a sign a step"
        }
    }
}

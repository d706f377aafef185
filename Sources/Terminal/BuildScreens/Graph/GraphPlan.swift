/// What a graph is laid out from: boxes of so many rows, and lines from rows to rows of others.
struct GraphPlan: Sendable, Hashable {
    /// A row inside a box.
    struct Port: Sendable, Hashable {
        /// The box, by its position in `nodes`.
        var node: Int
        /// The row between its borders, from 0.
        var row: Int
    }

    /// A line from a row that is read to the row that reads it.
    struct Line: Sendable, Hashable {
        var from: Port
        var to: Port
    }

    /// A box.
    struct Node: Sendable, Hashable {
        /// Where it stands.
        enum Place: Sendable, Hashable {
            /// In the column behind all that it reads.
            case byDepth
            /// Below everything else in the first column.
            case first
            /// In a column of its own behind all others.
            case last
        }

        /// The rows between its borders.
        var rows: Int
        var place = Place.byDepth

        /// The rows that it takes with its borders.
        var height: Int { rows + 2 }
    }

    var nodes: [Node]
    var lines: [Line]
    /// Free rows between two boxes of a column.
    var spacing = 1
}

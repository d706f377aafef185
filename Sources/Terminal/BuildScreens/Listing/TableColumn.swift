import TerminalCells

/// A column of a table.
struct TableColumn: Sendable, Hashable {
    /// What stands above it.
    var title: String
    /// How many columns of the terminal it takes; where it is flexible, at least.
    var columns: Int
    /// Whether it takes a part of the room that is left.
    var isFlexible = false
    /// Whether its cells end alike.
    var alignsRight = false
    /// Those of low rank go first where there is no room for all.
    var rank: Int
    /// Whether it tells something here at all.
    var isTelling: Bool

    init(
        _ title: String, _ columns: Int, rank: Int, isFlexible: Bool = false, alignsRight: Bool = false,
        if isTelling: Bool = true
    ) {
        self.title = title
        self.columns = columns
        self.rank = rank
        self.isFlexible = isFlexible
        self.alignsRight = alignsRight
        self.isTelling = isTelling
    }
}

/// Which columns of a table have room, and where each stands.
struct TableLayout: Sendable, Hashable {
    /// A column that has room.
    struct Place: Sendable, Hashable {
        /// Its position among all columns.
        var column: Int
        /// Where it begins, from the left of the table.
        var left: Int
        /// How wide it is.
        var width: Int
    }

    /// The columns between two cells.
    static let gap = 2

    let places: [Place]

    /// Lays columns out over a width: those of low rank go, the flexible ones share what is left.
    init(_ columns: [TableColumn], width: Int) {
        var shown = columns.indices.filter { columns[$0].isTelling }
        func needed() -> Int { shown.reduce(-Self.gap) { $0 + columns[$1].columns + Self.gap } }
        while needed() > width, shown.count > 1, let least = shown.min(by: { columns[$0].rank < columns[$1].rank }) {
            shown.removeAll { $0 == least }
        }
        let flexible = shown.filter { columns[$0].isFlexible }
        var spare = max(0, width - needed())
        var left = 0
        var places: [Place] = []
        var rest = flexible.count
        for index in shown {
            var wide = columns[index].columns
            if columns[index].isFlexible, rest > 0 {
                let share = spare / rest
                wide += share
                spare -= share
                rest -= 1
            }
            places.append(Place(column: index, left: left, width: min(wide, max(0, width - left))))
            left += wide + Self.gap
        }
        self.places = places
    }
}

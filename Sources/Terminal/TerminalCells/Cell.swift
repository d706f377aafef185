/// One cell of a screen: what is drawn there, or the second column of a wide cluster, and its style.
///
/// A cell never holds a control character: what is one is shown as U+FFFD. It is 24 bytes without references, so a
/// screen is copied and compared as fast as memory.
package struct Cell: Sendable, Hashable {
    /// What to draw, with exactly one or two columns; none in the second column of a wide cluster.
    package let scalars: CellScalars
    private(set) var look: PackedStyle

    /// Makes a cell of a cluster that takes one column, or the first of two.
    ///
    /// It holds what is drawn of the cluster by the rules at `Width`: `Screen.draw` gives a flag two cells, this only
    /// one.
    package init(_ cluster: Character, _ style: Style = .plain) {
        var drawn: CellScalars?
        TextUnits.divide(cluster.unicodeScalars) { if drawn == nil, $0.columns > 0 { drawn = $0.scalars } }
        self.init(drawn ?? .replacement, PackedStyle(style))
    }

    /// Makes the second column of a wide cluster.
    package init(continuing style: Style) {
        self.init(.none, PackedStyle(style))
    }

    init(_ scalars: CellScalars, _ look: PackedStyle) {
        self.scalars = scalars
        self.look = look
    }

    /// How it looks.
    package var style: Style {
        get { look.style }
        set { look = PackedStyle(newValue) }
    }

    /// What is drawn as text; empty in the second column of a wide cluster.
    package var text: String { scalars.text }

    /// Whether it is the second column of a wide cluster.
    package var isContinuation: Bool { scalars == .none }

    /// A space in the same style.
    var blanked: Cell { Cell(.space, look) }
}

/// The characters that are no text: states, lines, arrows, bars.
///
/// Each takes one column.
package struct GlyphSet: Sendable, Hashable {
    /// The lines of a box, light or double.
    package struct Lines: Sendable, Hashable {
        /// From left to right.
        package let horizontal: Character
        /// From top to bottom.
        package let vertical: Character
        /// The corner of a box at its top left.
        package let topLeft: Character
        /// The corner at the top right.
        package let topRight: Character
        /// The corner at the bottom left.
        package let bottomLeft: Character
        /// The corner at the bottom right.
        package let bottomRight: Character
        /// A vertical line that a second one joins from the right.
        package let joinRight: Character
        /// A vertical line that a second one joins from the left.
        package let joinLeft: Character
        /// A horizontal line that a second one joins from below.
        package let joinDown: Character
        /// A horizontal line that a second one joins from above.
        package let joinUp: Character
        /// Lines from all four sides.
        package let cross: Character
    }

    /// `unicode`, `ascii` or `nerd`.
    package let name: String

    /// Whether all of them are ASCII characters.
    package var isASCII: Bool { name == Self.ascii.name }

    // States of steps.

    /// A step whose result was in the cache.
    package let hit: Character
    /// A step that ran.
    package let ran: Character
    /// A step that ran, with the result that it had before.
    package let same: Character
    /// A step that is running.
    package let running: Character
    /// A step that has not begun.
    package let waiting: Character
    /// A step that failed.
    package let failed: Character
    /// A step that was cancelled, or that was not needed.
    package let cancelled: Character
    /// A warning.
    package let warning: Character

    /// Frames of the sign of a running step, in order; any of them stands still where nothing may move.
    package let activity: [Character]

    // Boxes and edges.

    /// Ordinary lines.
    package let light: Lines
    /// The critical path's.
    package let heavy: Lines
    /// Boxes with round corners, where there are such.
    package let rounded: Lines

    // Arrows and other signs within text.

    /// The end of an edge that goes right.
    package let arrowRight: Character
    /// The end of an edge that goes down.
    package let arrowDown: Character
    /// The end of an edge that goes left.
    package let arrowLeft: Character
    /// The end of an edge that goes up.
    package let arrowUp: Character
    /// Before what is selected, and between the parts of a path.
    package let pointer: Character
    /// In place of text that was cut off.
    package let ellipsis: Character
    /// Before an entry of a list.
    package let bullet: Character
    /// Between facts on one line.
    package let separator: Character

    // Bars.

    /// Cells of a bar from almost empty to full, by eighths from the left: eight of them.
    package let eighths: [Character]
    /// The right half of a full cell, where a bar begins within one.
    package let halfRight: Character
    /// A bar's background.
    package let barRest: Character
    /// The bar of what waits.
    package let barWait: Character
    /// The bar of what is pulled.
    package let barPull: Character
    /// The bar of what is exported.
    package let barExport: Character
    /// Sparklines, from lowest to highest: eight of them.
    package let sparks: [Character]

    // Trees and scrollbars.

    /// Where an entry hangs on a tree's line that goes on below.
    package let treeBranch: Character
    /// Where the last entry hangs.
    package let treeLast: Character
    /// The tree's line beside entries of its branches.
    package let treeLine: Character
    /// A branch that shows its entries.
    package let expanded: Character
    /// A branch that hides its entries.
    package let collapsed: Character
    /// Where a scrollbar's thumb is not.
    package let scrollTrack: Character
    /// The part of a scrollbar that stands for what is shown.
    package let scrollThumb: Character
}

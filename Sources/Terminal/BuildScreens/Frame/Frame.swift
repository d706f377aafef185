import TerminalCells
import TerminalThemes

/// The box around a pane, and where things stand in it.
enum Frame {
    /// What a box has in its borders.
    struct Labels {
        /// In the upper border, from the left, over whatever tabs stand there.
        var title: [Span] = []
        /// In the lower border, at the right.
        var footer = ""
        /// What the borders stand on; a dialog's are filled as it is.
        var base = Style.plain
    }

    /// The cells inside a frame.
    static func inside(_ frame: Rect) -> Rect { frame.inset() }

    /// The cells inside a frame whose first row holds tabs.
    static func insideTabs(_ frame: Rect) -> Rect {
        let area = inside(frame).split(top: 1).1
        // Text that touches the border is hard to read; where columns are dear it is worth them.
        return area.columns < 40 ? area : area.split(left: 1).1
    }

    /// The views' names in the upper border of the left frame.
    static func viewTabs(in frame: Rect, _ look: Look) -> TabStrip {
        TabStrip(
            titles: ["Graph", "Timeline", "Source"], origin: frame.origin.moved(by: 2, 0),
            area: frame.row(0).inset(columns: 1, rows: 0))
    }

    /// The tabs in the first row of the right frame.
    static func detailTabs(in frame: Rect) -> TabStrip {
        let row = inside(frame).row(0)
        return TabStrip(titles: ["Log", "Why", "Files", "Info"], origin: row.origin, area: row)
    }

    /// Draws a box with its labels.
    ///
    /// Colour alone does not tell the focus: the chosen tab of the pane that has it is reversed.
    static func draw(on screen: inout Screen, _ frame: Rect, _ labels: Labels, _ look: Look, isFocused: Bool) {
        guard frame.columns >= 2, frame.rows >= 2 else { return }
        let lines = look.glyphs.rounded
        let style = look[isFocused ? .borderFocused : .border].over(labels.base)
        for row in [frame.top, frame.bottom - 1] {
            screen.fill(Rect(frame.left, row, frame.columns, 1), with: lines.horizontal, style: style)
        }
        for column in [frame.left, frame.right - 1] {
            screen.fill(Rect(column, frame.top, 1, frame.rows), with: lines.vertical, style: style)
        }
        let corners = [
            (frame.left, frame.top, lines.topLeft), (frame.right - 1, frame.top, lines.topRight),
            (frame.left, frame.bottom - 1, lines.bottomLeft), (frame.right - 1, frame.bottom - 1, lines.bottomRight),
        ]
        for (column, row, character) in corners {
            screen.draw(String(character), at: Point(column, row), in: frame, style: style)
        }
        let inner = frame.inset(columns: 1, rows: 0)
        screen.draw(labels.title, at: Point(frame.left + 2, frame.top), in: inner, over: labels.base)
        guard !labels.footer.isEmpty else { return }
        let text = TextLayout.cut(" \(labels.footer) ", to: max(0, frame.columns - 4), ellipsis: look.glyphs.ellipsis)
        let column = frame.right - 2 - Width.columns(of: text)
        screen.draw(text, at: Point(column, frame.bottom - 1), in: inner, style: look[.dim].over(labels.base))
    }
}

// themes/mono.toml as the program carries it; `make golden` writes it anew.

extension BuiltInTheme {
    static let monoText = #"""
        # No colours at all: bold, dim, underlined and reversed text tell what other themes tell by colour, and the
        # glyphs tell the states. Every theme looks like this where a terminal has no colours, or NO_COLOR is set.
        # docs/themes.md tells what a theme file can say; `strata themes mono` shows every role.

        name = "mono"
        description = "No colours: bold, dim, underlined and reversed text"
        background = "dark"

        [roles]
        # Text.
        screen = {}
        text = {}
        "text.dim" = { dim = true }
        "text.strong" = { bold = true }
        "text.heading" = { bold = true }
        "text.link" = { underline = true }
        # Frames and bars.
        border = { dim = true }
        "border.focused" = { bold = true }
        title = {}
        "title.focused" = { bold = true }
        tab = { dim = true }
        "tab.active" = { reverse = true, bold = true }
        status = { reverse = true }
        "status.name" = { reverse = true, bold = true }
        "progress.done" = {}
        "progress.rest" = { dim = true }
        key = { bold = true }
        "key.label" = { dim = true }
        scrollbar = { dim = true }
        selection = { reverse = true }
        "selection.inactive" = { underline = true }
        match = { underline = true }
        "match.current" = { reverse = true, bold = true }
        input = { underline = true }
        dialog = {}
        notice = { reverse = true, bold = true }
        # States of steps.
        "state.waiting" = { dim = true }
        "state.running" = { bold = true }
        "state.hit" = {}
        "state.ran" = {}
        "state.same" = {}
        "state.failed" = { bold = true, underline = true }
        "state.cancelled" = { dim = true, strikethrough = true }
        # The graph and the timeline.
        stage = {}
        "stage.task" = { dim = true }
        edge = { dim = true }
        "edge.critical" = { bold = true }
        critical = { bold = true }
        "bar.wait" = { dim = true }
        "bar.pull" = {}
        "bar.export" = {}
        axis = { dim = true }
        # Dockerfiles.
        gutter = { dim = true }
        "syntax.instruction" = { bold = true }
        "syntax.name" = {}
        "syntax.flag" = {}
        "syntax.string" = {}
        "syntax.variable" = {}
        "syntax.comment" = { dim = true }
        "syntax.heredoc" = {}
        # Files and messages.
        "file.added" = { bold = true }
        "file.changed" = { underline = true }
        "file.removed" = { dim = true }
        "file.folder" = { bold = true }
        error = { bold = true, reverse = true }
        warning = { bold = true }
        remedy = { bold = true }

        """#
}

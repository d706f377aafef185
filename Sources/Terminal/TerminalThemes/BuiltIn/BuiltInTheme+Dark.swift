// themes/dark.toml as the program carries it; `make golden` writes it anew.

extension BuiltInTheme {
    static let darkText = #"""
        # strata's theme for dark terminals, which keep their own background and text colour.
        # docs/themes.md tells what a theme file can say; `strata themes dark` shows every role.

        name = "dark"
        description = "Calm colours on the terminal's own dark background"
        background = "dark"

        [palette]
        # Where a terminal has 16 colours, those that matter most take the one named; others the nearest.
        # Text that steps back, and lines.
        grey = "#939bae"
        line = "#4a5266"
        # What is focused, and names.
        lavender = { rgb = "#b9a9f7", sixteen = "bright-blue" }
        bright = "#e8ebf2"
        # States: blue was there already, green is new, amber moves, coral is broken.
        sky = { rgb = "#6fb7ff", sixteen = "cyan" }
        green = { rgb = "#8fd694", sixteen = "green" }
        sage = "#a3bf8f"
        amber = { rgb = "#f2bd63", sixteen = "yellow" }
        coral = { rgb = "#ff8189", sixteen = "red" }
        mauve = "#a792a8"
        # The critical path, and advice.
        pink = { rgb = "#f59ac9", sixteen = "magenta" }
        teal = { rgb = "#74d6c3", sixteen = "bright-cyan" }
        # Dockerfiles.
        sand = "#d9c08c"
        apricot = "#f2a983"
        # Backgrounds.
        bar = "#262b38"
        selected = "#313b58"
        touched = "#282e3c"
        night = { rgb = "#1b1e26", sixteen = "black" }
        gold = { rgb = "#e9cb78", sixteen = "yellow" }
        orange = { rgb = "#ffa45e", sixteen = "bright-yellow" }

        [roles]
        "text.dim" = "grey"
        "text.strong" = { fg = "bright", bold = true }
        "text.heading" = { fg = "lavender", bold = true }
        "text.link" = { fg = "sky", underline = true }

        border = "line"
        "border.focused" = "lavender"
        title = "grey"
        "title.focused" = { fg = "lavender", bold = true }
        tab = "grey"
        "tab.active" = { fg = "night", bg = "lavender", bold = true }
        # On 16 colours the states are told best on the terminal's own ground.
        status = { fg = "bright", bg = "bar", sixteen = { bold = true } }
        "status.name" = { fg = "night", bg = "lavender", bold = true }
        "progress.done" = "green"
        "progress.rest" = "line"
        key = { fg = "lavender", bold = true }
        "key.label" = "grey"
        scrollbar = "line"
        selection = { bg = "selected" }
        "selection.inactive" = { bg = "touched" }
        match = { fg = "night", bg = "gold" }
        "match.current" = { fg = "night", bg = "orange", bold = true }
        input = { fg = "bright", bg = "bar" }
        dialog = { fg = "bright", bg = "bar" }
        notice = "amber"

        # Of the states only two are bold: what moves, and what is broken.
        "state.waiting" = "grey"
        "state.running" = { fg = "amber", bold = true }
        "state.hit" = "sky"
        "state.ran" = "green"
        "state.same" = "sage"
        "state.failed" = { fg = "coral", bold = true }
        "state.cancelled" = { fg = "mauve", sixteen = { dim = true, strikethrough = true } }

        stage = { fg = "bright", bold = true }
        "stage.task" = "grey"
        edge = "line"
        "edge.critical" = "pink"
        critical = { fg = "pink", bold = true }
        "bar.wait" = "grey"
        "bar.pull" = "teal"
        "bar.export" = "lavender"
        axis = "grey"

        gutter = "grey"
        "syntax.instruction" = { fg = "lavender", bold = true }
        "syntax.name" = "sky"
        "syntax.flag" = "sand"
        "syntax.string" = "green"
        "syntax.variable" = "apricot"
        "syntax.comment" = { fg = "grey", italic = true }
        "syntax.heredoc" = "sage"

        "file.added" = "green"
        "file.changed" = "amber"
        "file.removed" = "coral"
        "file.folder" = { fg = "sky", bold = true }
        error = { fg = "coral", bold = true }
        warning = "amber"
        remedy = "teal"

        """#
}

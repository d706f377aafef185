// themes/high-contrast.toml as the program carries it; `make golden` writes it anew.

extension BuiltInTheme {
    static let highContrastText = #"""
        # White and bright colours on black: every text has a contrast of 7:1 or more to its ground (WCAG 2.2, AAA).
        # docs/themes.md tells what a theme file can say; `strata themes high-contrast` shows every role.

        name = "high-contrast"
        description = "Every text at 7:1 or more on black"
        background = "dark"

        [palette]
        black = { rgb = "#000000", indexed = 16, sixteen = "black" }
        white = { rgb = "#ffffff", indexed = 231, sixteen = "bright-white" }
        silver = { rgb = "#c8c8c8", sixteen = "white" }
        line = { rgb = "#a0a0a0", sixteen = "white" }
        blue = { rgb = "#7fd4ff", sixteen = "bright-cyan" }
        green = { rgb = "#7dff8a", sixteen = "bright-green" }
        mint = { rgb = "#c6ffa8", sixteen = "bright-green" }
        yellow = { rgb = "#ffe14d", sixteen = "bright-yellow" }
        red = { rgb = "#ffa0a0", sixteen = "bright-red" }
        pink = { rgb = "#ffb0ff", sixteen = "bright-magenta" }
        navy = { rgb = "#00205c", indexed = 17, sixteen = "blue" }
        slate = { rgb = "#242424", sixteen = "black" }

        [roles]
        screen = { fg = "white", bg = "black" }
        text = "white"
        "text.dim" = "silver"
        "text.strong" = { fg = "white", bold = true }
        "text.heading" = { fg = "yellow", bold = true }
        "text.link" = { fg = "blue", underline = true }

        border = "line"
        "border.focused" = { fg = "yellow", bold = true }
        title = "white"
        "title.focused" = { fg = "yellow", bold = true }
        tab = "silver"
        "tab.active" = { fg = "black", bg = "yellow", bold = true }
        status = { fg = "white", bg = "slate", bold = true }
        "status.name" = { fg = "black", bg = "yellow", bold = true }
        "progress.done" = "green"
        "progress.rest" = "line"
        key = { fg = "yellow", bold = true }
        "key.label" = "white"
        scrollbar = "line"
        # The colours of states stay readable on it; on 16 colours black on white is all that does.
        selection = { bg = "navy", bold = true, underline = true, sixteen = { reverse = true, bold = true } }
        "selection.inactive" = { bg = "slate", underline = true, sixteen = { underline = true } }
        match = { fg = "black", bg = "yellow" }
        "match.current" = { fg = "black", bg = "white", bold = true, underline = true }
        input = { fg = "white", bg = "slate", underline = true }
        dialog = { fg = "white", bg = "slate" }
        notice = { fg = "yellow", bold = true }

        "state.waiting" = "silver"
        "state.running" = { fg = "yellow", bold = true }
        "state.hit" = "blue"
        "state.ran" = "green"
        "state.same" = "mint"
        "state.failed" = { fg = "red", bold = true }
        "state.cancelled" = { fg = "silver", strikethrough = true }

        stage = { fg = "white", bold = true }
        "stage.task" = "silver"
        edge = "line"
        "edge.critical" = { fg = "pink", bold = true }
        critical = { fg = "pink", bold = true }
        "bar.wait" = "silver"
        "bar.pull" = "blue"
        "bar.export" = "pink"
        axis = "silver"

        gutter = "silver"
        "syntax.instruction" = { fg = "yellow", bold = true }
        "syntax.name" = "blue"
        "syntax.flag" = "pink"
        "syntax.string" = "green"
        "syntax.variable" = "red"
        "syntax.comment" = { fg = "silver", italic = true }
        "syntax.heredoc" = "mint"

        "file.added" = "green"
        "file.changed" = "yellow"
        "file.removed" = "red"
        "file.folder" = { fg = "blue", bold = true }
        error = { fg = "red", bold = true }
        warning = { fg = "yellow", bold = true }
        remedy = { fg = "blue", bold = true }

        """#
}

// themes/light.toml as the program carries it; `make golden` writes it anew.

extension BuiltInTheme {
    static let lightText = #"""
        # strata's light theme: ink on paper, also where the terminal itself is dark.
        # docs/themes.md tells what a theme file can say; `strata themes light` shows every role.

        name = "light"
        description = "Ink on paper"
        background = "light"

        [palette]
        # Where a terminal has 16 colours, those that matter most take the one named; others the nearest.
        # Text that steps back, and lines.
        grey = "#616a7a"
        line = "#bcc3d0"
        # What is focused, and names.
        violet = { rgb = "#6440c4", sixteen = "blue" }
        ink = "#1f2430"
        # States: blue was there already, green is new, ochre moves, crimson is broken.
        blue = { rgb = "#0a63b0", sixteen = "blue" }
        green = { rgb = "#26732f", sixteen = "green" }
        olive = { rgb = "#57691f", sixteen = "green" }
        ochre = { rgb = "#8f5400", sixteen = "magenta" }
        crimson = { rgb = "#bf1f3a", sixteen = "red" }
        plum = "#79576f"
        # The critical path, and advice.
        pink = { rgb = "#b0287f", sixteen = "magenta" }
        teal = { rgb = "#0c6f68", sixteen = "cyan" }
        # Dockerfiles.
        bronze = { rgb = "#7a5c14", sixteen = "cyan" }
        rust = "#a8450f"
        # Backgrounds.
        ground = "#fafbfd"
        bar = "#e6eaf3"
        selected = "#d5e0f7"
        touched = "#e9edf5"
        night = { rgb = "#1f2430", sixteen = "black" }
        paper = { rgb = "#ffffff", sixteen = "bright-white" }
        gold = { rgb = "#ffdf80", sixteen = "yellow" }
        orange = { rgb = "#ffb35c", sixteen = "bright-yellow" }

        [roles]
        screen = { fg = "ink", bg = "ground", sixteen = {} }
        "text.dim" = "grey"
        "text.strong" = { fg = "ink", bold = true }
        "text.heading" = { fg = "violet", bold = true }
        "text.link" = { fg = "blue", underline = true }

        border = "line"
        "border.focused" = "violet"
        title = "grey"
        "title.focused" = { fg = "violet", bold = true }
        tab = "grey"
        "tab.active" = { fg = "paper", bg = "violet", bold = true }
        # On 16 colours the states are told best on the terminal's own ground.
        status = { fg = "ink", bg = "bar", sixteen = { bold = true } }
        "status.name" = { fg = "paper", bg = "violet", bold = true }
        "progress.done" = "green"
        "progress.rest" = "line"
        key = { fg = "violet", bold = true }
        "key.label" = "grey"
        scrollbar = "line"
        selection = { bg = "selected" }
        "selection.inactive" = { bg = "touched" }
        match = { fg = "night", bg = "gold" }
        "match.current" = { fg = "night", bg = "orange", bold = true }
        input = { fg = "ink", bg = "bar" }
        dialog = { fg = "ink", bg = "bar" }
        notice = "ochre"

        # Of the states only two are bold: what moves, and what is broken.
        "state.waiting" = "grey"
        "state.running" = { fg = "ochre", bold = true }
        "state.hit" = "blue"
        "state.ran" = "green"
        "state.same" = "olive"
        "state.failed" = { fg = "crimson", bold = true }
        "state.cancelled" = { fg = "plum", sixteen = { dim = true, strikethrough = true } }

        stage = { fg = "ink", bold = true }
        "stage.task" = "grey"
        edge = "line"
        "edge.critical" = "pink"
        critical = { fg = "pink", bold = true }
        "bar.wait" = "grey"
        "bar.pull" = "teal"
        "bar.export" = "violet"
        axis = "grey"

        gutter = "grey"
        "syntax.instruction" = { fg = "violet", bold = true }
        "syntax.name" = "blue"
        "syntax.flag" = "bronze"
        "syntax.string" = "green"
        "syntax.variable" = "rust"
        "syntax.comment" = { fg = "grey", italic = true }
        "syntax.heredoc" = "olive"

        "file.added" = "green"
        "file.changed" = "ochre"
        "file.removed" = "crimson"
        "file.folder" = { fg = "blue", bold = true }
        error = { fg = "crimson", bold = true }
        warning = "ochre"
        remedy = "teal"

        """#
}

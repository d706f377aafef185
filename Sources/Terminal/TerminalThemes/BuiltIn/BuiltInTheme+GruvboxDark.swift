// themes/gruvbox-dark.toml as the program carries it; `make golden` writes it anew.

extension BuiltInTheme {
    static let gruvboxDarkText = #"""
        # The colours of gruvbox by Pavel Pertsev (MIT/X11 licence), in its dark mode with hard contrast.
        # docs/themes.md tells what a theme file can say; `strata themes gruvbox-dark` shows every role.

        name = "gruvbox-dark"
        description = "Retro groove: warm earth colours, by Pavel Pertsev"
        background = "dark"

        [palette]
        bg0_h = { rgb = "#1d2021", indexed = 234, sixteen = "black" }
        bg1 = { rgb = "#3c3836", indexed = 237 }
        bg2 = { rgb = "#504945", indexed = 239 }
        bg3 = { rgb = "#665c54", indexed = 241 }
        fg1 = { rgb = "#ebdbb2", indexed = 223, sixteen = "white" }
        fg0 = { rgb = "#fbf1c7", indexed = 229, sixteen = "bright-white" }
        fg4 = { rgb = "#a89984", indexed = 246 }
        red = { rgb = "#fb4934", indexed = 167, sixteen = "bright-red" }
        green = { rgb = "#b8bb26", indexed = 142, sixteen = "green" }
        yellow = { rgb = "#fabd2f", indexed = 214, sixteen = "bright-yellow" }
        blue = { rgb = "#83a598", indexed = 109, sixteen = "bright-blue" }
        purple = { rgb = "#d3869b", indexed = 175, sixteen = "magenta" }
        aqua = { rgb = "#8ec07c", indexed = 108, sixteen = "cyan" }
        orange = { rgb = "#fe8019", indexed = 208, sixteen = "yellow" }

        [roles]
        screen = { fg = "fg1", bg = "bg0_h" }
        text = "fg1"
        "text.dim" = "fg4"
        "text.strong" = { fg = "fg0", bold = true }
        "text.heading" = { fg = "yellow", bold = true }
        "text.link" = { fg = "blue", underline = true }

        border = "bg2"
        "border.focused" = "orange"
        title = "fg4"
        "title.focused" = { fg = "orange", bold = true }
        tab = "fg4"
        "tab.active" = { fg = "bg0_h", bg = "orange", bold = true }
        status = { fg = "fg1", bg = "bg1", sixteen = { fg = "fg1" } }
        "status.name" = { fg = "bg0_h", bg = "yellow", bold = true }
        "progress.done" = "green"
        "progress.rest" = "bg3"
        key = { fg = "orange", bold = true }
        "key.label" = "fg4"
        scrollbar = "bg3"
        selection = { bg = "bg1" }
        "selection.inactive" = { bg = { rgb = "#2a2826", indexed = 235 } }
        match = { fg = "bg0_h", bg = "yellow" }
        "match.current" = { fg = "bg0_h", bg = "orange", bold = true }
        input = { fg = "fg0", bg = "bg1" }
        dialog = { fg = "fg1", bg = "bg1" }
        notice = "yellow"

        "state.waiting" = "fg4"
        "state.running" = { fg = "yellow", bold = true }
        "state.hit" = "blue"
        "state.ran" = "green"
        "state.same" = "aqua"
        "state.failed" = { fg = "red", bold = true }
        "state.cancelled" = { fg = "fg4", strikethrough = true }

        stage = { fg = "fg0", bold = true }
        "stage.task" = "fg4"
        edge = "bg3"
        "edge.critical" = "purple"
        critical = { fg = "purple", bold = true }
        "bar.wait" = "fg4"
        "bar.pull" = "aqua"
        "bar.export" = "purple"
        axis = "fg4"

        gutter = "fg4"
        "syntax.instruction" = { fg = "orange", bold = true }
        "syntax.name" = "blue"
        "syntax.flag" = "yellow"
        "syntax.string" = "green"
        "syntax.variable" = "purple"
        "syntax.comment" = { fg = "fg4", italic = true }
        "syntax.heredoc" = "aqua"

        "file.added" = "green"
        "file.changed" = "yellow"
        "file.removed" = "red"
        "file.folder" = { fg = "blue", bold = true }
        error = { fg = "red", bold = true }
        warning = "yellow"
        remedy = "aqua"

        """#
}

// themes/catppuccin-mocha.toml as the program carries it; `make golden` writes it anew.

extension BuiltInTheme {
    static let catppuccinMochaText = #"""
        # The colours of Catppuccin's darkest flavour, Mocha, by the Catppuccin community (MIT licence).
        # docs/themes.md tells what a theme file can say; `strata themes catppuccin-mocha` shows every role.

        name = "catppuccin-mocha"
        description = "Soothing pastels, by the Catppuccin community"
        background = "dark"

        [palette]
        base = { rgb = "#1e1e2e", indexed = 235, sixteen = "black" }
        mantle = { rgb = "#181825", indexed = 234 }
        surface0 = { rgb = "#313244", indexed = 237 }
        surface1 = { rgb = "#45475a", indexed = 239 }
        surface2 = { rgb = "#585b70", indexed = 241 }
        overlay2 = "#9399b2"
        subtext0 = "#a6adc8"
        text = { rgb = "#cdd6f4", sixteen = "white" }
        lavender = { rgb = "#b4befe", sixteen = "bright-blue" }
        blue = { rgb = "#89b4fa", sixteen = "blue" }
        sapphire = { rgb = "#74c7ec", sixteen = "cyan" }
        teal = { rgb = "#94e2d5", sixteen = "bright-cyan" }
        green = { rgb = "#a6e3a1", sixteen = "green" }
        yellow = { rgb = "#f9e2af", sixteen = "bright-yellow" }
        peach = { rgb = "#fab387", sixteen = "yellow" }
        maroon = { rgb = "#eba0ac", sixteen = "red" }
        red = { rgb = "#f38ba8", sixteen = "bright-red" }
        mauve = { rgb = "#cba6f7", sixteen = "magenta" }
        pink = { rgb = "#f5c2e7", sixteen = "bright-magenta" }

        [roles]
        screen = { fg = "text", bg = "base" }
        text = "text"
        "text.dim" = "overlay2"
        "text.strong" = { fg = "text", bold = true }
        "text.heading" = { fg = "mauve", bold = true }
        "text.link" = { fg = "blue", underline = true }

        border = "surface1"
        "border.focused" = "mauve"
        title = "subtext0"
        "title.focused" = { fg = "mauve", bold = true }
        tab = "overlay2"
        "tab.active" = { fg = "base", bg = "mauve", bold = true }
        status = { fg = "text", bg = "surface0", sixteen = { fg = "text" } }
        "status.name" = { fg = "base", bg = "mauve", bold = true }
        "progress.done" = "green"
        "progress.rest" = "surface2"
        key = { fg = "lavender", bold = true }
        "key.label" = "overlay2"
        scrollbar = "surface2"
        selection = { bg = "surface0" }
        "selection.inactive" = { bg = { rgb = "#262637", indexed = 236 } }
        match = { fg = "base", bg = "yellow" }
        "match.current" = { fg = "base", bg = "peach", bold = true }
        input = { fg = "text", bg = "surface0" }
        dialog = { fg = "text", bg = "mantle" }
        notice = "peach"

        "state.waiting" = "overlay2"
        "state.running" = { fg = "peach", bold = true }
        "state.hit" = "sapphire"
        "state.ran" = "green"
        "state.same" = "teal"
        "state.failed" = { fg = "red", bold = true }
        "state.cancelled" = { fg = "overlay2", strikethrough = true }

        stage = { fg = "text", bold = true }
        "stage.task" = "overlay2"
        edge = "surface2"
        "edge.critical" = "pink"
        critical = { fg = "pink", bold = true }
        "bar.wait" = "overlay2"
        "bar.pull" = "teal"
        "bar.export" = "mauve"
        axis = "overlay2"

        gutter = "overlay2"
        "syntax.instruction" = { fg = "mauve", bold = true }
        "syntax.name" = "blue"
        "syntax.flag" = "yellow"
        "syntax.string" = "green"
        "syntax.variable" = "maroon"
        "syntax.comment" = { fg = "overlay2", italic = true }
        "syntax.heredoc" = "teal"

        "file.added" = "green"
        "file.changed" = "yellow"
        "file.removed" = "red"
        "file.folder" = { fg = "blue", bold = true }
        error = { fg = "red", bold = true }
        warning = "peach"
        remedy = "teal"

        """#
}

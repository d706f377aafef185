// themes/colour-blind-safe.toml as the program carries it; `make golden` writes it anew.

extension BuiltInTheme {
    static let colorBlindSafeText = #"""
        # Colours that people tell apart whatever their colour vision: the set of Masataka Okabe and Kei Ito ("Color
        # Universal Design", 2008), some of them lighter to be read on black. No two states differ by red and green
        # alone: ran, hit and failed also stand apart by their lightness.
        # docs/themes.md tells what a theme file can say; `strata themes colour-blind-safe` shows every role.

        name = "colour-blind-safe"
        description = "Blue, yellow and vermilion, told apart by lightness too"
        background = "dark"

        [palette]
        ground = { rgb = "#14161b", sixteen = "black" }
        paper = { rgb = "#e4e6ea", sixteen = "white" }
        white = { rgb = "#ffffff", sixteen = "bright-white" }
        grey = "#9aa1ad"
        line = "#4b515d"
        # Okabe and Ito's.
        sky = { rgb = "#56b4e9", sixteen = "cyan" }
        yellow = { rgb = "#f0e442", indexed = 227, sixteen = "bright-yellow" }
        orange = { rgb = "#e69f00", indexed = 214, sixteen = "yellow" }
        purple = { rgb = "#cc79a7", sixteen = "magenta" }
        # Theirs, lighter: vermilion #d55e00 and bluish green #009e73.
        vermilion = { rgb = "#e5641c", sixteen = "red" }
        bluish = { rgb = "#3cc79b", sixteen = "green" }
        cream = { rgb = "#f6f0a8", sixteen = "bright-yellow" }
        # Backgrounds; theirs is the blue, darker.
        bar = "#252a33"
        selected = { rgb = "#103f63", indexed = 17 }
        touched = "#232b36"

        [roles]
        screen = { fg = "paper", bg = "ground" }
        text = "paper"
        "text.dim" = "grey"
        "text.strong" = { fg = "white", bold = true }
        "text.heading" = { fg = "white", bold = true }
        "text.link" = { fg = "sky", underline = true }

        border = "line"
        "border.focused" = { fg = "white", bold = true }
        title = "grey"
        "title.focused" = { fg = "white", bold = true }
        tab = "grey"
        "tab.active" = { fg = "ground", bg = "paper", bold = true }
        status = { fg = "paper", bg = "bar", sixteen = { fg = "paper" } }
        "status.name" = { fg = "ground", bg = "paper", bold = true }
        "progress.done" = "yellow"
        "progress.rest" = "line"
        key = { fg = "white", bold = true }
        "key.label" = "grey"
        scrollbar = "line"
        selection = { bg = "selected" }
        "selection.inactive" = { bg = "touched" }
        match = { fg = "ground", bg = "cream" }
        "match.current" = { fg = "ground", bg = "orange", bold = true }
        input = { fg = "white", bg = "bar" }
        dialog = { fg = "paper", bg = "bar" }
        notice = "orange"

        # From light to dark: ran, hit, failed.
        "state.waiting" = "grey"
        "state.running" = { fg = "orange", bold = true }
        "state.hit" = "sky"
        "state.ran" = "yellow"
        "state.same" = "cream"
        "state.failed" = { fg = "vermilion", bold = true }
        "state.cancelled" = { fg = "grey", strikethrough = true }

        stage = { fg = "white", bold = true }
        "stage.task" = "grey"
        edge = "line"
        "edge.critical" = "purple"
        critical = { fg = "purple", bold = true }
        "bar.wait" = "grey"
        "bar.pull" = "bluish"
        "bar.export" = "purple"
        axis = "grey"

        gutter = "grey"
        "syntax.instruction" = { fg = "white", bold = true }
        "syntax.name" = "sky"
        "syntax.flag" = "purple"
        "syntax.string" = "bluish"
        "syntax.variable" = "orange"
        "syntax.comment" = { fg = "grey", italic = true }
        "syntax.heredoc" = "cream"

        "file.added" = "yellow"
        "file.changed" = "sky"
        "file.removed" = { fg = "vermilion", strikethrough = true }
        "file.folder" = { fg = "white", bold = true }
        error = { fg = "vermilion", bold = true }
        warning = { fg = "orange", bold = true }
        remedy = "bluish"

        """#
}

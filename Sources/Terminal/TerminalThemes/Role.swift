/// What a piece of the screen means; themes give each a style, and views name nothing else.
package enum Role: String, Sendable, Hashable, CaseIterable {
    // Text. The screen is what everything stands on: its colours are taken wherever a style has none.
    case screen
    case text
    case dim = "text.dim"
    case strong = "text.strong"
    case heading = "text.heading"
    case link = "text.link"

    // Frames and bars.
    case border
    case borderFocused = "border.focused"
    case title
    case titleFocused = "title.focused"
    case tab
    case tabActive = "tab.active"
    case status
    case statusName = "status.name"
    case progressDone = "progress.done"
    case progressRest = "progress.rest"
    case key
    case keyLabel = "key.label"
    case scrollbar
    case selection
    case selectionInactive = "selection.inactive"
    case match
    case matchCurrent = "match.current"
    case input
    case dialog
    case notice

    // States of steps.
    case waiting = "state.waiting"
    case running = "state.running"
    case hit = "state.hit"
    case ran = "state.ran"
    case same = "state.same"
    case failed = "state.failed"
    case cancelled = "state.cancelled"

    // The graph and the timeline.
    case stage
    case stageTask = "stage.task"
    case edge
    case edgeCritical = "edge.critical"
    case critical
    case barWait = "bar.wait"
    case barPull = "bar.pull"
    case barExport = "bar.export"
    case axis

    // Dockerfiles.
    case gutter
    case syntaxInstruction = "syntax.instruction"
    case syntaxName = "syntax.name"
    case syntaxFlag = "syntax.flag"
    case syntaxString = "syntax.string"
    case syntaxVariable = "syntax.variable"
    case syntaxComment = "syntax.comment"
    case syntaxHeredoc = "syntax.heredoc"

    // Files and messages.
    case added = "file.added"
    case changed = "file.changed"
    case removed = "file.removed"
    case folder = "file.folder"
    case error
    case warning
    case remedy
}

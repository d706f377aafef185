/// Everything that a key can do; the raw values are the names of `[ui.keys]` in config.toml.
package enum Action: String, Sendable, Hashable, CaseIterable {
    case up, down, left, right
    case pageUp = "page-up"
    case pageDown = "page-down"
    case halfUp = "half-up"
    case halfDown = "half-down"
    case top, end
    case open, back
    case nextView = "next-view"
    case graph, timeline, source
    case nextTab = "next-tab"
    case previousTab = "previous-tab"
    case log, why, files, info
    case zoomIn = "zoom-in"
    case zoomOut = "zoom-out"
    case follow
    case search
    case nextMatch = "next-match"
    case previousMatch = "previous-match"
    case wrap, save
    case cancel, interrupt
    case palette, help, redraw, suspend, quit

    /// What it does, for the help and the palette.
    package var title: String {
        switch self {
        case .up: "up"
        case .down: "down"
        case .left: "left"
        case .right: "right"
        case .pageUp: "a page up"
        case .pageDown: "a page down"
        case .halfUp: "half a page up"
        case .halfDown: "half a page down"
        case .top: "to the first"
        case .end: "to the last"
        case .open: "into the right pane, or open a folder"
        case .back: "back to the left pane, or end a search"
        case .nextView: "next view: graph, timeline, source"
        case .graph: "the graph"
        case .timeline: "the timeline"
        case .source: "the Dockerfile"
        case .nextTab: "next tab: log, why, files, info"
        case .previousTab: "previous tab"
        case .log: "the step's log"
        case .why: "why the step ran or not"
        case .files: "the files of the step's layer"
        case .info: "facts about the step"
        case .zoomIn: "larger"
        case .zoomOut: "smaller"
        case .follow: "follow what runs"
        case .search: "search"
        case .nextMatch: "next match"
        case .previousMatch: "previous match"
        case .wrap: "wrap long lines"
        case .save: "write the log to a file"
        case .cancel: "cancel the build"
        case .interrupt: "cancel the build, or leave after it"
        case .palette: "all actions"
        case .help: "keys"
        case .redraw: "draw everything anew"
        case .suspend: "suspend strata"
        case .quit: "leave"
        }
    }
}

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
    case earlier, later
    case muchEarlier = "much-earlier"
    case muchLater = "much-later"
    case mark, compare, trends, sort, reverse, scope, pin, remove
    case buildScreen = "build"
    case historyScreen = "history"
    case cacheScreen = "cache"
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
        case .open: "open, or into the other pane"
        case .back: "back, or end a search"
        case .nextView: "next view: graph, timeline, source"
        case .graph: "the graph"
        case .timeline: "the timeline"
        case .source: "the Dockerfile"
        case .nextTab: "next tab"
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
        case .save: "write to a file"
        case .earlier: "back in time, to when a step began or ended"
        case .later: "forward in time"
        case .muchEarlier: "a tenth of the build back in time"
        case .muchLater: "a tenth of the build forward in time"
        case .mark: "mark, or unmark"
        case .compare: "mark a build, and compare it with another"
        case .trends: "each step over the last builds, and advice"
        case .sort: "sort by the next column"
        case .reverse: "the other way round"
        case .scope: "all, or only what belongs together"
        case .pin: "keep a build whatever its age, or no longer"
        case .remove: "remove what is marked, or chosen"
        case .buildScreen: "the build"
        case .historyScreen: "the history"
        case .cacheScreen: "the cache"
        case .cancel: "cancel the build"
        case .interrupt: "cancel the build, or leave after it"
        case .palette: "all actions"
        case .help: "keys"
        case .redraw: "draw everything anew"
        case .suspend: "suspend strata"
        case .quit: "leave"
        }
    }

    /// Whether it only moves, which nobody looks up in the palette.
    var isMotion: Bool {
        switch self {
        case .up, .down, .left, .right, .pageUp, .pageDown, .halfUp, .halfDown: true
        default: false
        }
    }
}

import BuildEvents
import BuildRecords
import Quantities

/// What lies over the panes and takes the keys.
enum Overlay: Sendable, Hashable {
    /// The keys; with how many rows are scrolled away.
    case help(scroll: Int)
    /// Every action, found by typing.
    case palette(Palette)
    /// A question that is answered with yes or no.
    case question(Question)
    /// Something that is asked for and typed.
    case prompt(Prompt, TextField)
}

/// What is typed into a dialog.
enum Prompt: Sendable, Hashable {
    /// Where a step's log is written.
    case saveLog(StepID)
    /// Where a recorded build is written.
    case exportBuild(String)

    var title: String {
        switch self {
        case .saveLog: "Write the log to"
        case .exportBuild: "Write the build to"
        }
    }
}

/// What is asked before something is lost.
enum Question: Sendable, Hashable {
    case cancel, kill, leave
    /// Builds that are to go from the history; how many of those that were chosen stay, since they run or are pinned.
    case removeBuilds([String], staying: Int)
    /// What is to go from the cache, and the bytes that this frees; how many of what was chosen is in use and stays.
    case prune([CacheItem.ID], freed: Int64, staying: Int)

    var text: String {
        switch self {
        case .cancel: "Cancel the build?"
        case .kill: "The build is being cancelled. Kill what still runs?"
        case .leave: "The build still runs. Cancel it and leave?"
        case .removeBuilds(let builds, _): "Remove \(Grouped.text(Int64(builds.count), "build")) from the history?"
        case .prune(let items, let freed, _):
            "Remove \(items.count == 1 ? "1 entry" : "\(items.count) entries") from the cache and free \(HumanSize.text(freed))?"
        }
    }

    var explanation: String {
        switch self {
        case .cancel: "Running steps end; what is done stays in the cache."
        case .kill: "Nothing is waited for; what is done stays in the cache."
        case .leave: "Running steps end; what is done stays in the cache."
        case .removeBuilds(_, let staying):
            (staying > 0 ? "\(staying) more stay: they are pinned, or run. " : "")
                + "Their logs go too; the cache stays."
        case .prune(_, _, let staying):
            (staying > 0 ? "\(staying) more stay: builds work with them. " : "")
                + "Builds that would have found them run those steps again."
        }
    }

    /// Whether the answer ends a build: then a second Ctrl-C is a yes.
    var endsBuild: Bool {
        switch self {
        case .cancel, .kill, .leave: true
        case .removeBuilds, .prune: false
        }
    }
}

/// The command palette: a text and the actions that it finds.
struct Palette: Sendable, Hashable {
    /// All that it offers.
    var entries: [Action]
    var field = TextField()
    var selected = 0

    init(entries: [Action]) {
        self.entries = entries
    }

    /// The actions whose name or title holds every word that was typed.
    var found: [Action] {
        let words = field.text.lowercased().split(separator: " ")
        return entries.filter { action in
            let text = "\(action.rawValue) \(action.title)".lowercased()
            return words.allSatisfy { text.contains($0) }
        }
    }
}

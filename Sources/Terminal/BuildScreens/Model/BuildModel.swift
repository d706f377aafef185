import BuildEvents
package import BuildProgress
package import BuildRecords
package import TerminalCells
import TerminalThemes

/// The whole state of the Build screen: the build by its events, and what the user made of the screen.
///
/// Nothing else is needed to draw it: `screen()` is a function of this value, and `update` its only change.
package struct BuildModel: ScreenModel {
    /// The views of the left pane.
    package enum View: Int, Sendable, Hashable, CaseIterable {
        case graph, timeline, source
    }

    /// The tabs of the right pane.
    package enum Tab: Int, Sendable, Hashable, CaseIterable {
        case log, why, files, info
    }

    /// Which pane takes the keys.
    package enum Focus: Sendable, Hashable {
        case left, detail
    }

    /// How long the rest was expected to take, and when that was found.
    struct Estimate: Sendable, Hashable {
        var rest: Int64?
        var time: Int64
        var counts: StepCounts
    }

    /// How the stream of events ended, if it did before the build's end.
    enum StreamEnd: Sendable, Hashable {
        case complete
        case broken(String)
    }

    /// What was chosen when the screen opened.
    package internal(set) var options: ScreenOptions
    /// The build by its events so far.
    package internal(set) var build = BuildState()
    /// The steps by stage.
    package internal(set) var outline = Outline()
    /// What earlier builds say of the steps.
    package internal(set) var history = StepHistory()
    /// The screen's extent.
    package internal(set) var size = Size.zero
    /// The left pane's view.
    package internal(set) var view = View.graph
    /// The right pane's tab.
    package internal(set) var tab = Tab.log
    /// Which pane takes the keys.
    package internal(set) var focus = Focus.left
    /// The selected step's position.
    package internal(set) var selection: Int?
    /// Whether the selection follows what runs.
    package internal(set) var isFollowing = true

    var clock: Int64 = 0
    var graph = GraphPane()
    var timeline = TimelinePane()
    var source = SourcePane()
    var log = LogPane()
    var why = WhyPane()
    var files = FilesPane()
    var info = InfoPane()
    var overlay: Overlay?
    var searchLine: TextField?
    var leftQuery: String?
    var detailQuery: String?
    var notice: Notice?
    var typed: [KeyPress] = []
    var isTouched = false
    var isCancelling = false
    var leavesAtEnd = false
    var isOutlineStale = false
    var streamEnd: StreamEnd?
    /// The events so far, so that the build can be shown as it was at any instant.
    var tape = Tape()
    /// Where the build is looked at in its past; nil for how it stands.
    var past: Past?
    var estimate: Estimate?

    /// Makes the screen of a build that has not begun.
    package init(_ options: ScreenOptions) {
        self.options = options
    }

    /// Whether the build, or the stream that tells of it, is at its end.
    package var isEnded: Bool { build.outcome != nil || streamEnd != nil }

    /// The instant that is drawn: now while the build runs, its last event's afterwards, or one of its past.
    var now: Int64 { past?.time ?? (isEnded ? build.time : max(clock, build.time)) }

    /// After how many nanoseconds the screen looks different though nothing happens; nil where it never does.
    package var redrawInterval: Int64? {
        let tick: Int64? = isEnded ? nil : options.hasMotion ? 100_000_000 : 1_000_000_000
        guard let notice else { return tick }
        return min(tick ?? .max, max(1_000_000, notice.until - clock))
    }

    /// What a pane draws from.
    func scene(focused: Bool, query: String?) -> Scene {
        Scene(
            build: build, outline: outline, history: history, now: now, selection: selection,
            critical: critical, look: options.look, hasMotion: options.hasMotion && !isEnded, isFocused: focused,
            query: query, end: past?.end)
    }

    var leftScene: Scene { scene(focused: focus == .left && overlay == nil, query: leftQuery) }
    var detailScene: Scene { scene(focused: focus == .detail && overlay == nil, query: detailQuery) }

    /// Positions of the steps on the critical path, found anew for each frame.
    var critical: Set<Int> = []
}

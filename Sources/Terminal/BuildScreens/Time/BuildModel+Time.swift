import BuildProgress

/// Where a build is looked at in its past.
struct Past: Sendable, Hashable {
    /// The instant, in nanoseconds since the build began.
    var time: Int64
    /// When the build ended.
    var end: Int64
    /// The build as it ended.
    var outcome: BuildState
    var playback: Playback
}

extension BuildModel {
    /// Whether the build's past can be looked at.
    var hasTape: Bool { isEnded && !tape.entries.isEmpty }

    /// Goes to another instant: the nearest at which a step began or ended, or a tenth of the build away.
    mutating func moveInTime(_ action: Action) {
        guard hasTape else { return tell("the build still runs; its past can be looked at when it has ended") }
        let playback = past?.playback ?? Playback(tape)
        let end = past?.end ?? build.time
        let now = past?.time ?? end
        let tenth = max(1, end / 10)
        switch action {
        case .earlier: go(to: playback.moments.last { $0 < now } ?? 0, end, playback)
        case .later: go(to: playback.moments.first { $0 > now } ?? end, end, playback)
        case .muchEarlier: go(to: max(0, now - tenth), end, playback)
        default: go(to: min(end, now + tenth), end, playback)
        }
    }

    private mutating func go(to time: Int64, _ end: Int64, _ playback: Playback) {
        guard time < end else { return leavePast() }
        past = Past(time: time, end: end, outcome: past?.outcome ?? build, playback: playback)
        build = playback.state(at: time)
        isOutlineStale = true
    }

    /// Shows the build as it ended again.
    mutating func leavePast() {
        guard let past else { return }
        build = past.outcome
        self.past = nil
        isOutlineStale = true
    }
}

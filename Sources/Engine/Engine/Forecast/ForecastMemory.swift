import BuildEvents
import BuildGraph
import BuildRecords
import Synchronization

/// What a forecast has found out of a graph's vertices.
final class ForecastMemory: Sendable {
    /// What is known of the filesystem that a vertex would leave.
    enum Outlook: Sendable, Hashable {
        /// Its identity, as the build would have it; records may stand on it.
        case settled
        /// It is like none before, so that no record stands on it.
        case new
        /// It may be like one before, and may be not.
        case open
    }

    /// What would come of a vertex.
    struct Finding: Sendable {
        var verdict: Forecast.Verdict
        var cause: Forecast.Cause?
        var hit: CacheHit?
    }

    private struct State {
        var outlooks: [VertexID: Outlook] = [:]
        var findings: [VertexID: Finding] = [:]
        /// Vertices whose reads could not be looked at, with the input that would have to be there.
        var unread: [VertexID: VertexID] = [:]
        var beginnings: [String: [[KeyComponent]]] = [:]
    }

    private let state = Mutex(State())

    /// What is known of a vertex's filesystem: what neither runs nor may run is what it was.
    func outlook(of id: VertexID) -> Outlook {
        state.withLock { $0.outlooks[id] ?? .settled }
    }

    func setOutlook(_ outlook: Outlook, of id: VertexID) {
        state.withLock { $0.outlooks[id] = outlook }
    }

    func finding(of id: VertexID) -> Finding? {
        state.withLock { $0.findings[id] }
    }

    func setFinding(_ finding: Finding, of id: VertexID) {
        state.withLock { $0.findings[id] = finding }
    }

    /// The input whose files a vertex reads and that are not there to be looked at.
    func unreadInput(of id: VertexID) -> VertexID? {
        state.withLock { $0.unread[id] }
    }

    func setUnread(_ input: VertexID, by id: VertexID) {
        state.withLock { $0.unread[id] = input }
    }

    /// What the keys of records of a kind begin with, once that was read.
    func beginnings(ofKind kind: String) -> [[KeyComponent]]? {
        state.withLock { $0.beginnings[kind] }
    }

    func setBeginnings(_ beginnings: [[KeyComponent]], ofKind kind: String) {
        state.withLock { $0.beginnings[kind] = beginnings }
    }
}

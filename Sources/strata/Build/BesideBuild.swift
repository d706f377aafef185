import BuildGraph
import BuildRecords

/// What goes on beside a build and is not waited for: layers made durable, old builds let go, the context's commit.
struct BesideBuild {
    /// So much longer a build may take, in parts of its time and at most, for its commit to be known.
    private static let patience = (share: 20, limit: Duration.milliseconds(50))

    private let syncing: Task<Void, Never>
    private let expiring: Task<Void, Never>
    private let probe: RevisionProbe?
    private let probing: Task<Void, Never>?
    /// What the command line tells of a context in a repository elsewhere.
    private let known: Revision?
    private let began = ContinuousClock.now

    /// Begins all of it.
    init(_ request: BuildRequest, _ sources: BuildSources, _ store: OpenStore) {
        syncing = store.layerSync.beginBesideBuild()
        expiring = HistoryExpiry(database: store.database, rules: request.configuration.history).beginBesideBuild()
        switch sources.context {
        case .folder(let folder):
            probe = RevisionProbe(folder, outside: store.layerSync.outside, environment: request.environment)
            known = nil
        case .remote(.git(let git)):
            probe = nil
            known = Revision(commit: git.commit, repository: request.shownContext)
        case .remote, .archive, .nothing:
            (probe, known) = (nil, nil)
        }
        probing = probe?.begin()
    }

    /// Ends all of it; gives the commit that the context is at, as far as that is known by now.
    func end() async -> Revision? {
        syncing.cancel()
        expiring.cancel()
        guard let probe, let probing else { return known }
        let patience = min(Self.patience.limit, began.duration(to: .now) / Self.patience.share)
        let alarm = Task {
            // Cancelled where all is known before.
            try? await Task.sleep(for: patience)
            probing.cancel()
        }
        await probing.value
        alarm.cancel()
        return probe.revision
    }
}

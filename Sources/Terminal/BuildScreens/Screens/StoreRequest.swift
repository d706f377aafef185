package import BuildRecords

/// What screens ask the store for.
package enum StoreRequest: Sendable, Hashable {
    /// The builds of the history: `.builds` answers, or `.unchanged` where nothing was written since the mark.
    case builds(HistoryQuery, since: Int64?)
    /// How the steps of some builds ended: `.steps` answers.
    case steps(ofBuilds: [String])
    /// A recorded build: `.opened` answers, and the build itself comes for the number that this gives.
    case open(build: String)
    /// What is different between two builds: `.compared` answers.
    case compare(String, String)
    /// How each step did over the builds up to one: `.trends` answers.
    case trends(build: String)
    /// Remove builds from the history: `.changed` answers, as for what follows.
    case removeBuilds([String])
    /// Keep builds whatever their age, or no longer.
    case pin([String], Bool)
    /// Write a build to a file: a notice answers.
    case exportBuild(String, path: String)
    /// What the cache holds: `.cache` answers; `isQuick` asks for what was used last alone, before all is added up.
    case cache(isQuick: Bool)
    /// The files that an entry of the cache keeps: `.contents` answers.
    case contents(CacheItem)
    /// Remove entries of the cache: `.changed` answers.
    case prune([CacheItem.ID])
}

extension StoreRequest {
    /// Whether it changes something, and so must not be given up half done.
    package var isChange: Bool {
        switch self {
        case .removeBuilds, .pin, .exportBuild, .prune: true
        case .builds, .steps, .open, .compare, .trends, .cache, .contents: false
        }
    }
}

/// What the store answers.
package enum StoreAnswer: Sendable, Hashable {
    /// The builds that a query found.
    case builds(BuildListing)
    /// Nothing was written since the builds were listed.
    case unchanged
    /// How steps ended, by build.
    case steps([String: [StepMark]])
    /// A recorded build is being read, and has a number from now on.
    case opened(number: Int, build: String, title: String)
    /// What is different between two builds.
    case compared(ComparisonSheet)
    /// How each step did over some builds.
    case trends(ProjectTrends)
    /// What the cache holds.
    case cache(CacheListing)
    /// The files that an entry of the cache keeps.
    case contents(CacheItem.ID, FileListing)
    /// Something was changed, as a sentence says; what is shown has to be read again.
    case changed(String)
}

/// The builds that a query found.
package struct BuildListing: Sendable, Hashable {
    /// What was asked for.
    package var query: HistoryQuery
    /// The builds in the order that was asked for.
    package var builds: [BuildSummary]
    /// When they were listed, in seconds since 1970.
    package var now: Double
    /// How the store stood then, to ask later whether anything was written since.
    package var mark: Int64?

    /// Makes a listing.
    package init(query: HistoryQuery, builds: [BuildSummary], now: Double, mark: Int64? = nil) {
        self.query = query
        self.builds = builds
        self.now = now
        self.mark = mark
    }
}

/// What the cache holds, and what would go of it next.
package struct CacheListing: Sendable, Hashable {
    /// The entries; of a quick listing those used last, with their own bytes alone.
    package var items: [CacheItem]
    /// How many entries there are, where not all are listed, and what all layers take.
    package var partly: (count: Int, size: Int64)? {
        get { isPartial ? (wholeCount, wholeSize) : nil }
        set { (isPartial, wholeCount, wholeSize) = (newValue != nil, newValue?.count ?? 0, newValue?.size ?? 0) }
    }
    private var isPartial = false
    private var wholeCount = 0
    private var wholeSize: Int64 = 0
    /// The policies that are carried out after builds, in their order; none where nothing goes by itself.
    package var policies: [PrunePolicy]
    /// What these would take if they were carried out now.
    package var plan: PrunePlan
    /// Bytes that are free on the store's disk, and all that it has.
    package var free: Int64, disk: Int64
    /// The numbers in the history of the builds that made entries, by identity.
    package var numbers: [String: Int64]
    /// When it was listed, in seconds since 1970.
    package var now: Double
    /// Who keeps which bytes.
    let usage: CacheUsage
    /// Bytes of all entries, of those that could go, and of layers that several entries stand on.
    let total: Int64, reclaimable: Int64, shared: Int64

    /// Makes a listing.
    package init(
        items: [CacheItem], policies: [PrunePolicy], plan: PrunePlan, free: Int64, disk: Int64,
        numbers: [String: Int64], now: Double
    ) {
        self.items = items
        self.policies = policies
        self.plan = plan
        self.free = free
        self.disk = disk
        self.numbers = numbers
        self.now = now
        usage = CacheUsage(items)
        total = usage.total
        shared = usage.shared
        reclaimable = total - CacheUsage(items.lazy.filter { !$0.holders.isEmpty }).total
    }

    /// Bytes that go if these entries do.
    func freed(by ids: Set<CacheItem.ID>) -> Int64 {
        var usage = usage
        return items.reduce(0) { ids.contains($1.id) ? $0 + usage.remove($1) : $0 }
    }
}

import BuildRecords
import Testing

@Suite struct PrunePlanTests {
    private let now = 1_000_000.0

    private func item(
        _ row: Int64, _ layers: [(String, Int64)], used: Double, kind: String = "run"
    ) -> CacheItem {
        var item = CacheItem(id: .record(row), kind: kind, name: "step \(row)", created: used)
        item.layers = layers.map { .init(id: $0.0, size: $0.1) }
        return item
    }

    private func plan(_ items: [CacheItem], _ policy: PrunePolicy, free: Int64 = .max / 2) -> PrunePlan {
        PrunePlan(items, policies: [policy], free: free, now: now)
    }

    private func removed(_ plan: PrunePlan) -> [Int64] {
        plan.removals.compactMap { if case .record(let row) = $0.item.id { row } else { nil } }
    }

    @Test func withoutConditionsEverythingGoes() {
        let items = [item(1, [("a", 10)], used: 1), item(2, [("a", 10), ("b", 5)], used: 2)]
        let plan = plan(items, PrunePolicy(name: "all"))
        #expect(plan.before == 15)
        #expect(plan.after == 0)
        #expect(plan.freed == 15)
    }

    @Test func whatWasUsedLongestAgoGoesFirstAndOnlyAsMuchAsIsAskedFor() {
        var policy = PrunePolicy(name: "cap")
        policy.maxUsedSpace = 25
        let items = (1...4).map { item(Int64($0), [("l\($0)", 10)], used: Double($0)) }
        #expect(removed(plan(items.reversed(), policy)) == [1, 2])
    }

    @Test func aStepThatOthersStandOnCountsAsUsedWithThemAndGoesAfterThem() {
        var policy = PrunePolicy(name: "cap")
        policy.maxUsedSpace = 10
        // 1 was not looked up since 2, which stands on it, was found first.
        let items = [
            item(1, [("a", 10)], used: 1), item(2, [("a", 10), ("b", 10)], used: 100),
            item(3, [("c", 10)], used: 50),
        ]
        let plan = plan(items, policy)
        #expect(removed(plan) == [3, 2])
        #expect(plan.after == 10)
    }

    @Test func aLayerIsFreedOnceNobodyStandsOnIt() {
        let items = [item(1, [("a", 10), ("b", 1)], used: 1), item(2, [("a", 10), ("c", 2)], used: 2)]
        #expect(plan(items, PrunePolicy(name: "all")).removals.map(\.freed) == [1, 12])
    }

    @Test func whatIsHeldStays() {
        var held = item(1, [("a", 10)], used: 1)
        held.holders = ["build"]
        let plan = plan([held, item(2, [("b", 5)], used: 2)], PrunePolicy(name: "all"))
        #expect(removed(plan) == [2])
        #expect(plan.held.map(\.id) == [.record(1)])
        #expect(plan.after == 10)
    }

    @Test func recentUseAndReservedSpaceKeep() {
        var policy = PrunePolicy(name: "old")
        policy.keepDuration = 3600
        let items = [item(1, [("a", 10)], used: now - 7200), item(2, [("b", 10)], used: now - 60)]
        #expect(removed(plan(items, policy)) == [1])
        policy.reservedSpace = 100
        #expect(removed(plan(items, policy)) == [])
    }

    @Test func theDisksFreeSpaceIsMadeUpFor() {
        var policy = PrunePolicy(name: "free")
        policy.minFreeSpace = 30
        let items = (1...4).map { item(Int64($0), [("l\($0)", 10)], used: Double($0)) }
        #expect(removed(plan(items, policy, free: 30)) == [])
        #expect(removed(plan(items, policy, free: 12)) == [1, 2])
    }

    @Test func policiesApplyInOrderAndNameThemselves() throws {
        var copies = PrunePolicy(name: "copies")
        copies.filters = [try CacheFilter("type=copy")]
        var cap = PrunePolicy(name: "cap")
        cap.maxUsedSpace = 10
        let items = [
            item(1, [("a", 10)], used: 1), item(2, [("b", 10)], used: 2), item(3, [("c", 10)], used: 3, kind: "copy"),
        ]
        let plan = PrunePlan(items, policies: [copies, cap], free: .max / 2, now: now)
        #expect(plan.removals.map(\.policy) == ["copies", "cap"])
        #expect(removed(plan) == [3, 1])
    }

    @Test func onlyWhatWasNamedGoes() {
        let items = [item(1, [("a", 10)], used: 1), item(2, [("b", 10)], used: 2)]
        let plan = PrunePlan(
            items, removing: [.record(2)], policies: [PrunePolicy(name: "all")], free: 0, now: now)
        #expect(removed(plan) == [2])
    }

    @Test(arguments: [
        ("type=run", true), ("type=regular", true), ("type!=run", false), ("id=7", true), ("id=8", false),
        ("description~=RUN (make|cmake)", true), ("description!~=make", false), ("stage=build", true),
        ("line=4", true), ("dockerfile~=^app/", true), ("inuse", false), ("inuse=false", true),
        ("until=10s", true), ("unused-for=2h", false), ("until=1h30m", false), ("until!=1h", true),
    ])
    func filtersMatch(_ text: String, _ expected: Bool) throws {
        var item = item(7, [("a", 1)], used: now - 60)
        item.name = "[build 2/2] RUN make"
        item.stage = "build"
        item.line = 4
        item.dockerfile = "app/Dockerfile"
        #expect(try CacheFilter(text).matches(item, now: now) == expected)
    }

    @Test func filtersThatCantBeReadSayWhy() {
        #expect(throws: CacheFilter.Failure.unknownKey("colour")) { try CacheFilter("colour=red") }
        #expect(throws: CacheFilter.Failure.badPattern("(")) { try CacheFilter("description~=(") }
        #expect(throws: CacheFilter.Failure.badValue(key: "until", value: "soon", expected: "a time as 24h or 30m")) {
            try CacheFilter("until=soon")
        }
    }

    @Test(arguments: ["42", "image:docker.io/library/busybox:1 linux/amd64", "mount:/root/.cache", "fetched:git/a.git"])
    func identifiersAreReadAsTheyArePrinted(_ text: String) {
        #expect(CacheItem.ID(text)?.description == text)
    }
}

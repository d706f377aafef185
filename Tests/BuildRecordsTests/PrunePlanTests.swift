import BuildRecords
import Diagnostics
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

    @Test func toReservedSpaceAloneTheCacheIsBroughtDown() {
        var policy = PrunePolicy(name: "reserved")
        policy.reservedSpace = 25
        let items = (1...4).map { item(Int64($0), [("l\($0)", 10)], used: Double($0)) }
        #expect(removed(plan(items, policy)) == [1])
        // With a wish for free space only that one is made up for.
        policy.minFreeSpace = 30
        #expect(removed(plan(items, policy, free: 30)) == [])
        #expect(removed(plan(items, policy, free: 0)) == [1])
    }

    @Test func filtersOfTimeLookAtWhatStandsOnAnItemToo() throws {
        let items = [
            item(1, [("a", 10)], used: now - 7200), item(2, [("a", 10), ("b", 10)], used: now - 60),
            item(3, [("c", 10)], used: now - 7200),
        ]
        var policy = PrunePolicy(name: "old")
        policy.filters = [[try CacheFilter("unused-for=1h")]]
        #expect(removed(plan(items, policy)) == [3])
        let counted = LastUse.counted(items)
        #expect(counted.map(\.lastUsed) == [now - 60, now - 60, now - 7200])
        #expect(try CacheFilter("until=1h").filter(counted, now: now).map(\.id) == [.record(3)])
    }

    @Test func theDisksFreeSpaceIsMadeUpFor() {
        var policy = PrunePolicy(name: "free")
        policy.minFreeSpace = 30
        let items = (1...4).map { item(Int64($0), [("l\($0)", 10)], used: Double($0)) }
        #expect(removed(plan(items, policy, free: 30)) == [])
        #expect(removed(plan(items, policy, free: 12)) == [1, 2])
    }

    @Test func anyFilterOfAPolicyServesAndAllOfAGroupMustHold() throws {
        let items = [
            item(1, [("a", 10)], used: 1, kind: "run"), item(2, [("b", 10)], used: 2, kind: "copy"),
            item(3, [("c", 10)], used: now - 60, kind: "run"), item(4, [("d", 10)], used: 4, kind: "workdir"),
        ]
        var policy = PrunePolicy(name: "any")
        policy.filters = [try CacheFilter.group("type=run,unused-for=1h"), try CacheFilter.group("type=copy")]
        #expect(removed(plan(items, policy)) == [1, 2])
        #expect(
            try CacheFilter.group("description~=a,b,type=run").map(\.description) == ["description~=a,b", "type=run"])
    }

    @Test func policiesApplyInOrderAndNameThemselves() throws {
        var copies = PrunePolicy(name: "copies")
        copies.filters = [[try CacheFilter("type=copy")]]
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
        ("type==run", true), ("type=exec.cachemount", false), ("until=10s", true), ("unused-for=2h", false),
        ("until=1h30m", false), ("until!=1h", true),
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
        #expect(throws: CacheFilter.Failure.badValue(key: "line", value: "x", expected: "the number of a line")) {
            try CacheFilter("line=x")
        }
        let near = #expect(throws: CacheFilter.Failure.self) { try CacheFilter("type=exec.cachemout") }
        #expect(
            near == .badValue(key: "type", value: "exec.cachemout", expected: "a type; did you mean exec.cachemount?"))
        #expect(near?.remedy == "strata cache du lists the types")
    }

    private var named: [CacheItem] {
        let ids: [CacheItem.ID] = [
            .record(1), .record(12), .mount("/c"), .mount("/cache"), .mount("/root/.npm"),
            .image("docker.io/library/golang:1.21 linux/amd64"), .image("docker.io/library/golang:1.22 linux/amd64"),
            .image("docker.io/library/golang:1.22 linux/arm64"),
            .imageLayer("sha256:52679dabb2180137ebfa9bcbff1fecff3ee09e909e7beb95c760ae64431fdefd"),
        ]
        return ids.map { CacheItem(id: $0, kind: "x", name: "", created: 0) }
    }

    @Test func anItemIsShownByTheNameThatItIsFoundBy() throws {
        let names = CacheNames(named)
        #expect(
            named.map(names.name(of:)) == [
                "1", "12", "mount:/c", "mount:/cache", "mount:/root/.npm", "image:golang:1.21",
                "image:docker.io/library/golang:1.22 linux/amd64", "image:docker.io/library/golang:1.22 linux/arm64",
                "layer:52679dabb218",
            ])
        for item in named {
            #expect(try names.item(named: names.name(of: item)) == item)
            #expect(try names.item(named: item.id.description) == item)
        }
        #expect(try names.item(named: "mount:/r").id == .mount("/root/.npm"))
        #expect(try names.item(named: "layer:sha256:52").id == named[8].id)
        #expect(try names.item(named: "image:golang:1.22 linux/arm").id == named[7].id)
    }

    @Test(
        arguments: [
            ("2", "the cache has no entry 2", "strata cache ls lists what it has, each with its ID"),
            ("mont:/c", "the cache has no entry mont:/c", "did you mean mount:/c?"),
            ("mount:/ca", nil, nil),
            (
                "mount:/", "3 entries of the cache begin with mount:/",
                "name one of \"mount:/c\", \"mount:/cache\", \"mount:/root/.npm\""
            ),
        ] as [(String, String?, String?)])
    func aNameThatIsNoneOrSeveralIsRefused(_ text: String, _ message: String?, _ remedy: String?) {
        do {
            let item = try CacheNames(named).item(named: text)
            #expect(message == nil, "\(item.id)")
        } catch {
            #expect(error.message == message)
            #expect(error.remedy == remedy)
        }
    }

    @Test(arguments: ["42", "image:docker.io/library/busybox:1 linux/amd64", "mount:/root/.cache", "fetched:git/a.git"])
    func identifiersAreReadAsTheyArePrinted(_ text: String) {
        #expect(CacheItem.ID(text)?.description == text)
    }
}

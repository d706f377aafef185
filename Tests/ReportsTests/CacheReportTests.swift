import BuildRecords
import Reports
import Testing

@Suite struct CacheReportTests {
    private let base = CacheItem.Layer(id: "base", size: 2_000_000)
    private let top = CacheItem.Layer(id: "top", size: 1_200_000)

    private var items: [CacheItem] {
        var image = CacheItem(
            id: .image("docker.io/library/busybox:latest linux/amd64"), kind: "image", name: "busybox", created: 500)
        image.layers = [base]
        var run = CacheItem(id: .record(7), kind: "run", name: "[build 2/2] RUN make", created: 1000)
        run.layers = [base, top]
        run.useCount = 3
        run.lastUsed = 4600
        run.dockerfile = "app/Dockerfile"
        run.stage = "build"
        run.line = 4
        run.holders = ["b1"]
        return [image, run]
    }

    @Test func entriesAreListedWithTheirOwnBytesAndThoseBelow() {
        #expect(
            CacheReport(items, now: 8200).list(items) == """
                ID                     KIND      OWN   BELOW   USED   MADE          LAST USED      WHERE                WHAT
                7                      run     1.2MB     2MB      3   2 hours ago   in use by b1   build Dockerfile:4   [build 2/2] RUN make
                image:busybox:latest   image     2MB      0B      0   2 hours ago   2 hours ago                         busybox

                2 entries; the cache takes 3.2MB

                """)
    }

    @Test func whoHoldsAnEntryIsNamedByItsNumber() {
        let identity = String(repeating: "4f", count: 16)
        func held(_ holders: [String]) -> String {
            var item = CacheItem(id: .mount("/c"), kind: "mount", name: "/c", created: 0)
            item.holders = holders
            return CacheReport([item], numbers: [identity: 14], now: 10).list([item])
        }
        #expect(held([identity, "x"]).contains("in use by #14 and 1 more  "))
        #expect(held([String(repeating: "a1", count: 16)]).contains("in use by a1a1a1a1a1a1  "))
        #expect(held(["a running step"]).contains("in use by a running step  "))
    }

    @Test func aPartIsListedAsSuch() {
        let report = CacheReport(items, now: 8200)
        #expect(report.list([items[1]]).hasSuffix("\n1 of 2 entries; the cache takes 3.2MB\n"))
    }

    @Test func programsGetWhereItStandsAndWhoHoldsIt() {
        let line = CacheReport(items, now: 8200).listJSON([items[1]])
        #expect(
            line.contains(
                #""id":"7","kind":"run","name":"[build 2/2] RUN make","own_size":1200000,"size_below":2000000"#))
        #expect(line.contains(#""frees":1200000"#))
        #expect(line.contains(#""stage":"build","line":4,"layers":["base","top"],"held_by":["b1"]"#))
    }

    @Test func diskUsageCountsEachLayerOnceAndLeavesOutWhatIsHeld() {
        // The base stays as long as the step that is in use stands on it.
        #expect(
            CacheReport(items, now: 8200).diskUsage() == """
                KIND    ENTRIES    SIZE   IN USE   NOT USED FOR A DAY
                image         1     2MB       0B                   0B
                run           1   1.2MB    1.2MB                   0B

                Total:        3.2MB
                Reclaimable:  0B

                """)
    }

    @Test func aDryRunNamesWhatWouldGoAndThePolicy() {
        var policy = PrunePolicy(name: "old")
        policy.keepDuration = 3600
        let plan = PrunePlan([items[0]], policies: [policy], free: 0, now: 8200)
        #expect(
            PruneReport(plan, now: 8200).dryRun() == """
                FREES   KIND    LAST USED     POLICY   WHAT
                  2MB   image   2 hours ago   old      busybox

                1 entry would go: 2MB of 2MB

                """)
        #expect(PruneReport(plan, now: 8200).outcome(waiting: 0) == "Removed 1 entry: 2MB freed\n")
        #expect(
            PruneReport(plan, now: 8200).outcome(waiting: 2_000_000) == """
                Removed 1 entry: 0B freed
                2MB more go when the builds that run now have ended

                """)
    }

    @Test func whatIsInUseIsToldToStay() {
        let plan = PrunePlan([items[1]], policies: [PrunePolicy(name: "all")], free: 0, now: 8200)
        #expect(PruneReport(plan, now: 8200).dryRun() == "Nothing would go.\n1 entry stays: in use right now\n")
    }
}

import BuildEvents
import BuildRecords
import Quantities
import Reports
import Testing

@Suite struct ListingsTests {
    @Test(
        arguments: [
            (0, "0B", "0B"), (999, "999B", "999B"), (1000, "1kB", "1.00kB"), (1_234, "1.23kB", "1.23kB"),
            (1_200_000, "1.2MB", "1.20MB"), (12_345_678, "12.3MB", "12.35MB"), (128_000_000, "128MB", "128.00MB"),
            (999_600, "1MB", "999.60kB"), (1_500_000_000, "1.5GB", "1.50GB"),
        ] as [(Int64, String, String)])
    func sizesAreDecimal(_ bytes: Int64, _ text: String, _ precise: String) {
        #expect(HumanSize.text(bytes) == text)
        #expect(HumanSize.precise(bytes) == precise)
    }

    @Test(
        arguments: [
            (0, "0ms"), (12_300_000, "12ms"), (999_900_000, "1.0s"), (4_140_000_000, "4.1s"), (59_960_000_000, "1m 0s"),
            (72_000_000_000, "1m 12s"), (7_380_000_000_000, "2h 3m"),
        ] as [(Int64, String)])
    func durationsAreShort(_ nanoseconds: Int64, _ text: String) {
        #expect(HumanDuration.text(nanoseconds: nanoseconds) == text)
    }

    @Test(
        arguments: [
            (0.4, "just now"), (1, "1 second ago"), (59, "59 seconds ago"), (120, "2 minutes ago"),
            (3600, "1 hour ago"),
            (86_400 * 3, "3 days ago"), (86_400 * 13, "13 days ago"), (86_400 * 15, "2 weeks ago"),
            (86_400 * 70, "2 months ago"), (86_400 * 800, "2 years ago"), (-5, "just now"),
        ] as [(Double, String)])
    func agesAreRoundedDown(_ seconds: Double, _ text: String) {
        #expect(Age.text(since: 1000, now: 1000 + seconds) == text)
    }

    @Test func columnsLineUp() {
        var table = TextTable(["NAME", "SIZE", "NOTE"], alignments: [.left, .right])
        table.add(["a", "1kB", "x\ny"])
        table.add(["longer", "128MB"])
        #expect(table.render() == "NAME      SIZE   NOTE\na          1kB   x y\nlonger   128MB\n")
    }

    @Test func buildsAreListed() {
        var build = BuildSummary(
            BuildStart(build: "0123456789abcdef", wallClock: 1000, dockerfile: "Dockerfile", context: "./app"))
        build.number = 42
        build.result = .succeeded
        build.duration = 4_100_000_000
        build.counts.total = 8
        build.counts.hits = 6
        build.counts.ran = 2
        build.firstCause = "main.go changed"
        build.previousDuration = 4_556_000_000
        build.isPinned = true
        var failed = BuildSummary(
            BuildStart(build: "fedcba98", wallClock: 1060, dockerfile: "Dockerfile", context: "./app"))
        failed.number = 43
        failed.result = .failed
        failed.origin = "buildx"
        failed.error = "exit code: 1"
        failed.counts.hits = 1
        failed.counts.failed = 1
        #expect(
            Listings.history([failed, build], now: 1120) == """
                  #   BUILD          WHEN            PROJECT   TARGET   RESULT            TIME   TREND      HITS   \
                CAUSE OF THE FIRST MISS
                 43   fedcba98       1 minute ago    app                failed (buildx)    0ms           1/2 50%   \
                exit code: 1
                42*   0123456789ab   2 minutes ago   app                succeeded         4.1s    -10%   6/8 75%   \
                main.go changed

                2 builds: 1 succeeded, 1 failed; 70% of their steps from the cache; median 4.1s

                """)
        #expect(
            Listings.historyJSON([build]) == #"""
                {"ref":"0123456789abcdef","number":42,"name":"./app","status":"Completed",\#
                "created_at":"1970-01-01T00:16:40Z","completed_at":"1970-01-01T00:16:44.1Z","total_steps":8,\#
                "completed_steps":8,"cached_steps":6,"dockerfile":"Dockerfile","context":"./app","platforms":[],\#
                "names":[],"duration_ns":4100000000,"previous_duration_ns":4556000000,\#
                "first_cause":"main.go changed","pinned":true,"size":0}

                """#)
        #expect(Listings.history([], now: 0).split(separator: "\n").count == 1)
    }

    @Test(arguments: [([100], "100ms"), ([100, 400], "250ms"), ([400, 100, 200], "200ms")])
    func theMedianIsInTheMiddle(_ milliseconds: [Int64], _ median: String) {
        let builds = milliseconds.map { time in
            var build = BuildSummary(BuildStart(build: "b", wallClock: 0, dockerfile: "D", context: "."))
            build.result = .succeeded
            build.duration = time * 1_000_000
            return build
        }
        #expect(Listings.history(builds, now: 0).hasSuffix("; median \(median)\n"))
    }

    @Test func ofAKilledBuildNoTimeIsMadeUp() {
        var build = BuildSummary(BuildStart(build: "b", wallClock: 0, dockerfile: "D", context: "."))
        build.result = .interrupted
        #expect(!Listings.history([build], now: 0).contains("0ms"))
    }

    @Test(arguments: [(100, 110, "+10%"), (100, 20, "-80%"), (100, 100, "="), (100, 320, "×3.2"), (10, 900, "×90")])
    func trendsAreToldInShares(_ before: Int64, _ now: Int64, _ trend: String) {
        var build = BuildSummary(BuildStart(build: "b", wallClock: 0, dockerfile: "D", context: "."))
        build.result = .succeeded
        build.duration = now * 1_000_000
        build.previousDuration = before * 1_000_000
        let row = Listings.history([build], now: 0).split(separator: "\n")[1]
        #expect(row.split(separator: " ").last.map(String.init) == trend)
    }

    @Test func imagesAreListed() {
        let image = Listings.Image(
            name: "busybox:latest", digest: "sha256:0123456789abcdef", platforms: ["linux/amd64"], size: 2_000_000)
        #expect(
            Listings.images([image], now: 0) == """
                NAME             DIGEST         PLATFORMS     SIZE   CREATED
                busybox:latest   0123456789ab   linux/amd64    2MB

                """)
        #expect(
            Listings.imagesJSON([image])
                == #"{"name":"busybox:latest","digest":"sha256:0123456789abcdef","platforms":["linux/amd64"],"#
                + #""size":2000000}"# + "\n")
    }
}

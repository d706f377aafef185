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
        #expect(
            Listings.history([build], now: 1120) == """
                 #   BUILD          WHEN            DOCKERFILE   TARGET   RESULT      TIME   HIT/RAN   \
                CAUSE OF THE FIRST MISS
                42   0123456789ab   2 minutes ago   Dockerfile            succeeded   4.1s       6/2   main.go changed

                """)
        #expect(
            Listings.historyJSON([build]) == #"""
                {"ref":"0123456789abcdef","number":42,"name":"./app","status":"Completed",\#
                "created_at":"1970-01-01T00:16:40Z","completed_at":"1970-01-01T00:16:44.1Z","total_steps":8,\#
                "completed_steps":8,"cached_steps":6,"dockerfile":"Dockerfile","duration_ns":4100000000,\#
                "first_cause":"main.go changed"}

                """#)
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

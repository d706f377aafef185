import BuildRecords
import Diagnostics
import Testing

@Suite struct HistoryFilterTests {
    private static let now = 1_800_000_000.0

    @Test(
        arguments: [
            ("^", .latest(back: 0)), ("^3", .latest(back: 3)), ("#12", .number(12)),
            ("12345", .number(12345)), ("123456", .numberOrIdentity(123456, "123456")), ("3f2a", .identity("3f2a")),
            ("1l9apm", .identity("1l9apm")),
            ("", nil), ("^-1", nil), ("^x", nil), ("#0", nil), ("#x", nil), ("../x", nil), ("A1", nil), ("a%", nil),
        ] as [(String, BuildName?)])
    func buildsAreNamed(_ text: String, _ name: BuildName?) {
        #expect(BuildName(parsing: text) == name)
    }

    @Test(
        arguments: [
            ("90s", 90_000_000_000), ("1h30m", 5_400_000_000_000), ("1.5s", 1_500_000_000), ("500ms", 500_000_000),
            ("2d", 172_800_000_000_000), ("1w", 604_800_000_000_000), ("0", 0), ("", nil), ("5", nil), ("s", nil),
            ("5x", nil), ("1..5s", nil), ("9999999999999h", nil), ("-3s", nil),
        ] as [(String, Int64?)])
    func durationsAreRead(_ text: String, _ nanoseconds: Int64?) {
        #expect(DurationText.nanoseconds(of: text) == nanoseconds)
    }

    @Test(
        arguments: [
            ("status=error", HistoryFilter(.status, .equal, .results([.failed]))),
            ("status!=canceled", HistoryFilter(.status, .unequal, .results([.cancelled]))),
            ("result=succeeded", HistoryFilter(.status, .equal, .results([.succeeded]))),
            ("ref=abc", HistoryFilter(.ref, .equal, .text("abc"))),
            ("duration>30s", HistoryFilter(.duration, .more, .duration(30_000_000_000))),
            ("duration<=1m", HistoryFilter(.duration, .atMost, .duration(60_000_000_000))),
            ("startedAt>1h", HistoryFilter(.startedAt, .more, .instant(now - 3600))),
            ("since=1h", HistoryFilter(.startedAt, .atLeast, .instant(now - 3600))),
            ("completedAt<2027-01-15T08:00:00Z", HistoryFilter(.completedAt, .less, .instant(now))),
            ("startedAt>=2027-01-15", HistoryFilter(.startedAt, .atLeast, .instant(now - 8 * 3600))),
            ("text=a=b<c", HistoryFilter(.text, .equal, .text("a=b<c"))),
            ("pinned=false", HistoryFilter(.pinned, .equal, .flag(false))),
        ])
    func conditionsAreRead(_ text: String, _ filter: HistoryFilter) throws {
        #expect(try HistoryFilter(parsing: text, now: Self.now) == filter)
    }

    @Test(
        arguments: [
            ("status", "it needs FIELD=VALUE"), ("statsu=x", "there is no field statsu"),
            ("status=odd", "there is no status odd"), ("status>failed", "status can't be compared with >"),
            ("duration=3s", "duration can't be compared with ="), ("duration>soon", "soon is no duration"),
            ("startedAt>soon", "soon is no time"), ("pinned=maybe", "pinned is true or false"),
            ("since>1h", "since is compared with = only"),
        ])
    func whatCantBeReadIsToldWhy(_ text: String, _ reason: String) {
        #expect {
            try HistoryFilter(parsing: text, now: Self.now)
        } throws: { error in
            (error as? Diagnostic)?.message == "--filter \(text): \(reason)"
        }
    }

    @Test(
        arguments: [
            ("https://me:pw@example.org/a", "https://example.org/a"),
            ("https://TOKEN@github.com/a/b.git#main:sub", "https://github.com/a/b.git#main:sub"),
            ("x=HTTPS://me:p@w@h/ y=ssh://git@h/r", "x=HTTPS://h/ y=ssh://git@h/r"),
            ("ssh://git:pw@h/r", "ssh://git:xxxxx@h/r"), ("http_proxy=me:pw@h:3128", "http_proxy=h:3128"),
            ("--build-arg=https_proxy=http://u:pw@h", "--build-arg=https_proxy=http://h"),
            ("--build-arg=HTTPS_PROXY=u:pw@h", "--build-arg=HTTPS_PROXY=h"), ("me=a@b", "me=a@b"),
            ("https://example.org/a:b@c", "https://example.org/a:b@c"), ("git@h:r.git", "git@h:r.git"), ("", ""),
        ])
    func credentialsAreTakenOutOfAddresses(_ text: String, _ clean: String) {
        #expect(AddressText.withoutCredentials(text) == clean)
    }

    @Test func theValueOfAProxyVariableIsAnAddress() {
        #expect(AddressText.withoutCredentials("me:pw@h:3128", of: "ftp_proxy") == "h:3128")
        #expect(AddressText.withoutCredentials("me:pw@h:3128", of: "MAIL") == "me:pw@h:3128")
        #expect(AddressText.withoutCredentials("https://me:pw@h/", of: "ANY") == "https://h/")
    }

    @Test func buildsAreKeptByAgeNumberAndSize() {
        func kept(_ builds: [(Double, Int64)], _ change: (inout HistoryRetention) -> Void) -> [Bool] {
            var rules = HistoryRetention()
            change(&rules)
            var keeping = HistoryRetention.Keeping(rules, now: 1000)
            return builds.map { keeping.keeps(started: $0.0, size: $0.1) }
        }
        let builds: [(Double, Int64)] = [(990, 50), (900, 60), (800, 10)]
        #expect(kept(builds) { _ in } == [true, true, true])
        #expect(kept(builds) { $0.age = 150 } == [true, true, false])
        #expect(kept(builds) { $0.count = 1 } == [true, false, false])
        #expect(kept(builds) { $0.size = 110 } == [true, true, false])
        #expect(kept(builds) { $0.size = 10 } == [true, false, false])
    }
}

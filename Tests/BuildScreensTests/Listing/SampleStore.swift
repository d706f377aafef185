import BuildEvents
import BuildGraph
import BuildRecords
import Diagnostics
import OCIFormat

@testable import BuildScreens

/// A store as small as tests need it: what it answers is made up, and what it was told to change is noted.
struct SampleStore {
    /// The time at which it lists, in seconds since 1970.
    static let now = 1_700_100_000.0

    var builds = Self.builds
    var items = Self.items
    /// What it was told to do, in words.
    var done: [String] = []

    /// Answers a request as the program's own store does.
    mutating func answer(_ request: StoreRequest) -> [Message] {
        switch request {
        case .builds(let query, _):
            [.store(.builds(BuildListing(query: query, builds: listed(query), now: Self.now)))]
        case .steps(let builds):
            [.store(.steps(Dictionary(uniqueKeysWithValues: builds.map { ($0, Self.marks(of: $0)) })))]
        case .open(let build): Self.opening(build)
        case .compare(let first, let second): [.store(.compared(Self.comparison(first, second)))]
        case .trends: [.store(.trends(Self.trends))]
        case .removeBuilds(let ids):
            changed("removed \(ids.joined(separator: " "))") { $0.builds.removeAll { ids.contains($0.build) } }
        case .pin(let ids, let isPinned):
            changed("\(isPinned ? "pinned" : "unpinned") \(ids.joined(separator: " "))") { store in
                for index in store.builds.indices where ids.contains(store.builds[index].build) {
                    store.builds[index].isPinned = isPinned
                }
            }
        case .exportBuild(let build, let path): [.notice("\(build) is in \(path)")]
        case .cache: [.store(.cache(listing))]
        case .contents(let item): [.store(.contents(item.id, .sample))]
        case .prune(let ids):
            changed("pruned \(ids.map(\.description).joined(separator: " "))") { store in
                store.items.removeAll { ids.contains($0.id) }
            }
        }
    }

    private mutating func changed(_ text: String, _ change: (inout Self) -> Void) -> [Message] {
        change(&self)
        done.append(text)
        return [.store(.changed(text))]
    }

    private func listed(_ query: HistoryQuery) -> [BuildSummary] {
        var found = builds.filter { build in
            switch query.scope {
            case .all: true
            case .folder(let path): build.folder == path
            case .alike(let id): build.folder == builds.first { $0.build == id }?.folder
            }
        }
        for filter in query.filters {
            if case .text(let text) = filter.value { found.removeAll { !($0.firstCause ?? "").contains(text) } }
            if case .results(let results) = filter.value { found.removeAll { !results.contains($0.result) } }
        }
        switch query.order {
        case .duration: found.sort { $0.duration > $1.duration }
        default: found.sort { $0.created > $1.created }
        }
        return query.isReversed ? found.reversed() : found
    }
}

// MARK: - Builds

extension SampleStore {
    static let builds: [BuildSummary] = [
        build(42, ago: 130, "4.1", [6, 2], "cmd/server/main.go changed") {
            $0.previousDuration = 6_600_000_000
            $0.names = ["app:latest"]
            $0.revision = Revision(commit: "3e09c4c2f2a0d1", branch: "main")
            $0.command = ["/usr/bin/strata", "build", "-t", "app", "."]
        },
        build(41, ago: 7_300, "6.6", [3, 5], "go.sum changed") { $0.isPinned = true },
        build(40, ago: 7_400, "1.2", [4, 1], "RUN go build ran again") {
            $0.result = .failed
            $0.error = "process \"/bin/sh -c go build\" did not complete successfully: exit code: 1"
        },
        build(39, ago: 90_000, "66", [1, 7], "never built before") { $0.target = "binaries" },
        build(38, ago: 700_000, "0.2", [8, 0], nil) { $0.folder = "/work/site" },
        build(37, ago: 20, "0", [2, 0], nil) {
            $0.result = .running
            $0.folder = "/work/site"
        },
    ]

    private static func build(
        _ number: Int64, ago: Double, _ seconds: String, _ counts: [Int], _ cause: String?,
        _ change: (inout BuildSummary) -> Void = { _ in }
    ) -> BuildSummary {
        var summary = BuildSummary(
            BuildStart(build: "b\(number)", wallClock: now - ago, dockerfile: "Dockerfile", context: "."))
        summary.number = number
        summary.folder = "/work/app"
        summary.duration = Int64((Double(seconds) ?? 0) * 1e9)
        summary.result = .succeeded
        summary.counts.hits = counts[0]
        summary.counts.ran = counts[1]
        summary.counts.total = 8
        summary.firstCause = cause
        summary.size = 4_000 + number
        change(&summary)
        return summary
    }

    static func marks(of build: String) -> [StepMark] {
        let results: [StepSummary.Result] =
            switch build {
            case "b42": [.hit, .hit, .hit, .hit, .ran, .same, .hit, .hit]
            case "b40": [.hit, .hit, .hit, .hit, .failed, .waiting]
            case "b37": [.hit, .hit, .running]
            default: [.hit, .ran, .ran]
            }
        return results.enumerated().map { index, result in
            StepMark(
                name: "[build \(index + 1)/8] RUN part \(index)", stage: "build", result: result,
                duration: result == .hit ? 0 : 40_000_000)
        }
    }

    /// A build that is opened: it gets the number 1, and then its events.
    private static func opening(_ build: String) -> [Message] {
        var tape = Tape()
        for event in Story.bad.events() { tape.append(event) }
        return [
            .store(.opened(number: 1, build: build, title: "#\(build.dropFirst()) app")),
            .ofBuild(1, .recording(tape, unfinished: "it still runs")),
        ]
    }

    static func comparison(_ first: String, _ second: String) -> ComparisonSheet {
        let key = KeyComponent(.file, "main.go", "644 10 sha256:aa")
        let old = record(first, make: "RUN make", [key, KeyComponent(.argument, "V", "1")], seconds: 2)
        let new = record(
            second, make: "RUN make all",
            [KeyComponent(.file, "main.go", "664 12 sha256:bb"), KeyComponent(.argument, "V", "2")],
            seconds: 5)
        guard let sheet = ComparisonSheet(BuildComparison(old, new), names: ("#41", "#42")) else {
            preconditionFailure("both builds have a beginning")
        }
        return sheet
    }

    private static func record(
        _ build: String, make: String, _ key: [KeyComponent], seconds: Double
    ) -> BuildRecord {
        var story = Story("FROM base AS lib\nCOPY . .\n\(make)\n")
        story.stages("lib")
        story.step("copy", "[lib 1/2] COPY . .", stage: 0, lines: 2...2)
        story.step("make", "[lib 2/2] \(make)", stage: 0, reads: ["copy"], lines: 3...3)
        story.run("copy", 0.1, 0.2)
        story.run("make", 0.3, 0.3 + seconds)
        story.tell(6, .buildFinished(.succeeded(BuildResult())))
        var record = BuildRecord(story.events())
        record.components = [Story.id("copy"): key.filter { $0.kind == .file }, Story.id("make"): key]
        record.summary?.number = Int64(build.dropFirst())
        return record
    }

    static let trends: ProjectTrends = {
        let builds = [["main.go"], [], ["go.mod"], ["cmd/a.go"]].enumerated().map { index, changed in
            explained(Int64(index + 39), changed: changed)
        }
        let advice = OrderAdvice.find(in: builds) { _ in ["go.mod", "go.sum", "main.go"] }
        guard let trends = ProjectTrends(builds, advice: advice) else { preconditionFailure("there are builds") }
        return trends
    }()

    private static func explained(_ number: Int64, changed: [String]) -> ExplainedBuild {
        let changes = changed.map { ComponentChange(kind: .file, name: $0, old: "1", new: "2") }
        func step(_ text: String, kind: String, _ cause: MissCause, seconds: Double) -> ExplainedStep {
            var step = ExplainedStep(
                id: Story.id(text), name: "[build 1/3] \(text)", kind: kind, instruction: text)
            step.stage = "build"
            step.result = changed.isEmpty ? .hit : .ran
            step.duration = changed.isEmpty ? 0 : Int64((seconds + Double(number % 5) / 4) * 1e9)
            if !changed.isEmpty { step.verdict = .miss(cause) }
            return step
        }
        let follows = MissCause.inputChanged(Story.id("COPY . ."), root: Story.id("COPY . ."))
        return ExplainedBuild(
            number: number, id: "b\(number)", created: 0,
            steps: [
                step("COPY . .", kind: "copy", .changed(changes, more: 0), seconds: 0.1),
                step("RUN go mod download", kind: "run", follows, seconds: 5),
                step("RUN go build", kind: "run", follows, seconds: 2),
            ])
    }
}

// MARK: - The cache

extension SampleStore {
    static let items: [CacheItem] = {
        let base = CacheItem.Layer(id: "base", size: 80_000_000)
        let copy = CacheItem.Layer(id: "copy", size: 182_000)
        let make = CacheItem.Layer(id: "make", size: 4_310_000)
        var image = CacheItem(
            id: .image("docker.io/library/golang:1.21 linux/amd64"), kind: "image",
            name: "docker.io/library/golang:1.21 linux/amd64", created: now - 500_000)
        image.layers = [base]
        var copied = record(11, "copy", "[build 3/4] COPY . .", line: 8, ago: 172_800, [base, copy])
        copied.useCount = 3
        copied.lastUsed = now - 1_800
        var made = record(12, "run", "[build 4/4] RUN go build -o /bin/app .", line: 9, ago: 3_600, [base, copy, make])
        made.holders = ["b37"]
        var mount = CacheItem(
            id: .mount("/root/.cache/go-build"), kind: "mount", name: "/root/.cache/go-build", created: now - 172_800)
        mount.otherSize = 96_000_000
        mount.useCount = 7
        mount.lastUsed = now - 90_000
        return [made, copied, mount, image]
    }()

    private static func record(
        _ row: Int64, _ kind: String, _ name: String, line: Int, ago: Double, _ layers: [CacheItem.Layer]
    ) -> CacheItem {
        var item = CacheItem(id: .record(row), kind: kind, name: name, created: now - ago)
        (item.stage, item.dockerfile, item.line, item.build) = ("build", "Dockerfile", line, "b42")
        item.layers = layers
        return item
    }

    var listing: CacheListing {
        var policy = PrunePolicy(name: "mounts")
        policy.keepDuration = 86_400
        policy.maxUsedSpace = 100_000_000
        let plan = PrunePlan(items, policies: [policy], free: 50_000_000_000, now: Self.now)
        return CacheListing(
            items: items, policies: [policy], plan: plan, free: 50_000_000_000, disk: 100_000_000_000,
            numbers: ["b42": 42, "b37": 37], now: Self.now)
    }
}

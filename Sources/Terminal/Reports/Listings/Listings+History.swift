import BuildEvents
package import BuildRecords
import Quantities

extension Listings {
    /// The recorded builds as a table, and a line on all of them; `now` in seconds since 1970.
    ///
    /// The trend is the time against the build before of the same Dockerfile, context and target.
    package static func history(_ builds: [BuildSummary], now: Double) -> String {
        var table = TextTable(
            [
                "#", "BUILD", "WHEN", "PROJECT", "TARGET", "RESULT", "TIME", "TREND", "HITS",
                "CAUSE OF THE FIRST MISS",
            ],
            alignments: [.right, .left, .left, .left, .left, .left, .right, .right, .right])
        for build in builds {
            table.add([
                (build.number.map(String.init) ?? "") + (build.isPinned ? "*" : ""), String(build.build.prefix(12)),
                Age.text(since: build.created, now: now), build.project, build.target ?? "",
                build.result.rawValue + (build.origin.map { " (\($0))" } ?? ""),
                time(of: build), trend(of: build),
                hits(of: build), build.error ?? build.firstCause ?? "",
            ])
        }
        return table.render() + (builds.isEmpty ? "" : "\n\(Self.sum(of: builds))\n")
    }

    /// The recorded builds, an object a line, with the members that `docker buildx history ls` has and further ones.
    package static func historyJSON(_ builds: [BuildSummary]) -> String {
        lines(builds) { build, text in
            text.member("ref", build.build)
            if let number = build.number { text.member("number", number) }
            text.member("name", ([build.context] + [build.target].compactMap { $0 }).joined(separator: ":"))
            text.member("status", status(of: build.result))
            text.member("created_at", time(build.created))
            if build.result != .running {
                text.member("completed_at", time(build.created + Double(build.duration) / 1e9))
            }
            text.member("total_steps", build.counts.total)
            // Of one that succeeded every step has ended, the build's own tasks too.
            let done = build.result == .succeeded ? build.counts.total : build.counts.hits + build.counts.ran
            text.member("completed_steps", done)
            text.member("cached_steps", build.counts.hits)
            text.member("dockerfile", build.dockerfile)
            text.member("context", build.context)
            text.member("folder", ifPresent: build.folder)
            text.member("target", ifPresent: build.target)
            text.member("platforms", list: build.platforms)
            text.member("names", list: build.names)
            text.member("image", ifPresent: build.image)
            text.member("duration_ns", build.duration)
            if let previous = build.previousDuration { text.member("previous_duration_ns", previous) }
            text.member("error", ifPresent: build.error)
            text.member("first_cause", ifPresent: build.firstCause)
            if let revision = build.revision { write(revision, into: &text) }
            text.member("origin", ifPresent: build.origin)
            text.member("pinned", build.isPinned)
            text.member("size", build.size)
        }
    }

    /// Members that tell a build's commit.
    static func write(_ revision: Revision, into text: inout JSONText) {
        text.key("revision")
        text.object { text in
            text.member("commit", ifPresent: revision.commit)
            text.member("branch", ifPresent: revision.branch)
            if let isDirty = revision.isDirty { text.member("dirty", isDirty) }
            text.member("repository", ifPresent: revision.repository)
        }
    }

    /// `+12%`, `-80%`, `×3.2`; empty where there is nothing to compare with, or nothing to tell.
    static func trend(of build: BuildSummary) -> String {
        guard let previous = build.previousDuration, previous > 0, build.result == .succeeded else { return "" }
        let ratio = Double(build.duration) / Double(previous)
        if ratio >= 3 {
            let tenths = Int64((min(ratio, 1e9) * 10).rounded())
            return ratio >= 10 ? "×\(tenths / 10)" : "×\(tenths / 10).\(tenths % 10)"
        }
        let percent = Int64((ratio * 100).rounded()) - 100
        return percent == 0 ? "=" : percent > 0 ? "+\(percent)%" : "\(percent)%"
    }

    /// Empty where no end is known: the build runs, or was killed before anything was written of it.
    private static func time(of build: BuildSummary) -> String {
        let isKnown = build.result != .running && (build.result != .interrupted || build.duration > 0)
        return isKnown ? HumanDuration.text(nanoseconds: build.duration) : ""
    }

    private static func hits(of build: BuildSummary) -> String {
        guard let rate = build.hitRate else { return "" }
        let all = build.lookedUp
        return "\(build.counts.hits)/\(all) \(percent(rate))"
    }

    static func percent(_ share: Double) -> String { "\(Int64((share * 100).rounded()))%" }

    /// `12 builds: 9 succeeded, 3 failed; 76% of their steps from the cache; median 4.1s`.
    private static func sum(of builds: [BuildSummary]) -> String {
        let results: [BuildSummary.Result] = [.succeeded, .failed, .cancelled, .interrupted, .running]
        let counts = results.compactMap { result in
            let count = builds.count { $0.result == result }
            return count == 0 ? nil : "\(count) \(result.rawValue)"
        }
        var parts = ["\(builds.count) build\(builds.count == 1 ? "" : "s"): \(counts.joined(separator: ", "))"]
        let hits = builds.reduce(0) { $0 + $1.counts.hits }
        let all = builds.reduce(0) { $0 + $1.lookedUp }
        if all > 0 { parts.append("\(percent(Double(hits) / Double(all))) of their steps from the cache") }
        let times = builds.filter { $0.result == .succeeded }.map(\.duration).sorted()
        if !times.isEmpty {
            // Of an even number it is between the two in the middle.
            let (low, high) = (times[(times.count - 1) / 2], times[times.count / 2])
            parts.append("median \(HumanDuration.text(nanoseconds: low + (high - low) / 2))")
        }
        return parts.joined(separator: "; ")
    }

    /// The words of `docker buildx history ls`.
    private static func status(of result: BuildSummary.Result) -> String {
        switch result {
        case .running: "Running"
        case .succeeded: "Completed"
        case .failed: "Error"
        case .cancelled: "Canceled"
        case .interrupted: "Interrupted"
        }
    }
}

import BuildEvents
import BuildGraph
package import BuildRecords
import Diagnostics
import OCIFormat
import Quantities

/// What `history show` prints of one build: all that is known of it.
package struct BuildReport: Sendable {
    private let build: BuildRecord
    private let summary: BuildSummary

    /// Makes a report; nil for a build that has not begun.
    package init?(_ build: BuildRecord) {
        guard let summary = build.summary else { return nil }
        self.build = build
        self.summary = summary
    }

    /// The report for people; `now` in seconds since 1970.
    package func text(now: Double) -> String {
        var lines = ["Build \(title)"]
        let facts = facts(now: now)
        let width = facts.map(\.name.count).max() ?? 0
        for fact in facts {
            let space = String(repeating: " ", count: width - fact.name.count)
            lines.append("  \(fact.name)\(space)   \(PlainText.clean(fact.value))")
        }
        return lines.joined(separator: "\n") + "\n\n" + steps()
    }

    /// The report as one JSON object, with the members of `docker buildx history inspect` and further ones.
    package func json() -> String {
        var text = JSONText()
        text.object { text in
            writeHead(into: &text)
            if let error = summary.error {
                text.key("Error")
                text.object { text in
                    text.member("Message", error)
                    text.member("Name", ifPresent: failedStep?.description.name)
                }
            }
            text.member("NumCompletedSteps", build.steps.count { [.hit, .ran, .same].contains($0.result) })
            text.member("NumTotalSteps", build.steps.count)
            text.member("NumCachedSteps", build.steps.count { $0.result == .hit })
            text.key("BuildArgs")
            text.array(of: build.start?.arguments ?? []) { text, argument in
                text.object {
                    $0.member("Name", argument.name)
                    $0.member("Value", argument.value)
                }
            }
            writeOwn(into: &text)
            text.key("Steps")
            text.array(of: build.steps) { text, step in
                text.object { StepJSON.write(step, stage: build.stage(of: step), into: &$0) }
            }
        }
        text.newline()
        return text.string
    }

    private var title: String {
        let number = summary.number.map { "#\($0)  " } ?? ""
        return number + summary.build
    }

    private var failedStep: StepSummary? {
        guard let id = summary.failedStep else { return nil }
        return build.recorder[id]
    }

    private func facts(now: Double) -> [(name: String, value: String)] {
        var facts: [(name: String, value: String)] = []
        func add(_ name: String, _ value: String?) {
            if let value, !value.isEmpty { facts.append((name, value)) }
        }
        add("Result", result)
        add("Error", summary.error)
        add("Began", "\(Listings.time(summary.created)), \(Age.text(since: summary.created, now: now))")
        add("Dockerfile", summary.dockerfile)
        add("Context", summary.folder ?? summary.context)
        add("Commit", summary.revision?.text)
        add("Repository", summary.revision?.repository)
        add("Target", summary.target)
        add("Platforms", summary.platforms.joined(separator: ", "))
        let arguments = build.start?.arguments ?? []
        add("Arguments", arguments.map { "\($0.name)=\($0.value)" }.joined(separator: " "))
        add("Names", summary.names.joined(separator: ", "))
        add("Image", summary.image)
        add("Command", build.command.joined(separator: " "))
        add("Made by", maker)
        add("Steps", counts)
        add("First miss", summary.firstCause)
        add("Warnings", build.warnings.isEmpty ? nil : build.warnings.map(\.message).joined(separator: "; "))
        add("On disk", summary.size > 0 ? HumanSize.text(summary.size) : nil)
        add("Kept", summary.isPinned ? "always: it is pinned" : nil)
        return facts
    }

    private var result: String {
        let time = HumanDuration.text(nanoseconds: summary.duration)
        let trend = Listings.trend(of: summary)
        let against = trend.isEmpty || trend == "=" ? "" : " (\(trend) against the build before)"
        switch summary.result {
        case .running: return "still running"
        case .succeeded: return "succeeded in \(time)\(against)"
        case .failed: return "failed after \(time)"
        case .cancelled: return "cancelled after \(time)"
        case .interrupted: return "interrupted after \(time)"
        }
    }

    private var maker: String {
        if let origin = summary.origin { return build.version == origin ? origin : "strata \(build.version), imported" }
        return build.version.isEmpty ? "" : "strata \(build.version)"
    }

    private var counts: String {
        let results = build.steps.filter { !$0.isOwnTask }.map(\.result)
        let hits = results.count { $0 == .hit }
        let worked = build.steps.count { !$0.isOwnTask && $0.isMiss }
        guard hits + worked > 0 else { return "\(build.steps.count)" }
        return "\(hits + worked): \(hits) from the cache, \(worked) ran; "
            + "\(Listings.percent(Double(hits) / Double(hits + worked))) hits"
    }

    private func steps() -> String {
        var table = TextTable(
            ["#", "STEP", "RESULT", "TIME", "LAYER", "OUTPUT", "WHY"],
            alignments: [.right, .left, .left, .right, .right, .right])
        for step in build.steps {
            table.add([
                step.number.map(String.init) ?? "", step.description.name, step.word, step.time, step.layer,
                step.logBytes > 0 ? HumanSize.text(step.logBytes) : "", step.reason,
            ])
        }
        return table.render()
    }
}

extension BuildReport {
    private func writeHead(into text: inout JSONText) {
        text.member("Name", summary.names.first ?? summary.target ?? summary.dockerfile)
        text.member("Ref", summary.build)
        text.member("Context", summary.context)
        text.member("Dockerfile", summary.dockerfile)
        text.member("VCSRepository", ifPresent: summary.revision?.repository)
        text.member(
            "VCSRevision",
            ifPresent: summary.revision?.commit.map { summary.revision?.isDirty == true ? "\($0)-dirty" : $0 })
        text.member("Target", ifPresent: summary.target)
        text.member("Platform", list: summary.platforms)
        text.member("StartedAt", Listings.time(summary.created))
        if summary.result != .running {
            text.member("CompletedAt", Listings.time(summary.created + Double(summary.duration) / 1e9))
        }
        text.member("Duration", summary.duration)
        text.member("Status", status)
    }

    private func writeOwn(into text: inout JSONText) {
        if let number = summary.number { text.member("Number", number) }
        text.member("Names", list: summary.names)
        text.member("Image", ifPresent: summary.image)
        text.member("Command", list: build.command)
        text.member("Version", build.version)
        text.member("Branch", ifPresent: summary.revision?.branch)
        text.member("Origin", ifPresent: summary.origin)
        text.member("Pinned", summary.isPinned)
        text.member("Size", summary.size)
        if let previous = summary.previousDuration { text.member("PreviousDuration", previous) }
        text.member("FirstCause", ifPresent: summary.firstCause)
        text.member("Warnings", list: build.warnings.map(\.message))
    }

    /// The words of `docker buildx history inspect`.
    private var status: String {
        switch summary.result {
        case .running: "running"
        case .succeeded: "completed"
        case .failed: "failed"
        case .cancelled: "canceled"
        case .interrupted: "interrupted"
        }
    }
}

/// A step as the JSON of reports has it.
enum StepJSON {
    /// Writes the members of a step.
    static func write(_ step: StepSummary, stage: String?, into text: inout JSONText) {
        if let number = step.number { text.member("Number", number) }
        text.member("Name", step.description.name)
        text.member("Digest", step.description.id.description)
        text.member("Kind", step.description.kind)
        text.member("Stage", ifPresent: stage)
        if let line = step.description.range?.start.line { text.member("Line", line) }
        text.member("Result", step.result.rawValue)
        if let started = step.started { text.member("Started", started) }
        text.member("Duration", step.duration)
        text.member("Cause", ifPresent: step.cause)
        text.member("Error", ifPresent: step.failure?.diagnostic.message)
        if let code = step.failure?.exitCode { text.member("ExitCode", code) }
        if let size = step.layerSize { text.member("LayerSize", size) }
        if let usage = step.outcome?.usage {
            text.member("CPU", usage.userTime + usage.systemTime)
            text.member("PeakMemory", usage.peakMemory)
        }
        text.member("LogBytes", step.logBytes)
    }
}

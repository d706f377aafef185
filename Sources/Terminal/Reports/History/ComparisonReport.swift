import BuildEvents
import BuildGraph
package import BuildRecords
import Diagnostics
import Quantities

/// What `history compare` prints of two builds.
package struct ComparisonReport: Sendable {
    /// So many files of a step are listed; the rest is counted.
    private static let mostFiles = 20

    private let comparison: BuildComparison
    private let names: (old: String, new: String)

    /// Makes a report; the names are what the builds were called.
    package init(_ comparison: BuildComparison, names: (old: String, new: String)) {
        self.comparison = comparison
        self.names = names
    }

    // MARK: For people

    /// The report for people; `now` in seconds since 1970.
    ///
    /// Equal steps are left out unless `showsAll`.
    package func text(now: Double, showsAll: Bool = false) -> String {
        var parts = [heads(now: now), conclusion]
        if !comparison.settings.isEmpty { parts.append(settings) }
        if let dockerfile = comparison.dockerfile { parts.append(lines(of: dockerfile)) }
        parts.append(steps(showsAll: showsAll))
        parts += comparison.steps.compactMap(files)
        return parts.joined(separator: "\n")
    }

    private func heads(now: Double) -> String {
        var table = TextTable(
            ["", "BUILD", "WHEN", "RESULT", "TIME", "HITS"], alignments: [.left, .left, .left, .left, .right])
        for (letter, name, build) in [("A", names.old, comparison.old), ("B", names.new, comparison.new)] {
            guard let summary = build.summary else { continue }
            let steps = build.steps.filter { !$0.isOwnTask && ($0.result == .hit || $0.isMiss) }
            let hits = steps.count { $0.result == .hit }
            table.add([
                letter, name, Age.text(since: summary.created, now: now), summary.result.rawValue,
                HumanDuration.text(nanoseconds: summary.duration), steps.isEmpty ? "" : "\(hits)/\(steps.count)",
            ])
        }
        return table.render()
    }

    private var conclusion: String {
        guard let first = comparison.firstDifference, let sentence = first.sentence else {
            let known = comparison.hasKeys ? "" : ", as far as is known: one of them has no keys of its steps"
            return "No step differs by itself\(known).\n"
        }
        return "They differ first at \(PlainText.clean(first.name))\(place(of: first)): \(PlainText.clean(sentence)).\n"
    }

    private func place(of step: StepComparison) -> String {
        guard let line = step.new?.description.range?.start.line, let file = comparison.new.start?.dockerfile else {
            return ""
        }
        return " (\(file):\(line))"
    }

    private var settings: String {
        var table = TextTable(["SETTING", "A", "B"])
        for setting in comparison.settings { table.add([setting.name, setting.old ?? "-", setting.new ?? "-"]) }
        return table.render()
    }

    private func lines(of difference: TextDifference) -> String {
        var text = "Dockerfile\n"
        for (index, hunk) in difference.hunks().enumerated() {
            if index > 0 { text += "  ...\n" }
            for line in hunk {
                let sign = line.kind == .both ? " " : line.kind == .added ? "+" : "-"
                let number = String(line.newNumber ?? line.oldNumber ?? 0)
                let space = String(repeating: " ", count: max(0, 5 - number.count))
                text += "\(space)\(number) \(sign) \(PlainText.clean(line.text))\n"
            }
        }
        return text
    }

    private func steps(showsAll: Bool) -> String {
        var table = TextTable(
            ["STEP", "A", "B", "TIME", "LAYER", "DIFFERENCE"], alignments: [.left, .left, .left, .right, .right])
        var hidden = 0
        for step in comparison.steps {
            guard showsAll || step.isTelling else {
                hidden += 1
                continue
            }
            table.add([
                step.name, word(step.old), word(step.new), difference(of: step), layers(of: step),
                step.text,
            ])
        }
        let rest = hidden == 0 ? "" : "\(hidden) equal step\(hidden == 1 ? "" : "s") left out; --all shows them\n"
        return table.render() + rest
    }

    private func word(_ step: StepSummary?) -> String {
        guard let step else { return "-" }
        return step.time.isEmpty ? step.word : "\(step.word) \(step.time)"
    }

    private func difference(of step: StepComparison) -> String {
        let difference = step.timeDifference
        guard step.old != nil, step.new != nil, abs(difference) >= 1_000_000 else { return "" }
        return (difference > 0 ? "+" : "-") + HumanDuration.text(nanoseconds: abs(difference))
    }

    private func layers(of step: StepComparison) -> String {
        guard let old = step.old?.layerSize, let new = step.new?.layerSize, old != new else {
            return step.new?.layer ?? ""
        }
        return "\(HumanSize.text(old)) → \(HumanSize.text(new))"
    }

    private func files(of step: StepComparison) -> String? {
        guard step.files.count > 1 else { return nil }
        var table = TextTable(["FILES OF \(step.name)", ""])
        for file in step.files.prefix(Self.mostFiles) { table.add(["  \(file.path)", file.text]) }
        let rest = step.files.count - Self.mostFiles
        return table.render() + (rest > 0 ? "  and \(rest) more; --json lists them all\n" : "")
    }

    // MARK: For programs

    /// The report as one JSON object.
    package func json() -> String {
        var text = JSONText()
        text.object { text in
            for (key, name, build) in [("a", names.old, comparison.old), ("b", names.new, comparison.new)] {
                text.key(key)
                text.object { Self.write(name, build, into: &$0) }
            }
            text.member("keys_known", comparison.hasKeys)
            text.member("first_difference", ifPresent: comparison.firstDifference?.name)
            text.key("settings")
            text.array(of: comparison.settings) { text, setting in
                text.object { Self.write(setting.name, setting.old, setting.new, into: &$0) }
            }
            if let dockerfile = comparison.dockerfile {
                text.key("dockerfile")
                text.array(of: dockerfile.lines.filter { $0.kind != .both }) { text, line in
                    text.object { text in
                        text.member("change", line.kind.rawValue)
                        text.member("line", line.newNumber ?? line.oldNumber ?? 0)
                        text.member("text", line.text)
                    }
                }
            }
            text.key("steps")
            text.array(of: comparison.steps) { text, step in text.object { Self.write(step, into: &$0) } }
        }
        text.newline()
        return text.string
    }

    private static func write(_ name: String, _ build: BuildRecord, into text: inout JSONText) {
        text.member("name", name)
        text.member("ref", ifPresent: build.summary?.build)
        if let number = build.summary?.number { text.member("number", number) }
        text.member("result", ifPresent: build.summary?.result.rawValue)
        if let duration = build.summary?.duration { text.member("duration_ns", duration) }
        if let created = build.summary?.created { text.member("created_at", Listings.time(created)) }
    }

    private static func write(_ name: String, _ old: String?, _ new: String?, into text: inout JSONText) {
        text.member("name", name)
        text.member("a", ifPresent: old)
        text.member("b", ifPresent: new)
    }

    private static func write(_ step: StepComparison, into text: inout JSONText) {
        text.member("name", step.name)
        text.member("stage", ifPresent: step.stage)
        text.member("change", step.change.rawValue)
        text.member("difference", ifPresent: step.sentence)
        text.member("time_difference_ns", step.timeDifference)
        for (key, side) in [("a", step.old), ("b", step.new)] {
            guard let side else { continue }
            text.key(key)
            text.object { StepJSON.write(side, stage: nil, into: &$0) }
        }
        if !step.parts.isEmpty {
            text.key("parts")
            text.array(of: step.parts) { text, part in
                text.object { text in
                    text.member("kind", part.kind.rawValue)
                    Self.write(part.name, part.old, part.new, into: &text)
                }
            }
        }
        guard !step.files.isEmpty else { return }
        text.key("files")
        text.array(of: step.files) { text, file in text.object { Self.write(file, into: &$0) } }
    }

    private static func write(_ file: FileDifference, into text: inout JSONText) {
        text.member("path", file.path)
        text.member("differs", list: file.aspects.map(\.rawValue))
        for (key, facts) in [("a", file.old), ("b", file.new)] {
            guard let facts else { continue }
            text.key(key)
            text.object { text in
                text.member("mode", facts.shortMode)
                if let size = facts.size { text.member("size", size) }
                text.member("contents", facts.contents)
            }
        }
    }
}

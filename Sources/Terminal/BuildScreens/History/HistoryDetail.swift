import BuildRecords
import Quantities
import TerminalCells
import TerminalThemes

/// What the History screen tells of the chosen build.
struct HistoryDetail {
    /// So many builds before are drawn as a row of bars.
    private static let shownBuilds = 30

    private let model: HistoryModel
    private let build: BuildSummary

    init(_ model: HistoryModel, _ build: BuildSummary) {
        self.model = model
        self.build = build
    }

    private var look: Look { model.options.look }
    private var separator: String { " \(look.glyphs.separator) " }

    /// The page's blocks.
    var blocks: [PageBlock] { outcome + origin + steps }

    // MARK: How it went

    private var outcome: [PageBlock] {
        var blocks: [PageBlock] = [.field("Result", result)]
        if let error = build.error { blocks.append(.field("Error", [.outside(error, .error)])) }
        if let cause = build.firstCause { blocks.append(.field("First miss", [.outside(cause)])) }
        if build.counts.hits + build.counts.ran > 0 { blocks.append(.field("Steps", counts)) }
        if let past { blocks.append(.field("Before", past)) }
        return blocks
    }

    private var result: [Ink] {
        var inks = [BuildResultInk.ink(build.result, look)]
        if build.result != .running {
            inks.append(Ink(" after \(HumanDuration.text(nanoseconds: build.duration))"))
            if let previous = build.previousDuration, build.result == .succeeded {
                let before = HumanDuration.text(nanoseconds: previous)
                inks.append(Ink(", the one before took \(before)", .dim))
            }
        }
        inks.append(Ink(separator + Age.text(since: build.created, now: model.wallClock), .dim))
        if build.isPinned { inks.append(Ink(separator + "pinned", .strong)) }
        return inks
    }

    private var counts: [Ink] {
        var inks = [Ink("\(build.counts.hits) hit", .hit), Ink(", "), Ink("\(build.counts.ran) ran", .ran)]
        if build.counts.failed > 0 { inks += [Ink(", "), Ink("\(build.counts.failed) failed", .failed)] }
        if let rate = build.hitRate {
            inks.append(Ink("\(separator)\(Int((rate * 100).rounded())) % from the cache", .dim))
        }
        if build.counts.warnings > 0 {
            inks.append(Ink(separator + Grouped.text(Int64(build.counts.warnings), "warning"), .warning))
        }
        return inks
    }

    /// How long it and those before it of its kind took, the newest last.
    private var past: [Ink]? {
        let alike = model.builds.filter {
            $0.result == .succeeded && $0.dockerfile == build.dockerfile
                && ($0.folder ?? $0.context) == (build.folder ?? build.context)
                && $0.target == build.target && $0.number ?? 0 <= build.number ?? 0
        }.sorted { $0.number ?? 0 < $1.number ?? 0 }
        let durations = alike.suffix(Self.shownBuilds).map(\.duration)
        guard durations.count > 1 else { return nil }
        let rates = alike.suffix(Self.shownBuilds).compactMap(\.hitRate)
        var inks = [
            Ink(Sparkline.text(durations, look.glyphs), .ran),
            Ink("  \(durations.count) builds, median \(HumanDuration.text(nanoseconds: durations.median))", .dim),
        ]
        if !rates.isEmpty {
            let rate = Int((rates.reduce(0, +) / Double(rates.count) * 100).rounded())
            inks.append(Ink(", hit rate \(rate) %", .dim))
        }
        return inks
    }

    // MARK: What it was

    private var origin: [PageBlock] {
        var blocks: [PageBlock] = [.blank]
        if !build.command.isEmpty {
            let words = build.command.enumerated().map {
                $0 == 0 ? $1.split(separator: "/").last.map(String.init) ?? $1 : $1
            }
            blocks.append(.field("Command", [.outside(words.joined(separator: " "))]))
        }
        blocks.append(
            .field(
                "Dockerfile", [.outside(build.dockerfile), Ink(" in ", .dim), .outside(build.folder ?? build.context)]))
        if let target = build.target { blocks.append(.field("Target", [.outside(target)])) }
        if !build.platforms.isEmpty {
            blocks.append(.field("Platforms", [.outside(build.platforms.joined(separator: ", "))]))
        }
        if !build.names.isEmpty { blocks.append(.field("Names", [.outside(build.names.joined(separator: ", "))])) }
        if let image = build.image { blocks.append(.field("Image", [.outside(Digests.short(image))])) }
        if let revision = build.revision { blocks.append(.field("Commit", [.outside(revision.text)])) }
        if let origin = build.origin { blocks.append(.field("Imported", [.outside("a build of \(origin)")])) }
        blocks.append(.field("Identity", [.outside(build.build, .dim)]))
        blocks.append(.field("Kept", [Ink("\(HumanSize.text(build.size)) of events and output", .dim)]))
        return blocks
    }

    private var steps: [PageBlock] {
        guard let marks = model.steps[build.build], !marks.isEmpty else { return [] }
        return [.blank, .heading("Steps")]
            + marks.map { mark in
                let role = mark.role(in: build)
                let name = StepTitle.shortened(mark.name)
                var inks = [Ink("\(look.glyphs.sign(of: role) ?? " ") ", role), Ink.outside(name)]
                if mark.duration > 0 {
                    inks.append(Ink("  \(HumanDuration.text(nanoseconds: mark.duration))", .dim))
                }
                return .text(inks)
            }
    }
}

extension [Int64] {
    /// The middle one; of an even number the mean of both; 0 where there are none.
    var median: Int64 {
        guard !isEmpty else { return 0 }
        let sorted = sorted()
        let middle = count / 2
        return count.isMultiple(of: 2) ? (sorted[middle - 1] + sorted[middle]) / 2 : sorted[middle]
    }
}

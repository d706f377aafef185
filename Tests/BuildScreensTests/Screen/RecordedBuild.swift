import BuildEvents
import BuildGraph
import BuildRecords
import Foundation
import TerminalCells
import Testing

@testable import BuildScreens

/// The builds in Streams/, whose README says how each was recorded or written.
enum RecordedBuild: String, CaseIterable, CustomTestStringConvertible {
    case running, cached, failed, hostile, stages, platforms
    case buildKitFailed = "buildkit-failed"
    case buildKitPlatforms = "buildkit-platforms"
    case buildKitHostile = "buildkit-hostile"

    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Streams")
    private static let streams = Dictionary(uniqueKeysWithValues: allCases.map { ($0, Result(catching: $0.read)) })

    var testDescription: String { rawValue }

    /// The events, read once.
    var events: [BuildEvent] {
        get throws { try Self.streams[self]?.get() ?? [] }
    }

    /// Whether it is in BuildKit's form.
    var isRawJSON: Bool {
        switch self {
        case .running, .cached, .failed, .hostile: false
        case .stages, .platforms, .buildKitFailed, .buildKitPlatforms, .buildKitHostile: true
        }
    }

    /// Whether the stream breaks off while the build goes on.
    var isCut: Bool { self == .running || self == .buildKitPlatforms }

    private func read() throws -> [BuildEvent] {
        let file = Self.folder.appending(path: "\(rawValue).\(isRawJSON ? "rawjson" : "events")")
        let bytes = [UInt8](try Data(contentsOf: file))
        guard isRawJSON else { return try EventLineReader.events(in: bytes) }
        var reader = RawJSONReader()
        return reader.read(bytes) + (isCut ? [] : reader.finish())
    }

    /// What three earlier builds of the same Dockerfile say of the steps: the last took everything from the cache.
    func history() throws -> StepHistory {
        var stages: [Stage] = []
        var sightings: [StepHistory.Sighting] = []
        for event in try events {
            if case .stagesAnnounced(let new) = event.payload { stages += new }
        }
        for event in try events {
            guard case .stepsAnnounced(let steps) = event.payload else { continue }
            for (number, step) in steps.enumerated() {
                for build in 1...3 {
                    var sighting = StepHistory.Sighting(
                        build: Int64(build), name: step.name, instruction: step.instruction,
                        result: build == 3 ? .hit : .ran, duration: Int64(build * (number % 7)) * 100_000_000)
                    sighting.stage = step.stage.flatMap { stages.indices.contains($0) ? stages[$0].name : nil }
                    sightings.append(sighting)
                }
            }
        }
        return StepHistory(sightings.sorted { $0.build < $1.build }, numbers: [:])
    }
}

/// What steps wrote, in lines, as the runtime's services would read them.
struct RecordedOutput {
    private var bytes: [StepID: [UInt8]] = [:]

    mutating func take(_ event: BuildEvent) {
        if case .log(let step, _, let new) = event.payload { bytes[step, default: []] += new }
    }

    func part(_ request: LogRequest) -> LogPart {
        let lines = lines(of: request.step)
        let wanted = lines.dropFirst(Int(request.first)).prefix(request.count)
        return LogPart(request: request, lines: Array(wanted), total: Int64(lines.count))
    }

    func find(_ search: LogSearch) -> Int64? {
        let lines = lines(of: search.step)
        let numbers = lines.indices.filter { TextMatches.contains(search.text, in: AnsiReader.plain(lines[$0])) }
        let found =
            search.isBackward ? numbers.last { $0 <= Int(search.start) } : numbers.first { $0 >= Int(search.start) }
        return found.map { Int64($0) }
    }

    private func lines(of step: StepID) -> [[UInt8]] {
        var lines = (bytes[step] ?? []).split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        if lines.last?.isEmpty == true { lines.removeLast() }
        return lines.map { Array($0) }
    }
}

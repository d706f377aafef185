import BuildDatabase
import BuildEvents
import BuildRecords
import Diagnostics
import EnginePorts
import Foundation
import Reports
import SystemPackage

/// Finds recorded builds by the names that people give: in the store's history, and in files.
struct BuildLibrary {
    let database: StoreDatabase

    init(_ database: StoreDatabase) {
        self.database = database
    }

    /// The build of the history that a name means; `default` where there is none.
    ///
    /// - Throws: `Diagnostic` with the builds that there are.
    func build(_ name: String?, default other: BuildName = .latest(back: 0)) async throws -> RecordedBuild {
        let parsed = name.map(BuildName.init(parsing:)) ?? other
        if let parsed, let build = try await build(named: parsed) { return build }
        throw try await unknown(parsed?.description ?? name ?? "")
    }

    /// The build of a name; nil where there is none.
    ///
    /// - Throws: `Diagnostic` where several have it.
    func build(named name: BuildName) async throws -> RecordedBuild? {
        let found = try await database.builds(named: name)
        if found.count < 2 { return found.first }
        let list = found.map { "#\($0.number) \($0.id)" }.joined(separator: ", ")
        throw Diagnostic(
            code: "history.ambiguous", message: "several builds begin with \(name)", remedy: "name one of \(list)")
    }

    private func unknown(_ name: String) async throws -> Diagnostic {
        guard let numbers = try await database.buildNumbers() else {
            return Diagnostic(
                code: "history.no-such-build", message: "no build is recorded in this store",
                remedy: "build something first: strata build .")
        }
        let (first, last) = (numbers.lowerBound, numbers.upperBound)
        let there = first == last ? "there is build #\(first) alone" : "there are builds #\(first) to #\(last)"
        return Diagnostic(
            code: "history.no-such-build", message: "there is no build \(name)",
            remedy: "\(there); name one by its number, the beginning of its id, or as ^N, N before the newest")
    }

    /// All that is known of a build of the history but its output.
    func record(of build: RecordedBuild, hasKeys: Bool = false) async throws -> BuildRecord {
        var record = BuildRecord()
        if let events = try RecordedEvents(of: build.id, in: database, hasOutput: false) {
            while let event = try events.next() { record.apply(event) }
        }
        guard record.summary != nil else { throw LogFault.withoutEvents(build) }
        record.command = build.command
        record.version = build.version
        let steps = try await database.steps(of: build.id)
        record.setLogBytes(Dictionary(steps.map { ($0.id, $0.logSize) }) { first, _ in first })
        complete(&record, with: build)
        if hasKeys {
            for step in steps {
                record.components[step.id] = try await database.components(ofStep: step.position, of: build.id)
            }
        }
        return record
    }

    /// What the row tells beside the events.
    private func complete(_ record: inout BuildRecord, with build: RecordedBuild) {
        guard var summary = record.summary else { return }
        summary.number = build.number
        summary.revision = build.revision
        summary.origin = build.origin
        summary.isPinned = build.isPinned
        summary.folder = build.folder
        summary.size = build.logBytes
        summary.result = BuildSummary.Result(rawValue: build.state.rawValue) ?? summary.result
        record.summary = summary
    }

    /// All that is known of a build of the history, or of one in a file, and what to call it.
    func record(
        _ name: String?, default other: BuildName, hasKeys: Bool = false
    ) async throws -> (name: String, record: BuildRecord) {
        if let name, Self.isFile(name) {
            return (FilePath(name).lastComponent?.string ?? name, try Self.record(file: name))
        }
        let build = try await build(name, default: other)
        return ("#\(build.number)", try await record(of: build, hasKeys: hasKeys))
    }

    /// Whether a name is that of a file: it looks like a path, or it can name no build and is there.
    static func isFile(_ name: String) -> Bool {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: name, isDirectory: &isFolder), !isFolder.boolValue else {
            return name.contains("/")
        }
        return name.contains(".") || name.contains("/") || BuildName(parsing: name) == nil
    }

    /// A build of the history, or of a file, with the end of each step's output.
    func page(_ name: String?) async throws -> (BuildRecord, StepOutputs) {
        var outputs = StepOutputs()
        if let name, Self.isFile(name) {
            let record = try Self.record(file: name) { event in
                if case .log(let step, _, let bytes) = event.payload { outputs.add(bytes, to: step) }
            }
            return (record, outputs)
        }
        let build = try await build(name)
        let record = try await record(of: build)
        for step in record.steps where step.logBytes > 0 {
            let id = step.description.id
            guard let log = try StepLogReader(of: id, build: build.id, in: database) else { continue }
            while let entry = try log.next() { outputs.add(entry.bytes, to: id) }
        }
        return (record, outputs)
    }

    private static func record(file: String, _ look: (BuildEvent) -> Void = { _ in }) throws -> BuildRecord {
        let input = try RecordedInput.open(file)
        defer { try? input.descriptor.close() }  // read to its end, or told of already
        var record = BuildRecord()
        _ = try input.read(.newest) { item in
            switch item {
            case .header(let header):
                record.command = header.command
                record.version = header.maker
                record.revision = header.revision
            case .event(let event):
                look(event)
                record.apply(event)
            case .key(let step, let components): record.components[step] = components
            }
        }
        guard var summary = record.summary else { throw LogFault.withoutEvents(file) }
        summary.revision = record.revision
        record.summary = summary
        return record
    }
}

import BuildDatabase
import BuildEvents
import BuildRecords
import EnginePorts
import Foundation
import OCIFormat
import SystemPackage

/// Writes a store that was built in for months: builds of some projects, recorded as builds are, and their cache.
struct LongHistory {
    static let builds = 10_000
    static let records = 50_000
    private static let projects = 20
    /// The builds are spread over so many seconds, which the history keeps by default.
    private static let span = 170.0 * 86_400
    /// The times of a build's events, in nanoseconds apart: rows of steps that lie no farther apart than a fifth of a
    /// second are written together.
    private static let interval: Int64 = 1_000_000

    private let database: StoreDatabase
    private let session: StoreSession
    private var projects: [MadeProject]
    private var random = SplitMix(state: 50)
    private let end = Date().timeIntervalSince1970
    /// How many records the cache has.
    private var recordCount = 0
    /// The recorders of builds that have begun: as many write at a time as there are processors here.
    private var underWay: [HistoryRecorder] = []

    /// Begins in a folder that exists; the projects' own folders are made below `work`.
    init(store: URL, work: URL) throws {
        database = try StoreDatabase(root: FilePath(store.path))
        session = try StoreSession(in: database)
        projects = try (0..<Self.projects).map { number in
            let folder = Self.folder(ofProject: number, below: work)
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            return MadeProject(number, in: folder.path)
        }
    }

    /// The context of a project; the newest build is the first one's.
    static func folder(ofProject number: Int, below work: URL) -> URL {
        work.appendingPathComponent("project-\(number)")
    }

    /// Writes all of it.
    mutating func write() async throws {
        for number in 1...Self.builds {
            try await addBuild(number)
            try await finishBuilds(but: ProcessInfo.processInfo.activeProcessorCount)
        }
        try await finishBuilds(but: 0)
        // What builds left that are not in the history any more.
        for index in 0..<max(0, Self.records - recordCount) {
            let project = index % Self.projects
            let instructions = projects[project].instructions
            let position = instructions[index / Self.projects % instructions.count]
            _ = try await addRecord(
                of: position, project, build: "gone-\(index / 5)", count: index, at: end - Self.span)
        }
        try await session.end()
        try database.close()
    }

    // MARK: Builds

    private mutating func addBuild(_ number: Int) async throws {
        let index = number % Self.projects
        let count = (number - 1) / Self.projects
        let started = end - Self.span + Self.span * Double(number) / Double(Self.builds + 1)
        let id = String(Digest.sha256(of: "build \(number)").hex.prefix(32))
        var build = MadeBuild(of: projects[index], count: count, &random)
        var start = BuildStart(build: id, wallClock: started, dockerfile: "Dockerfile", context: projects[index].folder)
        start.target = projects[index].target
        start.source = projects[index].file.source
        for position in build.running {
            let row = try await addRecord(of: position, index, build: id, count: count, at: started)
            build.rows[position] = row
        }
        try await database.touch(build.hits.map(\.value.record), at: started)
        for position in build.hits.keys { projects[index].noteUse(of: position) }

        let recorder = HistoryRecorder(
            database: database, session: session, command: ["strata", "build", "-t", "app:\(count)", start.context],
            version: "0.1.0")
        let payloads = [.buildStarted(start)] + build.payloads(of: projects[index], name: "app:\(count)")
        for (sequence, payload) in payloads.enumerated() {
            var time = Int64(sequence) * Self.interval
            if sequence == payloads.count - 1 { time += Int64(random.next() % 90) * 1_000_000_000 }
            recorder.take(BuildEvent(sequence: sequence, time: time, payload: payload))
            // Builds are numbered in the order in which they begin.
            if sequence == 0 { recorder.settle() }
        }
        let commit = Digest.sha256(of: "commit \(number / 3)").hex.prefix(40)
        recorder.note(
            Revision(
                commit: String(commit), branch: number % 4 == 0 ? "topic" : "main", isDirty: number % 3 == 0,
                repository: "https://example.com/team/project-\(index).git"))
        underWay.append(recorder)
    }

    /// Waits for the builds that began first, until so many are left.
    private mutating func finishBuilds(but count: Int) async throws {
        while underWay.count > count {
            if let failure = await underWay.removeFirst().finish() { throw failure }
        }
    }

    /// Keeps what an instruction left; gives the row.
    private mutating func addRecord(
        of position: Int, _ project: Int, build: String, count: Int, at time: Double
    ) async throws -> Int64 {
        var record = projects[project].record(
            of: position, build: build, count: count, layer: MadeProject.imageLayers + recordCount)
        record.created = time
        recordCount += 1
        let row = try await database.insert(record)
        projects[project].keep(record, row: row, of: position)
        return row
    }
}

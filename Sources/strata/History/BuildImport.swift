import BuildDatabase
import BuildEvents
import Diagnostics
import OCIFormat

/// Takes the builds of a file into the history.
enum BuildImport {
    /// What was read of a file.
    struct Taken {
        /// The builds by their identity, and whether the history had them already.
        var builds: [(id: String, isKnown: Bool)] = []
        /// Those that write them, still to be finished.
        var recorders: [HistoryRecorder] = []
    }

    /// Reads a file's builds, of which `taken` tells also where reading fails; each is in the history once its recorder has finished.
    static func read(
        _ input: RecordedInput, into database: StoreDatabase, session: StoreSession, _ taken: inout Taken
    ) throws {
        var header: BuildArchiveHeader?
        var current: HistoryRecorder?
        _ = try input.read(.all) { item in
            switch item {
            case .header(let next):
                header = next
                current = nil
            case .event(var event):
                if case .buildStarted(var start) = event.payload {
                    if start.build.isEmpty { start.build = identity(of: start) }
                    event.payload = .buildStarted(start)
                    current = try begin(start, header, database, session, &taken)
                }
                current?.take(event)
            case .key(let step, let components):
                current?.note(components, of: step)
            }
        }
    }

    private static func begin(
        _ start: BuildStart, _ header: BuildArchiveHeader?, _ database: StoreDatabase, _ session: StoreSession,
        _ taken: inout Taken
    ) throws -> HistoryRecorder? {
        // It names a folder of the store.
        guard !start.build.isEmpty, start.build.utf8.allSatisfy({ $0.isLowercaseLetterOrDigit }) else {
            throw Diagnostic(
                code: "history.bad-identity", message: "it holds a build without a proper identity",
                remedy: "strata view shows it all the same; write it once more with strata history export to import it")
        }
        let isKnown = try database.hasBuild(start.build)
        taken.builds.append((start.build, isKnown))
        if isKnown { return nil }
        // Builds are numbered in the order in which they are written.
        taken.recorders.last?.settle()
        let maker = header?.maker ?? "buildx"
        let recorder = HistoryRecorder(
            database: database, session: session, command: header?.command ?? [], version: maker,
            origin: maker == "buildx" ? maker : "strata")
        if let revision = header?.revision { recorder.note(revision) }
        taken.recorders.append(recorder)
        return recorder
    }

    /// The identity of a build from a stream that tells none: the same for the same stream.
    private static func identity(of start: BuildStart) -> String {
        String(Digest.sha256(of: "\(start.wallClock) \(start.dockerfile)").hex.prefix(32))
    }
}

extension UInt8 {
    fileprivate var isLowercaseLetterOrDigit: Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self)
    }
}

import Archives
package import Diagnostics
import SystemPackage

/// What is told where the files of a recorded build can't be read or are gone.
package enum LogFault {
    /// The error where a build's events are gone or its file has none; `name` is what the build is called.
    package static func withoutEvents(_ name: String) -> Diagnostic {
        Diagnostic(
            code: "history.no-events", message: "the events of \(name) are not there any more",
            remedy: "only its line in strata history ls is left")
    }

    /// The error where nothing of a build can be read: its events are gone, or not written yet.
    package static func withoutEvents(_ build: RecordedBuild) -> Diagnostic {
        guard build.state == .running else { return withoutEvents("#\(build.number)") }
        return Diagnostic(
            code: "history.no-events", message: "of #\(build.number), which has only begun, nothing is written yet",
            remedy: "try again in a second")
    }

    /// Reads a file of a build, and tells of damaged bytes which file it is and what can be done.
    static func reading<Value>(_ path: FilePath, _ body: () throws -> Value) throws -> Value {
        do {
            return try body()
        } catch let error as ArchiveError {
            throw damaged(path, "\(error)")
        } catch let error as DecodingError {
            throw damaged(path, "what stands in it is no event: \(error)")
        }
    }

    private static func damaged(_ path: FilePath, _ reason: String) -> Diagnostic {
        // The files of a build lie in a folder that is called as it.
        let build = path.removingLastComponent().lastComponent?.string ?? ""
        return Diagnostic(
            code: "history.damaged", message: "\(path) can't be read: \(reason)",
            remedy: "strata history rm \(build.prefix(12)) removes the build; others, and the cache, are as they were")
    }
}

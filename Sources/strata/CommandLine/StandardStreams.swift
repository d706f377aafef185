import Diagnostics
import Glibc
import LinuxSystem
import SystemPackage

/// The process's standard input, output and error.
enum StandardStreams {
    /// Opens those that the process began without, so that no file of a store gets their numbers; writing to the output
    /// fails then as it should, while nobody misses input and messages.
    static func occupy() {
        for (number, flags) in [(STDIN_FILENO, O_RDONLY), (STDOUT_FILENO, O_RDONLY), (STDERR_FILENO, O_WRONLY)] {
            if fcntl(number, F_GETFD) == -1 { _ = open("/dev/null", flags) }
        }
    }

    /// Writes what was printed, and tells where it got lost.
    static func flush() throws(Diagnostic) {
        do {
            try flushStandardOutput()
        } catch {
            throw fault("standard output", error.code)
        }
    }

    /// Does what writes to a file or to standard output, and tells of its failures what was written to.
    static func writing(to name: String, _ body: () async throws -> Void) async throws {
        do {
            try await body()
        } catch let error as Errno {
            throw fault(name, error)
        } catch let error as SystemError where error.path == nil && error.call == "write" {
            throw fault(name, error.code)
        }
    }

    /// Whether an error is that of a reader who went away: that is no news to anybody.
    static func isReaderGone(_ diagnostic: Diagnostic) -> Bool { diagnostic.code == readerGone }

    private static let readerGone = "output.reader-gone"

    static func fault(_ name: String, _ error: Errno) -> Diagnostic {
        if error == .brokenPipe { return Diagnostic(code: readerGone, message: "\(name): \(error)") }
        let remedy =
            switch error {
            case .noSpace, .diskQuotaExceeded: "make room there, or write to another disk"
            case .badFileDescriptor: "it is closed, or not open for writing; let it lead to a file or a program"
            default: "check what it leads to"
            }
        return Diagnostic(code: "output.unwritable", message: "\(name): \(error)", remedy: remedy)
    }
}

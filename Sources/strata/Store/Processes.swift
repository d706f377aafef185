import Diagnostics
import Glibc
import LinuxSystem
import Synchronization

/// The processes and namespaces of this run, made before the first thread.
enum Processes {
    private static let made = Mutex<ProcessSetup?>(nil)

    /// Makes them; to be called on the main thread before anything else runs.
    static func begin() throws(Diagnostic) {
        do {
            let setup = try ProcessSetup.begin()
            made.withLock { $0 = setup }
        } catch {
            throw Diagnostic(code: "process.setup", message: error.summary, remedy: error.remedy)
        }
    }

    /// The user who runs strata, as numbered outside of its namespaces.
    static var user: UInt32 {
        made.withLock(\.self)?.user ?? geteuid()
    }

    /// What `begin` made.
    static func current() throws(Diagnostic) -> ProcessSetup {
        guard let setup = made.withLock(\.self) else {
            throw Diagnostic(code: "process.setup", message: "this command was started without its namespaces")
        }
        return setup
    }
}

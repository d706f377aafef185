package import SystemPackage

/// A program to start, with all that it gets.
package struct ProcessLaunch: Sendable {
    /// The argument list.
    package var arguments: [String]
    /// The program, looked up in PATH if without a slash; nil for the first argument.
    package var program: String?
    /// `NAME=value` each.
    package var environment: [String]
    /// The working directory; empty for the helper's own.
    package var folder: FilePath
    /// The descriptors that it has, by their number there; 0 to 2 not given here are /dev/null.
    package var descriptors: [Int32: FileDescriptor]
    /// Whether it leads a session of its own, without a terminal, whose processes are signalled together.
    package var ownSession: Bool

    /// Makes a launch with an empty environment, in a session of its own.
    package init(_ arguments: [String]) {
        self.arguments = arguments
        environment = []
        folder = ""
        descriptors = [:]
        ownSession = true
    }
}

/// How a process ended and what it and the children that it waited for used.
package struct ProcessEnd: Hashable, Sendable {
    /// The exit code; nil where a signal ended it.
    package var code: Int32?
    /// The signal that ended it.
    package var signal: Int32?
    /// Time in its own code, in microseconds.
    package var userMicroseconds: Int64
    /// Time in the kernel, in microseconds.
    package var systemMicroseconds: Int64
    /// Most memory that one of its processes had at a time, in KiB.
    package var peakKilobytes: Int64
    /// Blocks of 512 bytes read from disks.
    package var blocksRead: Int64
    /// Blocks of 512 bytes written to disks.
    package var blocksWritten: Int64
}

/// Why a process could not be started or followed.
package enum ProcessError: Error, Hashable, Sendable {
    /// There is no such program.
    case programNotFound(String)
    /// It could not be started.
    case startFailed(String, errno: Int32)
    /// The helper process that starts others is gone.
    case helperGone
    /// A system call failed.
    case system(SystemError)
}

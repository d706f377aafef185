import Archives
import EnginePorts
import LinuxSystem
import SystemPackage

/// Turns what goes wrong inside the layer store into the errors of its port.
enum LayerFailure {
    /// Runs a closure; whatever it throws becomes a `LayerError`, with `path` where a system call's own says little.
    static func translating<Result>(
        _ path: @autoclosure () -> FilePath, _ body: () throws -> Result
    ) throws(LayerError) -> Result {
        do {
            return try body()
        } catch {
            throw translate(error, path: path())
        }
    }

    /// Names a path inside a root.
    static func translate(_ error: any Error, path: PathBytes) -> LayerError {
        translate(error, path: FilePath(path.pathText))
    }

    static func translate(_ error: any Error, path: FilePath) -> LayerError {
        switch error {
        case let error as LayerError: error
        case let error as SystemError: system(error.call, error.errno, path: path)
        case let error as Errno: system("read", error.rawValue, path: path)
        case let error as ArchiveError: .badArchive(error.description)
        case is CancellationError: .cancelled
        default: .badArchive("\(error)")
        }
    }

    static func system(_ call: String, _ errno: Int32, path: FilePath) -> LayerError {
        let code = Errno(rawValue: errno)
        if code == .noSpace || code == .diskQuotaExceeded { return .diskFull(path: path.string) }
        return .system(call: call, path: path.string, errno: errno)
    }
}

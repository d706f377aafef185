import EnginePorts
import GRDB
import LinuxSystem
import SystemPackage

/// Turns what SQLite and the files beside it throw into the port's errors.
enum DatabaseFailure {
    /// Runs `body` and translates what it throws.
    static func catching<Value>(
        path: FilePath, _ body: () throws -> Value
    ) -> Result<Value, EnginePorts.DatabaseError> {
        do { return .success(try body()) } catch { return .failure(translate(error, path: path)) }
    }

    /// Gives the port's error for any error of this target.
    static func translate(_ error: any Error, path: FilePath) -> EnginePorts.DatabaseError {
        switch error {
        case let error as EnginePorts.DatabaseError: error
        case let error as GRDB.DatabaseError: translate(error, path: path.string)
        case let error as SystemError where error.code == .noSpace: .diskFull(path: path.string)
        case let error as SystemError
        where [.notPermitted, .permissionDenied, .readOnlyFileSystem].contains(error.code):
            .unwritable(path: error.path ?? path.string, errno: error.errno)
        default: .failed(path: path.string, message: String(describing: error))
        }
    }

    private static func translate(_ error: GRDB.DatabaseError, path: String) -> EnginePorts.DatabaseError {
        let message = error.message ?? error.resultCode.description
        return switch error.resultCode {
        case .SQLITE_CORRUPT, .SQLITE_NOTADB: .damaged(path: path, message: message)
        case .SQLITE_FULL: .diskFull(path: path)
        case .SQLITE_BUSY, .SQLITE_LOCKED: .busy(path: path)
        case .SQLITE_READONLY, .SQLITE_PERM: .unwritable(path: path, errno: Errno.permissionDenied.rawValue)
        default: .failed(path: path, message: message)
        }
    }
}

import SystemPackage

/// A system call as a recorder saw it.
package struct RecordedCall: Hashable, Sendable {
    /// The call's name.
    package let name: String
    /// The path that it was given.
    package let path: String?

    /// Makes a call.
    package init(_ name: String, _ path: String? = nil) {
        self.name = name
        self.path = path
    }
}

/// Runs one system call and turns a negative result into an error; a call that was interrupted is made again.
///
/// `body` gives the call's result or its negated error number, as the shims of CLinux do.
@discardableResult
func perform(
    _ call: StaticString, on path: @autoclosure () -> String? = nil, _ body: () -> Int
) throws(SystemError) -> Int {
    #if DEBUG
        if let recorder = SystemCallRecorder.current, let errno = recorder.record(RecordedCall("\(call)", path())) {
            throw SystemError(call: "\(call)", errno: errno, path: path())
        }
    #endif
    while true {
        let result = body()
        if result >= 0 { return result }
        if result == -Int(Errno.interrupted.rawValue) { continue }
        throw SystemError(call: "\(call)", errno: Int32(-result), path: path())
    }
}

/// Like `perform`, but gives nil where the call fails with one error number that is an answer and no failure.
func perform(
    _ call: StaticString, on path: @autoclosure () -> String? = nil, unless expected: Errno, _ body: () -> Int
) throws(SystemError) -> Int? {
    do {
        return try perform(call, on: path(), body)
    } catch  where error.errno == expected.rawValue {
        return nil
    }
}

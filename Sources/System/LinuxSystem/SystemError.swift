package import SystemPackage

/// A system call that failed.
package struct SystemError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The call, with what it was used for in parentheses where that helps: `mount(overlay)`.
    package let call: String
    /// The error number.
    package let errno: Int32
    /// The path that the call was given, relative to whatever folder it was given.
    package let path: String?

    /// Makes an error.
    package init(call: String, errno: Int32, path: String?) {
        self.call = call
        self.errno = errno
        self.path = path
    }

    /// The error number as SystemPackage's type, for `==` with named ones.
    package var code: Errno { Errno(rawValue: errno) }

    package var description: String {
        let place = path.map { " \($0)" } ?? ""
        return "\(call)\(place): \(code)"
    }
}

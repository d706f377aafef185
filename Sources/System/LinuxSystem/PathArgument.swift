package import SystemPackage

/// What a system call takes as a path: a `FilePath`, a `String` or a `FileName`.
package protocol PathArgument: Sendable {
    /// Calls a closure with the path as a C string that lives as long as the call.
    func withCPath<Result>(_ body: (UnsafePointer<CChar>) -> Result) -> Result
    /// The path for messages.
    var pathText: String { get }
}

extension FilePath: PathArgument {
    package func withCPath<Result>(_ body: (UnsafePointer<CChar>) -> Result) -> Result {
        withPlatformString { body($0) }
    }

    package var pathText: String { string }
}

extension String: PathArgument {
    package func withCPath<Result>(_ body: (UnsafePointer<CChar>) -> Result) -> Result {
        withCString { body($0) }
    }

    package var pathText: String { self }
}

/// One name in a folder, as the bytes that the kernel has; compared by bytes.
package struct FileName: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The bytes, without a NUL.
    package let bytes: [UInt8]

    /// Makes a name from bytes, which hold neither NUL nor slash.
    package init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// Makes a name from text.
    package init(_ text: String) {
        bytes = Array(text.utf8)
    }

    package static func < (left: FileName, right: FileName) -> Bool {
        left.bytes.lexicographicallyPrecedes(right.bytes)
    }

    /// The name as text; what is no UTF-8 is replaced, so this is for messages.
    package var description: String { String(decoding: bytes, as: UTF8.self) }
}

extension FileName: PathArgument {
    package func withCPath<Result>(_ body: (UnsafePointer<CChar>) -> Result) -> Result {
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: bytes.count + 1) { buffer in
            for (index, byte) in bytes.enumerated() { buffer[index] = CChar(bitPattern: byte) }
            buffer[bytes.count] = 0
            guard let base = buffer.baseAddress else { preconditionFailure("a buffer of at least one byte") }
            return body(base)
        }
    }

    package var pathText: String { description }
}

/// The path by which the kernel names an open descriptor, for calls that take paths only.
func descriptorPath(_ descriptor: FileDescriptor) -> String {
    "/proc/self/fd/\(descriptor.rawValue)"
}

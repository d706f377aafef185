import CLinux
package import SystemPackage

/// Extended attributes.
///
/// Those of a name in a folder are the link's own, not its target's; give a single name, since the folders of a longer
/// path are followed.
extension FileDescriptor {
    /// The names of this very file's extended attributes, sorted; also by a `path` descriptor.
    package func attributeNames() throws(SystemError) -> [String] {
        let path = descriptorPath(self)
        return try listAttributes(path, following: true)
    }

    /// The names of the extended attributes of a name in this folder, sorted.
    package func attributeNames(at name: some PathArgument) throws(SystemError) -> [String] {
        try listAttributes(JoinedPath(self, name), following: false)
    }

    /// The value of this very file's extended attribute; nil where it has none of that name.
    package func attribute(_ attribute: String) throws(SystemError) -> [UInt8]? {
        try readAttribute(descriptorPath(self), attribute, following: true)
    }

    /// The value of the extended attribute of a name in this folder; nil where it has none of that name.
    package func attribute(_ attribute: String, at name: some PathArgument) throws(SystemError) -> [UInt8]? {
        try readAttribute(JoinedPath(self, name), attribute, following: false)
    }

    /// Sets this very file's extended attribute, also by a `path` descriptor.
    package func setAttribute(_ attribute: String, _ value: [UInt8]) throws(SystemError) {
        let path = descriptorPath(self)
        try perform("setxattr", on: attribute) { linux_setxattr(path, attribute, value, value.count, 1) }
    }

    /// Sets the extended attribute of a name in this folder.
    package func setAttribute(
        _ attribute: String, _ value: [UInt8], at name: some PathArgument
    ) throws(SystemError) {
        let path = JoinedPath(self, name)
        try perform("lsetxattr", on: path.text) {
            path.withCPath { linux_setxattr($0, attribute, value, value.count, 0) }
        }
    }

    /// Removes this very file's extended attribute.
    package func removeAttribute(_ attribute: String) throws(SystemError) {
        let path = descriptorPath(self)
        try perform("removexattr", on: attribute) { linux_removexattr(path, attribute, 1) }
    }
}

/// The bytes of a path made of an open folder's and a name in it.
private struct JoinedPath: Sendable {
    var bytes: [CChar]

    init(_ path: String) {
        bytes = Array(path.utf8CString)
    }

    init(_ folder: FileDescriptor, _ name: some PathArgument) {
        bytes = descriptorPath(folder).utf8.map { CChar(bitPattern: $0) } + [0x2F]
        name.withCPath { pointer in
            var next = pointer
            while next.pointee != 0 {
                bytes.append(next.pointee)
                next += 1
            }
        }
        bytes.append(0)
    }

    var text: String { String(decoding: bytes.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self) }

    func withCPath<Result>(_ body: (UnsafePointer<CChar>) -> Result) -> Result {
        bytes.withUnsafeBufferPointer { buffer in
            guard let base = buffer.baseAddress else { preconditionFailure("a path that ends in NUL") }
            return body(base)
        }
    }
}

extension JoinedPath {
    fileprivate func with(
        _ buffer: inout [UInt8], _ body: (UnsafePointer<CChar>, UnsafeMutableRawBufferPointer) -> Int
    ) -> Int {
        withCPath { name in buffer.withUnsafeMutableBytes { body(name, $0) } }
    }
}

private func listAttributes(_ path: String, following: Bool) throws(SystemError) -> [String] {
    try listAttributes(JoinedPath(path), following: following)
}

private func listAttributes(_ path: JoinedPath, following: Bool) throws(SystemError) -> [String] {
    let bytes = try growing("listxattr", path) { name, buffer in
        linux_listxattr(name, buffer.baseAddress, buffer.count, following ? 1 : 0)
    }
    return (bytes ?? []).split(separator: 0).map { String(decoding: $0, as: UTF8.self) }.sorted()
}

private func readAttribute(_ path: String, _ attribute: String, following: Bool) throws(SystemError) -> [UInt8]? {
    try readAttribute(JoinedPath(path), attribute, following: following)
}

private func readAttribute(
    _ path: JoinedPath, _ attribute: String, following: Bool
) throws(SystemError) -> [UInt8]? {
    try growing("getxattr", path) { name, buffer in
        linux_getxattr(name, attribute, buffer.baseAddress, buffer.count, following ? 1 : 0)
    }
}

/// Calls with a buffer of 256 bytes, and with the largest that the kernel takes where that is too small.
///
/// Filesystems without extended attributes have none.
private func growing(
    _ call: StaticString, _ path: JoinedPath, _ body: (UnsafePointer<CChar>, UnsafeMutableRawBufferPointer) -> Int
) throws(SystemError) -> [UInt8]? {
    for capacity in [256, 65536] {
        var buffer = [UInt8](repeating: 0, count: capacity)
        do {
            let length = try perform(call, on: path.text) { path.with(&buffer, body) }
            return Array(buffer[..<length])
        } catch {
            if error.errno == ENODATA || error.errno == linux_not_supported { return nil }
            if error.errno == ERANGE && capacity == 256 { continue }
            throw error
        }
    }
    return nil
}

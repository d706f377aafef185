import CLinux
package import SystemPackage

/// Stream sockets that have their address in the filesystem.
///
/// Addresses go through a folder's descriptor, since the kernel takes no more than 107 bytes of them.
package enum UnixSocket {
    /// A socket in a folder that takes connections.
    package static func listen(in folder: FileDescriptor, at name: String) throws(SystemError) -> FileDescriptor {
        let socket = try make()
        do throws(SystemError) {
            try perform("bind", on: name) { linux_unix_address(socket.rawValue, address(name, in: folder), 0) }
            try perform("listen", on: name) { linux_listen(socket.rawValue) }
            return socket
        } catch {
            socket.closeQuietly()
            throw error
        }
    }

    /// Takes the next connection, blocking the thread; fails once the socket was shut down.
    package static func accept(_ socket: FileDescriptor) throws(SystemError) -> FileDescriptor {
        FileDescriptor(rawValue: Int32(try perform("accept") { linux_accept(socket.rawValue) }))
    }

    /// A connection to who listens at a path.
    package static func connect(to path: FilePath) throws(SystemError) -> FileDescriptor {
        let parent = path.removingLastComponent()
        let folder = try openFile(parent.isEmpty ? "." : parent, [.path, .directory])
        defer { folder.closeQuietly() }
        let socket = try make()
        do throws(SystemError) {
            let name = path.lastComponent?.string ?? ""
            try perform("connect", on: path.string) {
                linux_unix_address(socket.rawValue, address(name, in: folder), 1)
            }
            return socket
        } catch {
            socket.closeQuietly()
            throw error
        }
    }

    /// Ends a connection both ways, or makes a listening socket take none any more; who waits on it wakes.
    package static func shutDown(_ socket: FileDescriptor) {
        // One that is no longer connected needs no more.
        _ = linux_shutdown(socket.rawValue)
    }

    /// Sends all bytes, blocking; an error where the other side is gone, and no signal.
    package static func send(_ bytes: [UInt8], to socket: FileDescriptor) throws(SystemError) {
        var sent = 0
        while sent < bytes.count {
            sent += try perform("send") {
                bytes.withUnsafeBytes {
                    linux_send(socket.rawValue, $0.baseAddress?.advanced(by: sent), $0.count - sent)
                }
            }
        }
    }

    private static func make() throws(SystemError) -> FileDescriptor {
        FileDescriptor(rawValue: Int32(try perform("socket") { linux_unix_socket() }))
    }

    private static func address(_ name: String, in folder: FileDescriptor) -> String {
        "/proc/self/fd/\(folder.rawValue)/\(name)"
    }
}

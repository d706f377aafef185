import Foundation
import Glibc
import Testing

/// What is waited for is told: nobody should have to guess why nothing happens.
@Suite("Waits")
struct WaitTests {
    /// A host on the loopback interface that takes connections and never says a word.
    private final class MuteHost {
        let port: UInt16
        private let socket: Int32

        init() throws {
            socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
            var length = socklen_t(MemoryLayout<sockaddr_in>.size)
            let socket = socket
            let isBound = withUnsafeMutablePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    bind(socket, $0, length) == 0 && listen(socket, 8) == 0 && getsockname(socket, $0, &length) == 0
                }
            }
            try #require(isBound)
            port = UInt16(bigEndian: address.sin_port)
        }

        deinit { close(socket) }
    }

    /// A space whose store has seen a build.
    private func makeUsedSpace() throws -> TestSpace {
        let space = try TestSpace()
        try space.dockerfile("FROM base\nRUN true\n")
        try space.build()
        return space
    }

    /// Holds a file as another strata does that is opening the store.
    private func hold(_ path: String) throws -> FileHandle {
        // The program that is started must not have the lock itself.
        let file = FileHandle(fileDescriptor: open(path, O_RDWR | O_CLOEXEC), closeOnDealloc: true)
        try #require(flock(file.fileDescriptor, LOCK_EX) == 0)
        return file
    }

    @Test("A store that somebody else holds is said to be waited for")
    func heldStore() throws {
        let space = try makeUsedSpace()
        let lock = try hold(space.path("store/state.lock"))
        let program = try space.start(["build", "--progress=plain", "context"])
        #expect(try program.says("waiting for the store \(space.store.path)"))
        try lock.close()
        #expect(try program.finish().code == 0)
    }

    @Test("Programs that read the progress get nothing but the progress")
    func heldStoreAndJSON() throws {
        let space = try makeUsedSpace()
        let lock = try hold(space.path("store/state.lock"))
        let program = try space.start(["build", "--progress=rawjson", "context"])
        #expect(!program.ends(within: 700))
        try lock.close()
        let finished = try program.finish()
        #expect(finished.errorText.split(separator: "\n").allSatisfy { $0.hasPrefix("{") })
    }

    @Test("A registry that does not answer is what the step waits for")
    func muteRegistry() throws {
        let space = try makeUsedSpace()
        let host = try MuteHost()
        try space.dockerfile("FROM 127.0.0.1:\(host.port)/team/things:1\n")
        let program = try space.start(["build", "--progress=plain", "context"])
        let word = #""name":"127.0.0.1:\#(host.port)""#
        var isTold = false
        while !isTold, !program.ends(within: 50) {
            isTold = try !space.filesContaining(word, in: "store/logs").isEmpty
        }
        #expect(isTold)
        // Nor does the end wait for it.
        program.signal(SIGINT)
        #expect(program.ends(within: 5_000))
        #expect(try program.finish().code == 130)
        withExtendedLifetime(host) {}
    }

    @Test("A step's facts are in the history, and of a secret nothing but its id")
    func facts() throws {
        let space = try TestSpace()
        try space.write("token", "unspeakable")
        try space.dockerfile(
            "FROM base\nENV COLOUR=green\nRUN --mount=type=secret,id=token test -s /run/secrets/token\n")
        try space.build("--secret", "id=token,src=\(space.path("token"))")
        #expect(try space.filesContaining(#""value":"green""#, in: "store/logs").count == 1)
        #expect(try space.filesContaining(#""id":"token""#, in: "store/logs").count == 1)
        #expect(try space.filesContaining("unspeakable", in: "store") == [])
    }
}

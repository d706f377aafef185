import LinuxSystem
import SystemPackage
import Testing

@testable import LinuxSandbox

@Suite struct AgentRelayTests {
    /// An agent that answers each message with its own bytes, on a thread for each connection.
    private final class EchoingAgent: Sendable {
        private let listener: OwnedDescriptor

        init(in folder: FileDescriptor, at name: String) throws {
            let listener = OwnedDescriptor(try UnixSocket.listen(in: folder, at: name))
            self.listener = listener
            try DedicatedThread.start {
                while let connection = try? UnixSocket.accept(listener.descriptor) {
                    let owned = OwnedDescriptor(connection)
                    // Where there is no thread the connection ends, and the test with it.
                    try? DedicatedThread.start { withExtendedLifetime(owned) { Self.serve(owned.descriptor) } }
                }
            }
        }

        private static func serve(_ connection: FileDescriptor) {
            while let message = try? AgentMessage.read({ try connection.readToEnd(limit: $0) }) {
                try? UnixSocket.send(message.bytes, to: connection)
            }
        }

        deinit { UnixSocket.shutDown(listener.descriptor) }
    }

    private func withRelay(_ body: (FilePath, AgentRelay) throws -> Void) throws {
        try withScratchFolder { folder in
            let agent = try EchoingAgent(in: folder, at: "agent")
            let path = FilePath("/proc/self/fd/\(folder.rawValue)")
            let relay = try AgentRelay(for: path.appending("agent"), in: folder, at: "relay")
            defer { relay.close() }
            try body(path.appending("relay"), relay)
            withExtendedLifetime(agent) {}
        }
    }

    private func ask(_ body: [UInt8], _ socket: FileDescriptor) throws -> [UInt8]? {
        try UnixSocket.send(AgentMessage(body: body).bytes, to: socket)
        return try AgentMessage.read { try socket.readToEnd(limit: $0) }?.body
    }

    @Test func onlyReadingAndSigningGetThrough() throws {
        try withRelay { path, _ in
            let socket = try UnixSocket.connect(to: path)
            defer { socket.closeQuietly() }
            // Lists and signatures reach the agent; adding, removing, locking and extensions do not.
            for type: UInt8 in [11, 13] { #expect(try ask([type, 1, 2, 3], socket) == [type, 1, 2, 3]) }
            for type: UInt8 in [0, 1, 9, 17, 18, 19, 20, 22, 23, 25, 26, 27, 255] {
                #expect(try ask([type], socket) == [5])
            }
            let long = [13] + [UInt8](repeating: 7, count: 200_000)
            #expect(try ask(long, socket) == long)
        }
    }

    @Test func tooManyConnectionsAreHungUpOn() throws {
        try withRelay { path, _ in
            var sockets: [OwnedDescriptor] = []
            for _ in 0..<AgentRelay.mostConnections {
                sockets.append(OwnedDescriptor(try UnixSocket.connect(to: path)))
            }
            // What is answered was taken by the relay.
            for socket in sockets { #expect(try ask([11], socket.descriptor) == [11]) }
            let oneMore = OwnedDescriptor(try UnixSocket.connect(to: path))
            #expect(try oneMore.descriptor.readToEnd(limit: 1).isEmpty)
            #expect(try ask([11], sockets[0].descriptor) == [11])
        }
    }

    @Test func whatIsNoMessageEndsTheConnection() throws {
        try withRelay { path, _ in
            for bytes: [UInt8] in [[0, 0, 0, 0], [0xFF, 0xFF, 0xFF, 0xFF, 11]] {
                let socket = try UnixSocket.connect(to: path)
                defer { socket.closeQuietly() }
                try UnixSocket.send(bytes, to: socket)
                // A reset is an end as well.
                #expect(((try? socket.readToEnd()) ?? []).isEmpty)
            }
            let socket = try UnixSocket.connect(to: path)
            defer { socket.closeQuietly() }
            #expect(try ask([11], socket) == [11])
        }
    }

    @Test func afterTheStepTheSocketIsDead() throws {
        try withRelay { path, relay in
            let socket = try UnixSocket.connect(to: path)
            defer { socket.closeQuietly() }
            #expect(try ask([11], socket) == [11])
            relay.close()
            #expect(((try? socket.readToEnd()) ?? []).isEmpty)
        }
    }

    @Test func anAgentThatIsGoneEndsTheConnection() throws {
        try withScratchFolder { folder in
            let path = FilePath("/proc/self/fd/\(folder.rawValue)")
            let relay = try AgentRelay(for: path.appending("nobody"), in: folder, at: "relay")
            defer { relay.close() }
            let socket = try UnixSocket.connect(to: path.appending("relay"))
            defer { socket.closeQuietly() }
            #expect(((try? socket.readToEnd()) ?? []).isEmpty)
        }
    }
}

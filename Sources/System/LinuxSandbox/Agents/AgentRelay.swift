import LinuxSystem
import Synchronization
import SystemPackage

/// A socket for a step that stands for an SSH agent outside, and lets only harmless messages through.
final class AgentRelay: Sendable {
    private struct State {
        var isClosed = false
        var nextNumber = 0
        var connections: [Int: Connection] = [:]
    }

    private struct Connection {
        var step: OwnedDescriptor
        /// Nil until the agent has answered the call.
        var agent: OwnedDescriptor?
    }

    /// As many connections as a step may have at once, so that it can't use up this process's descriptors and threads.
    static let mostConnections = 64

    private let listener: OwnedDescriptor
    private let agent: FilePath
    private let state = Mutex(State())

    /// Makes the socket in a folder; it works until `close`.
    init(for agent: FilePath, in folder: FileDescriptor, at name: String) throws(SystemError) {
        listener = OwnedDescriptor(try UnixSocket.listen(in: folder, at: name))
        self.agent = agent
        try DedicatedThread.start { [self] in takeConnections() }
    }

    /// Ends the socket and all connections.
    func close() {
        let connections = state.withLock { state in
            state.isClosed = true
            return Array(state.connections.values)
        }
        UnixSocket.shutDown(listener.descriptor)
        for connection in connections { Self.end(connection) }
    }

    private static func end(_ connection: Connection) {
        UnixSocket.shutDown(connection.step.descriptor)
        if let agent = connection.agent { UnixSocket.shutDown(agent.descriptor) }
    }

    private func takeConnections() {
        while true {
            do {
                try take(OwnedDescriptor(try UnixSocket.accept(listener.descriptor)))
            } catch {
                if state.withLock({ $0.isClosed }) { return }
                guard error.call == "accept" else { continue }
                // Nobody takes connections any more: who tries is told so, instead of waiting for ever.
                return UnixSocket.shutDown(listener.descriptor)
            }
        }
    }

    /// Serves a step's connection on a thread of its own; hangs up where there are too many.
    private func take(_ step: OwnedDescriptor) throws(SystemError) {
        let number = state.withLock { state -> Int? in
            guard !state.isClosed, state.connections.count < Self.mostConnections else { return nil }
            state.nextNumber += 1
            state.connections[state.nextNumber] = Connection(step: step)
            return state.nextNumber
        }
        guard let number else { return }
        do throws(SystemError) {
            try DedicatedThread.start { [self] in
                // Whatever is wrong, the step sees that its agent hung up.
                try? serve(step, number: number)
                let ended = state.withLock { $0.connections.removeValue(forKey: number) }
                if let ended { Self.end(ended) }
            }
        } catch {
            state.withLock { $0.connections[number] = nil }
            throw error
        }
    }

    /// Calls the agent, which may take its time, and relays until one side hangs up.
    private func serve(_ step: OwnedDescriptor, number: Int) throws {
        let agent = OwnedDescriptor(try UnixSocket.connect(to: agent))
        let isOpen = state.withLock { state in
            state.connections[number]?.agent = agent
            return !state.isClosed
        }
        if isOpen { try relay(step.descriptor, agent.descriptor) }
    }

    private func relay(_ step: FileDescriptor, _ agent: FileDescriptor) throws {
        while let message = try AgentMessage.read({ try step.readToEnd(limit: $0) }) {
            var answer = AgentMessage.failure
            if message.isAllowed {
                try UnixSocket.send(message.bytes, to: agent)
                guard let received = try AgentMessage.read({ try agent.readToEnd(limit: $0) }) else { return }
                answer = received
            }
            try UnixSocket.send(answer.bytes, to: step)
        }
    }
}

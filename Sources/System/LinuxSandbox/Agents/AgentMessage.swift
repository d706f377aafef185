/// A message of the SSH agent protocol (draft-ietf-sshm-ssh-agent): a length of four bytes, a type, and the rest.
struct AgentMessage: Hashable, Sendable {
    /// Why bytes are no message.
    struct Malformed: Error {}

    /// What agents take at most; more is a mistake or an attack.
    static let longest = 256 << 10

    /// The type and what follows it, without the length.
    var body: [UInt8]

    /// What an agent answers to what it won't do.
    static let failure = AgentMessage(body: [5])

    /// Whether a step may ask this: for the list of keys and for signatures, and nothing that changes the agent.
    var isAllowed: Bool {
        body.first == 11 || body.first == 13
    }

    /// The message as it is sent.
    var bytes: [UInt8] {
        let count = UInt32(body.count)
        return [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: count >> $0) } + body
    }

    /// Reads one; nil where `read` has come to an end before it.
    ///
    /// `read` gives so many bytes, or fewer at the end.
    static func read<Failure: Error>(
        _ read: (Int) throws(Failure) -> [UInt8]
    ) throws -> AgentMessage? {
        let head = try read(4)
        if head.isEmpty { return nil }
        let count = head.reduce(0) { $0 << 8 | Int($1) }
        guard head.count == 4, (1...longest).contains(count) else { throw Malformed() }
        let body = try read(count)
        guard body.count == count else { throw Malformed() }
        return AgentMessage(body: body)
    }
}

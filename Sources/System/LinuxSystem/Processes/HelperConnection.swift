import CLinux
import SystemPackage

/// The socket to a helper process, and the messages on it.
struct HelperConnection: Sendable {
    let socket: FileDescriptor

    /// Asks for a process; the answer has the same number.
    func sendStart(_ launch: ProcessLaunch, id: UInt64) throws(ProcessError) {
        var text: [UInt8] = []
        let place = [launch.folder.string, launch.program ?? launch.arguments.first ?? ""]
        for word in place + launch.arguments + launch.environment { text += Array(word.utf8.prefix { $0 != 0 }) + [0] }
        do {
            let memory = try makeMemoryFile("strata-start", text)
            defer { memory.closeQuietly() }
            try sendStart(launch, id: id, text: memory, size: text.count)
        } catch {
            throw .system(error)
        }
    }

    private func sendStart(
        _ launch: ProcessLaunch, id: UInt64, text: FileDescriptor, size: Int
    ) throws(SystemError) {
        let given = launch.descriptors.sorted { $0.key < $1.key }.prefix(Int(strata_most_descriptors))
        var request = strata_request()
        request.kind = strata_request_start.rawValue
        request.id = id
        request.own_session = launch.ownSession ? 1 : 0
        request.argument_count = UInt32(launch.arguments.count)
        request.environment_count = UInt32(launch.environment.count)
        request.descriptor_count = UInt32(given.count)
        request.text_size = UInt64(size)
        withUnsafeMutableBytes(of: &request.targets) { buffer in
            let targets = buffer.bindMemory(to: Int32.self)
            for (index, entry) in given.enumerated() { targets[index] = entry.key }
        }
        try send(request, [text.rawValue] + given.map { $0.value.rawValue })
    }

    /// Asks to signal a process that was started; nothing happens if it has ended.
    func sendSignal(_ signal: Int32, to id: UInt64, wholeTree: Bool) throws(SystemError) {
        var request = strata_request()
        request.kind = wholeTree ? strata_request_kill_tree.rawValue : strata_request_signal.rawValue
        request.id = id
        request.signal = signal
        try send(request, [])
    }

    private func send(_ request: strata_request, _ descriptors: [Int32]) throws(SystemError) {
        var request = request
        try perform("sendmsg") {
            Int(strata_send_request(socket.rawValue, &request, descriptors, Int32(descriptors.count)))
        }
    }

    /// Waits for the next answer, blocking the thread; nil when the helper is gone.
    func receive() -> strata_reply? {
        var reply = strata_reply()
        return strata_receive_reply(socket.rawValue, &reply) == 1 ? reply : nil
    }

    /// Runs a program to its end, blocking, for use before there are threads.
    func runBlocking(_ launch: ProcessLaunch) throws(ProcessError) -> ProcessEnd {
        try sendStart(launch, id: 0)
        while let reply = receive() {
            if reply.kind == strata_reply_started.rawValue, let error = startError(reply, launch) { throw error }
            if reply.kind == strata_reply_ended.rawValue { return ProcessEnd(reply) }
        }
        throw .helperGone
    }
}

/// Why a process did not start, if it did not.
func startError(_ reply: strata_reply, _ launch: ProcessLaunch) -> ProcessError? {
    let program = launch.arguments.first ?? ""
    switch reply.error {
    case 0: return nil
    // The search in PATH also answers so where it may not look into some folder.
    case ENOENT, EACCES: return .programNotFound(program)
    default: return .startFailed(program, errno: reply.error)
    }
}

extension ProcessEnd {
    init(_ reply: strata_reply) {
        let code = linux_exit_code(reply.status)
        let signal = linux_exit_signal(reply.status)
        self.init(
            code: code < 0 ? nil : code, signal: signal == 0 ? nil : signal,
            userMicroseconds: reply.user_microseconds, systemMicroseconds: reply.system_microseconds,
            peakKilobytes: reply.peak_kilobytes, blocksRead: reply.blocks_read, blocksWritten: reply.blocks_written)
    }
}

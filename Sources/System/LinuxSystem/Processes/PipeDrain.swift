import CLinux
package import SystemPackage

/// Reads pipes on a thread of its own until their ends, or until told that nothing more will come.
package final class PipeDrain: Sendable {
    private let pipes: [OwnedDescriptor]
    private let stop: OwnedDescriptor
    private let handle: @Sendable (Int, [UInt8]) -> Void

    /// Takes over the reading ends of pipes; `handle` gets each chunk with its pipe's place in the list, in order.
    ///
    /// It may block, and then the writers wait.
    package init(
        _ pipes: [FileDescriptor], handle: @escaping @Sendable (Int, [UInt8]) -> Void
    ) throws(SystemError) {
        let owned = pipes.map { OwnedDescriptor($0) }
        stop = OwnedDescriptor(try makeEventCounter())
        self.pipes = owned
        self.handle = handle
    }

    /// Suspends until all pipes were read to their ends, or `finish` was called and what was in them is read.
    package func run() async throws(SystemError) {
        try await DedicatedThread.run { [self] in readAll() }
    }

    /// Says that the writers have ended: what is in the pipes is still read, and an end that some other process keeps
    /// open is waited for no longer.
    package func finish() {
        var one: UInt64 = 1
        _ = linux_write(stop.descriptor.rawValue, &one, 8)
    }

    private func readAll() {
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        var open = Array(pipes.indices)
        var isFinished = false
        while !open.isEmpty {
            var entries = open.map { pollfd(fd: pipes[$0].descriptor.rawValue, events: Int16(POLLIN), revents: 0) }
            entries.append(pollfd(fd: stop.descriptor.rawValue, events: isFinished ? 0 : Int16(POLLIN), revents: 0))
            let ready = linux_poll(&entries, UInt(entries.count), isFinished ? 0 : -1)
            if ready == 0 { return }
            if ready < 0 { continue }
            if entries.removeLast().revents != 0 { isFinished = true }
            let readable = zip(open, entries).filter { $0.1.revents != 0 }.map(\.0)
            open.removeAll { readable.contains($0) && !readChunk($0, &buffer) }
        }
    }

    /// Reads what a pipe has now; tells whether it is still open.
    private func readChunk(_ index: Int, _ buffer: inout [UInt8]) -> Bool {
        let count = linux_read(pipes[index].descriptor.rawValue, &buffer, buffer.count)
        if count == -Int(EINTR) { return true }
        if count <= 0 { return false }
        handle(index, Array(buffer[..<count]))
        return true
    }
}

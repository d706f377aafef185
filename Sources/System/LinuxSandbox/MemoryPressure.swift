import LinuxSystem

/// How often the kernel has killed for lack of memory, on the whole machine.
enum MemoryPressure {
    /// The count so far; 0 where the kernel does not tell (before Linux 4.13).
    static func kills() -> Int {
        guard let bytes = readFileIfPossible("/proc/vmstat") else { return 0 }
        let line = String(decoding: bytes, as: UTF8.self).split(separator: "\n").first { $0.hasPrefix("oom_kill ") }
        return line.flatMap { Int($0.dropFirst(9)) } ?? 0
    }
}

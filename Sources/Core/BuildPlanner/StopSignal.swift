/// The signals that STOPSIGNAL may name (signal(7), Linux).
enum StopSignal {
    /// Whether a text is a signal: any number but 0, or a name with or without `SIG`, in any case.
    static func isValid(_ text: String) -> Bool {
        if let number = Int(text) { return number != 0 }
        let upper = text.uppercased()
        let name = upper.hasPrefix("SIG") ? String(upper.dropFirst(3)) : upper
        return names.contains(name) || isRealTime(name)
    }

    /// The known names, with `SIG`.
    static var suggestions: [String] { names.map { "SIG\($0)" }.sorted() }

    private static let names: Set<String> = [
        "ABRT", "ALRM", "BUS", "CHLD", "CLD", "CONT", "FPE", "HUP", "ILL", "INT", "IO", "IOT", "KILL", "PIPE", "POLL",
        "PROF", "PWR", "QUIT", "SEGV", "STKFLT", "STOP", "SYS", "TERM", "TRAP", "TSTP", "TTIN", "TTOU", "URG", "USR1",
        "USR2", "VTALRM", "WINCH", "XCPU", "XFSZ", "RTMIN", "RTMAX",
    ]

    private static func isRealTime(_ name: String) -> Bool {
        for (prefix, limit) in [("RTMIN+", 15), ("RTMAX-", 14)] where name.hasPrefix(prefix) {
            guard let offset = Int(name.dropFirst(prefix.count)) else { return false }
            return (1...limit).contains(offset)
        }
        return false
    }
}

import BuildGraph
import Diagnostics

/// The values of flags that shape the sandbox.
enum SandboxOptions {
    /// Reads `NAME:ADDRESS` or `NAME=ADDRESS`; an IPv6 address may stand in brackets.
    static func host(_ text: String) throws(Diagnostic) -> HostEntry {
        guard let separator = text.firstIndex(where: { $0 == "=" || $0 == ":" }), separator != text.startIndex else {
            throw Diagnostic(code: "usage.host", message: "--add-host \(text): it needs NAME:ADDRESS")
        }
        var address = String(text[text.index(after: separator)...])
        if address.hasPrefix("["), address.hasSuffix("]") { address = String(address.dropFirst().dropLast()) }
        guard !address.isEmpty else {
            throw Diagnostic(code: "usage.host", message: "--add-host \(text): the address is missing")
        }
        return HostEntry(name: String(text[..<separator]), address: address)
    }

    /// Reads a number of bytes with an optional unit: b, k, m, g.
    static func size(_ text: String) throws(Diagnostic) -> Int64 {
        let units: [Character: Int64] = ["b": 1, "k": 1 << 10, "m": 1 << 20, "g": 1 << 30]
        var digits = text.lowercased()
        var unit: Int64 = 1
        if let last = digits.last, let known = units[last] {
            digits.removeLast()
            unit = known
        }
        guard let count = Int64(digits), count > 0,
            case let (bytes, overflow) = count.multipliedReportingOverflow(by: unit),
            !overflow
        else {
            throw Diagnostic(
                code: "usage.size", message: "--shm-size \(text): that is no size", remedy: "write it as 64m or 1g")
        }
        return bytes
    }

    /// Reads `NAME=SOFT[:HARD]`.
    static func limit(_ text: String) throws(Diagnostic) -> ResourceLimit {
        let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
        let numbers = parts.count == 2 ? parts[1].split(separator: ":").map { Int64($0) } : []
        guard let soft = numbers.first ?? nil, numbers.count <= 2, !numbers.contains(nil) else {
            throw Diagnostic(
                code: "usage.ulimit", message: "--ulimit \(text): it needs NAME=SOFT[:HARD]",
                remedy: "write it as nofile=1024:2048")
        }
        return ResourceLimit(name: parts[0], soft: soft, hard: (numbers.last ?? nil) ?? soft)
    }
}

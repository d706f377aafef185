import BuildGraph
import Diagnostics
import Glibc

/// The values of flags that shape the sandbox.
enum SandboxOptions {
    /// Reads a value of `--add-host`: entries between commas, `NAME:ADDRESS` or `NAME=ADDRESS` each.
    ///
    /// An IPv6 address may stand in brackets; `host-gateway` is this machine, whose network steps have.
    static func hosts(_ text: String) throws(Diagnostic) -> [HostEntry] {
        var entries: [HostEntry] = []
        for entry in try OptionFields.list(text, flag: "add-host") {
            let separator = entry.firstIndex(of: "=") ?? entry.firstIndex(of: ":")
            guard let separator, separator != entry.startIndex else { throw badHost(entry) }
            let name = String(entry[..<separator])
            for part in entry[entry.index(after: separator)...].split(separator: ",", omittingEmptySubsequences: false)
            {
                guard let address = address(part) else { throw badHost(entry) }
                entries.append(HostEntry(name: name, address: address))
            }
        }
        return entries
    }

    private static func badHost(_ entry: String) -> Diagnostic {
        Diagnostic(
            code: "usage.host", message: "--add-host: invalid host \(entry)",
            remedy: "write NAME:ADDRESS, as db:10.0.0.5, db=[2001:db8::5] or here:host-gateway")
    }

    /// The address as the kernel writes it; nil where it is none.
    private static func address(_ text: Substring) -> String? {
        if text == "host-gateway" { return "127.0.0.1" }
        let isBracketed = text.count > 2 && text.hasPrefix("[") && text.hasSuffix("]")
        let bare = String(isBracketed ? text.dropFirst().dropLast() : text)
        var raw = [UInt8](repeating: 0, count: 16)
        var shown = [CChar](repeating: 0, count: 64)
        for family in [AF_INET, AF_INET6] where inet_pton(family, bare, &raw) == 1 {
            guard inet_ntop(family, raw, &shown, socklen_t(shown.count)) != nil else { return nil }
            return String(decoding: shown.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        }
        return nil
    }

    /// Reads the size of `--shm-size`; nil where it is 0, which asks for nothing.
    static func size(_ text: String) throws(Diagnostic) -> Int64? {
        guard let bytes = bytes(text) else {
            throw Diagnostic(
                code: "usage.size", message: "--shm-size: invalid size: '\(text)'", remedy: "write it as 64m or 1g")
        }
        return bytes > 0 ? bytes : nil
    }

    /// A number of bytes with an optional unit that is a power of 1024: `1024`, `64m`, `1.5GiB`.
    static func bytes(_ text: String) -> Int64? {
        let number = text.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
        var unit = Substring(text.dropFirst(number.count).lowercased()).drop { $0 == " " }
        guard let value = Double(number), number.first != ".", number.last != "." else { return nil }
        if unit.hasSuffix("ib") { unit = unit.dropLast(2) } else if unit.hasSuffix("b") { unit = unit.dropLast() }
        guard let power = ["", "k", "m", "g", "t", "p"].firstIndex(of: unit) else { return nil }
        let bytes = value * Double(Int64(1) << (10 * Int64(power)))
        return bytes < Double(Int64.max / 2) ? Int64(bytes) : nil
    }

    private static let limitNames: Set<String> = [
        "core", "cpu", "data", "fsize", "locks", "memlock", "msgqueue", "nice", "nofile", "nproc", "rss", "rtprio",
        "rttime", "sigpending", "stack",
    ]

    /// Reads `NAME=SOFT[:HARD]`; -1 is no limit.
    static func limit(_ text: String) throws(Diagnostic) -> ResourceLimit {
        guard let equals = text.firstIndex(of: "=") else { throw badLimit("invalid ulimit argument: \(text)") }
        let name = String(text[..<equals])
        guard limitNames.contains(name) else {
            var unknown = badLimit("invalid ulimit type: \(name)")
            unknown.remedy =
                NearestName.suggestion(for: name, among: limitNames.sorted()).map { "did you mean \($0)?" }
                ?? "the types are \(limitNames.sorted().joined(separator: ", "))"
            throw unknown
        }
        let values = text[text.index(after: equals)...]
        let parts = values.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count <= 2 else {
            throw badLimit("too many limit value arguments - \(values), can only have up to two, `soft[:hard]`")
        }
        var numbers: [Int64] = []
        for part in parts {
            guard let number = Int64(part) else { throw badLimit("\(part) is no number") }
            numbers.append(number)
        }
        let limit = ResourceLimit(name: name, soft: numbers.first ?? 0, hard: numbers.last ?? 0)
        guard limit.hard == -1 || (limit.soft != -1 && limit.soft <= limit.hard) else {
            let relation =
                limit.soft == -1 ? "soft: -1 (unlimited), hard: \(limit.hard)" : "\(limit.soft) > \(limit.hard)"
            throw badLimit("ulimit soft limit must be less than or equal to hard limit: \(relation)")
        }
        return limit
    }

    private static func badLimit(_ reason: String) -> Diagnostic {
        Diagnostic(code: "usage.ulimit", message: "--ulimit: \(reason)", remedy: "write it as nofile=1024:2048")
    }

    /// Checks the path of a cgroup; an empty one is none.
    static func cgroup(_ path: String?) throws(Diagnostic) -> String? {
        guard let path, !path.isEmpty else { return nil }
        guard !path.split(separator: "/").contains("..") else {
            throw Diagnostic(
                code: "usage.cgroup", message: "--cgroup-parent \(path): it leads out of the cgroup tree",
                remedy: "write a path without .., as /builds")
        }
        return path
    }
}

import BuildGraph
import Diagnostics

/// `--resource NAME=VALUE` and the flags of `docker build` that stand for it.
enum ResourceOptions {
    private static let names = [
        "memory", "memory-swap", "cpu-shares", "cpu-period", "cpu-quota", "cpuset-cpus", "cpuset-mems",
    ]

    /// Reads `NAME=VALUE` into limits; a later value of a name replaces an earlier one, and 0 limits nothing.
    static func read(_ text: String, into limits: inout CgroupLimits) throws(Diagnostic) {
        guard let equals = text.firstIndex(of: "=") else {
            throw fault("invalid resource \"\(text)\", expected key=value", "write it as memory=2g")
        }
        let name = trimmed(text[..<equals])
        let value = trimmed(text[text.index(after: equals)...])
        switch name {
        case "memory": limits.memory = positive(try bytes(value, of: name))
        case "memory-swap":
            let count = value == "-1" ? -1 : try bytes(value, of: name)
            limits.memoryAndSwap = count == 0 ? nil : count
        case "cpu-shares": limits.cpuShares = positive(try number(value, of: name))
        case "cpu-period": limits.cpuPeriod = positive(try number(value, of: name))
        case "cpu-quota": limits.cpuQuota = positive(try number(value, of: name))
        case "cpuset-cpus": limits.cpus = value.isEmpty ? nil : value
        case "cpuset-mems": limits.memoryNodes = value.isEmpty ? nil : value
        default:
            let nearest = NearestName.suggestion(for: name, among: names)
            throw fault(
                "unknown resource \"\(name)\"",
                nearest.map { "did you mean \($0)?" } ?? "the resources are \(names.joined(separator: ", "))")
        }
    }

    private static func trimmed(_ text: Substring) -> String {
        var text = text.drop { $0.isWhitespace }
        while let last = text.last, last.isWhitespace { text.removeLast() }
        return String(text)
    }

    private static func positive(_ value: Int64) -> Int64? { value > 0 ? value : nil }

    private static func bytes(_ value: String, of name: String) throws(Diagnostic) -> Int64 {
        guard let bytes = SandboxOptions.bytes(value) else {
            throw fault("invalid value \"\(value)\" for resource \(name)", "write it as 512m or 2g")
        }
        return bytes
    }

    private static func number(_ value: String, of name: String) throws(Diagnostic) -> Int64 {
        guard let number = Int64(value) else {
            throw fault("invalid value \"\(value)\" for resource \(name)", "write a whole number")
        }
        return number
    }

    private static func fault(_ message: String, _ remedy: String) -> Diagnostic {
        Diagnostic(code: "usage.resource", message: "--resource: \(message)", remedy: remedy)
    }
}

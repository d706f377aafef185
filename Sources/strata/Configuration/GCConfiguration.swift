import BuildRecords
import Diagnostics
import TOMLKit

/// `[gc]` of config.toml: what goes from the cache after builds.
struct GCConfiguration {
    /// Whether anything does.
    var isEnabled = true
    /// What goes; nil for the standard, which depends on the disk.
    var policies: [PrunePolicy]?

    private static let keys = ["enabled", "policy"]
    private static let policyKeys = [
        "name", "filters", "keep-duration", "max-used-space", "reserved-space", "min-free-space",
    ]

    /// The standard.
    init() {}

    /// Reads the table.
    init(_ value: (any TOMLValueConvertible)?, _ file: SourceFile) throws(Diagnostic) {
        guard let value else { return }
        guard let table = value.table else { throw Configuration.fault(file, key: "gc", "gc is no table") }
        try Self.check(table.keys, known: Self.keys, of: "gc", file)
        if let enabled = table["enabled"] {
            guard let flag = enabled.bool else {
                throw Configuration.fault(file, key: "enabled", "gc.enabled must be true or false")
            }
            isEnabled = flag
        }
        guard let policies = table["policy"] else { return }
        guard let list = policies.array, list.allSatisfy({ $0.table != nil }) else {
            throw Configuration.fault(file, key: "policy", "gc.policy must be tables: [[gc.policy]]")
        }
        var read: [PrunePolicy] = []
        for entry in list.compactMap(\.table) {
            read.append(try Self.policy(entry, number: read.count + 1, file))
        }
        self.policies = read
    }

    /// The policies for a disk of so many bytes.
    func policies(diskSize: Int64) -> [PrunePolicy] {
        policies ?? PrunePolicy.standard(share: diskSize / 10 * 6, reserve: diskSize / 20)
    }

    private static func policy(
        _ table: TOMLTable, number: Int, _ file: SourceFile
    ) throws(Diagnostic) -> PrunePolicy {
        try check(table.keys, known: policyKeys, of: "gc.policy", file)
        var policy = PrunePolicy(name: "policy \(table["name"]?.string ?? String(number))")
        if let filters = table["filters"] {
            for text in filters.array?.compactMap(\.string) ?? [] {
                do {
                    policy.filters.append(try CacheFilter(text))
                } catch {
                    throw Configuration.fault(file, key: "filters", "\(text): \(error.message)")
                }
            }
        }
        policy.keepDuration = try duration(table["keep-duration"], file)
        policy.maxUsedSpace = try space(table["max-used-space"], "max-used-space", file)
        policy.reservedSpace = try space(table["reserved-space"], "reserved-space", file)
        policy.minFreeSpace = try space(table["min-free-space"], "min-free-space", file)
        return policy
    }

    private static func duration(
        _ value: (any TOMLValueConvertible)?, _ file: SourceFile
    ) throws(Diagnostic) -> Double? {
        guard let value else { return nil }
        let span = value.string.flatMap { DurationText.nanoseconds(of: $0) }
        guard let seconds = value.int.map(Double.init) ?? span.map({ Double($0) / 1e9 }) else {
            throw Configuration.fault(
                file, key: "keep-duration", "keep-duration must be seconds, or a time as \"48h\"")
        }
        return seconds
    }

    private static func space(
        _ value: (any TOMLValueConvertible)?, _ key: String, _ file: SourceFile
    ) throws(Diagnostic) -> Int64? {
        guard let value else { return nil }
        guard let bytes = value.int.map(Int64.init) ?? value.string.flatMap(SpaceText.bytes) else {
            throw Configuration.fault(file, key: key, "\(key) must be bytes, or a size as \"20GB\"")
        }
        return bytes
    }

    private static func check(
        _ keys: [String], known: [String], of table: String, _ file: SourceFile
    ) throws(Diagnostic) {
        for key in keys where !known.contains(key) {
            var unknown = Configuration.fault(file, key: key, "\(table) has no key \(key)")
            unknown.remedy =
                NearestName.suggestion(for: key, among: known).map { "did you mean \($0)?" }
                ?? "the keys are \(known.joined(separator: ", "))"
            throw unknown
        }
    }
}

/// Sizes as docker's flags take them: `512MB`, `20g`, `1.5GiB`, each a power of 1024.
enum SpaceText {
    /// The bytes of a text; nil where it is no size.
    static func bytes(_ text: String) -> Int64? {
        let lower = text.lowercased().filter { $0 != " " }
        let digits = lower.prefix { $0.isNumber || $0 == "." }
        guard let number = Double(digits), number >= 0 else { return nil }
        let units = ["", "b", "k", "m", "g", "t", "p"]
        let unit = lower.dropFirst(digits.count)
        let letter = unit.isEmpty ? "" : String(unit.prefix(1))
        guard let power = units.firstIndex(of: letter), ["", "b", "ib"].contains(unit.dropFirst()) else { return nil }
        var bytes = number
        for _ in 0..<max(0, power - 1) { bytes *= 1024 }
        return bytes < 9e18 ? Int64(bytes) : nil
    }
}

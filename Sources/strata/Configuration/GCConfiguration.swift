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
        guard let table = value.table else { throw Configuration.fault(file, key: "gc", "gc must be a table: [gc]") }
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

    /// A text that is the same for configurations that do the same.
    var signature: String {
        policies.map { $0.map(\.signature).joined(separator: "\n\n") } ?? "standard"
    }

    /// The policies for a disk of so many bytes.
    func policies(diskSize: Int64) -> [PrunePolicy] {
        policies ?? PrunePolicy.standard(share: diskSize / 10 * 6, reserve: diskSize / 20)
    }

    private static func policy(
        _ table: TOMLTable, number: Int, _ file: SourceFile
    ) throws(Diagnostic) -> PrunePolicy {
        try check(table.keys, known: policyKeys, of: "gc.policy", file)
        var name = String(number)
        if let value = table["name"] {
            guard let text = value.string else {
                throw Configuration.fault(file, key: "name", "gc.policy \(number): name must be text in quotes")
            }
            name = text
        }
        let reader = GCPolicyTable(table: table, name: name, file: file)
        var policy = PrunePolicy(name: "policy \(name)")
        policy.filters = try reader.filters()
        policy.keepDuration = try reader.duration("keep-duration")
        policy.maxUsedSpace = try reader.space("max-used-space")
        policy.reservedSpace = try reader.space("reserved-space")
        policy.minFreeSpace = try reader.space("min-free-space")
        return policy
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

/// Reads the values of one `[[gc.policy]]`; what can't be read must not let everything go.
private struct GCPolicyTable {
    let table: TOMLTable
    let name: String
    let file: SourceFile

    func filters() throws(Diagnostic) -> [[CacheFilter]] {
        guard let value = table["filters"] else { return [] }
        let texts = value.array?.compactMap(\.string)
        guard let texts, texts.count == value.array?.count else {
            throw fault("filters", "a list of texts", example: "[\"type=exec.cachemount\"]")
        }
        var filters: [[CacheFilter]] = []
        for text in texts {
            do {
                filters.append(try CacheFilter.group(text))
            } catch {
                var fault = Configuration.fault(
                    file, key: "filters", "gc.policy \(name): filters: \(text): \(error.message)")
                fault.remedy = error.remedy
                throw fault
            }
        }
        return filters
    }

    func duration(_ key: String) throws(Diagnostic) -> Double? {
        guard let value = table[key] else { return nil }
        let span = value.string.flatMap { DurationText.nanoseconds(of: $0) }
        guard let seconds = value.int.map(Double.init) ?? span.map({ Double($0) / 1e9 }), seconds >= 0 else {
            throw fault(key, "seconds from 0 on, or a time", example: "\"48h\"")
        }
        return seconds
    }

    func space(_ key: String) throws(Diagnostic) -> Int64? {
        guard let value = table[key] else { return nil }
        guard let bytes = value.int.map(Int64.init) ?? value.string.flatMap(SpaceText.bytes), bytes >= 0 else {
            throw fault(key, "bytes from 0 on, or a size", example: "\"20GB\"")
        }
        return bytes
    }

    private func fault(_ key: String, _ wanted: String, example: String) -> Diagnostic {
        var fault = Configuration.fault(file, key: key, "gc.policy \(name): \(key) must be \(wanted)")
        fault.remedy = "write it as \(key) = \(example)"
        return fault
    }
}

/// Sizes as docker's flags and buildkitd.toml take them: `512MB`, `20g`, `1.5GiB`, each a power of 1024.
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

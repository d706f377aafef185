import BuildEvents
package import BuildRecords
import Quantities

/// What `cache ls` and `cache du` print: tables for people, objects for programs.
package struct CacheReport: Sendable {
    private let items: [CacheItem]
    private let usage: CacheUsage
    private let names: CacheNames
    private let numbers: [String: Int64]
    private let now: Double

    /// A report on what a cache holds; `numbers` are those of builds by identity, `now` in seconds since 1970.
    package init(_ items: [CacheItem], numbers: [String: Int64] = [:], now: Double) {
        self.items = items
        self.numbers = numbers
        self.now = now
        names = CacheNames(items)
        usage = CacheUsage(items)
    }

    /// The items that `cache ls` lists, the most recently used first, and the sum.
    package func list(_ shown: [CacheItem]) -> String {
        var table = TextTable(
            ["ID", "KIND", "OWN", "BELOW", "USED", "MADE", "LAST USED", "WHERE", "WHAT"],
            alignments: [.left, .left, .right, .right, .right])
        for item in shown.sorted(by: { $0.lastUsed > $1.lastUsed }) {
            table.add([
                names.name(of: item), item.kind, HumanSize.text(item.ownSize),
                HumanSize.text(item.sizeBelow), String(item.useCount), age(item.created),
                holders(of: item) ?? age(item.lastUsed), item.place, item.name,
            ])
        }
        let noun = items.count == 1 ? "entry" : "entries"
        let whole = shown.count == items.count ? "" : " of \(items.count)"
        return table.render() + "\n\(shown.count)\(whole) \(noun); the cache takes \(HumanSize.text(usage.total))\n"
    }

    /// The same as an object a line.
    package func listJSON(_ shown: [CacheItem]) -> String {
        var text = JSONText()
        for item in shown.sorted(by: { $0.lastUsed > $1.lastUsed }) {
            text.object { object in
                object.member("id", item.id.description)
                object.member("kind", item.kind)
                object.member("name", item.name)
                object.member("own_size", item.ownSize)
                object.member("size_below", item.sizeBelow)
                object.member("frees", usage.freedSize(of: item))
                object.member("used", item.useCount)
                object.member("created_at", Self.time(item.created))
                object.member("last_used_at", Self.time(item.lastUsed))
                object.member("build", ifPresent: item.build)
                object.member("dockerfile", ifPresent: item.dockerfile)
                object.member("stage", ifPresent: item.stage)
                if let line = item.line { object.member("line", line) }
                object.member("layers", list: item.layers.map(\.id))
                object.member("held_by", list: item.holders)
            }
            text.newline()
        }
        return text.string
    }

    /// How much each kind takes, and what could be removed.
    package func diskUsage() -> String {
        var table = TextTable(
            ["KIND", "ENTRIES", "SIZE", "IN USE", "NOT USED FOR A DAY"],
            alignments: [.left, .right, .right, .right, .right])
        for kind in sums {
            table.add([
                kind.title, String(kind.count), HumanSize.text(kind.size), HumanSize.text(kind.held),
                HumanSize.text(kind.old),
            ])
        }
        let plan = PrunePlan(items, policies: [PrunePolicy(name: "all")], free: 0, now: now)
        return table.render() + "\n" + """
            Total:        \(HumanSize.text(usage.total))
            Reclaimable:  \(HumanSize.text(plan.freed))

            """
    }

    /// The same as one object.
    package func diskUsageJSON() -> String {
        let plan = PrunePlan(items, policies: [PrunePolicy(name: "all")], free: 0, now: now)
        var text = JSONText()
        text.object { object in
            object.member("total", usage.total)
            object.member("reclaimable", plan.freed)
            object.key("kinds")
            object.array(of: sums) { text, kind in
                text.object { object in
                    object.member("kind", kind.title)
                    object.member("entries", kind.count)
                    object.member("size", kind.size)
                    object.member("in_use", kind.held)
                    object.member("unused_for_a_day", kind.old)
                }
            }
        }
        text.newline()
        return text.string
    }

    /// What of the cache is of one kind; a layer counts where the lowest item that has it belongs.
    private struct Sum {
        var title: String
        var count = 0
        var size: Int64 = 0
        var held: Int64 = 0
        var old: Int64 = 0
    }

    private var sums: [Sum] {
        var counted: Set<String> = []
        var sums: [String: Sum] = [:]
        for item in items.sorted(by: { $0.layers.count < $1.layers.count }) {
            var sum = sums[item.kind] ?? Sum(title: item.kind)
            let new = item.layers.filter { counted.insert($0.id).inserted }
            let size = new.reduce(item.otherSize) { $0 + $1.size }
            sum.count += 1
            sum.size += size
            if !item.holders.isEmpty { sum.held += size }
            if now - item.lastUsed >= 86400 { sum.old += size }
            sums[item.kind] = sum
        }
        return sums.values.sorted { ($0.size, $1.title) > ($1.size, $0.title) }
    }

    private func age(_ time: Double) -> String {
        time > 0 ? Age.text(since: time, now: now) : "unknown"
    }

    /// By whom it is held: `in use by #12 and 1 more`; nil where nobody works with it.
    private func holders(of item: CacheItem) -> String? {
        guard let first = item.holders.first else { return nil }
        // An identity is cut as in other tables; what is none is told in words.
        let isIdentity = first.utf8.count >= 32 && !first.contains(" ")
        let name = numbers[first].map { "#\($0)" } ?? (isIdentity ? String(first.prefix(12)) : first)
        let more = item.holders.count - 1
        return "in use by \(name)\(more > 0 ? " and \(more) more" : "")"
    }

    private static func time(_ seconds: Double) -> String {
        Timestamp.text(nanoseconds: Timestamp.nanoseconds(ofSeconds: seconds))
    }
}

import BuildRecords
import Quantities
import TerminalCells
import TerminalThemes

/// What the Cache screen tells of an entry, and of the policies by which entries go.
struct CacheDetail {
    private let model: CacheModel
    private var look: Look { model.options.look }

    init(_ model: CacheModel) {
        self.model = model
    }

    // MARK: An entry

    /// The blocks of an entry's page.
    func blocks(of item: CacheItem) -> [PageBlock] {
        var blocks: [PageBlock] = [.field("What", [.outside(item.name, .strong)])]
        if !item.place.isEmpty { blocks.append(.field("Where", [.outside(item.place)])) }
        blocks.append(.field("Identity", [Ink("\(item.kind) ", .dim), .outside(Digests.short(item.id.description))]))
        blocks.append(.field("Size", size(of: item)))
        blocks.append(.field("Removing it", [frees(item)]))
        blocks.append(.field("Made", made(item)))
        blocks.append(.field("Used", used(item)))
        if !item.holders.isEmpty {
            blocks.append(.field("Held by", [.outside(holders(of: item), .running)]))
        }
        if let policy = model.next[item.id] {
            blocks.append(.field("Next", [Ink("goes by ", .warning), .outside(policy, .warning)]))
        }
        if !item.layers.isEmpty {
            let own = item.ownLayers.count
            let text = "\(Grouped.text(Int64(item.layers.count), "layer")), \(own) of them its own"
            blocks.append(.field("Stands on", [Ink(text, .dim)]))
        }
        return blocks
    }

    private func size(of item: CacheItem) -> [Ink] {
        var inks = [Ink(HumanSize.text(item.ownSize), .strong), Ink(" of its own")]
        if item.sizeBelow > 0 { inks.append(Ink(", \(HumanSize.text(item.sizeBelow)) below it", .dim)) }
        return inks
    }

    private func frees(_ item: CacheItem) -> Ink {
        guard item.holders.isEmpty else { return Ink("not now: it is in use", .dim) }
        guard model.listing?.partly == nil else { return Ink("is being added up", .dim) }
        let freed = model.listing?.usage.freedSize(of: item) ?? 0
        if freed == 0 {
            return Ink(item.ownSize > 0 ? "frees nothing: other entries have its layer too" : "frees nothing", .dim)
        }
        return Ink("frees \(HumanSize.text(freed))")
    }

    private func made(_ item: CacheItem) -> [Ink] {
        guard item.created > 0 else { return [Ink("at a time that is not known", .dim)] }
        var inks = [Ink(Age.text(since: item.created, now: model.wallClock))]
        if let build = item.build {
            let number = model.listing?.numbers[build].map { "build #\($0)" }
            inks.append(.outside(" by \(number ?? "a build that is not in the history any more")", .dim))
        }
        return inks
    }

    private func used(_ item: CacheItem) -> [Ink] {
        guard item.useCount > 0 else {
            return [Ink(item.kind == "mount" ? "not yet" : "never found again yet", .dim)]
        }
        let times = item.useCount == 1 ? "once" : "\(item.useCount) times"
        return [Ink(times), Ink(", last \(Age.text(since: item.lastUsed, now: model.wallClock))", .dim)]
    }

    private func holders(of item: CacheItem) -> String {
        item.holders.map { holder in model.listing?.numbers[holder].map { "build #\($0)" } ?? holder }
            .joined(separator: ", ")
    }

    // MARK: The policies

    /// The blocks of the page that tells what goes by itself.
    var policy: [PageBlock] {
        guard let listing = model.listing else { return [] }
        guard !listing.policies.isEmpty else {
            return [
                .text([Ink("Nothing goes by itself: [gc] enabled = false in config.toml.", .strong)]),
                .text([Ink("strata cache prune removes what you tell it to.", .dim)]),
            ]
        }
        var blocks: [PageBlock] = [
            .text([Ink("After builds what these policies say goes, in their order; what is in use stays.", .dim)])
        ]
        for policy in listing.policies {
            blocks += [.blank, .heading(Cleaning.line(policy.name))] + rules(of: policy)
        }
        blocks.append(.blank)
        return blocks + plan(listing)
    }

    private func rules(of policy: PrunePolicy) -> [PageBlock] {
        var blocks: [PageBlock] = []
        for (index, group) in policy.filters.enumerated() {
            blocks.append(.field(index == 0 ? "Only" : "Or", [.outside(CacheFilter.text(group))]))
        }
        if let keep = policy.keepDuration {
            let text = HumanDuration.text(nanoseconds: Int64(min(keep, 1e9) * 1e9))
            blocks.append(.field("Stays", [Ink("what was used within \(text)")]))
        }
        if let space = policy.maxUsedSpace { blocks.append(.field("At most", [Ink(HumanSize.text(space))])) }
        if let space = policy.reservedSpace {
            blocks.append(.field("At least", [Ink("\(HumanSize.text(space)) stays")]))
        }
        if let space = policy.minFreeSpace {
            blocks.append(.field("Disk", [Ink("\(HumanSize.text(space)) of it stays free")]))
        }
        return blocks
    }

    private func plan(_ listing: CacheListing) -> [PageBlock] {
        guard !listing.plan.removals.isEmpty else {
            return [.field("Next", [Ink("nothing would go now", .ran)])]
        }
        let count = listing.plan.removals.count
        var blocks: [PageBlock] = [
            .field(
                "Next",
                [
                    Ink(
                        "\(count) \(count == 1 ? "entry" : "entries"), \(HumanSize.text(listing.plan.freed))", .warning),
                    Ink(" would go now", .text),
                ])
        ]
        for removal in listing.plan.removals.prefix(100) {
            blocks.append(
                .text([
                    Ink("\(HumanSize.text(removal.freed))  ", .dim), .outside(removal.item.place, .dim), Ink("  "),
                    .outside(removal.item.name),
                ]))
        }
        if count > 100 { blocks.append(.text([Ink("and \(count - 100) more", .dim)])) }
        return blocks
    }
}

import BuildEvents
package import BuildRecords
import Quantities

/// What `cache prune` prints of what goes.
package struct PruneReport: Sendable {
    private let plan: PrunePlan
    private let now: Double

    /// A report on a plan; `now` in seconds since 1970.
    package init(_ plan: PrunePlan, now: Double) {
        self.plan = plan
        self.now = now
    }

    /// The table of what would go, as a dry run and the question before a removal show it.
    package func dryRun() -> String {
        guard !plan.removals.isEmpty else { return "Nothing would go.\n" + heldText }
        return table() + "\n" + heldText + "\(counted(plan.removals.count)) would go: "
            + "\(HumanSize.text(plan.freed)) of \(HumanSize.text(plan.before))\n"
    }

    /// What was removed; `waiting` are bytes that go when the builds that run now have ended.
    package func outcome(waiting: Int64) -> String {
        guard !plan.removals.isEmpty else { return "Nothing to remove.\n" + heldText + waitingText(waiting) }
        return heldText
            + "Removed \(counted(plan.removals.count)): \(HumanSize.text(max(0, plan.freed - waiting))) freed\n"
            + waitingText(waiting)
    }

    /// Both as an object.
    package func json(waiting: Int64, isDryRun: Bool) -> String {
        var text = JSONText()
        text.object { object in
            object.member("dry_run", isDryRun)
            object.member("before", plan.before)
            object.member("after", plan.after)
            object.member("freed", max(0, plan.freed - waiting))
            object.member("waiting_for_builds", waiting)
            object.key("removed")
            object.array(of: plan.removals) { text, removal in
                text.object { object in
                    object.member("id", removal.item.id.description)
                    object.member("kind", removal.item.kind)
                    object.member("name", removal.item.name)
                    object.member("freed", removal.freed)
                    object.member("policy", removal.policy)
                }
            }
            object.member("held", list: plan.held.map(\.id.description))
        }
        text.newline()
        return text.string
    }

    private func table() -> String {
        var table = TextTable(
            ["FREES", "KIND", "LAST USED", "POLICY", "WHAT"], alignments: [.right, .left])
        for removal in plan.removals {
            let used = removal.item.lastUsed > 0 ? Age.text(since: removal.item.lastUsed, now: now) : "unknown"
            table.add([HumanSize.text(removal.freed), removal.item.kind, used, removal.policy, removal.item.name])
        }
        return table.render()
    }

    private var heldText: String {
        plan.held.isEmpty
            ? "" : "\(counted(plan.held.count)) stay\(plan.held.count == 1 ? "s" : ""): in use right now\n"
    }

    private func waitingText(_ waiting: Int64) -> String {
        waiting > 0 ? "\(HumanSize.text(waiting)) more go when the builds that run now have ended\n" : ""
    }

    private func counted(_ count: Int) -> String { "\(count) \(count == 1 ? "entry" : "entries")" }
}

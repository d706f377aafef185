package import BuildEvents
import BuildGraph

/// Says in plain words why a step was not found in the cache.
package enum MissSentence {
    private static let longestValue = 40

    /// One sentence without a full stop, short enough for a line; `name` gives the text that progress shows for a step.
    package static func sentence(for cause: MissCause, name: (StepID) -> String?) -> String {
        switch cause {
        case .neverBuilt:
            return "never built before"
        case .forced:
            return "the cache was passed over, as asked"
        case .evicted:
            return "its layer is no longer in the cache"
        case .changed(let changes, let more):
            return changed(changes, more: more)
        case .inputChanged(let input, let root):
            let direct = name(input) ?? "a step that it reads"
            guard root != input, let origin = name(root) else { return "\(direct) gave another result" }
            return "\(direct) gave another result, begun by \(origin)"
        }
    }

    /// The sentence where nothing is known of other steps.
    package static func sentence(for cause: MissCause) -> String {
        sentence(for: cause) { _ in nil }
    }

    private static func changed(_ changes: [ComponentChange], more: Int) -> String {
        guard let first = changes.first else { return "its definition changed" }
        let alike = changes.filter { $0.kind == first.kind }.count
        let others = changes.count - 1 + more
        guard others > 0 else { return phrase(first) }
        if first.kind == .file {
            let files = alike - 1 + (alike == changes.count ? more : 0)
            let rest = others - files
            let tail = [counted(files, "more file"), counted(rest, "more change")].compactMap { $0 }
            return ([phrase(first)] + tail).joined(separator: ", and ")
        }
        if alike == 2, others == 1 { return "\(phrase(first)), and \(phrase(changes[1]))" }
        return "\(phrase(first)), and \(counted(others, "more change") ?? "")"
    }

    private static func counted(_ count: Int, _ noun: String) -> String? {
        guard count > 0 else { return nil }
        return count == 1 ? "1 \(noun)" : "\(count) \(noun)s"
    }

    private static func phrase(_ change: ComponentChange) -> String {
        switch change.kind {
        case .instruction: "the instruction was edited"
        case .argument: valued("ARG \(change.name)", change)
        case .environment: valued("ENV \(change.name)", change)
        case .base: change.name.isEmpty ? "what it stands on changed" : "the base image \(change.name) changed"
        case .file: "\(change.name) \(verb(change))"
        case .files: "the files that it reads changed"
        case .mount: "the mount at \(change.name) \(verb(change))"
        case .platform: valued("the platform", change)
        case .option: valued("--\(change.name)", change)
        case .user: valued("the user", change)
        case .workdir: valued("the working directory", change)
        }
    }

    private static func verb(_ change: ComponentChange) -> String {
        if change.old == nil { return "was added" }
        return change.new == nil ? "was removed" : "changed"
    }

    private static func valued(_ subject: String, _ change: ComponentChange) -> String {
        guard let old = change.old, let new = change.new else { return "\(subject) \(verb(change))" }
        return "\(subject) changed from \(quoted(old)) to \(quoted(new))"
    }

    private static func quoted(_ value: String) -> String {
        guard !value.isEmpty else { return "nothing" }
        return value.count > longestValue ? "\(value.prefix(longestValue - 1))…" : value
    }
}

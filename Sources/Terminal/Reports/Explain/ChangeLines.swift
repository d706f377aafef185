import BuildEvents
import BuildGraph
import BuildRecords
import Quantities

/// What differs between two keys, as lines of text with a sign each: `+` is new, `-` is gone, `~` is another.
enum ChangeLines {
    private static let shownDigits = 12
    private static let longestLine = 80

    /// The lines of all changes; `more` are counted but not known one by one.
    static func lines(_ changes: [ComponentChange], more: Int = 0) -> [String] {
        var lines = changes.flatMap { Self.lines($0) }
        if more > 0 { lines.append("  and \(more) more") }
        return lines
    }

    private static func lines(_ change: ComponentChange) -> [String] {
        switch change.kind {
        case .file: [file(change)]
        case .instruction: instruction(change)
        case .argument: [valued("ARG \(change.name)", change) + reader(change)]
        case .environment: [valued("ENV \(change.name)", change) + reader(change)]
        case .base: [valued(change.name.isEmpty ? "FROM" : "FROM \(change.name)", change)]
        case .files: [list(change)]
        case .mount: [valued("mount \(change.name)", change)]
        case .platform: [valued("platform", change)]
        case .option: [valued(change.optionName, change)]
        case .user: [valued("user", change)]
        case .workdir: [valued("workdir", change)]
        }
    }

    private static func sign(_ change: ComponentChange) -> String {
        change.old == nil ? "+" : change.new == nil ? "-" : "~"
    }

    private static func valued(_ subject: String, _ change: ComponentChange) -> String {
        let values = [change.old, change.new].compactMap { $0 }.map { $0.isEmpty ? "(empty)" : PlainText.clean($0) }
        return "\(sign(change)) \(PlainText.clean(subject))  \(values.joined(separator: " -> "))"
    }

    private static func reader(_ change: ComponentChange) -> String {
        change.line.map { "  (line \($0) names it)" } ?? "  (every RUN of the stage sees it)"
    }

    private static func instruction(_ change: ComponentChange) -> [String] {
        let difference = TextDifference(from: broken(change.old ?? ""), to: broken(change.new ?? ""))
        return difference.hunks(context: 1).flatMap { hunk in
            hunk.map { line in
                let sign = line.kind == .both ? " " : line.kind == .added ? "+" : "-"
                return "\(sign) \(PlainText.clean(line.text))"
            }
        }
    }

    /// Long commands in lines of their own, so that not all of them is told where one part was edited.
    private static func broken(_ text: String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            guard line.count > longestLine else { return String(line) }
            return line.split(separator: " && ", omittingEmptySubsequences: false).joined(separator: "\n    && ")
        }.joined(separator: "\n")
    }

    private static func list(_ change: ComponentChange) -> String {
        let values = [change.old, change.new].compactMap { $0 }.map(short)
        let files = change.name.isEmpty || change.name == "." ? "files" : "files \(change.name)"
        return "\(sign(change)) \(PlainText.clean(files + origin(change)))  "
            + "\(values.joined(separator: " -> ")), not known one by one"
    }

    private static func origin(_ change: ComponentChange) -> String {
        (change.from.map { " from \($0)" } ?? "") + (change.mount.map { " at \($0)" } ?? "")
    }

    private static func file(_ change: ComponentChange) -> String {
        let subject = "\(sign(change)) \(PlainText.clean(change.name + origin(change)))"
        var facts: [String]
        switch (change.old.flatMap { FileValue($0) }, change.new.flatMap { FileValue($0) }) {
        case (let old?, let new?): facts = difference(old, new)
        case (let only?, nil), (nil, let only?): facts = [whole(only)]
        case (nil, nil): facts = [[change.old, change.new].compactMap { $0 }.map(short).joined(separator: " -> ")]
        }
        if let place = change.ignoredBy { facts.append("left out by \(PlainText.clean(place))") }
        return "\(subject)  \(facts.joined(separator: ", "))"
    }

    /// A file that is in one of the two only.
    private static func whole(_ value: FileValue) -> String {
        let kind = value.kind == .regular || value.kind == nil ? "" : "\(value.kindName), "
        let size = value.kind == .folder ? "" : "\(HumanSize.text(value.size)), "
        return "\(kind)\(size)mode \(value.mode)" + (value.contents.isEmpty ? "" : ", \(short(value.contents))")
    }

    private static func difference(_ old: FileValue, _ new: FileValue) -> [String] {
        new.differences(from: old).map { aspect in
            switch aspect {
            case .type: "\(old.kindName) -> \(new.kindName)"
            case .mode: "mode \(old.mode) -> \(new.mode)"
            case .owner: "owner \(old.owner ?? "") -> \(new.owner ?? "")"
            case .attributes: "other extended attributes"
            case .content: contents(old, new)
            }
        }
    }

    private static func contents(_ old: FileValue, _ new: FileValue) -> String {
        let sizes = [old, new].map { HumanSize.text($0.size) }
        let digests = "\(short(old.contents)) -> \(short(new.contents))"
        if new.kind == .link { return digests }
        return (old.size == new.size ? sizes[0] : sizes.joined(separator: " -> ")) + ", " + digests
    }

    /// The beginning of a digest; other text as it is.
    private static func short(_ value: String) -> String {
        let hexadecimal = value.hasPrefix("sha256:") ? value.dropFirst(7) : value[...]
        let isDigest = hexadecimal.utf8.count >= 40 && hexadecimal.allSatisfy(\.isHexDigit)
        return isDigest ? String(hexadecimal.prefix(shownDigits)) : PlainText.clean(value)
    }
}

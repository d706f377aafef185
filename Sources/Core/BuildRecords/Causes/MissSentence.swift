package import BuildEvents
import BuildGraph

/// Says in plain words why a step was not found in the cache.
package enum MissSentence {
    private static let longestValue = 40
    private static let shownBefore = 12

    /// One sentence without a full stop, short enough for a line; `name` gives the text that progress shows for a step.
    ///
    /// Control characters in names and values become blanks or question marks.
    package static func sentence(for cause: MissCause, name: (StepID) -> String?) -> String {
        harmless(words(for: cause, name: name))
    }

    private static func words(for cause: MissCause, name: (StepID) -> String?) -> String {
        switch cause {
        case .neverBuilt, .firstBuild: "never built before"
        case .failedBefore(let build): "it failed in build \(build)"
        case .otherPlatform(let platforms): "built before only for \(platforms.joined(separator: " and "))"
        case .forced: "the cache was passed over, as asked"
        case .filtered(let stage): "the cache was passed over for stage \(stage), as asked"
        case .evicted: "its layer is no longer in the cache"
        case .pruned(let trace): "its record was removed by \(trace.policy)"
        case .changed(let changes, let more): changed(changes, more: more)
        case .groundChanged(let ground): phrase(ground)
        case .inputChanged(let input, let root): result(of: input, root: root, name)
        case .several(let causes): several(causes, name)
        }
    }

    /// The sentence where nothing is known of other steps.
    package static func sentence(for cause: MissCause) -> String {
        sentence(for: cause) { _ in nil }
    }

    /// What stands behind "because": the sentence, made to follow on.
    package static func reason(for cause: MissCause, name: (StepID) -> String?) -> String {
        switch cause {
        case .neverBuilt, .firstBuild: "it was never built before"
        case .otherPlatform(let platforms): "it was built before only for \(platforms.joined(separator: " and "))"
        case .forced: "--no-cache was given"
        case .filtered(let stage): "--no-cache-filter names stage \(stage)"
        default: sentence(for: cause, name: name)
        }
    }

    private static func harmless(_ text: String) -> String {
        let isHarmful = { (scalar: Unicode.Scalar) in
            scalar.value < 0x20 || (0x7f..<0xa0).contains(scalar.value)
        }
        guard text.unicodeScalars.contains(where: isHarmful) else { return text }
        var clean = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            clean.append(!isHarmful(scalar) ? scalar : scalar == "\n" || scalar == "\t" ? " " : "?")
        }
        return String(clean)
    }

    private static func result(of input: StepID, root: StepID, _ name: (StepID) -> String?) -> String {
        let direct = name(input) ?? "a step that it reads"
        guard root != input, let origin = name(root) else { return "\(direct) gave another result" }
        return "\(direct) gave another result, begun by \(origin)"
    }

    private static func several(_ causes: [MissCause], _ name: (StepID) -> String?) -> String {
        let cause = MissCause.several(causes)
        guard let (input, root) = cause.input, !cause.isOwn else {
            return causes.map { words(for: $0, name: name) }.joined(separator: ", and ")
        }
        // The files that it reads are other steps' doing: those steps are where to look.
        var origins = cause.inputs.compactMap { name($0.root) ?? name($0.step) }
        origins = origins.enumerated().filter { origins.firstIndex(of: $1) == $0 }.map(\.element)
        guard !cause.changes.isEmpty else {
            let first = result(of: input, root: root, name)
            return ([first] + origins.dropFirst().map { "so did what \($0) began" }).joined(separator: ", and ")
        }
        let files = changed(cause.changes, more: cause.untold)
        return origins.isEmpty ? files : "\(files), begun by \(origins.joined(separator: " and "))"
    }

    private static func phrase(_ ground: GroundChange) -> String {
        let line = ground.instruction.firstLine
        return switch ground.kind {
        case .removed: "\(line), which it stood on, is gone"
        case .added: "\(line) was put below it"
        case .moved: "the steps below it stand in another order"
        case .otherResult where ground.changes != nil:
            "\(changed(ground.changes ?? [], more: ground.more ?? 0)) in \(line), which it stands on"
        case .otherResult: "\(line) was found with another result than it stood on"
        case .otherStage: "it stood in stage \(line)"
        case .unknown: "what it stands on changed"
        }
    }

    private static func changed(_ changes: [ComponentChange], more: Int) -> String {
        guard let first = changes.first else { return "its definition changed" }
        let alike = changes.filter { $0.kind == first.kind }.count
        let others = changes.count - 1 + more
        guard others > 0 else { return phrase(first) }
        if others == 1, changes.count == 2 { return pair(first, changes[1]) }
        if first.kind == .file {
            let files = alike - 1 + (alike == changes.count ? more : 0)
            let rest = others - files
            let tail = [counted(files, "more file"), counted(rest, "more change")].compactMap { $0 }
            return ([phrase(first)] + tail).joined(separator: ", and ")
        }
        return "\(phrase(first)), and \(counted(others, "more change") ?? "")"
    }

    private static func pair(_ first: ComponentChange, _ second: ComponentChange) -> String {
        if [first, second].allSatisfy({ $0.kind == .file && fileVerb($0) == "changed" }) {
            return "\(place(of: first)) and \(place(of: second)) changed"
        }
        let (gone, new) = first.new == nil ? (first, second) : (second, first)
        let isRenamed =
            gone.kind == .file && new.kind == .file && gone.from == new.from && gone.new == nil && new.old == nil
            && gone.ignoredBy == nil && gone.old == new.new
        return isRenamed
            ? "\(place(of: gone)) was renamed to \(new.name)" : "\(phrase(first)), and \(phrase(second))"
    }

    private static func counted(_ count: Int, _ noun: String) -> String? {
        guard count > 0 else { return nil }
        return count == 1 ? "1 \(noun)" : "\(count) \(noun)s"
    }
}

// MARK: - One change

extension MissSentence {
    /// One change in plain words: `ARG VERSION changed from 1 to 2`.
    package static func phrase(_ change: ComponentChange) -> String {
        switch change.kind {
        case .instruction: "the instruction was edited"
        case .argument: valued("ARG \(change.name)", change)
        case .environment: valued("ENV \(change.name)", change)
        case .base: base(change)
        case .file: "\(place(of: change)) \(fileVerb(change))"
        case .files: "\(label(of: change).phrase) changed"
        case .mount: "the mount at \(change.name) \(verb(change))"
        case .platform: valued("the platform", change)
        case .option: valued(change.optionName, change)
        case .user: valued("the user", change)
        case .workdir: valued("the working directory", change)
        }
    }

    private static func place(of change: ComponentChange) -> String {
        change.from.map { "\(change.name) from \($0)" } ?? change.name
    }

    private static func label(of change: ComponentChange) -> FileGroup.Label {
        FileGroup.Label(from: change.from, patterns: change.name, mount: change.mount)
    }

    private static func base(_ change: ComponentChange) -> String {
        if !change.name.isEmpty { return "the base image \(change.name) \(verb(change, changed: "moved"))" }
        let names = [change.old, change.new].map { $0.flatMap { $0.split(separator: "@").first.map(String.init) } }
        guard let old = names[0], let new = names[1] else { return "what it stands on changed" }
        let isStage = [old, new].contains { KeyComponent.stage(namedAsBase: $0) != nil }
        return "the base \(isStage ? "" : "image ")changed from \(old) to \(new)"
    }

    /// What happened to a file, where that is not its contents alone.
    private static func fileVerb(_ change: ComponentChange) -> String {
        guard let old = change.old.flatMap({ FileValue($0) }), let new = change.new.flatMap({ FileValue($0) }) else {
            return verb(change)
        }
        switch new.differences(from: old).first {
        case .type: return "became a \(new.kindName), which was a \(old.kindName)"
        case .mode where old.contents == new.contents: return "changed its mode from \(old.mode) to \(new.mode)"
        case .owner: return "changed its owner from \(old.owner ?? "") to \(new.owner ?? "")"
        case .attributes: return "changed its extended attributes"
        case .content, .mode, nil: return "changed"
        }
    }

    private static func verb(_ change: ComponentChange, changed: String = "changed") -> String {
        if change.old == nil { return "was added" }
        guard change.new == nil else { return changed }
        return change.ignoredBy == nil ? "was removed" : "is ignored now"
    }

    private static func valued(_ subject: String, _ change: ComponentChange) -> String {
        guard let old = change.old, let new = change.new else { return "\(subject) \(verb(change))" }
        // Of a variable: what sets it is another, and not its value.
        if old == new { return "\(change.name) is set by \(change.kind == .argument ? "ARG" : "ENV") now" }
        // Of long values that begin alike, the part from somewhat before where they differ.
        let common = zip(old, new).prefix { $0 == $1 }.count
        let isLong = max(old.count, new.count) > longestValue && common > longestValue / 2
        let start = isLong ? common - shownBefore : 0
        return "\(subject) changed from \(quoted(old, from: start)) to \(quoted(new, from: start))"
    }

    private static func quoted(_ value: String, from start: Int) -> String {
        guard !value.isEmpty else { return "nothing" }
        let isClear = value.first?.isWhitespace == false && value.last?.isWhitespace == false && !value.contains("\n")
        let shown = start > 0 ? "…\(value.dropFirst(start))" : value
        let text = isClear ? shown : shown.debugDescription
        return text.count > longestValue ? "\(text.prefix(longestValue - 1))…" : text
    }
}

extension String {
    /// What stands before the first line end: an instruction without its here-documents.
    var firstLine: String { String(prefix { $0 != "\n" }) }
}

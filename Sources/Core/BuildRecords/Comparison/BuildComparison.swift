import BuildEvents
import BuildGraph
import Diagnostics
import OCIFormat

/// Two builds, of this machine or another, and what is different between them.
package struct BuildComparison: Sendable {
    /// Something that the builds were asked for and that differs.
    package struct Setting: Sendable, Hashable {
        /// What it is, as the command line names it where it does: `--target`, `--build-arg VERSION`.
        package var name: String
        /// The first build's value; nil where it has none.
        package var old: String?
        /// The second build's value; nil where it has none.
        package var new: String?
    }

    /// The first build.
    package let old: BuildRecord
    /// The second build.
    package let new: BuildRecord
    /// What was asked for and differs.
    package let settings: [Setting]
    /// The Dockerfiles' lines; nil where they are equal or one is not known.
    package let dockerfile: TextDifference?
    /// The steps, those of both builds side by side.
    package let steps: [StepComparison]

    /// Compares two builds.
    package init(_ old: BuildRecord, _ new: BuildRecord) {
        self.old = old
        self.new = new
        settings = Self.settings(old, new)
        dockerfile = Self.dockerfile(old, new)
        steps = BuildAlignment(old, new).pairs.map { pair in
            let before = pair.old.map { old.steps[$0] }
            let after = pair.new.map { new.steps[$0] }
            return StepComparison(
                old: before, new: after, stage: after.flatMap(new.stage(of:)) ?? before.flatMap(old.stage(of:)),
                isEdited: pair.isEdited,
                keys: (Self.key(of: before, in: old), Self.key(of: after, in: new)))
        }
    }

    /// The first step that differs by itself: what the others differ for, as far as one begins it.
    package var firstDifference: StepComparison? {
        steps.first { $0.isOwn && $0.isInstruction }
    }

    /// Whether the keys of both builds are known, so that equal steps are known to be equal.
    package var hasKeys: Bool {
        [old, new].allSatisfy { build in build.components.values.contains { !$0.isEmpty } }
    }

    private static func key(of step: StepSummary?, in build: BuildRecord) -> [KeyComponent] {
        step.flatMap { build.components[$0.description.id] } ?? []
    }

    private static func dockerfile(_ old: BuildRecord, _ new: BuildRecord) -> TextDifference? {
        guard let before = old.start?.source, let after = new.start?.source, before.bytes != after.bytes else {
            return nil
        }
        return TextDifference(from: before.text, to: after.text)
    }

    private static func settings(_ old: BuildRecord, _ new: BuildRecord) -> [Setting] {
        var pairs: [Setting] = []
        func add(_ name: String, _ before: String?, _ after: String?) {
            if before != after { pairs.append(Setting(name: name, old: before, new: after)) }
        }
        add("--file", old.start?.dockerfile, new.start?.dockerfile)
        add("context", old.start?.context, new.start?.context)
        add("--target", old.start?.target, new.start?.target)
        add("--platform", platforms(old), platforms(new))
        let names = ((old.start?.arguments ?? []) + (new.start?.arguments ?? [])).map(\.name)
        var seen: Set<String> = []
        for name in names where seen.insert(name).inserted {
            add("--build-arg \(name)", argument(name, of: old), argument(name, of: new))
        }
        let words = commands(old, new)
        add("command line", words.old, words.new)
        add("made by", old.version.isEmpty ? nil : old.version, new.version.isEmpty ? nil : new.version)
        add("commit", old.summary?.revision?.text, new.summary?.revision?.text)
        return pairs
    }

    private static func platforms(_ build: BuildRecord) -> String? {
        guard let platforms = build.start?.platforms, !platforms.isEmpty else { return nil }
        return platforms.map(\.description).joined(separator: ", ")
    }

    private static func argument(_ name: String, of build: BuildRecord) -> String? {
        build.start?.arguments.last { $0.name == name }?.value
    }

    /// The words of the command lines that are not in both.
    private static func commands(_ old: BuildRecord, _ new: BuildRecord) -> (old: String?, new: String?) {
        var (gone, came): ([String], [String]) = ([], [])
        guard !old.command.isEmpty, !new.command.isEmpty else { return (nil, nil) }
        for change in new.command.dropFirst().difference(from: old.command.dropFirst()) {
            switch change {
            case .remove(_, let word, _): gone.append(word)
            case .insert(_, let word, _): came.append(word)
            }
        }
        // Removals come from the end to the beginning.
        let texts = (gone.reversed().joined(separator: " "), came.joined(separator: " "))
        return (texts.0.isEmpty ? nil : texts.0, texts.1.isEmpty ? nil : texts.1)
    }
}

import BuildEvents
import BuildGraph
import Quantities
import TerminalCells
import TerminalThemes

/// One part of a key that differs from the nearest record, with both of its values.
struct ChangeText {
    let change: ComponentChange
    let look: Look

    /// Old and new on one row where they are short, else one below the other.
    var blocks: [PageBlock] {
        switch change.kind {
        case .file: [file]
        case .instruction: instruction
        case .base: valued(change.name.isEmpty ? "base" : "FROM \(change.name)")
        case .files: valued(change.name.isEmpty ? "files" : change.name)
        case .argument: valued("ARG \(change.name)")
        case .environment: valued("ENV \(change.name)")
        case .mount: valued("mount \(change.name)")
        case .platform: valued("platform")
        case .option: valued("--\(change.name)")
        case .user: valued("user")
        case .workdir: valued("workdir")
        }
    }

    /// Beyond so many characters of both values they stand below each other.
    private static let longestPair = 48

    private var arrow: Ink { Ink(" \(look.glyphs.arrowRight) ", .dim) }

    private func valued(_ subject: String) -> [PageBlock] {
        let subject = Cleaning.line(subject)
        let (old, new) = (change.old.map(Self.shown), change.new.map(Self.shown))
        guard let old else { return [.field(subject, [Ink("+ ", .added), .outside(new ?? "", .added)])] }
        guard let new else { return [.field(subject, [Ink("- ", .removed), .outside(old, .removed)])] }
        if old.count + new.count <= Self.longestPair, !old.contains("\n"), !new.contains("\n") {
            return [.field(subject, [.outside(old, .removed), arrow, .outside(new, .added)])]
        }
        let (before, after) = WordDiff.rows(old: old, new: new)
        return [.text([Ink(subject, .dim)]), .text(before, indent: 2), .text(after, indent: 2)]
    }

    private var instruction: [PageBlock] {
        let (before, after) = WordDiff.rows(old: change.old, new: change.new)
        return [before, after].filter { !$0.isEmpty }.map { .text($0) }
    }

    private static func shown(_ value: String) -> String {
        value.isEmpty ? "(empty)" : Digests.short(value)
    }
}

// MARK: - Files

extension ChangeText {
    /// A file's mode, size and contents as a key's part has them: `644 1234 0123…`.
    private struct FileValue {
        var mode: String
        var size: Int64
        var contents: String

        init?(_ text: String?) {
            let words = (text ?? "").split(separator: " ", maxSplits: 2, omittingEmptySubsequences: false)
            guard words.count == 3, let size = Int64(words[1]) else { return nil }
            (mode, self.size, contents) = (String(words[0]), size, String(words[2]))
        }

        /// The beginning of the digest, or a link's target.
        var shortContents: String {
            contents.count >= 40 && contents.allSatisfy(\.isHexDigit)
                ? String(contents.prefix(Digests.shownDigits)) : Cleaning.line(contents)
        }
    }

    private var file: PageBlock {
        let (sign, role): (String, Role) =
            change.old == nil ? ("+", .added) : change.new == nil ? ("-", .removed) : ("~", .changed)
        var inks = [Ink("\(sign) ", role), .outside(change.name, role)]
        switch (FileValue(change.old), FileValue(change.new)) {
        case (let old?, let new?): inks += difference(old, new)
        case (let only?, nil), (nil, let only?): inks.append(Ink("  \(HumanSize.text(only.size))", .dim))
        case (nil, nil): break
        }
        return .text(inks)
    }

    private func difference(_ old: FileValue, _ new: FileValue) -> [Ink] {
        var inks: [Ink] = []
        if old.mode != new.mode { inks += [Ink("  mode \(old.mode)"), arrow, Ink(new.mode)] }
        if old.size != new.size {
            inks += [Ink("  \(HumanSize.text(old.size))"), arrow, Ink(HumanSize.text(new.size))]
        } else if old.contents != new.contents {
            inks.append(Ink("  \(HumanSize.text(new.size))"))
        }
        guard old.contents != new.contents else { return inks }
        return inks + [Ink("  \(old.shortContents)", .dim), arrow, Ink(new.shortContents, .dim)]
    }
}

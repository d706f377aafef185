import BuildEvents
import BuildGraph
import BuildRecords
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
        case .base: valued(baseName)
        case .files: valued(change.name.isEmpty ? "files" : change.name)
        case .argument: valued("ARG \(change.name)") + [reader]
        case .environment: valued("ENV \(change.name)") + [reader]
        case .mount: valued("mount \(change.name)")
        case .platform: valued("platform")
        case .option: valued(change.optionName)
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

    /// An image has a name; a result that steps made has none.
    private var baseName: String {
        if !change.name.isEmpty { return "FROM \(change.name)" }
        return (change.new ?? change.old ?? "").contains("@") ? "FROM" : "base"
    }

    /// Which line reads a variable.
    private var reader: PageBlock {
        let text = change.line.map { "line \($0) names it" } ?? "every RUN of the stage sees it"
        return .text([Ink(text, .dim)], indent: 2)
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
    private var file: PageBlock {
        let (sign, role): (String, Role) =
            change.old == nil ? ("+", .added) : change.new == nil ? ("-", .removed) : ("~", .changed)
        var inks = [Ink("\(sign) ", role), .outside(change.name, role)]
        if let from = change.from { inks.append(.outside(" from \(from)", .dim)) }
        if let mount = change.mount { inks.append(.outside(" at \(mount)", .dim)) }
        switch (change.old.flatMap { FileValue($0) }, change.new.flatMap { FileValue($0) }) {
        case (let old?, let new?): inks += difference(old, new)
        case (let only?, nil), (nil, let only?): inks.append(Ink("  \(HumanSize.text(only.size))", .dim))
        case (nil, nil): break
        }
        if let place = change.ignoredBy { inks.append(.outside("  left out by \(place)", .dim)) }
        return .text(inks)
    }

    private func difference(_ old: FileValue, _ new: FileValue) -> [Ink] {
        let aspects = new.differences(from: old)
        var inks: [Ink] = []
        if aspects.contains(.type) { inks += [Ink("  \(old.kindName)"), arrow, Ink(new.kindName)] }
        if aspects.contains(.mode) { inks += [Ink("  mode \(old.mode)"), arrow, Ink(new.mode)] }
        if aspects.contains(.owner) { inks += [Ink("  owner \(old.owner ?? "")"), arrow, Ink(new.owner ?? "")] }
        if aspects.contains(.attributes) { inks.append(Ink("  extended attributes")) }
        guard aspects.contains(.content) else { return inks }
        if old.size != new.size {
            inks += [Ink("  \(HumanSize.text(old.size))"), arrow, Ink(HumanSize.text(new.size))]
        } else {
            inks.append(Ink("  \(HumanSize.text(new.size))"))
        }
        return inks + [Ink("  \(Self.shortContents(old))", .dim), arrow, Ink(Self.shortContents(new), .dim)]
    }

    /// The beginning of the digest, or a link's target.
    private static func shortContents(_ value: FileValue) -> String {
        value.contents.count >= 40 && value.contents.allSatisfy(\.isHexDigit)
            ? String(value.contents.prefix(Digests.shownDigits)) : Cleaning.line(value.contents)
    }
}

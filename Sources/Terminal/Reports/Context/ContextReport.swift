package import BuildGraph
import Quantities

/// What `strata context` prints of one build context: first what it comes to, then where it comes from.
package struct ContextReport: Sendable {
    /// How many unread files the overview lists.
    private static let unreadLimit = 10
    /// How many of the largest files only copies of the whole context read.
    private static let largestLimit = 3
    private static let longestInstruction = 60
    /// How many bytes of a list are held back.
    private static let portion = 1 << 16

    let survey: ContextSurvey

    /// Makes a report.
    package init(_ survey: ContextSurvey) {
        self.survey = survey
    }

    /// The overview.
    package func overview() -> String {
        var text = totals()
        let tree = ContextTree(survey).lines()
        if !tree.isEmpty { text += "\nWhere the bytes are:\n" + tree.map { "  \($0)\n" }.joined() }
        text += readers() + largest() + unread()
        for image in survey.unknownImages {
            text +=
                "\nThe config of \(PlainText.clean(image)) is not known here: what its ONBUILD triggers copy is missing.\n"
        }
        return text
    }

    private func totals() -> String {
        let name = survey.name == "context" ? "" : " (\(PlainText.clean(survey.name)))"
        var table = TextTable(["", "FILES", "SIZE", ""], alignments: [.left, .right, .right])
        let read = survey.amount { !$0.isIgnored && $0.readers > 0 }
        let unread = survey.amount(where: survey.isUnread)
        let own = survey.amount { !$0.isIgnored && $0.readers == 0 && survey.definitions.contains($0.path) }
        let ignored = survey.amount(where: \.isIgnored)
        table.add(row("read", read, "what a build takes"))
        table.add(row("unread", unread, "in the context, but no step reads it"))
        if own.count > 0 { table.add(row("own", own, "the Dockerfile and its ignore file")) }
        if let file = survey.ignoreFile { table.add(row("ignored", ignored, "left out by \(file)")) }
        var text = "The context \(ShownPath.text(survey.folder))\(name):\n\n" + table.render()
        let unreadable = survey.files.filter(\.isUnreadable)
        if !unreadable.isEmpty {
            text += "\nThese can't be read, and a step that reads one fails:\n"
            for file in unreadable.prefix(Self.unreadLimit) { text += "  \(ShownPath.text(of: file))\n" }
            text += more(than: Self.unreadLimit, of: unreadable.count, "")
        }
        return text
    }

    private func row(_ word: String, _ amount: ContextSurvey.Amount, _ note: String) -> [String] {
        [word, Grouped.text(amount.count), HumanSize.text(amount.size), note]
    }

    private func readers() -> String {
        guard !survey.readers.isEmpty else { return "\nNo step reads it.\n" }
        var table = TextTable(
            ["LINE", "INSTRUCTION", "FILES", "SIZE", ""], alignments: [.right, .left, .right, .right])
        for reader in survey.readers {
            table.add([
                reader.line.map(String.init) ?? "", shortened(reader.instruction), Grouped.text(reader.fileCount),
                HumanSize.text(reader.size), reader.problem.map { "fails: \(PlainText.clean($0))" } ?? "",
            ])
        }
        return "\n" + table.render()
    }

    private func shortened(_ instruction: String) -> String {
        let clean = PlainText.clean(instruction)
        let limit = Self.longestInstruction
        return clean.count > limit ? "\(clean.prefix(limit - 1))…" : clean
    }

    /// The largest files that come along only because somebody copies everything.
    private func largest() -> String {
        let broad = Set(survey.readers.indices.filter { survey.readers[$0].isWhole })
        guard let first = broad.min() else { return "" }
        let sets = survey.readerSets.map { !$0.isEmpty && broad.isSuperset(of: $0) }
        let files = survey.files.filter { sets[$0.readers] && $0.size > 0 && !survey.definitions.contains($0.path) }
        guard !files.isEmpty else { return "" }
        let instruction = shortened(survey.readers[first].instruction)
        let file = survey.ignoreFile ?? ".dockerignore"
        var text =
            "\nThe largest files that only `\(instruction)` reads; a line in \(file) spares what is not needed:\n"
        for file in files.sorted(by: { $0.size > $1.size }).prefix(Self.largestLimit) {
            text += "  \(padded(HumanSize.text(file.size)))  \(ShownPath.text(of: file))\n"
        }
        return text
    }

    private func unread() -> String {
        let files = survey.files.filter(survey.isUnread)
        guard !files.isEmpty else { return "" }
        var text = "\nUnread:\n"
        for file in files.prefix(Self.unreadLimit) {
            text += "  \(padded(HumanSize.text(file.size)))  \(ShownPath.text(of: file))\n"
        }
        return text + more(than: Self.unreadLimit, of: files.count, "; --unread lists all")
    }

    private func more(than limit: Int, of count: Int, _ hint: String) -> String {
        count > limit ? "  … and \(Grouped.text(count - limit)) more\(hint)\n" : ""
    }

    private func padded(_ size: String) -> String {
        String(repeating: " ", count: max(0, 6 - size.count)) + size
    }
}

extension ContextReport {
    /// Which files a list has.
    package enum List: Sendable, Hashable {
        /// All files, with what becomes of each.
        case all
        /// What the ignore rules leave out.
        case ignored
        /// What is in and nobody reads.
        case unread
    }

    /// Writes a list of files in their order, a line each: size, path and what becomes of it.
    ///
    /// `write` is given a piece at a time, since a context may have very many files.
    package func write(_ list: List, to write: ([UInt8]) -> Void) {
        let fates = Fates(survey)
        var text = ""
        for file in survey.files {
            switch list {
            case .all: break
            case .ignored: if !file.isIgnored { continue }
            case .unread: if !survey.isUnread(file) { continue }
            }
            let fate = fates.text(of: file)
            let words = fate.isEmpty ? "" : "  \(fate)"
            text += "\(padded(HumanSize.text(file.size)))  \(ShownPath.text(of: file))\(words)\n"
            if text.utf8.count > Self.portion {
                write(Array(text.utf8))
                text = ""
            }
        }
        write(Array(text.utf8))
    }
}

/// What becomes of files, in words that are made once for all that have it in common.
private struct Fates {
    private let rulings: [String]
    private let readers: [String]
    private let definitions: Set<String>

    init(_ survey: ContextSurvey) {
        definitions = survey.definitions
        rulings = survey.rulings.map { lines in
            lines.map { line in
                let place = "\(survey.ignoreFile ?? ""):\(line.line): \(PlainText.clean(line.text))"
                let folder = line.folder.map { ", by its folder \(ShownPath.text($0))" } ?? ""
                return line.isException ? "taken back by \(place)\(folder)" : "left out by \(place)\(folder)"
            }.joined(separator: ", ")
        }
        readers = survey.readerSets.map { set in
            if set.isEmpty { return "unread" }
            let lines = set.compactMap { survey.readers[$0].line }.map(String.init)
            return "read by line \(lines.joined(separator: ", "))"
        }
    }

    func text(of file: ContextSurvey.File) -> String {
        let ruling = file.ruling.map { rulings[$0] }
        if file.isIgnored { return ruling ?? "left out" }
        let isOwn = file.readers == 0 && definitions.contains(file.path)
        let reading = isOwn ? "read by the build itself" : readers[file.readers]
        let parts = [file.isUnreadable ? "can't be read" : nil, reading, ruling]
        return parts.compactMap(\.self).joined(separator: "; ")
    }
}

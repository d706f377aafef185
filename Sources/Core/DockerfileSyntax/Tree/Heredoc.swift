package import Diagnostics

/// A here-document with its contents.
package struct Heredoc: Hashable, Sendable {
    /// The word behind `<<`, without quotes; it also names the file that COPY makes.
    package var name: String

    /// The file descriptor before `<<`, 0 when none is written.
    package var fileDescriptor: UInt

    /// False when a part of the name was quoted: then the contents are taken as they are.
    package var isExpanded: Bool

    /// True for `<<-`: leading tabs of each line do not count.
    package var stripsTabs: Bool

    /// The lines between, as they are in the file.
    package var contents: [UInt8]

    /// From the first line of the contents to the end of the line with the end word.
    package var range: SourceRange?

    /// The contents as text.
    package var text: String { String(decoding: contents, as: UTF8.self) }

    /// The contents with leading tabs removed if `stripsTabs`.
    package var strippedContents: [UInt8] {
        guard stripsTabs else { return contents }
        var result: [UInt8] = []
        result.reserveCapacity(contents.count)
        var isAtLineStart = true
        for byte in contents {
            if isAtLineStart, byte == UInt8(ascii: "\t") {
                continue
            }
            result.append(byte)
            isAtLineStart = byte == UInt8(ascii: "\n")
        }
        return result
    }

    /// The here-document that a word announces, still without contents, or nil when it announces none.
    static func announced(by word: String) throws(ExpansionFault) -> Heredoc? {
        let scalars = Array(word.unicodeScalars)
        var index = 0
        while index < scalars.count, ("0"..."9").contains(scalars[index]) {
            index += 1
        }
        let descriptor = UInt(String(String.UnicodeScalarView(scalars[..<index]))) ?? 0
        guard scalars[index...].starts(with: ["<", "<"]) else { return nil }
        index += 2
        let stripsTabs = index < scalars.count && scalars[index] == "-"
        let rest = scalars[(index + (stripsTabs ? 1 : 0))...].drop { $0.isWordSeparator || $0 == "\n" }
        guard !rest.isEmpty, !rest.contains("<") else { return nil }
        return try named(String(String.UnicodeScalarView(rest)), descriptor: descriptor, stripsTabs: stripsTabs)
    }

    /// Quotes that vanish in the word show that it was quoted.
    private static func named(
        _ source: String, descriptor: UInt, stripsTabs: Bool
    ) throws(ExpansionFault) -> Heredoc? {
        var expander = Expander()
        expander.keepsUndefined = true
        let words = try expander.split(source) { _ in nil }.words
        expander.keepsQuotes = true
        let quoted = try expander.split(source) { _ in nil }.words
        guard words.count == 1, quoted.count == 1 else { return nil }
        let isPlain = quoteCount(words[0]) == quoteCount(quoted[0])
        return Heredoc(
            name: words[0], fileDescriptor: descriptor, isExpanded: isPlain, stripsTabs: stripsTabs, contents: [])
    }

    private static func quoteCount(_ text: String) -> Int {
        text.unicodeScalars.count { $0 == "'" || $0 == "\"" }
    }

    /// The here-documents that an instruction's line announces, in their order; a line with open quotes has none.
    static func announced(inLine line: String) throws(ExpansionFault) -> [Heredoc] {
        var expander = Expander()
        expander.keepsUndefined = true
        expander.keepsQuotes = true
        expander.keepsEscapes = true
        let words: [String]
        do {
            words = try expander.split(line) { _ in nil }.words
        } catch {
            return []
        }
        var heredocs: [Heredoc] = []
        for word in words {
            if let heredoc = try announced(by: word) {
                heredocs.append(heredoc)
            }
        }
        return heredocs
    }
}

import TerminalThemes

/// Gives the words of a Dockerfile their roles, and finds which lines make up an instruction.
///
/// It works line by line on text that is clean for a terminal, and never fails: what is no Dockerfile is coloured as far
/// as it looks like one. What an instruction means, `DockerfileSyntax` alone decides.
struct Highlighter {
    /// A Dockerfile in colours.
    struct Result: Sendable, Hashable {
        /// The words of each line.
        var lines: [[Ink]] = []
        /// The lines, from 0, of each instruction, in their order.
        var instructions: [ClosedRange<Int>] = []
    }

    private let lines: [String]
    private var index = 0
    private var escape: Character = "\\"
    private var mayBeDirective = true
    private var result = Result()

    /// Highlights lines without tabs and control characters.
    static func highlight(_ lines: [String]) -> Result {
        var highlighter = Highlighter(lines: lines)
        while highlighter.index < lines.count { highlighter.next() }
        return highlighter.result
    }

    private init(lines: [String]) {
        self.lines = lines
    }

    private mutating func next() {
        let line = lines[index]
        let text = line.drop { $0 == " " }
        if text.isEmpty {
            mayBeDirective = false
            add([])
        } else if text.first == "#" {
            add(comment(line))
        } else {
            mayBeDirective = false
            instruction()
        }
    }

    private mutating func add(_ inks: [Ink]) {
        result.lines.append(inks)
        index += 1
    }

    /// A comment, or a directive at the top of the file.
    private mutating func comment(_ line: String) -> [Ink] {
        guard mayBeDirective, let equals = line.firstIndex(of: "=") else {
            mayBeDirective = false
            return [Ink(line, .syntaxComment)]
        }
        let name = line[..<equals].drop { $0 == " " || $0 == "#" }.lowercased()
        let value = line[line.index(after: equals)...]
        switch name.split(separator: " ").first {
        case "escape": escape = value.first { $0 != " " } ?? escape
        case "syntax", "check": break
        default:
            mayBeDirective = false
            return [Ink(line, .syntaxComment)]
        }
        return [Ink(String(line[...equals]), .syntaxFlag), Ink(String(value), .syntaxString)]
    }

    /// An instruction over all its lines: continuations with the comments between them, and here-documents.
    private mutating func instruction() {
        let first = index
        var words = InstructionWords(escape: escape)
        var continues = true
        while continues, index < lines.count {
            let line = lines[index]
            let text = line.drop { $0 == " " }
            if index > first, text.isEmpty || text.first == "#" {
                add(text.isEmpty ? [] : [Ink(line, .syntaxComment)])
                continue
            }
            continues = Self.continues(line, escape)
            add(words.inks(of: line, continues: continues))
        }
        for heredoc in words.heredocs { body(of: heredoc) }
        result.instructions.append(first...max(first, index - 1))
    }

    private static func continues(_ line: String, _ escape: Character) -> Bool {
        let text = line.reversed().drop { $0 == " " }
        return text.first == escape && text.dropFirst().first != escape
    }

    private mutating func body(of heredoc: HeredocMark) {
        while index < lines.count {
            let line = lines[index]
            let text = heredoc.stripsTabs ? line.drop { $0 == " " } : line[...]
            if text == heredoc.name[...] { return add([Ink(line, .syntaxHeredoc)]) }
            add(heredoc.isExpanded ? VariableWords.inks(of: line[...], .syntaxHeredoc) : [Ink(line, .syntaxHeredoc)])
        }
    }
}

/// A here-document that an instruction announces.
struct HeredocMark: Sendable, Hashable {
    var name: String
    var stripsTabs: Bool
    var isExpanded: Bool

    /// Reads `<<NAME`, `<<-NAME` and `<<"NAME"`, with a descriptor before them or not; nil for another word.
    init?(_ word: Substring) {
        let marks = word.drop { $0.isNumber }
        guard marks.hasPrefix("<<"), !marks.hasPrefix("<<<") else { return nil }
        var rest = marks.dropFirst(2)
        stripsTabs = rest.first == "-"
        if stripsTabs { rest = rest.dropFirst() }
        isExpanded = !rest.contains { $0 == "\"" || $0 == "'" }
        name = String(rest.filter { $0 != "\"" && $0 != "'" })
        guard !name.isEmpty, name.allSatisfy({ $0.isLetter || $0.isNumber || $0 == "_" || $0 == "." || $0 == "-" })
        else {
            return nil
        }
    }
}

/// Finds `$NAME` and `${…}` in text.
enum VariableWords {
    /// The text in its role, with the variables in theirs.
    static func inks(of text: Substring, _ role: Role) -> [Ink] {
        var inks: [Ink] = []
        var start = text.startIndex
        var index = text.startIndex
        while index < text.endIndex {
            guard text[index] == "$", let end = end(of: text, from: index) else {
                index = text.index(after: index)
                continue
            }
            if start < index { inks.append(Ink(String(text[start..<index]), role)) }
            inks.append(Ink(String(text[index..<end]), .syntaxVariable))
            (start, index) = (end, end)
        }
        if start < text.endIndex { inks.append(Ink(String(text[start...]), role)) }
        return inks
    }

    /// Where the variable ends whose dollar sign stands at an index; nil where none does.
    private static func end(of text: Substring, from dollar: Substring.Index) -> Substring.Index? {
        if dollar > text.startIndex, text[text.index(before: dollar)] == "\\" { return nil }
        let first = text.index(after: dollar)
        guard first < text.endIndex else { return nil }
        if text[first] == "{" {
            return text[first...].firstIndex(of: "}").map { text.index(after: $0) }
        }
        let end = text[first...].firstIndex { !($0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_")) }
        return (end ?? text.endIndex) > first ? end ?? text.endIndex : nil
    }
}

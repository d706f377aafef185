import TerminalThemes

/// Gives the words of one instruction their roles, line by line; what one line leaves open goes on in the next.
struct InstructionWords {
    /// What the next word can be.
    private enum Place {
        case keyword, flags, arguments
    }

    /// The here-documents that the lines have announced, in their order.
    private(set) var heredocs: [HeredocMark] = []
    private let escape: Character
    private var place = Place.keyword
    private var keyword = ""
    private var quote: Character?
    private var isNameNext = false

    init(escape: Character) {
        self.escape = escape
    }

    /// The pieces of a line; together they are the whole of it.
    mutating func inks(of line: String, continues: Bool) -> [Ink] {
        var text = line[...]
        var tail: [Ink] = []
        if continues, let mark = text.lastIndex(of: escape) {
            tail = [Ink(String(text[mark...]), .dim)]
            text = text[..<mark]
        }
        var inks: [Ink] = []
        while !text.isEmpty {
            let space = text.prefix { $0 == " " }
            if !space.isEmpty, quote == nil {
                inks.append(Ink(String(space)))
                text = text.dropFirst(space.count)
                continue
            }
            let mark = quote ?? text.first
            let word = word(at: text)
            inks += mark == "\"" || mark == "'" ? string(word, mark) : self.inks(of: word)
            text = text[word.endIndex...]
        }
        return inks + tail
    }

    /// The characters up to the next space outside of quotes; leaves a quote open that the line doesn't close.
    private mutating func word(at text: Substring) -> Substring {
        if quote != nil { return quoted(at: text) }
        if text.drop(while: \.isNumber).hasPrefix("<<") { return text.prefix { $0 != " " } }
        var index = text.startIndex
        while index < text.endIndex, text[index] != " " {
            let character = text[index]
            if character == "\"" || character == "'" {
                // A quote within a word is a piece of its own; the word goes on behind it.
                if index > text.startIndex { return text[..<index] }
                return quoted(at: text)
            }
            index = text.index(after: index)
            if character == escape, index < text.endIndex { index = text.index(after: index) }
        }
        return text[..<index]
    }

    /// From a quote, or the beginning of a line within quotes, to the closing one.
    private mutating func quoted(at text: Substring) -> Substring {
        var index = text.startIndex
        let mark = quote ?? text[index]
        if quote == nil { index = text.index(after: index) }
        quote = mark
        while index < text.endIndex {
            let character = text[index]
            index = text.index(after: index)
            if character == mark {
                quote = nil
                return text[..<index]
            }
            if character == escape, mark == "\"", index < text.endIndex { index = text.index(after: index) }
        }
        return text[..<index]
    }

    private mutating func inks(of word: Substring) -> [Ink] {
        switch place {
        case .keyword:
            keyword = word.uppercased()
            place = .flags
            if keyword == "ONBUILD" { place = .keyword }
            return [Ink(String(word), .syntaxInstruction)]
        case .flags where word.hasPrefix("--"):
            return flag(word)
        case .flags:
            place = .arguments
            if keyword == "HEALTHCHECK", ["CMD", "NONE"].contains(word.uppercased()) {
                return [Ink(String(word), .syntaxInstruction)]
            }
            return argument(word)
        case .arguments:
            return argument(word)
        }
    }

    /// Text within quotes, from its beginning or from where a line before left it; single quotes keep dollar signs.
    private mutating func string(_ word: Substring, _ mark: Character?) -> [Ink] {
        if place == .flags { place = .arguments }
        return mark == "'" ? [Ink(String(word), .syntaxString)] : VariableWords.inks(of: word, .syntaxString)
    }

    private func flag(_ word: Substring) -> [Ink] {
        guard let equals = word.firstIndex(of: "=") else { return [Ink(String(word), .syntaxFlag)] }
        let value = word[word.index(after: equals)...]
        let role: Role = word.hasPrefix("--from=") ? .syntaxName : .text
        return [Ink(String(word[...equals]), .syntaxFlag)] + VariableWords.inks(of: value, role)
    }

    private mutating func argument(_ word: Substring) -> [Ink] {
        switch keyword {
        case "FROM":
            if isNameNext { return [Ink(String(word), .syntaxName)] }
            guard word.uppercased() == "AS" else { return VariableWords.inks(of: word, .text) }
            isNameNext = true
            return [Ink(String(word), .syntaxInstruction)]
        case "ARG", "ENV", "LABEL":
            return assignment(word)
        case "RUN", "COPY", "ADD":
            if let heredoc = HeredocMark(word) {
                heredocs.append(heredoc)
                return [Ink(String(word), .syntaxHeredoc)]
            }
            return VariableWords.inks(of: word, .text)
        default:
            return VariableWords.inks(of: word, .text)
        }
    }

    private func assignment(_ word: Substring) -> [Ink] {
        guard let equals = word.firstIndex(of: "=") else {
            return VariableWords.inks(of: word, keyword == "ARG" ? .syntaxName : .text)
        }
        return [Ink(String(word[..<equals]), .syntaxName)] + VariableWords.inks(of: word[equals...], .text)
    }
}

/// Cuts text into words in the three ways that instructions need.
struct WordCutter {
    let escape: Unicode.Scalar

    /// Words between spaces, whatever quotes they hold.
    func plainWords(in text: MappedText) -> [MappedText] {
        guard !text.isEmpty else { return [] }
        return text.elements.split(whereSeparator: { $0.scalar.isWordSeparator }).map { MappedText($0) }
    }

    /// Words between spaces that stand outside quotes; quotes and escapes stay in them.
    func quotedWords(in text: MappedText) -> [MappedText] {
        var state = Cutting(text: text, escape: escape)
        while state.skipSpaces() {
            state.readQuotedWord()
        }
        return state.words
    }

    /// The words at the start that begin with `--`, without their quotes, and what follows them.
    func flags(in text: MappedText) -> (flags: [MappedText], rest: MappedText) {
        var state = Cutting(text: text, escape: escape)
        while state.skipSpaces() {
            guard state.startsFlag else { break }
            if state.readFlag() {
                break
            }
        }
        return (state.words, text[state.index..<text.count])
    }
}

/// The progress of cutting one text.
private struct Cutting {
    let text: MappedText
    let escape: Unicode.Scalar
    var index = 0
    var words: [MappedText] = []

    init(text: MappedText, escape: Unicode.Scalar) {
        self.text = text
        self.escape = escape
    }

    var isAtEnd: Bool { index >= text.count }

    var startsFlag: Bool {
        index + 1 < text.count && text[index] == "-" && text[index + 1] == "-"
    }

    /// Moves to the next word; false when there is none.
    mutating func skipSpaces() -> Bool {
        while !isAtEnd, text[index].isSpace {
            index += 1
        }
        return !isAtEnd
    }

    /// Reads to the next space outside quotes; an escape character at the very end is dropped.
    mutating func readQuotedWord() {
        var word = MappedText()
        var wasQuoted = false
        var quote: Unicode.Scalar?
        while !isAtEnd {
            let scalar = text[index]
            if quote == nil, scalar.isSpace {
                break
            }
            let isEscape = scalar == escape && quote != "'"
            if let open = quote {
                quote = scalar == open ? nil : open
            } else if scalar == "'" || scalar == "\"" {
                quote = scalar
                wasQuoted = true
            }
            if isEscape {
                index += 1
                guard !isAtEnd else { break }
                word.append(text.elements[index - 1])
            }
            word.append(text.elements[index])
            index += 1
        }
        if wasQuoted || !word.isEmpty {
            words.append(word)
        }
    }

    /// Reads one flag without its quotes and escapes; true when it is the `--` that ends the flags.
    mutating func readFlag() -> Bool {
        var word = MappedText()
        var quote: Unicode.Scalar?
        while !isAtEnd {
            let scalar = text[index]
            if quote == nil, scalar.isSpace {
                break
            }
            if scalar == quote {
                quote = nil
            } else if quote == nil, scalar == "'" || scalar == "\"" {
                quote = scalar
            } else {
                if scalar == escape {
                    index += 1
                    guard !isAtEnd else { break }
                }
                word.append(text.elements[index])
            }
            index += 1
        }
        let isEnd = word.text == "--"
        if !isEnd {
            words.append(word)
        }
        return isEnd
    }
}

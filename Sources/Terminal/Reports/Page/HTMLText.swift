/// Writes HTML as text: what comes from outside is escaped, and elements are closed.
struct HTMLText {
    /// What has been written.
    private(set) var text = ""

    /// Writes markup of our own as it is.
    mutating func raw(_ markup: String) {
        text += markup
    }

    /// Writes text from anywhere, on one line and without escape sequences of terminals.
    mutating func line(_ words: String) {
        text += Self.escaped(PlainText.clean(words))
    }

    /// Writes an element with what `body` writes in it; values of attributes are escaped.
    mutating func element(
        _ name: String, _ attributes: KeyValuePairs<String, String> = [:], _ body: (inout HTMLText) -> Void = { _ in }
    ) {
        text += "<\(name)"
        for (key, value) in attributes { text += " \(key)=\"\(Self.escaped(PlainText.clean(value)))\"" }
        text += ">"
        body(&self)
        text += "</\(name)>"
    }

    /// Writes an element that holds only text from anywhere.
    mutating func element(_ name: String, _ attributes: KeyValuePairs<String, String> = [:], text words: String) {
        element(name, attributes) { $0.line(words) }
    }

    /// Writes an element that holds several lines of text from anywhere.
    mutating func element(_ name: String, _ attributes: KeyValuePairs<String, String> = [:], lines: String) {
        element(name, attributes) { $0.raw(Self.escaped(PlainText.lines(lines))) }
    }

    /// Text in which nothing means anything to a browser.
    private static func escaped(_ text: String) -> String {
        var result = ""
        result.reserveCapacity(text.utf8.count)
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "'": result += "&#39;"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}

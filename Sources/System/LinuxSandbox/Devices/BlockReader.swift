/// Reads YAML as tools write it for CDI: maps and lists by indentation, with flow values, quotes and comments.
///
/// Anchors, tags, several documents and block texts (`|`, `>`) have no place in such files and are refused.
struct BlockReader {
    private struct Line {
        var number: Int
        var indent: Int
        var text: String
    }

    private var lines: [Line] = []
    private var next = 0

    /// Reads a text: JSON if it begins so, else YAML.
    static func value(of text: String) throws(SpecFault) -> SpecValue {
        if text.first(where: { !$0.isWhitespace }) == "{" { return try FlowReader.value(of: text) }
        var reader = try BlockReader(text)
        guard !reader.lines.isEmpty else { return .null }
        let value = try reader.block(depth: 0)
        if let rest = reader.current { throw SpecFault(line: rest.number, problem: "it is indented wrongly") }
        return value
    }

    private init(_ text: String) throws(SpecFault) {
        let all = text.split(separator: "\n", omittingEmptySubsequences: false)
        for (index, line) in all.enumerated() {
            let bare = Self.withoutComment(line)
            let indent = bare.prefix { $0 == " " }.count
            let words = bare.dropFirst(indent)
            if words.isEmpty || words == "---" && lines.isEmpty { continue }
            if words.hasPrefix("\t") { throw SpecFault(line: index + 1, problem: "it is indented by a tab") }
            if words.hasPrefix("---") || words.hasPrefix("%") {
                throw SpecFault(line: index + 1, problem: "only one document is read")
            }
            lines.append(Line(number: index + 1, indent: indent, text: String(words)))
        }
    }

    /// A line without its comment and the space before it; a `#` inside quotes or a word is none.
    private static func withoutComment(_ line: Substring) -> Substring {
        var quote: Character?
        var previous: Character = " "
        var end = line.endIndex
        for index in line.indices {
            let character = line[index]
            if let open = quote {
                // A quote behind a backslash, and the second of two, open and close nothing.
                if character == open, open == "'" || previous != "\\" { quote = nil }
            } else if "\"'".contains(character), " [{,:-'".contains(previous) {
                quote = character
            } else if character == "#", previous == " " {
                end = index
                break
            }
            previous = previous == "\\" && character == "\\" ? " " : character
        }
        var bare = line[..<end]
        while let last = bare.last, last.isWhitespace { bare.removeLast() }
        return bare
    }

    private var current: Line? { next < lines.count ? lines[next] : nil }

    private mutating func block(depth: Int) throws(SpecFault) -> SpecValue {
        guard let line = current else { return .null }
        guard depth < 64 else { throw SpecFault(line: line.number, problem: "it is nested too deeply") }
        if Self.isElement(line.text) { return try list(line.indent, depth) }
        if Self.splitMember(line.text) != nil { return try map(line.indent, depth) }
        next += 1
        return try inline(line.text, line)
    }

    private static func isElement(_ text: String) -> Bool { text == "-" || text.hasPrefix("- ") }

    private mutating func list(_ indent: Int, _ depth: Int) throws(SpecFault) -> SpecValue {
        var elements: [SpecValue] = []
        while let line = current, line.indent == indent, Self.isElement(line.text) {
            let rest = line.text.dropFirst().drop { $0 == " " }
            guard !rest.isEmpty else {
                next += 1
                elements.append(try nested(below: indent, depth))
                continue
            }
            // What stands behind the dash is a block of its own, indented by where it begins.
            lines[next].indent = indent + line.text.count - rest.count
            lines[next].text = String(rest)
            elements.append(try block(depth: depth + 1))
        }
        return .list(elements)
    }

    private mutating func map(_ indent: Int, _ depth: Int) throws(SpecFault) -> SpecValue {
        var members: [String: SpecValue] = [:]
        while let line = current, line.indent == indent, !Self.isElement(line.text) {
            guard let (name, rest) = Self.splitMember(line.text) else {
                throw SpecFault(line: line.number, problem: "a colon is missing")
            }
            let key = try FlowReader.value(of: name, line: line.number).text ?? name
            next += 1
            if !rest.isEmpty {
                members[key] = try inline(rest, line)
            } else if let following = current, following.indent == indent, Self.isElement(following.text) {
                members[key] = try list(indent, depth + 1)
            } else {
                members[key] = try nested(below: indent, depth)
            }
        }
        return .map(members)
    }

    private mutating func nested(below indent: Int, _ depth: Int) throws(SpecFault) -> SpecValue {
        guard let line = current, line.indent > indent else { return .null }
        return try block(depth: depth + 1)
    }

    /// A value that begins behind a colon or a dash, with the deeper lines that go on with it.
    private mutating func inline(_ text: String, _ line: Line) throws(SpecFault) -> SpecValue {
        guard let first = text.first, !"|>&*!@`%".contains(first) else {
            throw SpecFault(line: line.number, problem: "\(text.prefix(1)) can't begin a value here")
        }
        var whole = text
        while let following = current, following.indent > line.indent {
            whole += "\n" + following.text
            next += 1
        }
        if "[{\"'".contains(first) { return try FlowReader.value(of: whole, line: line.number) }
        let words = whole.split(separator: "\n").joined(separator: " ")
        return ["null", "~"].contains(words) ? .null : .scalar(words)
    }

    /// `name: rest`, or nil where no colon ends a name.
    private static func splitMember(_ text: String) -> (String, String)? {
        var quote: Character?
        var index = text.startIndex
        while index < text.endIndex {
            let character = text[index]
            let after = text.index(after: index)
            if let open = quote {
                if character == open { quote = nil }
            } else if "\"'".contains(character), index == text.startIndex {
                quote = character
            } else if "[{".contains(character), index == text.startIndex {
                return nil
            } else if character == ":", after == text.endIndex || text[after] == " " {
                return (String(text[..<index]), String(text[after...].drop { $0 == " " }))
            }
            index = after
        }
        return nil
    }
}

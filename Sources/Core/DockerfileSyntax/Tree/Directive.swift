package import Diagnostics

/// A parser directive from the top of a Dockerfile, as `# escape=X`.
package struct Directive: Hashable, Sendable {
    /// The directives that exist.
    package enum Name: String, Hashable, Sendable, CaseIterable {
        /// The frontend that is to read the file.
        case syntax
        /// The character that escapes and continues lines.
        case escape
        /// The configuration of the checks.
        case check
    }

    /// Which directive it is.
    package var name: Name

    /// What stands behind the equals sign.
    package var value: Word

    /// The line's range.
    package var range: SourceRange
}

/// Reads directives line by line, until the first line that is none.
struct DirectiveReader {
    private let file: SourceFile
    private let prefix: String
    private var seen: Set<Directive.Name> = []
    private var isDone = false

    init(file: SourceFile, prefix: String = "#") {
        self.file = file
        self.prefix = prefix
    }

    /// The directive in `line`, or nil when it holds none; after the first such line there are none any more.
    mutating func read(_ line: MappedText) throws(DockerfileError) -> Directive? {
        guard !isDone, let (name, value) = parts(of: line), let bytes = line.byteRange else {
            isDone = true
            return nil
        }
        let range = file.range(bytes)
        guard seen.insert(name).inserted else {
            throw .syntax(.duplicateDirective(name.rawValue), at: .init(file: file, range: range))
        }
        return Directive(name: name, value: file.word(value, orAt: bytes.upperBound), range: range)
    }

    /// Name and value of `PREFIX name = value`, when the name is one that exists.
    private func parts(of line: MappedText) -> (Directive.Name, MappedText)? {
        guard line.hasPrefix(prefix) else { return nil }
        let body = line.dropFirst(prefix.unicodeScalars.count).trimmed()
        guard let (left, right) = body.split(at: "=") else { return nil }
        let value = right.trimmedLeft()
        guard let name = Directive.Name(rawValue: left.trimmedRight().text.lowercased()), !value.isEmpty else {
            return nil
        }
        return (name, value)
    }
}

extension Directive {
    /// The `syntax` directive of a file that may be written for another frontend.
    ///
    /// Besides `# syntax=`, takes `// syntax=` and a file that is a JSON object with a member `syntax`. A first line
    /// that starts with `#!` is passed over.
    package static func syntax(of file: SourceFile) -> Directive? {
        let lines = directiveLines(of: file)
        for prefix in ["#", "//"] {
            if let directive = commentDirective(.syntax, in: lines, of: file, prefix: prefix) {
                return directive
            }
        }
        return jsonDirective(in: lines, of: file)
    }

    /// The `check` directive of a file; a first line that starts with `#!` is passed over.
    static func check(of file: SourceFile) -> Directive? {
        commentDirective(.check, in: directiveLines(of: file), of: file, prefix: "#")
    }

    private static func directiveLines(of file: SourceFile) -> ArraySlice<Range<Int>> {
        let lines = LineScanner(file: file).lines
        let isScript = lines.first.map { file.bytes[$0].starts(with: Array("#!".utf8)) } == true
        return isScript ? lines.dropFirst() : lines[...]
    }

    private static func commentDirective(
        _ name: Name, in lines: ArraySlice<Range<Int>>, of file: SourceFile, prefix: String
    ) -> Directive? {
        var reader = DirectiveReader(file: file, prefix: prefix)
        for line in lines {
            let text = MappedText(decoding: file.bytes[line]).trimmedRight()
            do {
                guard let directive = try reader.read(text) else { return nil }
                if directive.name == name {
                    return directive
                }
            } catch {
                return nil
            }
        }
        return nil
    }

    private static func jsonDirective(in lines: ArraySlice<Range<Int>>, of file: SourceFile) -> Directive? {
        guard let start = lines.first?.lowerBound else { return nil }
        let text = MappedText(decoding: file.bytes[start...]).trimmedLeft()
        guard text.hasPrefix("{"), case .object(let members)? = JSONReader.read(text) else { return nil }
        guard case .string(let value)? = members.last(where: { $0.key == Name.syntax.rawValue })?.value else {
            return nil
        }
        let word = file.word(value, orAt: start)
        return Directive(name: .syntax, value: word, range: word.range)
    }
}

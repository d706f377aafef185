/// A function, initializer or accessor of a file, with what the size rules ask about it.
struct FunctionOutline: Equatable {
    let name: String
    /// The line of the keyword, from 1.
    let line: Int
    /// Lines from the opening to the closing brace, both counted.
    var length = 0
    /// The deepest nesting of blocks inside the body.
    var depth = 0
    var parameters = 0
    /// The body does nothing but assign parameters to properties.
    var isMemberwise = false
}

/// Finds the functions of a file by its braces: no full parser, but exact for code that the formatter has laid out.
struct Outline {
    private enum Block {
        case type
        case function(FunctionOutline, start: Int)
        case inner
    }

    /// An open brace, with what was being read around it.
    private struct Frame {
        var block: Block
        let pending: Block?
        let parentheses: Int
    }

    private struct Token {
        let text: Substring
        let line: Int
    }

    private(set) var functions: [FunctionOutline] = []
    private let tokens: [Token]
    private let code: [String]
    private var frames: [Frame] = []
    private var pending: Block?
    private var parentheses = 0

    init(_ text: SwiftText) {
        code = text.code
        tokens = Self.tokens(of: text)
        for index in tokens.indices { read(index) }
        functions.sort { $0.line < $1.line }
    }

    private static func tokens(of text: SwiftText) -> [Token] {
        text.code.enumerated().flatMap { number, line in
            line.matches(of: /[A-Za-z_][A-Za-z_0-9]*|[^\sA-Za-z_0-9]/).map { Token(text: $0.output, line: number + 1) }
        }
    }

    private mutating func read(_ index: Int) {
        switch tokens[index].text {
        case "(", "[": parentheses += 1
        case ")", "]": parentheses -= 1
        case "{": open(at: tokens[index].line)
        case "}": close(at: tokens[index].line)
        default: if let block = declaration(at: index) { pending = block }
        }
    }

    private var isAmongMembers: Bool {
        guard let last = frames.last else { return true }
        if case .type = last.block { return true }
        return false
    }

    private func declaration(at index: Int) -> Block? {
        let token = tokens[index]
        guard index == 0 || tokens[index - 1].text != "." else { return nil }
        switch token.text {
        case "struct", "enum", "actor", "extension", "protocol": return .type
        case "class": return next(index) == "func" || next(index) == "var" || next(index) == ":" ? nil : .type
        case "func": return .function(function(at: index, named: String(next(index) ?? "func")), start: 0)
        case "init", "subscript", "deinit":
            return isAmongMembers ? .function(function(at: index, named: String(token.text)), start: 0) : nil
        case "var", "let":
            let name = String(next(index) ?? token.text)
            return isAmongMembers && parentheses == 0
                ? .function(FunctionOutline(name: name, line: token.line), start: 0) : nil
        default: return nil
        }
    }

    private func next(_ index: Int) -> Substring? {
        index + 1 < tokens.count ? tokens[index + 1].text : nil
    }

    private func function(at index: Int, named name: String) -> FunctionOutline {
        var outline = FunctionOutline(name: name, line: tokens[index].line)
        let bracket = tokens[index...].firstIndex { $0.text == "(" || $0.text == "{" }
        guard let open = bracket, tokens[open].text == "(" else { return outline }
        var depth = 0
        for token in tokens[open...] {
            if "([{".contains(token.text) { depth += 1 }
            if ")]}".contains(token.text) { depth -= 1 }
            if depth == 1 && token.text == ":" { outline.parameters += 1 }
            if depth == 0 { break }
        }
        return outline
    }

    private mutating func open(at line: Int) {
        let frame = Frame(block: block(at: line), pending: pending, parentheses: parentheses)
        frames.append(frame)
        if case .inner = frame.block { deepen() }
        pending = nil
        parentheses = 0
    }

    private func block(at line: Int) -> Block {
        guard parentheses == 0, let pending else { return .inner }
        guard case .function(let outline, _) = pending else { return pending }
        return .function(outline, start: line)
    }

    /// Notes the present nesting in the innermost function around it.
    private mutating func deepen() {
        var depth = 0
        for index in frames.indices.reversed() {
            guard case .function(var outline, let start) = frames[index].block else {
                depth += 1
                continue
            }
            outline.depth = max(outline.depth, depth)
            frames[index].block = .function(outline, start: start)
            return
        }
    }

    private mutating func close(at line: Int) {
        guard let frame = frames.popLast() else { return }
        parentheses = frame.parentheses
        // A closure among the arguments of a declaration does not end the declaration.
        pending = frame.parentheses > 0 ? frame.pending : nil
        guard case .function(var outline, let start) = frame.block else { return }
        outline.length = line - start + 1
        let body = code[min(start, line - 1)..<(line - 1)].map { $0.drop { $0 == " " } }.filter { !$0.isEmpty }
        let assigns = body.allSatisfy { $0.prefixMatch(of: /(self\.)?[A-Za-z_]+ =/) != nil }
        outline.isMemberwise = outline.name == "init" && !body.isEmpty && assigns
        functions.append(outline)
    }
}

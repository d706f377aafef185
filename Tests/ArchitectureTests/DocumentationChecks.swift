/// What other targets may use says what it is.
enum DocumentationChecks {
    private static let modifiers: Set<Substring> = [
        "static", "final", "indirect", "mutating", "nonmutating", "nonisolated", "isolated", "override", "convenience",
        "required", "lazy", "weak", "distributed", "consuming", "borrowing",
    ]

    private static let declarations: Set<Substring> = [
        "func", "var", "let", "init", "subscript", "struct", "class", "enum", "actor", "protocol", "typealias", "macro",
    ]

    /// Members of the standard library's protocols, whose meaning every reader knows.
    private static let wellKnown = [
        "var description:", "func == (", "func < (", "func encode(to ", "func hash(into ", "init(from decoder:",
    ]

    /// Every `package` declaration has a `///` comment above it and above its attributes.
    ///
    /// What a conformance asks for is described at its protocol: members in an extension that adds a conformance, and
    /// those named as one of `requirements`.
    static func packageDeclarations(_ file: SourceFile, requirements: Set<String> = []) -> [Violation] {
        guard !file.isTest else { return [] }
        return file.text.code.indices
            .filter { isPackageDeclaration(file.text.code[$0]) && !hasDocumentation(file, $0) }
            .filter { !isConformance(file, $0) && !requirements.contains(declaredName(file.text.code[$0])) }
            .map { file.violation($0 + 1, "this declaration is seen by other targets and needs a /// comment") }
    }

    /// The functions and properties that the protocols of a file ask for, as "func layer" and "var root".
    static func requirements(_ file: SourceFile) -> Set<String> {
        var names: Set<String> = []
        var isInProtocol = false
        for line in file.text.code {
            if line.hasPrefix("package protocol ") { isInProtocol = true }
            if line.hasPrefix("}") { isInProtocol = false }
            if isInProtocol { names.insert(declaredName(line)) }
        }
        return names.subtracting([""])
    }

    private static func declaredName(_ line: String) -> String {
        line.firstMatch(of: /\b(func|var) [A-Za-z_]+/).map { String($0.output.0) } ?? ""
    }

    private static func isPackageDeclaration(_ line: String) -> Bool {
        let words = line.split { !($0.isLetter || $0 == "_" || $0 == "@") }
        guard let access = words.firstIndex(of: "package") else { return false }
        guard words[..<access].allSatisfy({ modifiers.contains($0) || $0.hasPrefix("@") }) else { return false }
        let following = words[(access + 1)...].first {
            !modifiers.contains($0) && $0 != "private" && $0 != "fileprivate" && $0 != "internal" && $0 != "set"
        }
        return following.map(declarations.contains) ?? false
    }

    private static func isConformance(_ file: SourceFile, _ line: Int) -> Bool {
        guard !wellKnown.contains(where: file.text.code[line].contains) else { return true }
        let opening = file.text.code[...line].last { $0.prefixMatch(of: /[a-z@]/) != nil }
        return opening?.prefixMatch(of: /extension [A-Za-z.]+:/) != nil
    }

    private static func hasDocumentation(_ file: SourceFile, _ line: Int) -> Bool {
        var above = line - 1
        while above >= 0, isAttribute(file.text.code[above]) { above -= 1 }
        return above >= 0 && file.text.comments[above].hasPrefix("///")
    }

    private static func isAttribute(_ line: String) -> Bool {
        line.drop { $0 == " " }.hasPrefix("@")
    }
}

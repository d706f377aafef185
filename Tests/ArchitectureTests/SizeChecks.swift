/// The sizes that keep a file readable in one go.
enum SizeChecks {
    static let fileLines = 400
    static let testFileLines = 600
    static let functionLines = 60
    static let nesting = 4
    static let parameters = 5

    static func fileLength(_ file: SourceFile) -> [Violation] {
        let limit = file.isTest ? testFileLines : fileLines
        let count = file.text.lines.count
        guard count > limit else { return [] }
        return [
            file.violation(limit + 1, "the file has \(count) lines, \(limit) are allowed: give each subject a file")
        ]
    }

    static func functionLength(_ file: SourceFile) -> [Violation] {
        file.functions.filter {
            $0.length > functionLines && Exemptions.longFunctions[key($0, file)] == nil
        }
        .map { file.violation($0.line, "\($0.name) has \($0.length) lines, \(functionLines) are allowed") }
    }

    static func nestingDepth(_ file: SourceFile) -> [Violation] {
        file.functions.filter { $0.depth > nesting }
            .map { file.violation($0.line, "\($0.name) nests \($0.depth) levels deep, \(nesting) are allowed") }
    }

    /// A memberwise initializer only names a type's properties, so it may take as many as the type has.
    static func parameterCount(_ file: SourceFile) -> [Violation] {
        file.functions.filter { $0.parameters > parameters && !$0.isMemberwise }
            .map { file.violation($0.line, "\($0.name) takes \($0.parameters) parameters: make them a struct") }
    }

    private static func key(_ function: FunctionOutline, _ file: SourceFile) -> String {
        let fileName = file.path.split(separator: "/").last.map(String.init) ?? file.path
        return "\(fileName) \(function.name)"
    }
}

/// Compares what a file imports with the table of arrows.
enum ImportChecks {
    static func imports(_ file: SourceFile) -> [Violation] {
        guard !file.isTest, let target = file.target, let rule = Arrows.table[target] else { return [] }
        let allowed = allowedModules(of: target, rule)
        return importedModules(file).filter { !allowed.contains($0.module) }
            .map { file.violation($0.line, "\(target) may not import \($0.module)") }
    }

    /// The modules that a file names after `import`, with their lines; of `import struct A.B`, A.
    static func importedModules(_ file: SourceFile) -> [(module: String, line: Int)] {
        let kinds: Set<Substring> = ["struct", "class", "enum", "func", "protocol", "typealias", "var", "let", "actor"]
        return file.text.code.enumerated().compactMap { number, line in
            let words = line.split(separator: " ")
            guard let keyword = words.firstIndex(of: "import"), !words.contains("=") else { return nil }
            let name = words[(keyword + 1)...].first { !kinds.contains($0) }
            return name.map { (String($0.prefix { $0 != "." && $0 != ";" }), number + 1) }
        }
    }

    private static func allowedModules(of target: String, _ rule: TargetRule) -> Set<String> {
        let companions = rule.libraries.reduce(into: Set<String>()) { $0.formUnion(Arrows.companions[$1] ?? []) }
        let common = rule.targets.union(rule.libraries).union(Arrows.common).union(Arrows.toolchain).union(companions)
        return rule.isPure ? common : common.union(Arrows.machine)
    }
}

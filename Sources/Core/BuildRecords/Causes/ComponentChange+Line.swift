package import BuildEvents
import BuildGraph
package import Diagnostics

extension ComponentChange {
    /// The change of a variable with the line, among those of a step's instruction, that names it; others as they are.
    package func placed(in source: SourceFile?, lines: ClosedRange<Int>?) -> ComponentChange {
        guard [.argument, .environment].contains(kind), let source, let lines else { return self }
        var change = self
        change.line = lines.first { source.line($0)?.hasWord(name) == true }
        return change
    }
}

extension String {
    /// Whether a name stands in the text as a word of its own, as after `$` or between braces.
    fileprivate func hasWord(_ name: String) -> Bool {
        split { !($0.isLetter || $0.isNumber || $0 == "_") }.contains { $0 == name }
    }
}

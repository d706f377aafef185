import BuildEvents
package import Diagnostics

/// How people name a step of a recorded build.
package enum StepName {
    /// The position of the step that a text names: its number as plain progress has it, with or without `#`, its line
    /// in the Dockerfile as `:7`, the beginning of its digest, or a part of its name.
    ///
    /// - Throws: `Diagnostic` where no step has the name, or several have.
    package static func position(of text: String, among steps: [StepSummary]) throws(Diagnostic) -> Int {
        let digits = text.hasPrefix("#") ? String(text.dropFirst()) : text
        if let number = Int(digits) {
            if let step = steps.first(where: { $0.number == number }) { return step.position }
            let last = steps.compactMap(\.number).max() ?? 0
            throw fault(
                "there is no step \(text)",
                remedy: last == 0
                    ? "none of its steps began; name one by a part of its text"
                    : "its steps are numbered from 1 to \(last), in the order in which they began")
        }
        let digest = text.contains(":") ? text : "sha256:\(text)"
        let line = text.hasPrefix(":") ? Int(text.dropFirst()) : nil
        let tests: [(StepSummary) -> Bool] = [
            { step in line.flatMap { step.description.range?.lines.contains($0) } ?? false },
            { $0.description.name == text || $0.description.instruction == text },
            { text.count >= 6 && $0.description.id.description.hasPrefix(digest) },
            { $0.description.name.lowercased().contains(text.lowercased()) },
        ]
        for test in tests {
            let found = steps.filter(test)
            if let only = found.first, found.count == 1 { return only.position }
            if found.count > 1 {
                let list = found.prefix(5).map { step in
                    (step.number.map { "#\($0) " } ?? "") + step.description.name
                }
                throw fault(
                    "\(found.count) steps are called \"\(text)\"",
                    remedy: "name one of them by its number: \(list.joined(separator: ", "))")
            }
        }
        throw fault("no step is called \"\(text)\"", remedy: "strata history show lists the steps with their numbers")
    }

    private static func fault(_ message: String, remedy: String) -> Diagnostic {
        Diagnostic(code: "history.no-such-step", message: message, remedy: remedy)
    }
}

extension StringProtocol {
    /// Whether a text stands in this one; Foundation's own would load it.
    fileprivate func contains(_ text: String) -> Bool {
        text.isEmpty || indices.contains { self[$0...].hasPrefix(text) }
    }
}

import BuildEvents
package import Diagnostics
import OCIFormat

/// How people name a step of a recorded build.
package enum StepChoice: Sendable, Hashable {
    /// The number that plain progress gave it: `9`, `#9`.
    case number(Int)
    /// A line of the Dockerfile: `:7`.
    case line(Int)
    /// A stage and a position in it: `build 2/3`.
    case place(stage: String, step: Int)
    /// Its whole text, the beginning of its digest, or a part of its text.
    case text(String)

    /// Reads a name; every text names something.
    package init(parsing text: String) {
        let digits = text.hasPrefix("#") ? text.dropFirst() : text[...]
        if let number = Int(digits), number >= 0 {
            self = .number(number)
        } else if text.hasPrefix(":"), let line = Int(text.dropFirst()) {
            self = .line(line)
        } else {
            let name = VertexName(parsing: "[\(text)]")
            if let step = name.step, !text.contains("[") {
                self = .place(stage: name.stage ?? "", step: step)
            } else {
                self = .text(text)
            }
        }
    }

    /// Whether a text can only be meant for a step, and never for a build.
    package static func isCertain(_ text: String) -> Bool {
        text.hasPrefix(":") || text.hasPrefix("#") || text.contains { $0 == "/" || $0 == " " || $0.isUppercase }
    }

    /// The steps of a build that are meant, as positions in it: one, or one for each platform.
    ///
    /// - Throws: `Diagnostic` with what there is, where none is meant or several are.
    package func positions(in build: ExplainedBuild) throws(Diagnostic) -> [Int] {
        var found = build.steps.indices.filter { matches(build.steps[$0]) }
        if found.isEmpty, case .line(let line) = self {
            // FROM is no step of its stage, and yet a line that people ask for.
            found = build.steps.indices.filter { build.steps[$0].lines?.contains(line) == true }
        }
        if case .text(let text) = self, let better = Self.better(text, found, in: build) { found = better }
        let texts = Set(found.map { build.steps[$0].instruction + (build.steps[$0].stage ?? "\(found.count)") })
        if found.isEmpty || texts.count > 1 && !isWholeLine { throw fault(found, in: build) }
        return found
    }

    /// The one step of a build that is meant, as its position.
    ///
    /// - Throws: `Diagnostic` with what there is, where none is meant or several are.
    package func position(in build: ExplainedBuild) throws(Diagnostic) -> Int {
        let found = try positions(in: build)
        guard let only = found.first, found.count == 1 else { throw fault(found, in: build) }
        return only
    }

    /// Of the steps that have a text somewhere those that are called so.
    private static func better(_ text: String, _ found: [Int], in build: ExplainedBuild) -> [Int]? {
        let called = found.filter { build.steps[$0].name == text || build.steps[$0].instruction == text }
        return called.isEmpty ? nil : called
    }

    /// A line may hold one instruction, of which other stages and platforms have copies.
    private var isWholeLine: Bool {
        if case .line = self { true } else { false }
    }

    private func matches(_ step: ExplainedStep) -> Bool {
        switch self {
        case .number(let number):
            return step.number == number
        case .line(let line):
            return step.isInstruction && step.lines?.contains(line) == true
        case .place(let stage, let position):
            let name = VertexName(parsing: step.name)
            return name.step == position && (name.stage == stage || stage.isEmpty || step.stage == stage)
        case .text(let text):
            return step.id.isMeant(by: text) || step.name.lowercased().contains(part: text.lowercased())
                || step.instruction.lowercased().contains(part: text.lowercased())
        }
    }

    private func fault(_ found: [Int], in build: ExplainedBuild) -> Diagnostic {
        let called = description
        if found.isEmpty {
            let numbers = build.steps.compactMap(\.number)
            let lines = build.steps.filter(\.isInstruction).compactMap(\.lines)
            var remedy = "its steps are #1 to #\(numbers.max() ?? 0)"
            if let first = lines.map(\.lowerBound).min(), let last = lines.map(\.upperBound).max() {
                remedy += ", of lines :\(first) to :\(last)"
            }
            if case .place = self {
                let stages = build.steps.compactMap(\.stage).reduce(into: [String]()) { names, name in
                    if !names.contains(name) { names.append(name) }
                }
                remedy += ", of stages \(stages.joined(separator: ", "))"
            }
            return Diagnostic(
                code: "history.no-such-step", message: "build \(build.number) has no step \(called)", remedy: remedy)
        }
        let list = found.prefix(6).map { position in
            let step = build.steps[position]
            return "\(step.number.map { "#\($0) " } ?? "")\(step.name)"
        }
        return Diagnostic(
            code: "history.ambiguous-step", message: "\(found.count) steps of build \(build.number) are \(called)",
            remedy: "name one by its number: \(list.joined(separator: "; "))")
    }

    private var description: String {
        switch self {
        case .number(let number): "#\(number)"
        case .line(let line): "of line \(line)"
        case .place(let stage, let step): "\(step)\(stage.isEmpty ? "" : " of stage \(stage)")"
        case .text(let text): "with the text \"\(text)\""
        }
    }
}

extension StepID {
    /// Whether a text is the beginning of its digest, and long enough to be meant as one.
    fileprivate func isMeant(by text: String) -> Bool {
        text.count >= 6 && (digest.hex.hasPrefix(text) || description.hasPrefix(text))
    }
}

extension String {
    /// Whether a text stands in this one; Foundation's own search is not to be had here.
    fileprivate func contains(part: String) -> Bool {
        let (text, part) = (Array(utf8), Array(part.utf8))
        guard !part.isEmpty, text.count >= part.count else { return part.isEmpty }
        return (0...(text.count - part.count)).contains { text[$0..<($0 + part.count)].elementsEqual(part) }
    }
}

import Diagnostics

/// The checks that need nothing but the file.
extension Dockerfile {
    /// The options in `# check=` at the top, as they are written; nil without such a line.
    package var checkDirective: Directive? {
        Directive.check(of: file)
    }

    /// Notes all that can be found without arguments, stages or images.
    package func check(into log: inout CheckLog) {
        checkContinuations(&log)
        for instruction in instructions { Self.check(instruction, into: &log) }
        checkStageNames(&log)
        checkInstructionCasing(&log)
    }

    /// An instruction with empty lines in it is named once, at its last line without here-documents.
    private func checkContinuations(_ log: inout CheckLog) {
        for instruction in instructions {
            guard let empty = instruction.emptyContinuationLines.last else { continue }
            let line = max(instruction.range.lines.upperBound, empty.start.line)
            log.note(.emptyContinuation, at: line...line)
        }
    }

    private static func check(_ instruction: Instruction, into log: inout CheckLog) {
        switch instruction.body {
        case .maintainer: log.note(.maintainer, at: instruction)
        case .from(let from): check(from, of: instruction, into: &log)
        case .arg(let declarations):
            checkDescription(of: declarations.map(\.name.text), instruction, called: "ARG", into: &log)
        default: break
        }
    }

    private static func check(_ from: FromInstruction, of instruction: Instruction, into log: inout CheckLog) {
        guard let name = from.name?.text, let word = from.asKeyword?.text else { return }
        if name != name.lowercased() { log.note(.stageNameCasing(name), at: instruction) }
        let keyword = instruction.keyword.text
        // Mixed letters in FROM itself are the affair of another rule.
        if let casing = CheckFinding.Casing(of: keyword), casing.apply(to: word) != word {
            log.note(.fromAsCasing(from: keyword, as: word), at: instruction)
        }
        checkDescription(of: [name.lowercased()], instruction, called: "FROM", into: &log)
    }

    /// The comment right above must begin with a name that is defined there.
    private static func checkDescription(
        of names: [String], _ instruction: Instruction, called word: String, into log: inout CheckLog
    ) {
        guard let comment = instruction.comments.last, let first = names.first else { return }
        let start = comment.text.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: false)[0]
        guard !names.contains(String(start)) else { return }
        let name = names.count > 1 ? "<arg_key>" : first
        log.note(.misplacedDescription(instruction: word, name: name), at: instruction)
    }

    private func checkStageNames(_ log: inout CheckLog) {
        var known: Set<String> = []
        for stage in stages {
            guard let name = stage.name else { continue }
            let lines = stage.instruction.lines
            if ["context", "scratch"].contains(name) { log.note(.reservedStageName(name), at: lines) }
            if !known.insert(name).inserted { log.note(.duplicateStageName(name), at: lines) }
        }
    }

    /// ARGs above the first FROM neither count nor are judged; a tie is for capitals.
    private func checkInstructionCasing(_ log: inout CheckLog) {
        let counted = stages.flatMap { [$0.instruction] + $0.instructions }
        let casings = counted.compactMap { CheckFinding.Casing(of: $0.keyword.text) }
        let lower = casings.count { $0 == .lowercase }
        let majority: CheckFinding.Casing = lower > casings.count - lower ? .lowercase : .uppercase
        for instruction in counted where majority.apply(to: instruction.keyword.text) != instruction.keyword.text {
            log.note(.instructionCasing(instruction.keyword.text, majority: majority), at: instruction.lines)
        }
    }
}

extension CheckFinding.Casing {
    /// The case of a word that has letters of one case only.
    fileprivate init?(of word: String) {
        if word == word.lowercased() {
            self = .lowercase
        } else if word == word.uppercased() {
            self = .uppercase
        } else {
            return nil
        }
    }

    fileprivate func apply(to word: String) -> String {
        self == .lowercase ? word.lowercased() : word.uppercased()
    }
}

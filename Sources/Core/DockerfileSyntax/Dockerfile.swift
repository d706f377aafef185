package import Diagnostics

/// A Dockerfile, read whole: stages with their instructions, and the arguments above them.
package struct Dockerfile: Hashable, Sendable {
    /// The file cut into words.
    package let tree: SyntaxTree

    /// The ARG instructions above the first FROM.
    package let globalArguments: [Instruction]

    /// The stages in their order; at least one.
    package let stages: [Stage]

    /// A FROM and what follows it up to the next.
    package struct Stage: Hashable, Sendable {
        /// The stage's number, from 0.
        package var index: Int

        /// The FROM instruction as a whole, with its place and comments.
        package var instruction: Instruction

        /// What FROM says.
        package var from: FromInstruction

        /// The instructions below FROM.
        package var instructions: [Instruction]

        /// The stage's name in lower case, or nil when it has none.
        package var name: String? { from.stageName }
    }

    /// The file that was read.
    package var file: SourceFile { tree.file }

    /// The directives at the top.
    package var directives: [Directive] { tree.directives }

    /// The escape character.
    package var escape: Unicode.Scalar { tree.escape }

    /// All instructions in the order of the file.
    package var instructions: [Instruction] {
        globalArguments + stages.flatMap { [$0.instruction] + $0.instructions }
    }

    /// The tree as S-expressions, as BuildKit's parser prints its own.
    package var syntaxTree: String { tree.description }
}

extension Dockerfile {
    /// Reads a file; throws the first thing that is wrong with it, as far as that can be told without building.
    package static func parse(_ file: SourceFile) throws(DockerfileError) -> Dockerfile {
        let tree = try SyntaxTree.parse(file)
        var globalArguments: [Instruction] = []
        var stages: [Stage] = []
        for node in tree.nodes {
            let instruction = try InstructionReader(file: file, node: node).instruction()
            if case .from(let from) = instruction.body {
                stages.append(Stage(index: stages.count, instruction: instruction, from: from, instructions: []))
            } else if !stages.isEmpty {
                stages[stages.count - 1].instructions.append(instruction)
            } else if case .arg = instruction.body {
                globalArguments.append(instruction)
            } else {
                let place = Diagnostic.Place(file: file, range: instruction.range)
                throw .instruction(.noStage(instruction.name), at: place)
            }
        }
        guard !stages.isEmpty else {
            throw .instruction(.noStages, at: .init(file: file, range: globalArguments.last?.range))
        }
        return Dockerfile(tree: tree, globalArguments: globalArguments, stages: stages)
    }

    /// Reads an ONBUILD expression that an image has recorded: one instruction, escaped by backslashes.
    package static func trigger(_ expression: SourceFile) throws(DockerfileError) -> Instruction {
        let tree = try SyntaxTree.parse(expression)
        guard let node = tree.nodes.first, tree.nodes.count == 1 else {
            throw .instruction(.notOneTrigger, at: .init(file: expression, range: expression.range(ofLine: 1)))
        }
        let instruction = try InstructionReader(file: expression, node: node).instruction()
        switch instruction.body {
        case .from, .maintainer, .onbuild:
            let place = Diagnostic.Place(file: expression, range: instruction.range)
            throw .instruction(.forbiddenTrigger(instruction.name), at: place)
        default:
            return instruction
        }
    }
}

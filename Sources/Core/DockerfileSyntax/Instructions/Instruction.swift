package import Diagnostics

/// One instruction with what it means and where it stands.
package struct Instruction: Hashable, Sendable {
    /// The instruction's word as it was written, in whatever case.
    package var keyword: Word

    /// The whole instruction with its continuation lines joined, without here-documents: what people are shown.
    package var original: String

    /// From the keyword to the end of the joined line; here-documents are left out.
    package var range: SourceRange

    /// The lines of the file, from 1, with here-documents.
    package var lines: ClosedRange<Int>

    /// The comments between the instruction before and this one, without `#`; an empty comment line clears them.
    package var comments: [Word]

    /// The empty lines inside the continuation, which a later version of the format will refuse.
    package var emptyContinuationLines: [SourceRange]

    /// The here-documents in their order.
    package var heredocs: [Heredoc]

    /// What the instruction means.
    package var body: InstructionBody

    /// The instruction's name in capitals.
    package var name: String { keyword.text.uppercased() }
}

/// The meaning of an instruction.
///
/// All words are as they were written: variables are replaced later, see ``Instruction/expandableWords``.
package enum InstructionBody: Hashable, Sendable {
    /// `ADD`.
    case add(AddInstruction)
    /// `ARG`, one or several.
    case arg([ArgumentDeclaration])
    /// `CMD`.
    case cmd(CommandForm)
    /// `COPY`.
    case copy(CopyInstruction)
    /// `ENTRYPOINT`.
    case entrypoint(CommandForm)
    /// `ENV`, one or several.
    case env([KeyValue])
    /// `EXPOSE`, whose words may expand to several ports each.
    case expose([Word])
    /// `FROM`.
    case from(FromInstruction)
    /// `HEALTHCHECK`.
    case healthcheck(HealthcheckInstruction)
    /// `LABEL`, one or several.
    case label([KeyValue])
    /// `MAINTAINER`.
    case maintainer(Word)
    /// `ONBUILD`.
    indirect case onbuild(OnbuildInstruction)
    /// `RUN`.
    case run(RunInstruction)
    /// `SHELL`, always a JSON array with at least one element.
    case shell([Word])
    /// `STOPSIGNAL`.
    case stopSignal(Word)
    /// `USER`.
    case user(Word)
    /// `VOLUME`.
    case volume([Word])
    /// `WORKDIR`.
    case workdir(Word)
}

extension Instruction {
    /// The words whose variables are replaced in the stage's environment when the instruction's turn comes, in order.
    ///
    /// FROM's image and platform are replaced too, but with the global arguments. All values of a RUN's mounts but
    /// `from` are replaced by ``RunMount/resolved(in:expanding:)``, the contents of COPY's here-documents by
    /// ``Expander/heredoc`` where they are to be. The words of RUN, CMD, ENTRYPOINT, SHELL, HEALTHCHECK, ONBUILD and
    /// MAINTAINER are left alone, as are `--from` and `--exclude`.
    package var expandableWords: [Word] {
        switch body {
        case .add(let add): add.files.expandableWords + [add.checksum].compactMap { $0 }
        case .copy(let copy): copy.files.expandableWords
        case .arg(let arguments): arguments.flatMap { [$0.name] + ($0.value.map { [$0] } ?? []) }
        case .env(let pairs), .label(let pairs): pairs.flatMap { [$0.name, $0.value] }
        case .from(let from): [from.platform, from.image].compactMap { $0 }
        case .expose(let words), .volume(let words): words
        case .stopSignal(let word), .user(let word), .workdir(let word): [word]
        case .run(let run): run.mounts.flatMap { $0.options.compactMap { $0.key == "from" ? nil : $0.value } }
        case .cmd, .entrypoint, .healthcheck, .maintainer, .onbuild, .shell: []
        }
    }
}

import Diagnostics

/// The instructions that exist.
enum InstructionName: String, CaseIterable {
    case add, arg, cmd, copy, entrypoint, env, expose, from, healthcheck, label, maintainer, onbuild, run, shell
    case stopsignal, user, volume, workdir

    /// The instruction that somebody who wrote `word` probably meant, in the case that they write in.
    static func suggestion(for word: String) -> String? {
        let nearest = NearestName.suggestion(for: word, among: allCases.map { $0.rawValue.uppercased() })
        return word == word.lowercased() ? nearest?.lowercased() : nearest
    }
}

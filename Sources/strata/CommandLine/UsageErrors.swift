import ArgumentParser
import Diagnostics

/// How a command line that can't be read ends the program: with Docker's code and in the words of the other errors.
enum UsageErrors {
    /// What Docker's commands end with where a flag is unknown or its value can't be read.
    static let flagCode: Int32 = 125

    /// The exit code that an error has.
    static func code(of diagnostic: Diagnostic) -> Int32 {
        ["usage.flag", "usage.size", "usage.ulimit"].contains(diagnostic.code) ? flagCode : 1
    }

    /// What is said to arguments that ArgumentParser refused, and to errors that nobody expected, with the exit code; nil
    /// for what is no error, or was told already.
    static func ending(of error: any Error, arguments: [String]) -> (text: String, code: Int32)? {
        let message = Strata.message(for: error)
        let code = Strata.exitCode(for: error)
        if code == .failure, !message.isEmpty { return (message, 1) }
        guard code == .validationFailure else { return nil }
        let command = arguments.dropFirst().first { !$0.hasPrefix("-") } ?? ""
        let page = FlagGrammar.buildCommands.contains(command) ? "strata \(command)" : "strata"
        return ("\(message)\nremedy: \(page) --help lists what there is", flagCode)
    }

    /// Refuses a command that there isn't, with the nearest one that there is.
    static func checkCommand(_ arguments: [String]) throws(Diagnostic) {
        guard let name = arguments.first, !name.hasPrefix("-") else { return }
        var known = ["help"]
        for command in Strata.configuration.subcommands {
            known.append(command.configuration.commandName ?? command._commandName)
        }
        guard !known.contains(name) else { return }
        throw Diagnostic(
            code: "usage.command", message: "unknown command: strata \(name)",
            remedy: NearestName.suggestion(for: name, among: known).map { "did you mean \($0)?" }
                ?? "strata --help lists what there is")
    }
}

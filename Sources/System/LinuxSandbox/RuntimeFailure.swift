import EnginePorts

/// What a runtime says when it could not run a command at all.
struct RuntimeFailure {
    var error: SandboxError

    /// Reads a runtime's log; nil where it holds no error, and the exit code is the command's own.
    init?(log: String, program: String) {
        let lines = log.split(separator: "\n").filter { !$0.contains("level=warning") && !$0.contains("[warning]") }
        guard let last = lines.last else { return nil }
        let message = Self.words(of: String(last))
        let isMissing = [
            "executable file", "No such file or directory", "no such file or directory", "Permission denied",
        ]
        .contains { message.contains($0) }
        let isAboutProgram = message.contains("executable file") || message.contains("exec")
        error =
            isMissing && isAboutProgram
            ? .commandNotFound(program, message: message) : .runtimeFailed(message)
    }

    /// Drops the time and the program's name before the message, and what is around it in logfmt.
    private static func words(of line: String) -> String {
        if let message = text(after: "msg=\"", in: line) { return unquoted(message) }
        for mark in ["[error] *** ", ": error: ", "crun: "] {
            if let message = text(after: mark, in: line) { return message }
        }
        return line
    }

    /// The text up to the next quote that no backslash precedes.
    private static func unquoted(_ text: String) -> String {
        var result = ""
        var isEscaped = false
        for character in text {
            if !isEscaped, character == "\"" { break }
            isEscaped = !isEscaped && character == "\\"
            if !isEscaped { result.append(character) }
        }
        return result
    }

    private static func text(after mark: String, in line: String) -> String? {
        var rest = Substring(line)
        while !rest.isEmpty {
            if rest.hasPrefix(mark) { return String(rest.dropFirst(mark.count)) }
            rest = rest.dropFirst()
        }
        return nil
    }
}

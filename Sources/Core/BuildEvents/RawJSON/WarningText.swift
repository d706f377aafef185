package import Diagnostics

/// The one-line form of a warning that BuildKit's users know: `RULE: message (line N)`.
package enum WarningText {
    private static let codePrefix = "check."

    /// The short text of a warning; the rule's name comes first where the code is that of a check.
    package static func short(of diagnostic: Diagnostic) -> String {
        let rule = diagnostic.code.hasPrefix(codePrefix) ? "\(diagnostic.code.dropFirst(codePrefix.count)): " : ""
        let line = diagnostic.range.map { " (line \($0.start.line))" } ?? ""
        return rule + diagnostic.message + line
    }

    /// Takes a short text apart into a check's code and its message; text of another form is all message.
    static func parse(_ short: String) -> (code: String, message: String) {
        var message = short[...]
        if message.hasSuffix(")"), let open = message.ranges(of: " (line ").last {
            let number = message[open.upperBound...].dropLast()
            if Int(number) != nil { message = message[..<open.lowerBound] }
        }
        guard let colon = message.firstIndex(of: ":"), message[colon...].hasPrefix(": ") else {
            return ("buildkit.warning", String(message))
        }
        let rule = message[..<colon]
        guard rule.first?.isUppercase == true, rule.allSatisfy({ $0.isASCII && $0.isLetter }) else {
            return ("buildkit.warning", String(message))
        }
        return (codePrefix + rule, String(message[colon...].dropFirst(2)))
    }
}

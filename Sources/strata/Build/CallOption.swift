import ArgumentParser
import Diagnostics

/// What a Dockerfile is asked instead of being built: `--call=METHOD[,format=json][,ignorestatus=true]`.
struct CallOption: Hashable {
    /// The questions.
    enum Method: String, CaseIterable { case check, outline, targets }

    var method: Method
    var isJSON = false
    /// Whether the exit code is 0 whatever was found.
    var ignoresStatus = false

    init(_ method: Method, isJSON: Bool = false) {
        self.method = method
        self.isJSON = isJSON
    }

    /// Reads the flag's value; nil for `build`, which asks nothing.
    init?(parsing text: String) throws(Diagnostic) {
        let parts = text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        let name = parts[0].lowercased()
        let method = name == "lint" ? .check : Method(rawValue: name)
        if method == nil, !["", "build"].contains(name) { throw Self.fault(text, "there is no method \(name)") }
        var option = CallOption(method ?? .check)
        for part in parts.dropFirst() { try option.take(part, of: text) }
        guard method != nil else { return nil }
        self = option
    }

    private mutating func take(_ part: String, of text: String) throws(Diagnostic) {
        switch part {
        case "format=json": isJSON = true
        case "format=text", "format=": isJSON = false
        case "ignorestatus", "ignorestatus=true", "ignorestatus=1": ignoresStatus = true
        case "ignorestatus=false", "ignorestatus=0": ignoresStatus = false
        default: throw Self.fault(text, "there is no \(part)")
        }
    }

    private static func fault(_ text: String, _ reason: String) -> Diagnostic {
        Diagnostic(
            code: "usage.option", message: "--call=\(text): \(reason)",
            remedy: "use build, check, outline or targets, with ,format=json or ,ignorestatus=true behind it")
    }
}

/// The flags that ask a Dockerfile instead of building it.
struct CallFlags: ParsableArguments {
    @Flag(help: "Check the Dockerfile instead of building it: --call=check.")
    var check = false
    @Option(help: "What is done with the Dockerfile: build, check, outline or targets, with ,format=json for programs.")
    var call: String?

    /// What is asked; nil for a build.
    func option() throws(Diagnostic) -> CallOption? {
        guard let call, let option = try CallOption(parsing: call) else { return check ? CallOption(.check) : nil }
        guard !check || option.method == .check else {
            throw Diagnostic(
                code: "usage.option", message: "--check and --call=\(call) can't both be done",
                remedy: "leave one of them out")
        }
        return option
    }
}

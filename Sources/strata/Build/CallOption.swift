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
        let fields = try OptionFields.list(text, flag: "call")
        let names = fields.filter { !$0.contains("=") && $0 != "ignorestatus" }
        guard names.count < 2 else { throw Self.fault(text, "it names several methods") }
        let name = names.first?.lowercased() ?? ""
        let method = name == "lint" ? .check : Method(rawValue: name)
        if method == nil, !["", "build"].contains(name) {
            let known = Method.allCases.map(\.rawValue) + ["build"]
            let near = NearestName.suggestion(for: name, among: known).map { " (did you mean \($0)?)" } ?? ""
            throw Self.fault(text, "there is no method \(name)\(near)")
        }
        var option = CallOption(method ?? .check)
        for field in fields where field.contains("=") || field == "ignorestatus" { try option.take(field, of: text) }
        guard method != nil else { return nil }
        self = option
    }

    private mutating func take(_ field: String, of text: String) throws(Diagnostic) {
        let parts = field.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        switch (parts[0], parts.count > 1 ? parts[1] : "true") {
        case ("format", "json"): isJSON = true
        case ("format", "text"), ("format", ""): isJSON = false
        case ("format", let form): throw Self.fault(text, "there is no format \(form)")
        case ("ignorestatus", let word):
            guard let truth = Bool(go: word) else { throw Self.fault(text, "ignorestatus must be true or false") }
            ignoresStatus = truth
        default: throw Self.fault(text, "there is no \(parts[0])")
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

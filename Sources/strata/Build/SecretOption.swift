import Diagnostics
import EnginePorts

/// The secrets of a build, read when the build begins, so that a missing file is told before anything runs.
struct BuildSecrets: SecretProvider {
    private var values: [String: [UInt8]] = [:]
    /// What is told of them: variables that are not set.
    private(set) var notices: [Diagnostic] = []

    private static let largest = 500 << 10

    /// Reads the values of `--secret` flags: `id=NAME[,src=FILE|,env=VARIABLE]`; of equal names the last counts.
    init(_ flags: [String], environment: [String: String]) throws(Diagnostic) {
        for flag in flags where !flag.isEmpty {
            let fields = try OptionFields(flag, flag: "secret")
            try fields.check(known: ["id", "src", "source", "env", "type"], needsValues: true)
            let type = fields.value("type") ?? "file"
            guard ["file", "env"].contains(type) else {
                throw fields.fault("there is no secret type \(type)", remedy: "use type=file or type=env")
            }
            guard let id = fields.value("id"), !id.isEmpty else {
                throw fields.fault("it needs an id", remedy: "write --secret id=NAME,src=FILE or id=NAME,env=VARIABLE")
            }
            values[id] = try value(of: fields, id: id, environment: environment)
        }
    }

    func secret(_ id: String) -> [UInt8]? {
        values[id]
    }

    /// A variable goes before a file; without either, the name is that of a variable, else of a file.
    private mutating func value(
        of fields: OptionFields, id: String, environment: [String: String]
    ) throws(Diagnostic) -> [UInt8] {
        var path = fields.value("src", "source") ?? ""
        var name = fields.value("env") ?? ""
        if fields.value("type") == "env", name.isEmpty { swap(&name, &path) }
        if name.isEmpty, path.isEmpty {
            if let value = environment[id] { return Array(value.utf8) }
            path = id
        }
        let contents = path.isEmpty ? nil : try Self.file(path, fields)
        guard !name.isEmpty else { return contents ?? [] }
        if environment[name] == nil {
            notices.append(
                Diagnostic(
                    .warning, code: "secret.unset",
                    message: "the secret \(id) is empty: the variable \(name) is not set",
                    remedy: "export \(name), or give the secret a file with src=FILE"))
        }
        return Array((environment[name] ?? "").utf8)
    }

    private static func file(_ path: String, _ fields: OptionFields) throws(Diagnostic) -> [UInt8] {
        guard let bytes = HostFile.read(path, limit: largest) else {
            throw fields.fault("\(path) can't be read", remedy: "check that the file exists and that you may read it")
        }
        guard bytes.count <= largest else {
            throw fields.fault(
                "a secret holds at most 500 KiB, \(path) has more",
                remedy: "mount larger files with RUN --mount=type=bind")
        }
        return bytes
    }
}

import Diagnostics
import EnginePorts

/// The secrets of a build, read when the build begins, so that a missing file is told before anything runs.
struct BuildSecrets: SecretProvider {
    private var values: [String: [UInt8]] = [:]

    /// Reads the values of `--secret` flags: `id=NAME[,src=FILE|,env=VARIABLE]`.
    init(_ flags: [String], environment: [String: String]) throws(Diagnostic) {
        for flag in flags {
            let fields = try OptionFields(flag, flag: "secret")
            try fields.check(known: ["id", "src", "source", "env", "type"])
            guard let id = fields.value("id"), !id.isEmpty else { throw fields.fault("it needs an id") }
            values[id] = try Self.value(of: fields, id: id, environment: environment)
        }
    }

    func secret(_ id: String) -> [UInt8]? {
        values[id]
    }

    private static func value(
        of fields: OptionFields, id: String, environment: [String: String]
    ) throws(Diagnostic) -> [UInt8] {
        if let path = fields.value("src", "source"), fields.value("type") != "env" {
            return try file(path, fields)
        }
        let name = fields.value("env", "src", "source") ?? id
        if let value = environment[name] { return Array(value.utf8) }
        guard fields.value("env") == nil, fields.value("type") != "env" else {
            throw fields.fault("the variable \(name) is not set")
        }
        return try file(id, fields)
    }

    private static func file(_ path: String, _ fields: OptionFields) throws(Diagnostic) -> [UInt8] {
        guard let bytes = HostFile.read(path) else { throw fields.fault("\(path) can't be read") }
        guard bytes.count <= 500 << 10 else { throw fields.fault("a secret holds at most 500 KiB") }
        return bytes
    }
}

import BuildRecords
import Diagnostics
import RegistryClient
import SystemPackage
import TOMLKit

/// What config.toml says, beside its defaults.
struct Configuration {
    /// How registries are reached.
    var registries = RegistryConfiguration()
    /// How the screen looks and which keys it takes.
    var ui = UIConfiguration()
    /// Which devices steps may have.
    var devices = DeviceConfiguration()
    /// What goes from the cache after builds.
    var gc = GCConfiguration()
    /// How long builds stay in the history.
    var history = HistoryRetention()

    /// Reads `$STRATA_CONFIG`, else `$XDG_CONFIG_HOME/strata/config.toml`, else /etc/strata/config.toml.
    ///
    /// - Parameter environment: The process's environment.
    /// - Returns: The defaults where there is no file.
    /// - Throws: `Diagnostic` with the file and line of what is wrong.
    static func load(environment: [String: String]) throws(Diagnostic) -> Configuration {
        if let path = environment["STRATA_CONFIG"], !path.isEmpty {
            guard let bytes = HostFile.read(path) else {
                throw Diagnostic(
                    code: "config.missing", message: "STRATA_CONFIG names \(path), which can't be read",
                    remedy: "create it, or unset STRATA_CONFIG")
            }
            return try parse(SourceFile(name: path, bytes: bytes))
        }
        for path in folders(environment).map({ "\($0)/config.toml" }) {
            if let bytes = HostFile.read(path) { return try parse(SourceFile(name: path, bytes: bytes)) }
        }
        return Configuration()
    }

    /// The folders that hold config.toml and a user's own themes, the one that counts most first.
    static func folders(_ environment: [String: String]) -> [String] {
        var folders: [String] = []
        if let path = environment["STRATA_CONFIG"], !path.isEmpty {
            folders.append(FilePath(path).removingLastComponent().string)
        } else if let folder = environment["XDG_CONFIG_HOME"], folder.hasPrefix("/") {
            folders.append("\(folder)/strata")
        } else if let home = environment["HOME"], home.hasPrefix("/") {
            folders.append("\(home)/.config/strata")
        }
        return folders.map { $0.isEmpty ? "." : $0 } + ["/etc/strata"]
    }

    /// Reads the text of a config.toml.
    static func parse(_ file: SourceFile) throws(Diagnostic) -> Configuration {
        let table: TOMLTable
        do {
            table = try TOMLTable(string: file.text)
        } catch let error as TOMLParseError {
            throw fault(file, line: Int(error.source.begin.line), error.description)
        } catch {
            throw fault(file, line: nil, "\(error)")
        }
        try check(table, file)
        var configuration = Configuration()
        if let value = table["registry"] {
            guard let registries = value.table else {
                throw fault(file, key: "registry", "registry must be tables: [registry.\"docker.io\"]")
            }
            for host in registries.keys {
                guard let entry = registries[host]?.table else {
                    throw fault(file, line: nil, "registry.\"\(host)\" is no table")
                }
                configuration.registries.hosts[host] = try registry(entry, host: host, file: file)
            }
        }
        configuration.devices = try DeviceConfiguration(table["cdi"], file)
        configuration.ui = try UIConfiguration(table["ui"], file)
        configuration.gc = try GCConfiguration(table["gc"], file)
        configuration.history = try HistoryRetention(table["history"], file)
        return configuration
    }

    /// Refuses what stands beside the tables that there are: it would be passed over without a word.
    private static func check(_ table: TOMLTable, _ file: SourceFile) throws(Diagnostic) {
        let known = ["registry", "cdi", "ui", "gc", "history"]
        guard let key = table.keys.first(where: { !known.contains($0) }) else { return }
        var unknown = fault(file, key: key, "there is no table \(key)")
        unknown.remedy =
            NearestName.suggestion(for: key, among: known).map { "did you mean [\($0)]?" }
            ?? "the tables are \(known.map { "[\($0)]" }.joined(separator: ", "))"
        throw unknown
    }

    private static func registry(
        _ table: TOMLTable, host: String, file: SourceFile
    ) throws(Diagnostic) -> RegistryConfiguration.HostConfiguration {
        var entry = RegistryConfiguration.HostConfiguration()
        let known = ["mirrors", "http", "insecure", "ca", "keypair"]
        for key in table.keys where !known.contains(key) {
            var unknown = fault(file, line: line(of: key, in: file), "registry.\"\(host)\" has no key \(key)")
            unknown.remedy =
                NearestName.suggestion(for: key, among: known).map { "did you mean \($0)?" }
                ?? "the keys are \(known.joined(separator: ", "))"
            throw unknown
        }
        entry.mirrors = try strings(table["mirrors"], "mirrors", file)
        entry.usesPlainHTTP = try flag(table["http"], "http", file)
        entry.isInsecure = try flag(table["insecure"], "insecure", file) ?? false
        entry.authorities = try strings(table["ca"], "ca", file).map { FilePath($0) }
        for pair in table["keypair"]?.array ?? TOMLArray() {
            guard let key = pair.table?["key"]?.string, let certificate = pair.table?["cert"]?.string else {
                throw fault(file, line: line(of: "keypair", in: file), "a keypair needs key and cert")
            }
            entry.keyPairs.append(.init(key: FilePath(key), certificate: FilePath(certificate)))
        }
        return entry
    }

    static func strings(
        _ value: (any TOMLValueConvertible)?, _ key: String, _ file: SourceFile
    ) throws(Diagnostic) -> [String] {
        guard let value else { return [] }
        let texts = value.array?.compactMap(\.string)
        guard let texts, texts.count == value.array?.count else {
            throw fault(file, line: line(of: key, in: file), "\(key) must be a list of strings")
        }
        return texts
    }

    static func flag(
        _ value: (any TOMLValueConvertible)?, _ key: String, _ file: SourceFile
    ) throws(Diagnostic) -> Bool? {
        guard let value else { return nil }
        guard let flag = value.bool else {
            throw fault(file, line: line(of: key, in: file), "\(key) must be true or false")
        }
        return flag
    }

    /// The first line that sets a key, for messages about what the parser took without complaint.
    static func line(of key: String, in file: SourceFile) -> Int? {
        (1...max(1, file.lineCount)).first { number in
            let text = (file.line(number) ?? "").drop { $0 == " " || $0 == "\t" || $0 == "[" }
            return text.hasPrefix(key)
        }
    }

    /// An error about a key, at the first line that sets it.
    static func fault(_ file: SourceFile, key: String, _ message: String) -> Diagnostic {
        fault(file, line: line(of: key, in: file), message)
    }

    static func fault(_ file: SourceFile, line: Int?, _ message: String) -> Diagnostic {
        let range = line.flatMap { file.range(ofLine: $0) }
        return Diagnostic(code: "config.invalid", message: message, at: .init(file: file, range: range))
    }
}

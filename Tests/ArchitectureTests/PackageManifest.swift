import Foundation

/// What Package.swift declares, as `swift package dump-package` prints it.
struct PackageManifest: Decodable {
    struct Target: Decodable, Equatable {
        let name: String
        let type: String
        let path: String?
        let dependencies: [Dependency]

        /// The targets and products that it depends on, by name.
        var dependencyNames: Set<String> { Set(dependencies.map(\.name)) }
    }

    /// `{"byName": ["OCIFormat", null]}` or `{"product": ["Crypto", "swift-crypto", null, null]}`.
    struct Dependency: Decodable, Equatable {
        let name: String

        init(name: String) { self.name = name }

        init(from decoder: any Decoder) throws {
            let kinds = try decoder.singleValueContainer().decode([String: [JSONName]].self)
            name = kinds.values.first?.first?.name ?? ""
        }
    }

    /// A name in a list whose other entries may be anything.
    struct JSONName: Decodable {
        let name: String?

        init(from decoder: any Decoder) throws {
            // The rest of such a list (package, aliases, conditions) is of no interest here.
            name = try? decoder.singleValueContainer().decode(String.self)
        }
    }

    let targets: [Target]

    /// The manifest of this repository, asked for once.
    static let ofRepository = Result { try load() }

    /// Asks the package manager in a scratch folder of its own, as the running test may hold the lock of the usual one.
    private static func load() throws -> PackageManifest {
        let scratch = FileManager.default.temporaryDirectory.appendingPathComponent("strata-manifest-\(getpid())")
        defer { try? FileManager.default.removeItem(at: scratch) }
        let output = Pipe()
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [
            "swift", "package", "--package-path", SourceTree.root.path, "--scratch-path", scratch.path, "dump-package",
        ]
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output
        try process.run()
        let text = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return try JSONDecoder().decode(PackageManifest.self, from: text)
    }
}

/// Compares Package.swift with the table of arrows.
enum ManifestChecks {
    static func arrows(_ target: PackageManifest.Target) -> [Violation] {
        guard target.type != "test" else { return [] }
        guard let rule = Arrows.table[target.name] else {
            return [violation("\(target.name) is not in the table of targets")]
        }
        let allowed = rule.targets.union(rule.libraries).union(Arrows.common)
        return target.dependencyNames.subtracting(allowed).sorted().map {
            violation("\(target.name) may not depend on \($0)")
        }
    }

    static func folder(_ target: PackageManifest.Target) -> [Violation] {
        guard target.type != "test", let rule = Arrows.table[target.name] else { return [] }
        let expected = ["Sources", rule.folder, target.name].filter { !$0.isEmpty }.joined(separator: "/")
        return target.path == expected ? [] : [violation("\(target.name) belongs to \(expected)")]
    }

    private static func violation(_ message: String) -> Violation {
        Violation(path: "Package.swift", line: 1, message: message)
    }
}

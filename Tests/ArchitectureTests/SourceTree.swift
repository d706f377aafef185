import Foundation

/// A Swift file of the project with its place in it.
struct SourceFile {
    /// The path from the top of the repository, as "Sources/Core/Solver/Solver.swift".
    let path: String
    let text: SwiftText
    let functions: [FunctionOutline]

    init(path: String, _ text: String) {
        self.path = path
        self.text = SwiftText(text)
        functions = Outline(self.text).functions
    }

    /// The target that the file belongs to; nil for files outside Sources/ and Tests/.
    var target: String? {
        let parts = path.split(separator: "/").map(String.init)
        guard let top = parts.first, parts.count > 2 else { return nil }
        let isInLayer = top == "Sources" && Arrows.layers.contains(parts[1])
        return isInLayer ? parts[2] : parts[1]
    }

    var isTest: Bool { path.hasPrefix("Tests/") }

    func violation(_ line: Int, _ message: String) -> Violation {
        Violation(path: path, line: line, message: message)
    }
}

/// The files of this repository, found from where this file was compiled.
enum SourceTree {
    static let root: URL = {
        var folder = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
        while folder.path != "/" && !exists(folder.appendingPathComponent("Package.swift")) {
            folder.deleteLastPathComponent()
        }
        return folder
    }()

    static let sources = files(below: "Sources")
    static let tests = files(below: "Tests")

    private static func exists(_ url: URL) -> Bool { FileManager.default.fileExists(atPath: url.path) }

    private static func files(below folder: String) -> [SourceFile] {
        let names = FileManager.default.enumerator(atPath: root.appendingPathComponent(folder).path)
        return (names?.compactMap { $0 as? String } ?? []).filter { $0.hasSuffix(".swift") }.sorted().compactMap {
            let path = "\(folder)/\($0)"
            // A file that went away between listing and reading is no file of the project.
            let text = try? String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)
            return text.map { SourceFile(path: path, $0) }
        }
    }
}

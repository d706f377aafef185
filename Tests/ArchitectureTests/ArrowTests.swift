import Testing

@Suite struct ArrowTests {
    @Test func packageManifestKeepsTheArrows() throws {
        let manifest = try PackageManifest.ofRepository.get()
        #expect(manifest.targets.count > 10)
        #expect(manifest.targets.flatMap(ManifestChecks.arrows) == [])
        #expect(manifest.targets.flatMap(ManifestChecks.folder) == [])
    }

    @Test func everyTestFolderIsATestTarget() throws {
        let declared = Set(try PackageManifest.ofRepository.get().targets.filter { $0.type == "test" }.map(\.name))
        let folders = Set(SourceTree.tests.compactMap(\.target))
        #expect(folders.subtracting(declared).sorted() == [])
    }

    @Test func sourcesImportOnlyWhatTheArrowsAllow() {
        #expect(SourceTree.sources.count > 10)
        #expect(SourceTree.sources.flatMap(ImportChecks.imports) == [])
    }

    @Test func theTableHasNoCycles() {
        var settled: Set<String> = []
        var remaining = Arrows.table
        while let next = remaining.first(where: { settled.isSuperset(of: $0.value.targets) }) {
            settled.insert(next.key)
            remaining[next.key] = nil
        }
        #expect(remaining.keys.sorted() == [])
    }

    @Test(arguments: [
        ("Solver", "EnginePorts", "Solver may not depend on EnginePorts"),
        ("LayerStore", "ImageStore", "LayerStore may not depend on ImageStore"),
        ("Engine", "GRDB", "Engine may not depend on GRDB"),
        ("Utilities", "Diagnostics", "Utilities is not in the table of targets"),
    ])
    func aForbiddenArrowIsFound(target: String, dependency: String, message: String) {
        let declared = PackageManifest.Target(
            name: target, type: "regular", path: nil, dependencies: [PackageManifest.Dependency(name: dependency)])
        #expect(ManifestChecks.arrows(declared).map(\.message) == [message])
    }

    @Test func aTargetInTheWrongLayerIsFound() {
        let declared = PackageManifest.Target(
            name: "Solver", type: "regular", path: "Sources/System/Solver", dependencies: [])
        #expect(ManifestChecks.folder(declared).map(\.message) == ["Solver belongs to Sources/Core/Solver"])
    }

    @Test(arguments: [
        ("Sources/Core/Solver/A.swift", "import Foundation", "Solver may not import Foundation"),
        ("Sources/Core/Solver/A.swift", "package import struct Glibc.timespec", "Solver may not import Glibc"),
        ("Sources/Engine/Engine/A.swift", "import GRDB", "Engine may not import GRDB"),
        ("Sources/System/LayerStore/A.swift", "import CArchive", "LayerStore may not import CArchive"),
        ("Sources/System/ImageStore/A.swift", "@testable import LayerStore", "ImageStore may not import LayerStore"),
        ("Sources/Engine/EnginePorts/A.swift", "import Engine", "EnginePorts may not import Engine"),
        ("Sources/Terminal/Reports/A.swift", "import Engine", "Reports may not import Engine"),
        ("Sources/strata-bench/A.swift", "import Engine", "strata-bench may not import Engine"),
    ])
    func aForbiddenImportIsFound(path: String, line: String, message: String) {
        let file = SourceFile(path: path, "// import Diagnostics\nimport Synchronization\n\(line)\n")
        #expect(ImportChecks.imports(file) == [Violation(path: path, line: 3, message: message)])
    }

    @Test func allowedImportsPass() {
        let text = "import Foundation\nimport GRDB\npackage import SystemPackage\nlet text = \"import Engine\"\n"
        #expect(ImportChecks.imports(SourceFile(path: "Sources/System/BuildDatabase/A.swift", text)) == [])
    }
}

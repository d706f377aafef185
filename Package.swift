// swift-tools-version: 6.2
import PackageDescription

// Every target is declared through `pure`, `engine`, `system`, `terminal` or `library`, so that all share one set of
// compiler settings. The arrows between them are those of docs/architecture.md; Tests/ArchitectureTests holds the same
// list and fails when either an entry here or an import line in a source file disagrees.

let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .treatAllWarnings(as: .error),
]

let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let systemPackage = Target.Dependency.product(name: "SystemPackage", package: "swift-system")
let collections = Target.Dependency.product(name: "Collections", package: "swift-collections")
let httpClient = Target.Dependency.product(name: "AsyncHTTPClient", package: "async-http-client")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let toml = Target.Dependency.product(name: "TOMLKit", package: "TOMLKit")
let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")

func swiftTarget(_ folder: String, _ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .target(name: name, dependencies: dependencies, path: "Sources/\(folder)/\(name)", swiftSettings: settings)
}

func cTarget(_ name: String) -> Target {
    .target(name: name, path: "Sources/CLibraries/\(name)", publicHeadersPath: "include")
}

func testTarget(_ name: String, _ dependencies: [Target.Dependency], exclude: [String] = []) -> Target {
    .testTarget(
        name: name, dependencies: dependencies, path: "Tests/\(name)", exclude: exclude, swiftSettings: settings)
}

let core: [Target.Dependency] = [
    "Diagnostics", "OCIFormat", "DockerfileSyntax", "BuildGraph", "BuildPlanner", "BuildEvents", "BuildProgress",
    "BuildRecords", "Solver",
]

let package = Package(
    name: "strata",
    products: [.executable(name: "strata", targets: ["strata"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/LebJe/TOMLKit", from: "0.6.0"),
    ],
    targets: [
        // Core: values and functions.
        swiftTarget("Core", "Diagnostics", []),
        swiftTarget("Core", "OCIFormat", [crypto]),
        swiftTarget("Core", "DockerfileSyntax", ["Diagnostics"]),
        swiftTarget("Core", "BuildGraph", ["OCIFormat", "Diagnostics"]),
        swiftTarget("Core", "BuildPlanner", ["DockerfileSyntax", "BuildGraph", "OCIFormat", "Diagnostics"]),
        swiftTarget("Core", "BuildEvents", ["BuildGraph", "OCIFormat", "Diagnostics"]),
        swiftTarget("Core", "BuildProgress", ["BuildEvents", "BuildGraph", "OCIFormat", "Diagnostics"]),
        swiftTarget("Core", "BuildRecords", ["BuildEvents", "BuildGraph", "OCIFormat", "Diagnostics"]),
        swiftTarget("Core", "Solver", ["BuildEvents", "BuildGraph", "OCIFormat", "Diagnostics"]),

        // Engine: drives the solver over its ports.
        swiftTarget("Engine", "EnginePorts", core + [systemPackage]),
        swiftTarget("Engine", "Engine", ["EnginePorts", systemPackage] + core),

        // System: one target for each thing outside.
        swiftTarget("System", "LinuxSystem", ["CLinux", systemPackage]),
        swiftTarget("System", "Archives", ["LinuxSystem", "CArchive", "CISAL", "CZstd", systemPackage]),
        swiftTarget(
            "System", "LayerStore",
            ["EnginePorts", "LinuxSystem", "Archives", "OCIFormat", "BuildGraph", "Diagnostics", systemPackage]),
        swiftTarget(
            "System", "ImageStore",
            ["EnginePorts", "LinuxSystem", "Archives", "OCIFormat", "BuildGraph", "Diagnostics", systemPackage]),
        swiftTarget(
            "System", "BuildDatabase",
            [
                "EnginePorts", "LinuxSystem", "Archives", "OCIFormat", "BuildGraph", "BuildEvents", "BuildRecords",
                "Diagnostics", systemPackage, grdb,
            ]),
        swiftTarget(
            "System", "ContextFiles",
            [
                "EnginePorts", "LinuxSystem", "Archives", "OCIFormat", "BuildGraph", "DockerfileSyntax", "Diagnostics",
                systemPackage, httpClient,
            ]),
        swiftTarget(
            "System", "RegistryClient",
            [
                "EnginePorts", "LinuxSystem", "Archives", "OCIFormat", "BuildGraph", "Diagnostics", systemPackage,
                httpClient,
            ]),
        swiftTarget(
            "System", "LinuxSandbox",
            [
                "EnginePorts", "LinuxSystem", "Archives", "OCIFormat", "BuildGraph", "BuildEvents", "Diagnostics",
                "CSeccomp", systemPackage,
            ]),

        // Terminal: what people read.
        swiftTarget("Terminal", "Quantities", []),
        swiftTarget("Terminal", "TerminalCells", []),
        swiftTarget("Terminal", "TerminalThemes", ["TerminalCells", "Diagnostics", toml]),
        swiftTarget(
            "Terminal", "BuildScreens",
            [
                "BuildProgress", "BuildRecords", "BuildEvents", "BuildGraph", "DockerfileSyntax", "OCIFormat",
                "Diagnostics", "Quantities", "TerminalCells", "TerminalThemes",
            ]),
        swiftTarget(
            "Terminal", "ScreenRuntime", ["BuildScreens", "BuildRecords", "BuildEvents", "TerminalCells"]),
        swiftTarget("Terminal", "CursesTerminal", ["TerminalCells", "CNcurses"]),
        swiftTarget(
            "Terminal", "Reports",
            [
                "BuildProgress", "BuildRecords", "BuildEvents", "BuildGraph", "OCIFormat", "Diagnostics", "Quantities",
            ]),

        // Executables.
        .executableTarget(
            name: "strata",
            dependencies: core + [
                "EnginePorts", "Engine", "LinuxSystem", "Archives", "LayerStore", "ImageStore", "BuildDatabase",
                "ContextFiles", "RegistryClient", "LinuxSandbox", "Quantities", "TerminalCells", "TerminalThemes",
                "BuildScreens", "ScreenRuntime", "CursesTerminal", "Reports", argumentParser, toml, systemPackage,
            ],
            path: "Sources/strata",
            swiftSettings: settings),
        .executableTarget(
            name: "strata-bench",
            dependencies: [
                "BuildScreens", "BuildDatabase", "BuildRecords", "BuildEvents", "BuildGraph", "EnginePorts",
                "OCIFormat", "Diagnostics", "TerminalCells", "TerminalThemes", "CursesTerminal", argumentParser,
                systemPackage,
            ],
            path: "Sources/strata-bench",
            swiftSettings: settings),

        // C libraries: a module map and inline shims each.
        cTarget("CArchive"), cTarget("CISAL"), cTarget("CZstd"), cTarget("CSeccomp"), cTarget("CLinux"),
        cTarget("CNcurses"),

        // Tests: a target for each folder below Tests/.
        testTarget("ArchitectureTests", []),
        testTarget("ArchivesTests", ["Archives", systemPackage]),
        testTarget(
            "BuildDatabaseTests",
            [
                "Archives", "BuildDatabase", "BuildEvents", "BuildGraph", "BuildRecords", "Diagnostics", "EnginePorts",
                "OCIFormat", grdb, systemPackage,
            ]),
        testTarget("BuildEventsTests", ["BuildEvents", "BuildGraph", "Diagnostics", "OCIFormat"]),
        testTarget(
            "BuildPlannerTests",
            ["BuildGraph", "BuildPlanner", "Diagnostics", "DockerfileSyntax", "OCIFormat"]),
        testTarget("BuildProgressTests", ["BuildEvents", "BuildGraph", "BuildProgress", "Diagnostics", "OCIFormat"]),
        testTarget("BuildRecordsTests", ["BuildEvents", "BuildGraph", "BuildRecords", "Diagnostics", "OCIFormat"]),
        testTarget(
            "ContextFilesTests",
            ["ContextFiles", "Diagnostics", "EnginePorts", "LinuxSystem", "OCIFormat", systemPackage]),
        testTarget("DiagnosticsTests", ["Diagnostics"]),
        testTarget("DockerfileSyntaxTests", ["Diagnostics", "DockerfileSyntax"]),
        testTarget("EndToEndTests", []),
        testTarget(
            "EngineTests",
            [
                "BuildEvents", "BuildGraph", "BuildPlanner", "Diagnostics", "DockerfileSyntax", "Engine", "EnginePorts",
                "OCIFormat",
            ]),
        testTarget("ImageStoreTests", ["EnginePorts", "ImageStore", "OCIFormat", systemPackage]),
        testTarget(
            "LayerStoreTests",
            ["Archives", "BuildGraph", "EnginePorts", "LayerStore", "LinuxSystem", "OCIFormat", systemPackage]),
        testTarget(
            "LinuxSandboxTests",
            ["BuildGraph", "EnginePorts", "LinuxSandbox", "LinuxSystem", "OCIFormat", systemPackage]),
        testTarget("LinuxSystemTests", ["LinuxSystem", systemPackage]),
        testTarget("OCIFormatTests", ["OCIFormat"]),
        testTarget("RegistryClientTests", ["EnginePorts", "OCIFormat", "RegistryClient", httpClient, systemPackage]),
        testTarget(
            "ReportsTests",
            [
                "BuildEvents", "BuildGraph", "BuildProgress", "BuildRecords", "Diagnostics", "OCIFormat", "Quantities",
                "Reports",
            ]),
        testTarget("SolverTests", ["BuildGraph", "OCIFormat", "Solver"]),
        testTarget(
            "BuildScreensTests",
            [
                "BuildEvents", "BuildGraph", "BuildProgress", "BuildRecords", "BuildScreens", "Diagnostics",
                "OCIFormat", "TerminalCells", "TerminalThemes",
            ], exclude: ["Goldens", "Streams"]),
        testTarget("CursesTerminalTests", ["CursesTerminal", "TerminalCells"]),
        testTarget(
            "ScreenRuntimeTests",
            [
                "BuildEvents", "BuildGraph", "BuildProgress", "BuildRecords", "BuildScreens", "OCIFormat",
                "ScreenRuntime", "TerminalCells", "TerminalThemes",
            ]),
        testTarget("TerminalCellsTests", ["TerminalCells"]),
        testTarget("TerminalThemesTests", ["Diagnostics", "TerminalCells", "TerminalThemes"]),
    ]
)

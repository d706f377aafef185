/// One row of the table of targets: where it lies and what it may reach.
struct TargetRule {
    /// The folder under Sources/ that shows the target's layer; empty for the executables.
    let folder: String
    /// The project's own targets that it may depend on and import.
    let targets: Set<String>
    /// Modules of other packages that only the listed targets may use.
    let libraries: Set<String>

    init(_ folder: String, _ targets: Set<String> = [], libraries: Set<String> = []) {
        self.folder = folder
        self.targets = targets
        self.libraries = libraries
    }

    /// Values and functions only: no I/O, no clock, no environment.
    var isPure: Bool { folder == "Core" }
}

/// The arrows between targets; what is not drawn here is forbidden.
///
/// This is the second copy of the list in docs/architecture.md and Package.swift; a change of it needs a page in
/// docs/decisions/. Targets of the interactive screen stand here before they exist, as their place is decided.
enum Arrows {
    /// The folders below Sources/ that hold targets; the executables lie beside them.
    static let layers: Set<String> = ["Core", "Engine", "System", "Terminal", "CLibraries"]

    static let core: Set<String> = [
        "Diagnostics", "OCIFormat", "DockerfileSyntax", "BuildGraph", "BuildPlanner", "BuildEvents", "BuildProgress",
        "BuildRecords", "Solver",
    ]

    private static let graphAndEvents: Set<String> = ["BuildEvents", "BuildGraph", "OCIFormat", "Diagnostics"]

    /// What every adapter of the System layer may use beside its own library.
    private static let adapter: Set<String> = [
        "EnginePorts", "LinuxSystem", "Archives", "OCIFormat", "BuildGraph", "Diagnostics",
    ]

    private static let everything: Set<String> = core.union([
        "EnginePorts", "Engine", "LinuxSystem", "Archives", "LayerStore", "ImageStore", "BuildDatabase", "ContextFiles",
        "RegistryClient", "LinuxSandbox", "Quantities", "TerminalCells", "TerminalThemes", "BuildScreens",
        "ScreenRuntime",
        "CursesTerminal", "Reports",
    ])

    static let table: [String: TargetRule] = [
        "Diagnostics": TargetRule("Core"),
        "OCIFormat": TargetRule("Core", libraries: ["Crypto"]),
        "DockerfileSyntax": TargetRule("Core", ["Diagnostics"]),
        "BuildGraph": TargetRule("Core", ["OCIFormat", "Diagnostics"]),
        "BuildPlanner": TargetRule("Core", ["DockerfileSyntax", "BuildGraph", "OCIFormat", "Diagnostics"]),
        "BuildEvents": TargetRule("Core", ["BuildGraph", "OCIFormat", "Diagnostics"]),
        "BuildProgress": TargetRule("Core", graphAndEvents),
        "BuildRecords": TargetRule("Core", graphAndEvents),
        "Solver": TargetRule("Core", graphAndEvents),

        "EnginePorts": TargetRule("Engine", core),
        "Engine": TargetRule("Engine", core.union(["EnginePorts"])),

        "LinuxSystem": TargetRule("System", ["CLinux"]),
        "Archives": TargetRule("System", ["LinuxSystem", "CArchive", "CISAL", "CZstd"]),
        "LayerStore": TargetRule("System", adapter),
        "ImageStore": TargetRule("System", adapter),
        "BuildDatabase": TargetRule("System", adapter.union(["BuildEvents", "BuildRecords"]), libraries: ["GRDB"]),
        "ContextFiles": TargetRule("System", adapter.union(["DockerfileSyntax"]), libraries: ["AsyncHTTPClient"]),
        "RegistryClient": TargetRule("System", adapter, libraries: ["AsyncHTTPClient"]),
        "LinuxSandbox": TargetRule("System", adapter.union(["BuildEvents", "CSeccomp"])),

        "Quantities": TargetRule("Terminal"),
        "TerminalCells": TargetRule("Terminal"),
        "TerminalThemes": TargetRule("Terminal", ["TerminalCells", "Diagnostics"], libraries: ["TOMLKit"]),
        "BuildScreens": TargetRule(
            "Terminal",
            [
                "BuildProgress", "BuildRecords", "BuildEvents", "BuildGraph", "DockerfileSyntax", "OCIFormat",
                "Diagnostics", "Quantities", "TerminalCells", "TerminalThemes",
            ]),
        "ScreenRuntime": TargetRule("Terminal", ["BuildScreens", "BuildRecords", "BuildEvents", "TerminalCells"]),
        "CursesTerminal": TargetRule("Terminal", ["TerminalCells", "CNcurses"]),
        "Reports": TargetRule(
            "Terminal", graphAndEvents.union(["BuildProgress", "BuildRecords", "Quantities"])),

        "CNcurses": TargetRule("CLibraries"),
        "CArchive": TargetRule("CLibraries"),
        "CISAL": TargetRule("CLibraries"),
        "CZstd": TargetRule("CLibraries"),
        "CSeccomp": TargetRule("CLibraries"),
        "CLinux": TargetRule("CLibraries"),

        "strata": TargetRule("", everything, libraries: ["ArgumentParser", "TOMLKit"]),
        "strata-bench": TargetRule(
            "",
            [
                "BuildScreens", "BuildDatabase", "BuildRecords", "BuildEvents", "BuildGraph", "EnginePorts",
                "OCIFormat", "Diagnostics", "TerminalCells", "TerminalThemes", "CursesTerminal",
            ],
            libraries: ["ArgumentParser"]),
    ]

    /// Packages that any target may use.
    static let common: Set<String> = [
        "SystemPackage", "Collections", "DequeModule", "OrderedCollections", "HeapModule",
    ]

    /// Modules of the toolchain that any target may import, the pure ones too.
    static let toolchain: Set<String> = ["Swift", "Synchronization", "FoundationEssentials", "RegexBuilder"]

    /// Modules that come with a library of `TargetRule.libraries`: its own building blocks in the same packages.
    static let companions: [String: Set<String>] = [
        "AsyncHTTPClient": ["NIOCore", "NIOHTTP1", "NIOSSL", "NIOFoundationCompat", "NIOPosix"]
    ]

    /// Modules of the toolchain for targets that touch the machine.
    static let machine: Set<String> = ["Glibc", "Dispatch", "Foundation"]
}

import ContextFiles
import Diagnostics
import SystemPackage

/// The Dockerfile of a build, read, and where its context lies.
struct BuildDefinition {
    /// The text under the name that messages use.
    var file: SourceFile
    /// The name without folders, as BuildKit shows it.
    var shortName: String
    /// The context's folder; nil where the Dockerfile came from standard input alone.
    var contextFolder: String?
    /// Where the main context's ignore rules come from.
    var ignoring: BuildContexts.IgnoreSource
    /// How the context came here, where it was no folder of this machine.
    var fetched: FetchedContext?

    /// Gathers the parts; `ignoreFile` is the one beside the Dockerfile.
    init(file: SourceFile, ignoreFile: SourceFile?, folder: String?) {
        self.file = file
        shortName = Self.shortName(of: file)
        contextFolder = folder
        ignoring = ignoreFile.map { .file($0) } ?? .contextRoot
    }

    /// The name without folders.
    static func shortName(of file: SourceFile) -> String {
        FilePath(file.name).lastComponent?.string ?? "Dockerfile"
    }
}

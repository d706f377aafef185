import Diagnostics
import Foundation
import SystemPackage
import TerminalThemes

/// The themes that can be chosen: those that come with strata, and a user's own.
struct ThemeChoice {
    /// One theme, or why it is none.
    struct Entry {
        /// What it is chosen by.
        var name: String
        /// The file of a user's own theme; nil for one that comes with strata.
        var path: String?
        /// The theme, or what is wrong with its file.
        var theme: Result<Theme, Diagnostic>
    }

    private let folders: [String]

    /// Looks for themes in `themes` of these folders, the first counting most.
    init(folders: [String]) {
        self.folders = folders.map { "\($0)/themes" }
    }

    /// The theme of a name, or of a path: what has a slash, or ends in .toml.
    ///
    /// A user's own theme goes before one of the same name that comes with strata. `place` is where it was named.
    func load(_ name: String, at place: Diagnostic.Place? = nil) throws(Diagnostic) -> Theme {
        if name.contains("/") || name.hasSuffix(".toml") { return try read(name, at: place) }
        if let path = path(of: name) { return try read(path, at: place) }
        if let theme = Theme.builtIn(name) { return theme }
        throw Diagnostic(
            code: "theme.unknown", message: "there is no theme \(name)", at: place,
            remedy: NearestName.suggestion(for: name, among: names).map { "did you mean \($0)?" }
                ?? "`strata themes` lists them; \(folders.first ?? ".")/\(name).toml would be one of your own")
    }

    /// All themes: those that come with strata, then a user's own by name.
    func all() -> [Entry] {
        let own = ownNames
        let builtIn = Theme.builtInNames.filter { !own.contains($0) }.compactMap { name in
            Theme.builtIn(name).map { Entry(name: name, theme: .success($0)) }
        }
        return builtIn
            + own.compactMap { name in
                guard let path = path(of: name) else { return nil }
                return Entry(name: name, path: path, theme: Result { () throws(Diagnostic) in try read(path, at: nil) })
            }
    }

    /// The text of a theme's file.
    func source(of name: String) throws(Diagnostic) -> String {
        let path = name.contains("/") || name.hasSuffix(".toml") ? name : path(of: name)
        if path == nil, let file = Theme.builtInFile(name) { return file.text }
        _ = try load(name)
        return try bytes(of: path ?? name, at: nil).text
    }

    private var names: [String] { Theme.builtInNames + ownNames }

    private var ownNames: [String] {
        let names = folders.flatMap { folder in
            // A folder that is not there, or that one may not read, holds no themes.
            (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        }
        return Set(names.filter { $0.hasSuffix(".toml") && $0.count > 5 }.map { String($0.dropLast(5)) }).sorted()
    }

    private func path(of name: String) -> String? {
        folders.map { "\($0)/\(name).toml" }.first { FileManager.default.fileExists(atPath: $0) }
    }

    private func read(_ path: String, at place: Diagnostic.Place?) throws(Diagnostic) -> Theme {
        let file = try bytes(of: path, at: place)
        do {
            return try Theme.parse(file)
        } catch {
            throw error.diagnostic
        }
    }

    /// The file's bytes, but of a large one only so many that it is refused as too large.
    private func bytes(of path: String, at place: Diagnostic.Place?) throws(Diagnostic) -> SourceFile {
        var bytes: [UInt8] = []
        do {
            // A pipe without a writer must not make strata wait.
            let file = try FileDescriptor.open(FilePath(path), .readOnly, options: [.closeOnExec, .nonBlocking])
            try file.closeAfter {
                while bytes.count <= Theme.sizeLimit {
                    let chunk = try [UInt8](unsafeUninitializedCapacity: 65536) { buffer, count in
                        count = try file.read(into: UnsafeMutableRawBufferPointer(buffer))
                    }
                    if chunk.isEmpty { break }
                    bytes += chunk
                }
            }
        } catch {
            throw Diagnostic(
                code: "theme.unreadable", message: "the theme \(path) can't be read: \(error)", at: place,
                remedy: "check the path, or name one of \(Theme.builtInNames.joined(separator: ", "))")
        }
        return SourceFile(name: path, bytes: bytes)
    }
}

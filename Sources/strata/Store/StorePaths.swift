import BuildDatabase
import Diagnostics
import EnginePorts
import Foundation
import ImageStore
import SystemPackage

/// Where a store lies.
struct StorePaths {
    /// The store's folder.
    let root: FilePath

    /// Finds the store: `--root`, else `$STRATA_ROOT`, else /var/lib/strata as root and `$XDG_DATA_HOME/strata` otherwise.
    init(flag: String?) throws(Diagnostic) {
        let environment = ProcessInfo.processInfo.environment
        let named = [flag, environment["STRATA_ROOT"]].compactMap(\.self).first { !$0.isEmpty }
        if let named {
            root = Self.absolute(named)
        } else if Processes.user == 0 {
            root = "/var/lib/strata"
        } else if let data = environment["XDG_DATA_HOME"], data.hasPrefix("/") {
            root = FilePath(data).appending("strata")
        } else if let home = environment["HOME"], home.hasPrefix("/") {
            root = FilePath(home).appending(".local/share/strata")
        } else {
            throw Diagnostic(
                code: "store.nowhere",
                message: "there is no folder for the store: neither HOME nor XDG_DATA_HOME is set",
                remedy: "name one with --root DIR or STRATA_ROOT")
        }
    }

    /// The images' folder.
    var images: FilePath { root.appending("images") }

    /// The folder of files that are being written.
    var temporary: FilePath { root.appending("tmp") }

    /// Makes the store's folder if it is missing.
    func create() throws(Diagnostic) {
        do throws(Errno) {
            try HostFile.makeFolders(root)
        } catch {
            throw Diagnostic(
                code: "store.unwritable", message: "the store \(root) can't be made: \(error)",
                remedy: "name another folder with --root DIR or STRATA_ROOT")
        }
    }

    /// Opens the database, making the store if it is missing.
    func openDatabase() throws -> StoreDatabase {
        try create()
        return try StoreDatabase(root: root)
    }

    /// Opens the images, making the store if it is missing.
    func openImages() throws -> LayoutImageStore {
        try create()
        return try LayoutImageStore(folder: images, temporary: temporary)
    }

    private static func absolute(_ path: String) -> FilePath {
        let given = FilePath(path)
        guard given.isRelative else { return given.lexicallyNormalized() }
        let here = FilePath(FileManager.default.currentDirectoryPath)
        return here.appending(given.components).lexicallyNormalized()
    }
}

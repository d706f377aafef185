package import Diagnostics
package import DockerfileSyntax
package import EnginePorts
import LinuxSystem
import Synchronization
package import SystemPackage

/// The folders that one build reads from, by name; `""` is usually the main context.
///
/// Make one for each build: what was listed and read is kept until it goes, so that each file is looked at once.
package final class BuildContexts: FileTrees {
    /// Where a context's ignore rules come from.
    package enum IgnoreSource: Sendable {
        /// `.dockerignore` in the context's root, if it is there.
        case contextRoot
        /// This file, such as `NAME.dockerignore` beside the Dockerfile, which wins over the one in the root.
        case file(SourceFile)
        /// Nothing is left out.
        case none
    }

    private struct OpenContext: Sendable {
        var tree: FileTreeReader
        var statCache: StatCache?
        var cacheName: String
    }

    private let storage: (any StatCacheStorage)?
    private let contexts = Mutex<[String: OpenContext]>([:])

    /// Makes an empty set of contexts; digests are kept between builds where there is a storage for them.
    package init(statCaches storage: (any StatCacheStorage)? = nil) {
        self.storage = storage
    }

    /// Opens a folder as the context of a name; the digests of files that are here for one build are not kept.
    package func open(
        _ name: String, folder: FilePath, ignoring source: IgnoreSource = .contextRoot, keepsDigests: Bool = true
    ) async throws(ContextError) {
        let cacheName = "stat-cache:" + folder.lexicallyNormalized().string
        let packed = keepsDigests ? await storage?.load(cacheName) : nil
        let hasStorage = keepsDigests && storage != nil
        let context = try await Worker.run { (_) throws(ContextError) in
            OpenContext(
                tree: try Self.tree(folder, source), statCache: hasStorage ? StatCache(packed: packed) : nil,
                cacheName: cacheName)
        }
        contexts.withLock { $0[name] = context }
    }

    package func select(
        _ selection: FileSelection, in tree: FileTree, onRead: @escaping @Sendable (_ count: Int64) -> Void
    ) async throws(FileTreeError) -> SelectedFiles {
        try await Worker.run { [self] (worker) throws(FileTreeError) in
            do {
                return try self.selection(in: tree, worker).run(selection, onRead: onRead)
            } catch {
                throw FileTreeError(translating: error)
            }
        }
    }

    /// What leaves files out of a context; nil where nothing does or there is no context of the name.
    package func ignoreRules(of name: String) -> IgnoreRules? {
        contexts.withLock { $0[name]?.tree.ignoring?.rules }
    }

    package func ignoringLine(of path: String, inContext name: String) async -> String? {
        guard let tree = contexts.withLock({ $0[name]?.tree }) else { return nil }
        return await Worker.run { (_) throws(Never) in tree.ignoringLine(of: BytePath(path)) }
    }

    /// Saves what was learned of files, for the next build; call it when a build ends, however it does.
    package func saveStatCaches() async {
        guard let storage else { return }
        for context in contexts.withLock({ Array($0.values) }) {
            // What can't be packed is digested again another time.
            let packed = await Worker.run { (_) throws(Never) in try? context.statCache?.packed() }
            if let packed = packed.flatMap(\.self) { await storage.save(packed, context.cacheName) }
        }
    }

    func selection(in tree: FileTree, _ worker: Worker) throws -> Selection {
        switch tree {
        case .context(let name):
            guard let context = contexts.withLock({ $0[name] }) else { throw FileTreeError.unknownContext(name) }
            return Selection(tree: context.tree, statCache: context.statCache, keepsOwners: false, worker: worker)
        case .folder(let path):
            return Selection(
                tree: try FileTreeReader(folder: path), statCache: nil, keepsOwners: true, worker: worker)
        }
    }

    private static func tree(_ folder: FilePath, _ source: IgnoreSource) throws(ContextError) -> FileTreeReader {
        do {
            return try FileTreeReader(folder: folder, ignoring: try ignoring(source, in: folder))
        } catch let error as SystemError {
            switch error.code {
            case .noSuchFileOrDirectory: throw .missingFolder(path: folder.string)
            case .notDirectory: throw .notAFolder(path: folder.string)
            default: throw ContextError(error, path: folder.string)
            }
        } catch let error as ContextError {
            throw error
        } catch {
            preconditionFailure("only the two errors above are thrown")
        }
    }

    private static func ignoring(
        _ source: IgnoreSource, in folder: FilePath
    ) throws(ContextError) -> FileTreeReader.Ignoring? {
        let file: SourceFile?
        switch source {
        case .none: file = nil
        case .file(let given): file = given
        case .contextRoot: file = try SmallFile.read(".dockerignore", in: folder, name: ".dockerignore")
        }
        guard let file else { return nil }
        do {
            let rules = try IgnoreRules.parse(file)
            return rules.isEmpty ? nil : FileTreeReader.Ignoring(rules: rules, file: file)
        } catch {
            throw .badIgnoreFile(error)
        }
    }
}

extension FileTreeError {
    /// The port's error for any error of this target; a cancelled task's is ECANCELED.
    init(translating error: any Error) {
        switch error {
        case let error as FileTreeError: self = error
        case let error as SystemError:
            self = .system(call: error.call, path: error.path ?? "", errno: error.errno)
        default: self = .system(call: "select", path: "", errno: Errno.canceled.rawValue)
        }
    }
}

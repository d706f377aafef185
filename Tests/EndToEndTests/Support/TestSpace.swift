import Foundation
import Testing

/// A folder with a store, a configuration and files of its own, in which a test runs strata.
final class TestSpace {
    let folder: URL
    let builder: Builder
    /// More variables for strata.
    var environment: [String: String] = [:]
    /// Words before strata's command line, run as the user who runs the tests.
    var wrapper: [String] = []

    /// Makes the space; with `base`, its store has an image of that name with busybox and no shared files.
    init(_ builder: Builder = .current, base: String? = "base") throws {
        self.builder = builder
        folder = try Scratch.folder("space")
        for name in ["home", "context"] { try makeFolder(name) }
        try write("config.toml", "")
        try give(".")
        if let base { try #require(try strata("images", "import", BusyboxImage.archive(), base).code == 0) }
    }

    deinit {
        Scratch.remove(folder.path)
    }

    /// The store's folder.
    var store: URL { folder.appendingPathComponent("store") }

    /// The path of a file of the space.
    func path(_ name: String) -> String { folder.appendingPathComponent(name).path }

    // MARK: Files

    /// Writes a file of the space, with the folders above it.
    func write(_ name: String, _ text: String, mode: Int? = nil) throws {
        try write(name, Data(text.utf8), mode: mode)
    }

    /// Writes a file of the space, with the folders above it.
    func write(_ name: String, _ data: Data, mode: Int? = nil) throws {
        let file = folder.appendingPathComponent(name)
        try makeFolder((name as NSString).deletingLastPathComponent)
        try data.write(to: file)
        if let mode { try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: file.path) }
        try give(name)
    }

    /// Writes context/Dockerfile.
    func dockerfile(_ text: String) throws {
        try write("context/Dockerfile", text)
    }

    /// The text of a file of the space.
    func read(_ name: String) throws -> String {
        try String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)
    }

    /// Whether the space has such a file.
    func has(_ name: String) -> Bool {
        FileManager.default.fileExists(atPath: path(name))
    }

    /// Removes a file or folder of the space.
    func remove(_ name: String) throws {
        try FileManager.default.removeItem(atPath: path(name))
    }

    /// The paths of all files below a folder of the space, sorted, folders with a slash behind them.
    func list(_ name: String) throws -> [String] {
        try Tools.run(
            "find", ".", "-mindepth", "1", "(", "-type", "d", "-printf", "%P/\\n", "-o", "-printf", "%P\\n", ")",
            in: folder.appendingPathComponent(name)
        ).lines.sorted()
    }

    /// What builds left in the store's folder of unfinished things.
    func leftovers() throws -> [String] {
        // The guard is a lock that every process takes for a moment.
        try list("store").filter { $0.hasPrefix("tmp/") && !["tmp/", "tmp/.guard"].contains($0) }
    }

    /// The files below a folder of the space that hold a text, be they compressed or not.
    func filesContaining(_ text: String, in name: String) throws -> [String] {
        let script = """
            find . -type f | while read -r file; do
              case $file in *.zst) reader="zstd -dcq" ;; *.gz) reader="gzip -dcq" ;; *) reader=cat ;; esac
              if $reader "$file" 2> /dev/null | grep -qaF -- "$1"; then echo "$file"; fi
              if gzip -dcq "$file" 2> /dev/null | grep -qaF -- "$1"; then echo "$file (gzip)"; fi
            done
            """
        return try Tools.run("sh", "-c", script, "sh", text, in: folder.appendingPathComponent(name)).lines
    }

    private func makeFolder(_ name: String) throws {
        try FileManager.default.createDirectory(atPath: path(name), withIntermediateDirectories: true)
    }

    /// Lets the builder have what the tests wrote.
    private func give(_ name: String) throws {
        if let user = try builder.name() { try Tools.run("chown", "-R", user, path(name)) }
    }

    // MARK: Running strata

    /// Lets strata run where these programs are not; only root can.
    func hide(_ programs: String...) {
        let hidden = programs.compactMap(Tools.find).map { "mount --bind /dev/null \($0)" }
        wrapper = ["unshare", "--mount", "sh", "-c", (hidden + ["exec \"$@\""]).joined(separator: " && "), "sh"]
    }

    /// Starts strata in the space.
    func start(
        _ arguments: [String], in directory: String = ".", environment more: [String: String] = [:],
        input: Data = Data()
    ) throws -> Program {
        let variables = try variables().merging(more) { _, new in new }
        return try Program(
            try wrapper + builder.wrapper() + [Binary.locate().program] + arguments, environment: variables,
            directory: folder.appendingPathComponent(directory), input: input)
    }

    /// The whole environment of strata.
    func variables() throws -> [String: String] {
        [
            "PATH": Tools.path, "HOME": path("home"), "LC_ALL": "C.UTF-8",
            "LD_LIBRARY_PATH": try Binary.locate().libraries, "STRATA_ROOT": store.path,
            "STRATA_CONFIG": path("config.toml"),
        ].merging(environment) { _, new in new }
    }

    /// Runs strata in the space.
    func strata(
        _ arguments: String..., in directory: String = ".", environment: [String: String] = [:], input: Data = Data()
    ) throws -> Finished {
        try start(arguments, in: directory, environment: environment, input: input).finish()
    }

    /// Builds the space's context, with raw progress; whether it succeeds is the test's affair.
    func tryBuild(_ flags: [String] = [], environment: [String: String] = [:]) throws -> RecordedBuild {
        let finished = try start(
            ["build", "--progress=rawjson"] + flags + ["context"], environment: environment
        ).finish()
        return try RecordedBuild(finished)
    }

    /// Builds the space's context, which must succeed.
    @discardableResult
    func build(
        _ flags: String..., environment: [String: String] = [:], sourceLocation: SourceLocation = #_sourceLocation
    ) throws -> RecordedBuild {
        let build = try tryBuild(flags, environment: environment)
        try #require(build.code == 0, "\(build.notes)\n\(build.logs)", sourceLocation: sourceLocation)
        return build
    }

    /// Builds the space's context and gives what is shown of the failure, which must be there.
    func failure(
        _ flags: String..., in directory: String = ".", sourceLocation: SourceLocation = #_sourceLocation
    ) throws -> String {
        let arguments = ["build", "--progress=quiet"] + flags + [path("context")]
        let finished = try start(arguments, in: directory).finish()
        #expect(finished.code == 1, sourceLocation: sourceLocation)
        return finished.errorText
    }
}

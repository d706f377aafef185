import Foundation

/// The folder that everything of one benchmark lies in, and what all builders share there.
final class Workbench {
    let folder: URL
    /// The root filesystem of the base image: the static busybox under all its names.
    let baseTar: URL
    private(set) var registry: LocalRegistry?
    private var freshFolders = 0

    init(folder: URL) throws {
        self.folder = folder
        baseTar = folder.appendingPathComponent("base.tar")
        if FileManager.default.fileExists(atPath: folder.path) {
            try Command(arguments: ["rm", "-rf", folder.path], log: URL(fileURLWithPath: "/dev/null")).run()
        }
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try makeBase()
    }

    func makeFolder(_ name: String) throws -> URL {
        let made = folder.appendingPathComponent(name)
        try FileManager.default.createDirectory(at: made, withIntermediateDirectories: true)
        return made
    }

    /// A place that was never used, for an empty store.
    ///
    /// Nothing is deleted while builders are measured: ext4 does not use an inode again within seconds of its deletion,
    /// and searches long for others meanwhile.
    func freshFolder(_ name: String) -> URL {
        freshFolders += 1
        return folder.appendingPathComponent("\(name)-\(freshFolders)")
    }

    func command(_ arguments: [String], logName: String = "command.log") -> Command {
        Command(arguments: arguments, log: folder.appendingPathComponent(logName))
    }

    /// The registry, started when first asked for.
    func startedRegistry() throws -> LocalRegistry {
        if let registry { return registry }
        guard LocalRegistry.isAvailable else {
            throw BenchError.missing(
                what: "docker-registry or skopeo", remedy: "sudo apt-get install docker-registry skopeo")
        }
        let started = try LocalRegistry(self)
        registry = started
        return started
    }

    func stop() { registry?.stop() }

    /// Empties and removes a folder of ours, also where a builder left folders that nobody may enter.
    func remove(_ url: URL) throws(BenchError) {
        let script = "[ -e \"$0\" ] || exit 0; chmod -R u+rwX \"$0\" 2>/dev/null; rm -rf \"$0\""
        try Command(arguments: ["sh", "-c", script, url.path], log: URL(fileURLWithPath: "/dev/null")).run()
    }

    private func makeBase() throws {
        guard let busybox = Command.path(of: "busybox") else {
            throw BenchError.missing(what: "busybox", remedy: "sudo apt-get install busybox-static")
        }
        let script = """
            set -e
            mkdir -p base/bin base/tmp base/etc
            cp "$0" base/bin/busybox
            for applet in $("$0" --list); do [ -e base/bin/$applet ] || ln -s busybox base/bin/$applet; done
            echo root:x:0:0:root:/:/bin/sh >base/etc/passwd
            tar --owner=0 --group=0 --mtime=@0 -C base -cf base.tar .
            """
        var command = command(["sh", "-c", script, busybox])
        command.folder = folder
        try command.run()
    }
}

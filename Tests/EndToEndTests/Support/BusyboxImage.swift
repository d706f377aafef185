import Foundation

/// A root filesystem with a statically linked busybox and links for its applets, users and groups, and no more.
enum BusyboxImage {
    private static let made = Result { try make() }

    /// The path of its tar archive.
    static func archive() throws -> String {
        try made.get()
    }

    private static func make() throws -> String {
        let folder = try Scratch.folder("busybox")
        let root = folder.appendingPathComponent("rootfs")
        for name in ["bin", "etc", "tmp", "root", "home/app"] {
            try FileManager.default.createDirectory(
                at: root.appendingPathComponent(name), withIntermediateDirectories: true)
        }
        let busybox = Tools.find("busybox") ?? "/bin/busybox"
        try Tools.run("cp", busybox, root.appendingPathComponent("bin/busybox").path)
        for applet in try Tools.run(busybox, "--list").lines where applet != "busybox" {
            let link = root.appendingPathComponent("bin/\(applet)").path
            try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "busybox")
        }
        try Data("root:x:0:0:root:/root:/bin/sh\napp:x:1000:1001:app:/home/app:/bin/sh\n".utf8)
            .write(to: root.appendingPathComponent("etc/passwd"))
        try Data("root:x:0:\nstaff:x:50:app\napp:x:1001:\n".utf8).write(to: root.appendingPathComponent("etc/group"))
        let archive = folder.appendingPathComponent("rootfs.tar").path
        try Tools.run("chmod", "1777", root.appendingPathComponent("tmp").path)
        try Tools.run("tar", "--owner=0", "--group=0", "--numeric-owner", "-cf", archive, "-C", root.path, ".")
        try Tools.run("chmod", "-R", "a+rX", folder.path)
        return archive
    }
}

import LinuxSystem
import SystemPackage
import Testing

@testable import LinuxSandbox

@Suite struct MountPointsTests {
    @Test func linksStayInsideTheRoot() throws {
        try withScratchFolder { root in
            try root.makeDirectory(at: "run")
            try root.makeDirectory(at: "etc")
            try root.makeSymbolicLink(at: "etc/resolv.conf", to: "../../../run/resolve/stub")
            try root.makeSymbolicLink(at: "var", to: "/run")
            let path = RootPath(root: root)
            #expect(try path.resolve("/etc/resolv.conf").path == "/run/resolve/stub")
            #expect(try path.resolve("/var/../../etc/./x/../hosts").path == "/etc/hosts")
            #expect(try path.resolve("/").path == "/")
            try root.makeSymbolicLink(at: "loop", to: "loop")
            #expect(throws: SystemError(call: "readlinkat", errno: 40, path: "/loop")) { try path.resolve("/loop") }
        }
    }

    @Test func whatWasMadeIsRemovedWithoutATrace() throws {
        try withScratchFolder { root in
            try root.makeDirectory(at: "etc")
            try root.setTimes(at: "etc", access: nil, modification: FileTime(seconds: 1000, nanoseconds: 5))
            try root.setTimes(access: nil, modification: FileTime(seconds: 2000, nanoseconds: 6))
            let before = [try root.status(), try root.status(at: "etc")].map(\.modificationTime)

            var points = MountPoints(root: root)
            #expect(try points.prepare("/etc/hosts", isFolder: false) == "/etc/hosts")
            #expect(try points.prepare("/a/b/c", isFolder: true) == "/a/b/c")
            #expect(try points.prepare("/a/file", isFolder: false) == "/a/file")
            #expect(try root.status(at: "a/b/c").kind == .directory)
            points.remove()

            #expect(try root.directoryEntries().map(\.name) == [FileName("etc")])
            #expect([try root.status(), try root.status(at: "etc")].map(\.modificationTime) == before)
        }
    }

    @Test func whatTheStepLeftThereStays() throws {
        try withScratchFolder { root in
            try root.setTimes(access: nil, modification: FileTime(seconds: 2000, nanoseconds: 6))
            var points = MountPoints(root: root)
            _ = try points.prepare("/cache/deep", isFolder: true)
            _ = try points.prepare("/file", isFolder: false)
            try root.openAt("cache/other", [.create, .writeOnly], mode: 0o600).closeQuietly()
            try root.openAt("file", [.writeOnly]).closingAfter { try $0.writeAllBytes([1]) }
            points.remove()

            #expect(try root.directoryEntries(at: "cache").map(\.name) == [FileName("other")])
            #expect(try root.status(at: "file").size == 1)
        }
    }

    @Test func aPlaceThatIsThereIsLeftAlone() throws {
        try withScratchFolder { root in
            try root.makeDirectory(at: "proc", mode: 0o555)
            var points = MountPoints(root: root)
            #expect(try points.prepare("/proc", isFolder: true) == "/proc")
            points.remove()
            #expect(try root.status(at: "proc").permissions == 0o555)
        }
    }
}

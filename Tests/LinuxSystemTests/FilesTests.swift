import LinuxSystem
import SystemPackage
import Testing

@Suite struct FilesTests {
    @Test func aPathCannotLeaveItsRoot() throws {
        try withScratchFolder { folder in
            try folder.makeDirectory(at: "root")
            try folder.openAt("secret", [.create, .writeOnly], mode: 0o600).closeQuietly()
            try folder.openAt("root/inner", [.create, .writeOnly], mode: 0o600).closeQuietly()
            let root = try folder.openAt("root", [.path, .directory])
            defer { root.closeQuietly() }
            try root.makeSymbolicLink(at: "out", to: "../../secret")
            try root.makeSymbolicLink(at: "absolute", to: "/inner")

            #expect(throws: SystemError(call: "openat2", errno: 2, path: "out")) { try root.openInRoot("out") }
            try root.openInRoot("absolute").closeQuietly()
            #expect(throws: SystemError(call: "openat2", errno: 18, path: "../secret")) {
                try root.openBeneath("../secret")
            }
            #expect(throws: SystemError(call: "openat2", errno: 40, path: "absolute")) {
                try root.openBeneath("absolute")
            }
        }
    }

    @Test func statusTellsWhatWasSet() throws {
        try withScratchFolder { folder in
            try folder.openAt("file", [.create, .writeOnly], mode: 0o600).closeQuietly()
            try folder.setPermissions(at: "file", 0o4751)
            try folder.setTimes(at: "file", access: nil, modification: FileTime(seconds: -3, nanoseconds: 7))
            try folder.makeHardLink(from: "file", to: folder, at: "second")

            let status = try folder.status(at: "second")
            #expect(status.kind == .regular)
            #expect(status.permissions == 0o4751)
            #expect(status.linkCount == 2)
            #expect(status.modificationTime.totalNanoseconds == -2_999_999_993)
            #expect(FileTime(totalNanoseconds: -2_999_999_993) == status.modificationTime)
            #expect(try folder.statusIfPresent(at: "third") == nil)
        }
    }

    @Test func aDescriptorOfThePlaceAloneIsEnoughToChangeAttributes() throws {
        try withScratchFolder { folder in
            try folder.openAt("file", [.create, .writeOnly], mode: 0o600).closeQuietly()
            let file = try folder.openAt("file", [.path, .noFollow])
            defer { file.closeQuietly() }
            try file.setPermissions(0o640)
            try file.setTimes(access: nil, modification: FileTime(seconds: 5, nanoseconds: 0))
            try file.setAttribute("user.note", [1, 0, 2])

            #expect(try file.status().permissions == 0o640)
            #expect(try file.status().modificationTime.seconds == 5)
            #expect(try folder.attribute("user.note", at: "file") == [1, 0, 2])
            #expect(try file.attributeNames() == ["user.note"])
            try folder.makeSymbolicLink(at: "link", to: "file")
            #expect(try folder.attributeNames(at: "link") == [])
            #expect(try folder.attribute("user.none", at: "file") == nil)
        }
    }

    @Test func foldersAreReadWhole() throws {
        try withScratchFolder { folder in
            for number in 0..<3000 { try folder.makeNode(at: "file-\(number)", kind: .fifo, permissions: 0o600) }
            let entries = try folder.directoryEntries()
            #expect(entries.count == 3000)
            #expect(Set(entries.map(\.name.description)).contains("file-2999"))
            #expect(entries.allSatisfy { $0.kind == .fifo })
        }
    }

    @Test func linksAreReadAsBytes() throws {
        try withScratchFolder { folder in
            let long = String(repeating: "long/", count: 300)
            try folder.makeSymbolicLink(at: "link", to: long)
            #expect(try folder.readLink(at: "link") == Array(long.utf8))
        }
    }

    @Test func holesStayHoles() throws {
        try withScratchFolder { folder in
            let source = try folder.openAt("source", [.create, .readWrite], mode: 0o600)
            defer { source.closeQuietly() }
            try source.setSize(64 << 20)
            try source.writeAllBytes(Array("start".utf8))
            let copy = try folder.openAt("copy", [.create, .readWrite], mode: 0o600)
            defer { copy.closeQuietly() }
            try copy.copyContents(of: source, size: 64 << 20)

            let status = try copy.status()
            #expect(status.size == 64 << 20)
            #expect(status.blocks < 100)
            #expect(try copy.reopen(.readOnly).closingAfter { try $0.readToEnd(limit: 6) } == Array("start\0".utf8))
        }
    }

    @Test func aCopyOfALargeFileCanBeEnded() throws {
        struct Ended: Error {}
        try withScratchFolder { folder in
            let source = try folder.openAt("source", [.create, .readWrite], mode: 0o600)
            defer { source.closeQuietly() }
            try source.writeAllBytes([UInt8](repeating: 1, count: 65 << 20))
            // Another filesystem, so that no extents are shared.
            let copy = try makeMemoryFile("copy", [], sealed: false)
            defer { copy.closeQuietly() }
            var pieces = 0
            #expect(throws: Ended.self) {
                try copy.copyContents(of: source, size: 65 << 20) {
                    pieces += 1
                    if pieces == 2 { throw Ended() }
                }
            }
            #expect(try copy.status().size <= 64 << 20)
        }
    }

    @Test func deepAndLockedTreesAreRemoved() throws {
        try withScratchFolder { folder in
            try folder.makeDirectory(at: "tree")
            var deepest = try folder.openAt("tree", [.directory])
            for _ in 0..<300 {
                try deepest.makeDirectory(at: "d")
                try deepest.openAt("file", [.create, .writeOnly], mode: 0o600).closeQuietly()
                let next = try deepest.openAt("d", [.directory])
                deepest.closeQuietly()
                deepest = next
            }
            deepest.closeQuietly()
            try folder.setPermissions(at: "tree", 0)
            try folder.removeTree(at: "tree")
            try folder.removeTree(at: "tree")
            let left = try folder.directoryEntries()
            #expect(left.isEmpty)
        }
    }

    @Test func aLockIsHeldByOneOpenFileAtATime() throws {
        try withScratchFolder { folder in
            let first = try folder.openAt("lock", [.create, .readWrite], mode: 0o600)
            let second = try folder.openAt("lock", [.readWrite])
            defer { second.closeQuietly() }
            #expect(try first.tryLock(.exclusive))
            #expect(try !second.tryLock(.shared))
            first.closeQuietly()
            #expect(try second.tryLock(.exclusive))
        }
    }

    @Test func aRecorderSeesCallsAndMakesThemFail() throws {
        try withScratchFolder { folder in
            let recorder = SystemCallRecorder()
            recorder.fail("mkdirat", with: [28])
            _ = recorder.recording {
                #expect(throws: SystemError(call: "mkdirat", errno: 28, path: "full")) {
                    try folder.makeDirectory(at: "full")
                }
            }
            #expect(recorder.calls == [RecordedCall("mkdirat", "full")])
            let left = try folder.directoryEntries()
            #expect(left.isEmpty)
        }
    }

    @Test func anInterruptedOpenOfARacingPathIsTriedAgain() throws {
        try withScratchFolder { folder in
            let recorder = SystemCallRecorder()
            recorder.fail("openat2", with: [11, 11])
            try recorder.recording { try folder.openInRoot("/", [.path]).closeQuietly() }
            #expect(recorder.calls.count == 3)
        }
    }
}

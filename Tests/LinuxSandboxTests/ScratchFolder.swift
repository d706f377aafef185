import LinuxSystem
import SystemPackage
import Testing

/// Runs a test with an open, empty folder, and removes it.
func withScratchFolder(_ body: (FileDescriptor) throws -> Void) throws {
    let parent = try openFile("/tmp", [.directory])
    defer { parent.closeQuietly() }
    let name = "strata-test-\(UInt64.random(in: 0 ... .max))"
    try parent.makeDirectory(at: name, mode: 0o700)
    let folder = try parent.openAt(name, [.directory])
    defer { folder.closeQuietly() }
    let result = Result { try body(folder) }
    try parent.removeTree(at: name)
    try result.get()
}

import LinuxSystem
import SystemPackage
import Testing

@testable import LinuxSandbox

@Suite struct BundleTests {
    @Test func aBundleWithoutARootLeavesNothingOpen() throws {
        try withScratchFolder { folder in
            let parent = FilePath("/proc/self/fd/\(folder.rawValue)")
            let before = try openDescriptors()
            for index in 0..<200 {
                #expect(throws: SystemError.self) {
                    try Bundle(name: "\(index)", in: parent, root: parent.appending("missing"))
                }
            }
            // Other tests open and close some meanwhile.
            #expect(try openDescriptors() < before + 100)
        }
    }

    private func openDescriptors() throws -> Int {
        try FileDescriptor.workingDirectory.directoryEntries(at: "/proc/self/fd").count
    }
}

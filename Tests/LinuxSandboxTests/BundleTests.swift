import LinuxSystem
import SystemPackage
import Testing

@testable import LinuxSandbox

@Suite struct BundleTests {
    /// In a process of its own, as other tests open and close hundreds meanwhile; the library's few come on top.
    @Test func aBundleWithoutARootLeavesNothingOpen() async {
        await #expect(processExitsWith: .success) {
            try withScratchFolder { folder in
                let parent = FilePath("/proc/self/fd/\(folder.rawValue)")
                let before = try openDescriptors()
                for index in 0..<100 {
                    #expect(throws: SystemError.self) {
                        try Bundle(name: "\(index)", in: parent, root: parent.appending("missing"))
                    }
                }
                #expect(try openDescriptors() < before + 50)
            }
        }
    }
}

private func openDescriptors() throws -> Int {
    try FileDescriptor.workingDirectory.directoryEntries(at: "/proc/self/fd").count
}
